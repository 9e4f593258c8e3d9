"""Computed readiness: may be thrown away and computed again from the evidence at any time.

Scores, indices and sums are derived in bulk from rows that already satisfy their references, hence
without foreign keys, range checks and spare indexes in the database: a whole region costs seconds
of those alone. Deleting a college, group or student through Django takes its rows along.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import Level, RunKind, RunState
from assessments.models.methodology import Methodology
from colleges.models import College, Student, StudyGroup
from core.models import Job
from standards.models import LabourFunction


class ReadinessRun(models.Model):
    """One computation: evidence known at `known_at` and dated up to `as_of_date`."""

    kind = models.CharField(
        _("вид"), max_length=10, choices=RunKind.choices, default=RunKind.OFFICIAL
    )
    methodology = models.ForeignKey(
        Methodology, verbose_name=_("методика"), on_delete=models.PROTECT, related_name="runs"
    )
    as_of_date = models.DateField(_("на дату"))
    known_at = models.DateTimeField(_("по данным, внесённым до"))
    state = models.CharField(
        _("состояние"), max_length=10, choices=RunState.choices, default=RunState.RUNNING
    )
    job = models.ForeignKey(
        Job,
        verbose_name=_("задание"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # What the run before it learned of the region (assessments.rules.priors); empty: nothing yet.
    priors = models.JSONField(_("средние и дисперсии групп"), default=dict, blank=True)
    # What this run learned, for the next one.
    estimates = models.JSONField(_("оценки по данным"), default=dict, blank=True)
    summary = models.JSONField(_("итоги"), default=dict, blank=True)
    started_at = models.DateTimeField(_("начат"))
    finished_at = models.DateTimeField(_("закончен"), null=True, blank=True)

    class Meta:
        verbose_name = _("расчёт готовности")
        verbose_name_plural = _("расчёты готовности")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="run_finished_has_moment",
                condition=Q(state=RunState.RUNNING) | Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"расчёт {self.pk}"


class RunCollege(models.Model):
    """A college's part of a run: done once its scores are written."""

    run = models.ForeignKey(ReadinessRun, on_delete=models.CASCADE, related_name="colleges")
    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    students_count = models.PositiveIntegerField(default=0)
    evidence_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    sums = models.JSONField(default=dict, blank=True)
    # What the programmes required then (selectors.scoring_input.requirements_to_json):
    # requirements are changed in place, and a run of the past must be repeated with its own.
    requirements = models.JSONField(default=dict, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("колледж расчёта")
        verbose_name_plural = _("колледжи расчёта")
        constraints = [
            models.UniqueConstraint(name="run_college_unique", fields=["run", "college"]),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.college_id}"


class ComputedCollege(models.Model):
    """From what input a college's stored scores were computed by a run, block by block of students.

    Empty once a student has been computed alone: a run then trusts no block.
    """

    college = models.OneToOneField(
        College,
        on_delete=models.CASCADE,
        related_name="+",
        primary_key=True,
        db_constraint=False,
    )
    # Of each block its fingerprint, counts and sums (assessments.services.college_runs.Block).
    blocks = models.JSONField(default=list)

    class Meta:
        verbose_name = _("рассчитанный колледж")
        verbose_name_plural = _("рассчитанные колледжи")

    def __str__(self) -> str:
        return f"рассчитанный колледж {self.college_id}"


class StudentScores(models.Model):
    """A student's scores of labour functions, in one block: see assessments.rules.packed_scores.

    No row: no evidence on any function, which is not zero.
    """

    student = models.OneToOneField(
        Student,
        on_delete=models.CASCADE,
        related_name="+",
        primary_key=True,
        db_constraint=False,
    )
    scores = models.BinaryField(_("готовность к функциям"))

    class Meta:
        verbose_name = _("готовность обучающегося к функциям")
        verbose_name_plural = _("готовность обучающихся к функциям")

    def __str__(self) -> str:
        return f"готовность {self.student_id} к функциям"


class StudentReadiness(models.Model):
    """A student's index and level, section 3 of docs/scoring.md."""

    student = models.OneToOneField(
        Student,
        on_delete=models.CASCADE,
        related_name="readiness",
        primary_key=True,
        db_constraint=False,
    )
    college = models.ForeignKey(
        College, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    group = models.ForeignKey(
        StudyGroup, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    practice = models.FloatField(_("практика (Д)"), null=True)
    knowledge = models.FloatField(_("знания (З)"), null=True)
    motivation = models.FloatField(_("мотивация (М)"), null=True)
    reflection = models.FloatField(_("рефлексия (Р)"), null=True)
    index = models.FloatField(_("индекс"), null=True)
    index_low = models.FloatField(null=True)
    index_high = models.FloatField(null=True)
    completeness = models.FloatField(_("полнота"))
    coverage = models.FloatField(_("охват функций"))
    level = models.SmallIntegerField(_("уровень"), choices=Level.choices, null=True)
    weakest_function = models.ForeignKey(
        LabourFunction,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    is_capped = models.BooleanField(_("уровень ограничен слабым звеном"), default=False)
    is_provisional = models.BooleanField(_("предварительно"), default=True)
    is_ready = models.BooleanField(_("готов к работе"), default=False)
    has_employer_voice = models.BooleanField(_("есть голос работодателя"), default=False)
    evidence_count = models.PositiveIntegerField(default=0)
    # Of a computation between runs; NULL or earlier than the college's last run: that run's date.
    refreshed_on = models.DateField(_("пересчитан отдельно на дату"), null=True)

    class Meta:
        verbose_name = _("готовность обучающегося")
        verbose_name_plural = _("готовность обучающихся")
        constraints = [
            models.CheckConstraint(
                name="readiness_ready_is_certain",
                condition=Q(is_ready=False)
                | Q(is_provisional=False, level__in=[Level.SUFFICIENT, Level.HIGH]),
            ),
        ]

    def __str__(self) -> str:
        return f"готовность {self.student_id}"


class StaleStudent(models.Model):
    """A student with new evidence that no computation has read yet.

    Written with the evidence and taken away by the computation, each in its own transaction: a
    burst of changes costs one computation, and none is forgotten.
    """

    student = models.OneToOneField(
        Student, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("ожидает пересчёта")
        verbose_name_plural = _("ожидают пересчёта")

    def __str__(self) -> str:
        return f"ожидает пересчёта {self.student_id}"


class GroupReadiness(models.Model):
    """Sums over a study group and sex: they add up to any college, municipality or region."""

    pk = models.CompositePrimaryKey("group_id", "sex")
    group = models.ForeignKey(
        StudyGroup,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    college = models.ForeignKey(
        College, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    sex = models.CharField(max_length=1, blank=True)
    students_count = models.PositiveIntegerField()
    assessed_count = models.PositiveIntegerField(_("с индексом, не предварительно"))
    provisional_count = models.PositiveIntegerField()
    ready_count = models.PositiveIntegerField()
    low_count = models.PositiveIntegerField()
    basic_count = models.PositiveIntegerField()
    sufficient_count = models.PositiveIntegerField()
    high_count = models.PositiveIntegerField()
    employer_voice_count = models.PositiveIntegerField()
    index_sum = models.FloatField()
    index_square_sum = models.FloatField()
    evidence_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("готовность группы")
        verbose_name_plural = _("готовность групп")

    def __str__(self) -> str:
        return f"группа {self.group_id}"


class GroupFunctionReadiness(models.Model):
    """Sums over the students of a group who have a T of a function."""

    pk = models.CompositePrimaryKey("group_id", "function_id")
    group = models.ForeignKey(
        StudyGroup,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    college = models.ForeignKey(
        College, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    function = models.ForeignKey(
        LabourFunction,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    students_count = models.PositiveIntegerField()
    value_sum = models.FloatField()
    value_square_sum = models.FloatField()
    low_confidence_count = models.PositiveIntegerField()
    employer_count = models.PositiveIntegerField()
    employer_sum = models.FloatField()
    gap_count = models.PositiveIntegerField()
    gap_sum = models.FloatField()
    evidence_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("готовность группы к функции")
        verbose_name_plural = _("готовность групп к функциям")

    def __str__(self) -> str:
        return f"группа {self.group_id} × {self.function_id}"
