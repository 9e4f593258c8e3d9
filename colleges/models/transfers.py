"""A student on the way from one college to another: offered by the one, taken by the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.enums import TransferState
from colleges.models.people import Student
from colleges.models.territory import College


class CollegeTransfer(models.Model):
    """The order of the old college; nothing of the student moves before the new one accepts.

    `closed_at` is empty while somebody still has to act: the new college to answer, the old one to
    take note of a refusal.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="transfers")
    from_college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    to_college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(_("с какого дня"))
    order_number = models.CharField(_("номер приказа"), max_length=40, blank=True)
    reason = models.CharField(_("основание"), max_length=300, blank=True)
    state = models.CharField(
        _("состояние"),
        max_length=8,
        choices=TransferState.choices,
        default=TransferState.PENDING,
    )
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField(_("предложен"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("ответ дан"), null=True, blank=True)
    refusal = models.CharField(_("причина отказа"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("закончен"), null=True, blank=True)

    class Meta:
        verbose_name = _("перевод в другой колледж")
        verbose_name_plural = _("переводы в другие колледжи")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="transfer_one_pending",
                fields=["student"],
                condition=Q(state=TransferState.PENDING),
            ),
            models.CheckConstraint(
                name="transfer_refused_for_reason",
                condition=~Q(state=TransferState.REFUSED) | ~Q(refusal=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.from_college_id} → {self.to_college_id}"
