"""The ledger of evidence: the only door into scoring."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import Component, EvidenceKind, RaterKind
from assessments.models.sheets import Criterion, Result
from assessments.models.surveys import StudentSurvey, SurveyAnswer
from colleges.models import College, Student
from core.bulk import Column, ColumnKind, packed
from employers.models import Contact, Employer, FunctionRating
from standards.models import LabourFunction

# What a computation reads of a row. Keys of four bytes serve for two thousand million students. The
# row's own key is not among them: of what is read in the order of the keys no run needs them.
PACKED_EVIDENCE: Final = [
    Column("student_id", ColumnKind.INTEGER, never_null=True),
    Column("function_id", ColumnKind.INTEGER, nullable_as=-1),
    Column("criterion_id", ColumnKind.INTEGER, nullable_as=-1),
    Column("rater_id", ColumnKind.INTEGER, nullable_as=-1),
    Column("observed_on", ColumnKind.DATE, never_null=True),
    Column("component", ColumnKind.SMALL, never_null=True),
    Column("kind", ColumnKind.SMALL, never_null=True),
    Column("score", ColumnKind.FLOAT, never_null=True),
    Column("strength", ColumnKind.FLOAT, never_null=True),
]


class Rater(models.Model):
    """Whoever judges: severity and independence of judgements are reckoned by rater."""

    kind = models.CharField(_("кто"), max_length=10, choices=RaterKind.choices)
    college = models.ForeignKey(
        College, null=True, blank=True, on_delete=models.CASCADE, related_name="raters"
    )
    employer = models.ForeignKey(
        Employer, null=True, blank=True, on_delete=models.CASCADE, related_name="raters"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.OneToOneField(
        Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="rater"
    )
    # A post or a commission («комиссия ПМ.01»), never a name.
    title = models.CharField(_("обозначение"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("оценивающий")
        verbose_name_plural = _("оценивающие")
        constraints = [
            models.UniqueConstraint(
                name="rater_user_unique",
                fields=["college", "user"],
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                name="rater_title_unique",
                fields=["college", "title"],
                condition=Q(college__isnull=False, user__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"оценивающий {self.pk}"

    @property
    def shown_name(self) -> str:
        """Who it is, for the staff of the college: a person's name, else the post."""
        return self.user.display_name if self.user is not None else self.title


class Evidence(models.Model):
    """One judgement of one student: immutable, voided rather than edited.

    `created_at` and `voided_at` make the ledger reproducible: what was known at any moment can be
    read again, so a run is repeated exactly from its as-of date and its moment.
    """

    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+", db_index=False)
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    function = models.ForeignKey(
        LabourFunction,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    component = models.PositiveSmallIntegerField(_("компонент"), choices=Component.choices)
    kind = models.PositiveSmallIntegerField(_("вид источника"), choices=EvidenceKind.choices)
    rater = models.ForeignKey(
        Rater, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    score = models.FloatField(_("доля от 0 до 1"))
    strength = models.FloatField(_("полнота"), default=1.0)
    observed_on = models.DateField(_("дата"))
    result = models.ForeignKey(
        Result, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    rating = models.ForeignKey(
        FunctionRating, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    survey = models.ForeignKey(
        StudentSurvey, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    answer = models.ForeignKey(
        SurveyAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    created_at = models.DateTimeField(_("записано"))
    voided_at = models.DateTimeField(_("аннулировано"), null=True, blank=True)
    void_reason = models.CharField(_("почему аннулировано"), max_length=300, blank=True)
    # Made by the database, see core.bulk.packing.
    packed = models.GeneratedField(
        verbose_name=_("для расчёта"),
        expression=packed(PACKED_EVIDENCE),
        output_field=models.BinaryField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("свидетельство")
        verbose_name_plural = _("свидетельства")
        indexes = [
            models.Index(
                name="evidence_live",
                fields=["college", "student", "function"],
                condition=Q(voided_at__isnull=True),
            ),
            models.Index(name="evidence_student", fields=["student"]),
            # A college's rows in the order of their keys, without a visit to the table (0034).
            models.Index(
                name="evidence_packed",
                fields=["college", "id"],
                include=["observed_on", "packed"],
                condition=Q(voided_at__isnull=True),
            ),
            # What has come and gone since an earlier run: the page of a college's changes.
            models.Index(
                name="evidence_recorded",
                fields=["college", "created_at"],
                condition=Q(voided_at__isnull=True),
            ),
            models.Index(
                name="evidence_voided",
                fields=["college", "voided_at"],
                condition=Q(voided_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="evidence_score_0_1", condition=Q(score__gte=0) & Q(score__lte=1)
            ),
            models.CheckConstraint(
                name="evidence_strength_0_1", condition=Q(strength__gt=0) & Q(strength__lte=1)
            ),
            models.CheckConstraint(
                name="evidence_component_has_function",
                condition=Q(function__isnull=False)
                | Q(component__in=[Component.KNOWLEDGE, Component.MOTIVATION]),
            ),
            models.UniqueConstraint(
                name="evidence_one_per_result",
                fields=["result", "function"],
                condition=Q(voided_at__isnull=True, result__isnull=False, function__isnull=False),
            ),
            models.UniqueConstraint(
                name="evidence_one_per_plain_result",
                fields=["result"],
                condition=Q(voided_at__isnull=True, result__isnull=False, function__isnull=True),
            ),
            models.UniqueConstraint(
                name="evidence_one_per_rating",
                fields=["rating"],
                condition=Q(voided_at__isnull=True, rating__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"свидетельство {self.pk}"
