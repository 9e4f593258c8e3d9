"""What happened to a sheet as a whole: submitted, returned, voided; signers and warnings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import SheetEventKind, SignerRole, UnusualKind
from assessments.models.sheets import Criterion, Sheet
from colleges.models import Student


class SheetEvent(models.Model):
    """One step of a sheet's life. Written once and kept: a second submission is another event."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("что"), max_length=10, choices=SheetEventKind.choices)
    reason = models.CharField(_("причина"), max_length=500, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("событие ведомости")
        verbose_name_plural = _("события ведомостей")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.kind}"


class SheetSigner(models.Model):
    """A member of the commission as the paper protocol names them: an adult in official duty."""

    event = models.ForeignKey(SheetEvent, on_delete=models.CASCADE, related_name="signers")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("фамилия и инициалы"), max_length=150)
    post = models.CharField(_("должность"), max_length=200, blank=True)
    role = models.CharField(_("роль"), max_length=10, choices=SignerRole.choices)
    is_absent = models.BooleanField(_("отсутствует"), default=False)

    class Meta:
        verbose_name = _("член комиссии")
        verbose_name_plural = _("члены комиссий")
        ordering = ["event_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="signer_one_chairman",
                fields=["event"],
                condition=Q(role=SignerRole.CHAIRMAN),
                violation_error_message=_("Председатель у комиссии один."),
            ),
        ]

    def __str__(self) -> str:
        # Names stay out of logs and of the admin's lists.
        return f"член комиссии {self.pk}"


class AcknowledgedWarning(models.Model):
    """Something unusual in a sheet that the person who handed it in was shown and confirmed."""

    event = models.ForeignKey(SheetEvent, on_delete=models.CASCADE, related_name="warnings")
    kind = models.CharField(_("что необычно"), max_length=20, choices=UnusualKind.choices)
    student = models.ForeignKey(
        Student, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    other_criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Counts and shares, never names.
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("подтверждённое предупреждение")
        verbose_name_plural = _("подтверждённые предупреждения")
        ordering = ["event_id", "pk"]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.kind}"
