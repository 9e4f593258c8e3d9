"""Instruments of assessment and sheets of results."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import (
    Component,
    DemoExamLevel,
    EvidenceKind,
    ResultState,
    ScaleKind,
    SheetState,
)
from colleges.models import College, Module, Student, StudyGroup
from core.scope import Scope
from standards.models import LabourFunction


class Instrument(models.Model):
    """A form of assessment: what is checked, by which criteria, bearing on which functions."""

    college = models.ForeignKey(
        College,
        verbose_name=_("колледж"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="instruments",
        help_text=_("Пусто: общая форма для всех колледжей."),
    )
    kind = models.PositiveSmallIntegerField(_("вид"), choices=EvidenceKind.choices)
    component = models.PositiveSmallIntegerField(
        _("компонент"), choices=Component.choices, default=Component.PRACTICAL
    )
    name = models.CharField(_("наименование"), max_length=300)
    code = models.CharField(_("код (КОД)"), max_length=40, blank=True)
    level = models.CharField(
        _("уровень ДЭ"), max_length=6, choices=DemoExamLevel.choices, blank=True
    )
    is_archived = models.BooleanField(_("в архиве"), default=False)

    class Meta:
        verbose_name = _("форма оценки")
        verbose_name_plural = _("формы оценки")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    instrument = models.ForeignKey(
        Instrument,
        verbose_name=_("форма оценки"),
        on_delete=models.CASCADE,
        related_name="criteria",
    )
    code = models.CharField(_("код"), max_length=20, blank=True)
    name = models.CharField(_("критерий"), max_length=300)
    scale = models.CharField(_("шкала"), max_length=12, choices=ScaleKind.choices)
    maximum = models.DecimalField(
        _("наибольший балл"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)
    functions = models.ManyToManyField(
        LabourFunction,
        verbose_name=_("трудовые функции"),
        through="CriterionFunction",
        related_name="criteria",
    )

    class Meta:
        verbose_name = _("критерий")
        verbose_name_plural = _("критерии")
        ordering = ["instrument_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="criterion_position_unique", fields=["instrument", "position"]
            ),
            models.CheckConstraint(
                name="criterion_points_have_maximum",
                condition=~Q(scale=ScaleKind.POINTS) | Q(maximum__gt=0),
                violation_error_message=_("Для баллов нужен наибольший балл больше нуля."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CriterionFunction(models.Model):
    """How strongly a criterion bears on a labour function: 1 fully, 0.5 in part."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="bearings")
    function = models.ForeignKey(LabourFunction, on_delete=models.PROTECT, related_name="+")
    strength = models.FloatField(_("полнота"), default=1.0)

    class Meta:
        verbose_name = _("функция критерия")
        verbose_name_plural = _("функции критериев")
        constraints = [
            models.UniqueConstraint(
                name="criterion_function_unique", fields=["criterion", "function"]
            ),
            models.CheckConstraint(
                name="criterion_function_strength_0_1",
                condition=Q(strength__gt=0) & Q(strength__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} → {self.function_id}"


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, scope: Scope) -> "SheetQuerySet":
        """Sheets carry names: for the staff of the own college only."""
        if not scope.sees_names:
            return self.none()
        return self.filter(college_id__in=scope.college_ids)


class Sheet(models.Model):
    """Ведомость: results of one group by one instrument on one day."""

    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="sheets")
    group = models.ForeignKey(StudyGroup, on_delete=models.PROTECT, related_name="sheets")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="sheets")
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    held_on = models.DateField(_("дата проведения"))
    due_on = models.DateField(_("сдать до"), null=True, blank=True)
    rater = models.ForeignKey(
        "assessments.Rater",
        on_delete=models.PROTECT,
        related_name="sheets",
        verbose_name=_("кто оценивал"),
    )
    state = models.CharField(
        _("состояние"), max_length=10, choices=SheetState.choices, default=SheetState.DRAFT
    )
    state_reason = models.CharField(_("причина"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("создана"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("сдана"), null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("ведомость")
        verbose_name_plural = _("ведомости")
        ordering = ["-held_on", "pk"]
        indexes = [models.Index(name="sheet_college_state", fields=["college", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="sheet_unique",
                fields=["group", "instrument", "held_on"],
                condition=~Q(state=SheetState.VOIDED),
                violation_error_message=_("Такая ведомость этой группы за этот день уже есть."),
            ),
            models.CheckConstraint(
                name="sheet_submitted_has_moment",
                condition=~Q(state=SheetState.SUBMITTED) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"ведомость {self.pk}"

    @property
    def is_editable(self) -> bool:
        return self.state in (SheetState.DRAFT, SheetState.RETURNED)


class Result(models.Model):
    """One cell of a sheet. A cell that was never filled has no row."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="results")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="results")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="results")
    state = models.CharField(_("состояние"), max_length=12, choices=ResultState.choices)
    raw_value = models.CharField(_("как введено"), max_length=40, blank=True)
    score = models.FloatField(_("доля от 0 до 1"), null=True, blank=True)
    # Grows with each change: an edit made against an older version is a conflict, not an overwrite.
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()
    comment = models.CharField(_("замечание"), max_length=500, blank=True)
    needs_attention = models.BooleanField(_("вернуться"), default=False)

    class Meta:
        verbose_name = _("результат")
        verbose_name_plural = _("результаты")
        constraints = [
            models.UniqueConstraint(
                name="result_cell_unique", fields=["sheet", "student", "criterion"]
            ),
            models.CheckConstraint(
                name="result_score_iff_value",
                condition=Q(state=ResultState.VALUE, score__gte=0, score__lte=1)
                | (~Q(state=ResultState.VALUE) & Q(score__isnull=True)),
                violation_error_message=_("Оценка хранится только у оценённой ячейки, от 0 до 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"результат {self.pk}"


class ResultChange(models.Model):
    """History of a cell: what stood there before."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="changes")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    old_value = models.CharField(_("было"), max_length=40, blank=True)
    new_value = models.CharField(_("стало"), max_length=40, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("изменение результата")
        verbose_name_plural = _("изменения результатов")
        indexes = [
            models.Index(
                name="result_change_cell", fields=["sheet", "student", "criterion", "-changed_at"]
            )
        ]

    def __str__(self) -> str:
        return f"изменение {self.pk}"
