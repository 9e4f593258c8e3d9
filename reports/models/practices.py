"""Cards of good practice."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from colleges.models import College
from core.scope import Scope
from employers.models import Employer
from reports.enums import READ_FIRST, PracticeCardState
from reports.models.releases import Release
from standards.models import LabourFunction, Speciality


class PracticeCardQuerySet(models.QuerySet["PracticeCard"]):
    def visible_to(self, scope: Scope) -> "PracticeCardQuerySet":
        """Everything for those who read first; others see what is published, and their own."""
        if scope.role in READ_FIRST:
            return self
        return self.filter(Q(state=PracticeCardState.PUBLISHED)) | self.proposed_by(scope)

    def proposed_by(self, scope: Scope) -> "PracticeCardQuerySet":
        """Cards of the own college or enterprise."""
        if scope.employer_ids:
            return self.filter(employer_id__in=scope.employer_ids)
        if scope.is_college_staff:
            return self.filter(college_id__in=scope.college_ids)
        return self.none()


class PracticeCard(models.Model):
    """What a college or an enterprise did about a function, and what came of it.

    A college's card may name two reports: what each prints of the college stands before and after.
    """

    college = models.ForeignKey(
        College,
        verbose_name=_("колледж"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practice_cards",
    )
    employer = models.ForeignKey(
        Employer,
        verbose_name=_("предприятие"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practice_cards",
    )
    title = models.CharField(_("название"), max_length=200)
    speciality = models.ForeignKey(
        Speciality,
        verbose_name=_("специальность"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    function = models.ForeignKey(
        LabourFunction,
        verbose_name=_("трудовая функция"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    problem = models.TextField(_("что не получалось"), max_length=2000)
    action = models.TextField(_("что сделали"), max_length=4000)
    outcome = models.TextField(_("что получилось"), max_length=2000)
    release_before = models.ForeignKey(
        Release,
        verbose_name=_("отчёт до"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    release_after = models.ForeignKey(
        Release,
        verbose_name=_("отчёт после"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(
        _("состояние"),
        max_length=10,
        choices=PracticeCardState.choices,
        default=PracticeCardState.PROPOSED,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто предложил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("создана"))
    returned_because = models.CharField(_("почему возвращена"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("опубликована"), null=True, blank=True)

    objects = PracticeCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("карточка практики")
        verbose_name_plural = _("карточки практики")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="practice_card_releases_differ",
                condition=Q(release_before__isnull=True)
                | Q(release_after__isnull=True)
                | ~Q(release_before=F("release_after")),
            ),
            models.CheckConstraint(
                name="practice_card_one_owner",
                condition=Q(college__isnull=True, employer__isnull=False)
                | Q(college__isnull=False, employer__isnull=True),
            ),
            models.CheckConstraint(
                name="practice_card_returned_has_reason",
                condition=Q(state=PracticeCardState.RETURNED) & ~Q(returned_because="")
                | ~Q(state=PracticeCardState.RETURNED) & Q(returned_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def fingerprint(self) -> str:
        """What the author wrote, in short: whoever decides on a card has read exactly this."""
        written = [
            self.title,
            self.problem,
            self.action,
            self.outcome,
            self.speciality_id,
            self.function_id,
            self.release_before_id,
            self.release_after_id,
        ]
        return hashlib.sha256(json.dumps(written).encode()).hexdigest()
