"""How severe raters are, run by run, and what readiness would be without it.

All of it is derived and may be thrown away and estimated again (docs/scoring.md, section 6).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.enums import Level
from assessments.models.evidence import Rater
from colleges.models import College, Student, StudyGroup
from employers.models import Employer
from standards.models import LabourFunction


class SeverityRun(models.Model):
    """One estimation over all ratings of the own region's mentors.

    `parts` describes the parts of the network that share no intern, the largest first. Of the
    many-facet Rasch model the run keeps what an adjustment needs: `difficulties` of functions by
    key and `steps`, the sums of thresholds (null: a category that nobody used).
    """

    # The night it was made for; null when somebody asked for it.
    night = models.DateField(_("ночь"), null=True, blank=True, unique=True)
    computed_at = models.DateTimeField(_("посчитано"))
    ratings = models.PositiveIntegerField(_("оценок"))
    interns = models.PositiveIntegerField(_("практикантов"))
    shared_interns = models.PositiveIntegerField(_("из них оценил ещё кто-то"))
    examined_interns = models.PositiveIntegerField(_("из них с демонстрационным экзаменом"))
    parts = models.JSONField(_("части сети"), default=list, blank=True)
    difficulties = models.JSONField(default=dict, blank=True)
    steps = models.JSONField(default=list, blank=True)
    # How far raters of the same interns agree (`scoring.rater_agreement`); empty: not computed.
    agreement = models.JSONField(_("согласие оценивающих"), default=dict, blank=True)
    severity_sd = models.FloatField(_("разброс строгости, логиты"), null=True)
    exam_slope = models.FloatField(_("связь с демонстрационным экзаменом"), null=True)

    class Meta:
        verbose_name = _("расчёт строгости")
        verbose_name_plural = _("расчёты строгости")
        ordering = ["-computed_at", "-pk"]

    def __str__(self) -> str:
        return f"строгость, расчёт {self.pk}"


class SeverityEstimate(models.Model):
    """One rater in one run.

    `severity` (logits, many-facet Rasch model) and `linear` (parts of the scale, crossed model) are
    deviations from the average rater, larger is more severe. Raters of different `component` share
    no intern with each other: only the exam and the prior make them comparable.
    """

    run = models.ForeignKey(SeverityRun, on_delete=models.CASCADE, related_name="estimates")
    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="severities")
    interns = models.PositiveIntegerField(_("практикантов"))
    shared_interns = models.PositiveIntegerField(_("из них оценил ещё кто-то"))
    ratings = models.PositiveIntegerField(_("оценок"))
    component = models.PositiveIntegerField(_("часть сети"))
    severity = models.FloatField(_("строгость, логиты"))
    se = models.FloatField(_("ошибка, логиты"))
    linear = models.FloatField(_("строгость, доля шкалы"))
    linear_se = models.FloatField(_("ошибка, доля шкалы"))
    is_shown = models.BooleanField(_("можно показывать"), default=False)

    class Meta:
        verbose_name = _("строгость оценивающего")
        verbose_name_plural = _("строгость оценивающих")
        constraints = [
            models.UniqueConstraint(name="severity_once_a_run", fields=["run", "rater"]),
        ]

    def __str__(self) -> str:
        return f"строгость {self.rater_id}"


class OrganisationSeverity(models.Model):
    """The mean severity of an enterprise's raters in one run, weighted by interns.

    `is_shown`: it may stand beside the severities of its raters.
    """

    run = models.ForeignKey(SeverityRun, on_delete=models.CASCADE, related_name="organisations")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="severities")
    raters = models.PositiveIntegerField(_("наставников"))
    interns = models.PositiveIntegerField(_("практикантов"))
    severity = models.FloatField(_("строгость, логиты"))
    se = models.FloatField(_("ошибка, логиты"))
    is_shown = models.BooleanField(_("можно показывать"), default=False)

    class Meta:
        verbose_name = _("строгость предприятия")
        verbose_name_plural = _("строгость предприятий")
        constraints = [
            models.UniqueConstraint(
                name="organisation_severity_once_a_run", fields=["run", "employer"]
            ),
        ]

    def __str__(self) -> str:
        return f"строгость предприятия {self.employer_id}"


class StudentAbility(models.Model):
    """Where the last run placed a rated student, in logits; no other reader than adjustments."""

    student = models.OneToOneField(
        Student, on_delete=models.CASCADE, related_name="+", primary_key=True, db_constraint=False
    )
    ability = models.FloatField()

    class Meta:
        verbose_name = _("уровень практиканта")
        verbose_name_plural = _("уровни практикантов")

    def __str__(self) -> str:
        return f"уровень {self.student_id}"


class AdjustedReadiness(models.Model):
    """Readiness of a student whom an adjustment touches, as given and as adjusted.

    Only good beside a `StudentReadiness` whose index is still one of the two.
    """

    student = models.OneToOneField(
        Student,
        on_delete=models.CASCADE,
        related_name="adjusted_readiness",
        primary_key=True,
        db_constraint=False,
    )
    college = models.ForeignKey(
        College, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    plain_index = models.FloatField(_("без поправки"))
    adjusted_index = models.FloatField(_("с поправкой"))
    plain_level = models.PositiveSmallIntegerField(choices=Level.choices, null=True)
    adjusted_level = models.PositiveSmallIntegerField(choices=Level.choices, null=True)
    is_limited = models.BooleanField(_("остановлена интервалом"), default=False)

    class Meta:
        verbose_name = _("готовность с поправкой")
        verbose_name_plural = _("готовность с поправкой")

    def __str__(self) -> str:
        return f"с поправкой {self.student_id}"


class AdjustedScores(models.Model):
    """The functions of a student that an adjustment moved: assessments.rules.packed_adjustments.

    A function is only good beside a `StudentScores` that still holds one of its two numbers.
    """

    student = models.OneToOneField(
        Student,
        on_delete=models.CASCADE,
        related_name="+",
        primary_key=True,
        db_constraint=False,
    )
    scores = models.BinaryField(_("функции с поправкой"))

    class Meta:
        verbose_name = _("функции обучающегося с поправкой")
        verbose_name_plural = _("функции обучающихся с поправкой")

    def __str__(self) -> str:
        return f"функции {self.student_id} с поправкой"


class AdjustedGroupFunction(models.Model):
    """Sums over the students of a group who have a T of a function, without and with adjustment.

    Both of one night, so that they differ by the adjustment and by nothing else.
    """

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
    plain_sum = models.FloatField()
    adjusted_sum = models.FloatField()

    class Meta:
        verbose_name = _("функция группы с поправкой")
        verbose_name_plural = _("функции групп с поправкой")
        constraints = [
            models.UniqueConstraint(
                name="adjusted_group_function_unique", fields=["group", "function"]
            ),
        ]

    def __str__(self) -> str:
        return f"группа {self.group_id} × {self.function_id} с поправкой"
