"""Two records of one student made one: what went where, so that it can be taken back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from colleges.models import Student


class StudentMerge(models.Model):
    """`dropped` was `kept` all along. Names stay in both rows of `Student`, and nowhere here.

    `moved` lists the keys of what now belongs to the kept student, by kind; `decisions` say whose
    value a person chose where both had one; `swapped` are the fields that changed places.
    """

    kept = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    swapped = models.JSONField(default=list)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(_("объединены"))
    undone_at = models.DateTimeField(_("разъединены"), null=True, blank=True)

    class Meta:
        verbose_name = _("объединение записей")
        verbose_name_plural = _("объединения записей")
        ordering = ["-merged_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dropped_id} → {self.kept_id}"
