"""Programmes of a college: what they require, consist of, and who studies in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.enums import EntryBase, Funding, ModuleKind, StudyForm
from colleges.models.territory import College
from core.scope import Scope
from standards.models import (
    EducationalStandard,
    LabourFunction,
    ProfessionalStandard,
    Speciality,
)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, scope: Scope) -> "ProgrammeQuerySet":
        if scope.region_wide:
            return self
        return self.filter(
            Q(college_id__in=scope.college_ids)
            | Q(college__municipality_id__in=scope.municipality_ids)
        )


class Programme(models.Model):
    """ОПОП: one college, one speciality, one year of intake."""

    college = models.ForeignKey(
        College, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("колледж")
    )
    speciality = models.ForeignKey(
        Speciality,
        on_delete=models.PROTECT,
        related_name="programmes",
        verbose_name=_("специальность"),
    )
    educational_standard = models.ForeignKey(
        EducationalStandard,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="programmes",
        verbose_name=_("ФГОС"),
    )
    intake_year = models.PositiveSmallIntegerField(_("год набора"))
    qualification = models.CharField(_("квалификация"), max_length=200, blank=True)
    entry_base = models.CharField(
        _("база приёма"), max_length=2, choices=EntryBase.choices, default=EntryBase.AFTER_9
    )
    study_form = models.CharField(
        _("форма обучения"), max_length=10, choices=StudyForm.choices, default=StudyForm.FULL_TIME
    )
    duration_months = models.PositiveSmallIntegerField(_("срок обучения, месяцев"))
    standards = models.ManyToManyField(
        ProfessionalStandard,
        through="ProgrammeStandard",
        related_name="programmes",
        verbose_name=_("профессиональные стандарты"),
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("образовательная программа")
        verbose_name_plural = _("образовательные программы")
        ordering = ["college_id", "speciality_id", "-intake_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="programme_unique",
                fields=["college", "speciality", "intake_year", "entry_base", "study_form"],
                violation_error_message=_("Такая программа этого года набора уже есть."),
            ),
            models.CheckConstraint(
                name="programme_intake_year_plausible",
                condition=Q(intake_year__range=(1990, 2100)),
                violation_error_message=_("Год набора должен быть от 1990 до 2100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speciality_id} / {self.intake_year}"


class ProgrammeStandard(models.Model):
    """Which professional standards a programme answers to, in order of priority."""

    programme = models.ForeignKey(Programme, verbose_name=_("программа"), on_delete=models.CASCADE)
    standard = models.ForeignKey(
        ProfessionalStandard, verbose_name=_("профессиональный стандарт"), on_delete=models.PROTECT
    )
    priority = models.PositiveSmallIntegerField(_("очерёдность"), default=1)

    class Meta:
        verbose_name = _("стандарт программы")
        verbose_name_plural = _("стандарты программы")
        constraints = [
            models.UniqueConstraint(
                name="programme_standard_unique", fields=["programme", "standard"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} → {self.standard_id}"


class ProgrammeFunction(models.Model):
    """A labour function that graduates of the programme must be ready for."""

    programme = models.ForeignKey(
        Programme,
        verbose_name=_("программа"),
        on_delete=models.CASCADE,
        related_name="required_functions",
    )
    function = models.ForeignKey(
        LabourFunction,
        verbose_name=_("трудовая функция"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    importance = models.FloatField(_("важность"), default=1.0)
    is_mandatory = models.BooleanField(_("обязательная"), default=False)

    class Meta:
        verbose_name = _("трудовая функция программы")
        verbose_name_plural = _("трудовые функции программы")
        constraints = [
            models.UniqueConstraint(
                name="programme_function_unique", fields=["programme", "function"]
            ),
            models.CheckConstraint(
                name="programme_function_importance_positive",
                condition=Q(importance__gt=0),
                violation_error_message=_("Важность должна быть больше нуля."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} → {self.function_id}"


class Module(models.Model):
    programme = models.ForeignKey(
        Programme, verbose_name=_("программа"), on_delete=models.CASCADE, related_name="modules"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("входит в модуль"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="parts",
    )
    kind = models.CharField(_("вид"), max_length=12, choices=ModuleKind.choices)
    code = models.CharField(_("код"), max_length=20)
    name = models.CharField(_("наименование"), max_length=400)
    hours = models.PositiveSmallIntegerField(_("часов"), null=True, blank=True)
    # Official codes as the curriculum has them, the college's own («ДПК 1.1») among them: what they
    # mean says the educational standard of the programme.
    competence_codes = models.JSONField(_("коды компетенций"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("модуль")
        verbose_name_plural = _("модули")
        ordering = ["programme_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="module_code_unique", fields=["programme", "code"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StudyGroupQuerySet(models.QuerySet["StudyGroup"]):
    def visible_to(self, scope: Scope) -> "StudyGroupQuerySet":
        """Groups as aggregates; lists of names additionally need `scope.sees_names`."""
        if scope.region_wide:
            return self
        return self.filter(
            Q(college_id__in=scope.college_ids)
            | Q(college__municipality_id__in=scope.municipality_ids)
        )


class StudyGroup(models.Model):
    # Repeats the programme's college so that names are unique in it and lists need no join.
    college = models.ForeignKey(
        College, verbose_name=_("колледж"), on_delete=models.PROTECT, related_name="groups"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="groups", verbose_name=_("программа")
    )
    name = models.CharField(_("группа"), max_length=40)
    graduation_year = models.PositiveSmallIntegerField(_("год выпуска"))
    is_archived = models.BooleanField(_("в архиве"), default=False)

    objects = StudyGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("группа")
        verbose_name_plural = _("группы")
        ordering = ["college_id", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="group_name_unique",
                fields=["college", "name", "graduation_year"],
                violation_error_message=_("Группа с таким названием и годом выпуска уже есть."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AdmissionPlan(models.Model):
    """КЦП: places of one speciality in one college and year."""

    college = models.ForeignKey(
        College, verbose_name=_("колледж"), on_delete=models.CASCADE, related_name="admission_plans"
    )
    speciality = models.ForeignKey(
        Speciality, verbose_name=_("специальность"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("год приёма"))
    funding = models.CharField(
        _("финансирование"), max_length=10, choices=Funding.choices, default=Funding.BUDGET
    )
    places = models.PositiveSmallIntegerField(_("мест"))

    class Meta:
        verbose_name = _("план приёма")
        verbose_name_plural = _("планы приёма")
        constraints = [
            models.UniqueConstraint(
                name="admission_plan_unique", fields=["college", "speciality", "year", "funding"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.college_id}: {self.speciality_id} {self.year}"
