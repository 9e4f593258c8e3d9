"""Сопряжение: how a programme's competences and modules prepare for labour functions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.enums import AlignmentEventKind, AlignmentState
from colleges.models.programmes import Module, Programme
from standards.models import Competence, FunctionElement, LabourFunction

_OF_COMPETENCE = Q(competence__isnull=False, module__isnull=True)
_OF_MODULE = Q(competence__isnull=True, module__isnull=False)


class AlignmentVersion(models.Model):
    """One version of a programme's alignment; what was agreed stays as it was agreed.

    Only a draft is changed. A change after an agreement begins the next version.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="alignment_versions"
    )
    number = models.PositiveSmallIntegerField(_("номер версии"), default=1)
    state = models.CharField(
        _("состояние"), max_length=20, choices=AlignmentState.choices, default=AlignmentState.DRAFT
    )
    created_at = models.DateTimeField(_("начата"))

    class Meta:
        verbose_name = _("версия сопряжения")
        verbose_name_plural = _("версии сопряжения")
        ordering = ["programme_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="alignment_version_unique", fields=["programme", "number"]
            ),
            models.UniqueConstraint(
                name="alignment_one_draft",
                fields=["programme"],
                condition=Q(state=AlignmentState.DRAFT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.number}"


class Alignment(models.Model):
    """How fully a competence or a module prepares for a function, or for one of its elements.

    Rows with elements refine the row of the whole function, which is always there with them.
    """

    version = models.ForeignKey(
        AlignmentVersion, on_delete=models.CASCADE, related_name="alignments"
    )
    competence = models.ForeignKey(
        Competence, null=True, blank=True, on_delete=models.PROTECT, related_name="alignments"
    )
    # RESTRICT: a module goes only together with its programme.
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.RESTRICT, related_name="alignments"
    )
    function = models.ForeignKey(
        LabourFunction, on_delete=models.PROTECT, related_name="alignments"
    )
    element = models.ForeignKey(
        FunctionElement, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    strength = models.FloatField(_("полнота"), help_text=_("1 полностью, 0,5 частично"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("сопряжение")
        verbose_name_plural = _("сопряжения")
        constraints = [
            models.UniqueConstraint(
                name="alignment_competence_unique",
                fields=["version", "competence", "function"],
                condition=Q(competence__isnull=False, element__isnull=True),
            ),
            models.UniqueConstraint(
                name="alignment_competence_part_unique",
                fields=["version", "competence", "element"],
                condition=Q(competence__isnull=False, element__isnull=False),
            ),
            models.UniqueConstraint(
                name="alignment_module_unique",
                fields=["version", "module", "function"],
                condition=Q(module__isnull=False, element__isnull=True),
            ),
            models.UniqueConstraint(
                name="alignment_module_part_unique",
                fields=["version", "module", "element"],
                condition=Q(module__isnull=False, element__isnull=False),
            ),
            models.CheckConstraint(
                name="alignment_of_competence_or_module", condition=_OF_COMPETENCE | _OF_MODULE
            ),
            models.CheckConstraint(
                name="alignment_strength_0_1",
                condition=Q(strength__gt=0) & Q(strength__lte=1),
                violation_error_message=_("Полнота должна быть больше 0 и не больше 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.function_id} {self.strength}"


class AlignmentEvent(models.Model):
    """What happened to a version, who did it and when; never changed."""

    version = models.ForeignKey(AlignmentVersion, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("событие"), max_length=20, choices=AlignmentEventKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("когда"))
    reason = models.CharField(_("причина"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("событие сопряжения")
        verbose_name_plural = _("события сопряжения")
        ordering = ["version_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"


class RejectedSuggestion(models.Model):
    """A pair that a person found unrelated: it is not suggested to the programme again."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="rejected_suggestions"
    )
    competence = models.ForeignKey(
        Competence, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    function = models.ForeignKey(LabourFunction, on_delete=models.CASCADE, related_name="+")
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rejected_at = models.DateTimeField()

    class Meta:
        verbose_name = _("отклонённая подсказка")
        verbose_name_plural = _("отклонённые подсказки")
        constraints = [
            models.UniqueConstraint(
                name="rejected_competence_unique",
                fields=["programme", "competence", "function"],
                condition=Q(competence__isnull=False),
            ),
            models.UniqueConstraint(
                name="rejected_module_unique",
                fields=["programme", "module", "function"],
                condition=Q(module__isnull=False),
            ),
            models.CheckConstraint(
                name="rejected_of_competence_or_module", condition=_OF_COMPETENCE | _OF_MODULE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.function_id}"


class AlignmentRemark(models.Model):
    """What somebody of the college or of the association says about one cell; never rewritten.

    It belongs to the cell of the programme in whatever version, so that an answer begun as a new
    version still shows it; `version` is the one in which it was said, if any was begun.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="alignment_remarks"
    )
    version = models.ForeignKey(
        AlignmentVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="remarks"
    )
    competence = models.ForeignKey(
        Competence, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    function = models.ForeignKey(LabourFunction, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("замечание"), max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_of_association = models.BooleanField(_("от объединения работодателей"), default=False)
    created_at = models.DateTimeField(_("когда"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("снято"), null=True, blank=True)

    class Meta:
        verbose_name = _("замечание к сопряжению")
        verbose_name_plural = _("замечания к сопряжению")
        ordering = ["programme_id", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_of_competence_or_module", condition=_OF_COMPETENCE | _OF_MODULE
            ),
            models.CheckConstraint(name="remark_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.function_id}"
