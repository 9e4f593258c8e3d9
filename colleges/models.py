"""Territory, colleges, their programmes and people."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.enums import (
    AlignmentState,
    ConsentGiver,
    ConsentPurpose,
    EnrolmentState,
    EntryBase,
    Funding,
    ModuleKind,
    MunicipalityKind,
    OutcomeSource,
    OutcomeStatus,
    SettlementKind,
    Sex,
    StudyForm,
)
from core.enums import Country
from core.scope import Scope
from standards.models import (
    Competence,
    EducationalStandard,
    LabourFunction,
    ProfessionalStandard,
    Speciality,
)


class Municipality(models.Model):
    country = models.CharField(
        _("страна"), max_length=2, choices=Country.choices, default=Country.RUSSIA
    )
    region_code = models.CharField(_("код региона"), max_length=10)
    region_name = models.CharField(_("регион"), max_length=100)
    name = models.CharField(_("наименование"), max_length=150)
    short_name = models.CharField(_("сокращение на карте"), max_length=6, blank=True)
    kind = models.CharField(_("вид"), max_length=10, choices=MunicipalityKind.choices)
    centre = models.CharField(_("центр"), max_length=100)
    settlement = models.CharField(_("тип поселения"), max_length=12, choices=SettlementKind.choices)
    oktmo = models.CharField(_("ОКТМО"), max_length=11, blank=True)
    # Place in the tile map: column and row, so that neighbours lie side by side.
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(_("действует с"), null=True, blank=True)
    valid_to = models.DateField(_("действует по"), null=True, blank=True)

    class Meta:
        verbose_name = _("муниципальное образование")
        verbose_name_plural = _("муниципальные образования")
        ordering = ["country", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="municipality_unique", fields=["country", "region_code", "name"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CollegeQuerySet(models.QuerySet["College"]):
    def visible_to(self, scope: Scope) -> "CollegeQuerySet":
        """Colleges whose aggregates and pages `scope` may open."""
        if scope.region_wide:
            return self
        return self.filter(
            Q(pk__in=scope.college_ids) | Q(municipality_id__in=scope.municipality_ids)
        )


class College(models.Model):
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="colleges", verbose_name=_("округ")
    )
    name = models.CharField(_("полное наименование"), max_length=300)
    short_name = models.CharField(_("краткое наименование"), max_length=100)
    settlement = models.CharField(_("тип поселения"), max_length=12, choices=SettlementKind.choices)
    address = models.CharField(_("адрес"), max_length=300, blank=True)
    phone = models.CharField(_("телефон"), max_length=30, blank=True)
    inn = models.CharField(_("ИНН или БИН"), max_length=12, blank=True)
    is_active = models.BooleanField(_("действует"), default=True)

    objects = CollegeQuerySet.as_manager()

    class Meta:
        verbose_name = _("колледж")
        verbose_name_plural = _("колледжи")
        ordering = ["short_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="college_name_unique", fields=["municipality", "name"]),
        ]

    def __str__(self) -> str:
        return self.short_name


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

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    standard = models.ForeignKey(ProfessionalStandard, on_delete=models.PROTECT)
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
        Programme, on_delete=models.CASCADE, related_name="required_functions"
    )
    function = models.ForeignKey(LabourFunction, on_delete=models.PROTECT, related_name="+")
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
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts"
    )
    kind = models.CharField(_("вид"), max_length=12, choices=ModuleKind.choices)
    code = models.CharField(_("код"), max_length=20)
    name = models.CharField(_("наименование"), max_length=400)
    hours = models.PositiveSmallIntegerField(_("часов"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("модуль")
        verbose_name_plural = _("модули")
        ordering = ["programme_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="module_code_unique", fields=["programme", "code"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Alignment(models.Model):
    """Сопряжение: how fully a competence or module prepares for a labour function."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="alignments")
    competence = models.ForeignKey(
        Competence, null=True, blank=True, on_delete=models.CASCADE, related_name="alignments"
    )
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.CASCADE, related_name="alignments"
    )
    function = models.ForeignKey(
        LabourFunction, on_delete=models.PROTECT, related_name="alignments"
    )
    strength = models.FloatField(_("полнота"), help_text=_("1 полностью, 0,5 частично"))
    state = models.CharField(
        _("состояние"), max_length=20, choices=AlignmentState.choices, default=AlignmentState.DRAFT
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(_("пояснение"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("сопряжение")
        verbose_name_plural = _("сопряжения")
        constraints = [
            models.UniqueConstraint(
                name="alignment_competence_unique",
                fields=["programme", "competence", "function"],
                condition=Q(competence__isnull=False),
            ),
            models.UniqueConstraint(
                name="alignment_module_unique",
                fields=["programme", "module", "function"],
                condition=Q(module__isnull=False),
            ),
            models.CheckConstraint(
                name="alignment_of_competence_or_module",
                condition=Q(competence__isnull=False, module__isnull=True)
                | Q(competence__isnull=True, module__isnull=False),
            ),
            models.CheckConstraint(
                name="alignment_strength_0_1",
                condition=Q(strength__gt=0) & Q(strength__lte=1),
                violation_error_message=_("Полнота должна быть больше 0 и не больше 1."),
            ),
            models.CheckConstraint(
                name="alignment_agreement_complete",
                condition=Q(state=AlignmentState.DRAFT) | Q(agreed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.function_id} {self.strength}"


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
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="groups")
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


class StudentQuerySet(models.QuerySet["Student"]):
    def visible_to(self, scope: Scope) -> "StudentQuerySet":
        """Students whose names and cards `scope` may open: the own college's, and oneself."""
        if scope.student_id is not None:
            return self.filter(pk=scope.student_id)
        if not scope.sees_names:
            return self.none()
        return self.filter(college_id__in=scope.college_ids)


class Student(models.Model):
    """A person. Names live here only; everything else knows the random `uid` or the key."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="students")
    last_name = models.CharField(_("фамилия"), max_length=100)
    first_name = models.CharField(_("имя"), max_length=100)
    patronymic = models.CharField(_("отчество"), max_length=100, blank=True)
    birth_date = models.DateField(_("дата рождения"), null=True, blank=True)
    sex = models.CharField(_("пол"), max_length=1, choices=Sex.choices, blank=True)
    record_book = models.CharField(_("номер зачётной книжки"), max_length=30, blank=True)
    search_name = models.CharField(max_length=320, editable=False, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    created_at = models.DateTimeField()

    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = _("обучающийся")
        verbose_name_plural = _("обучающиеся")
        ordering = ["last_name", "first_name", "patronymic", "pk"]
        indexes = [models.Index(name="student_search", fields=["college", "search_name"])]
        constraints = [
            models.UniqueConstraint(
                name="student_record_book_unique",
                fields=["college", "record_book"],
                condition=~Q(record_book=""),
                violation_error_message=_("Номер зачётной книжки уже занят."),
            ),
        ]

    def __str__(self) -> str:
        # Django prints this in the admin's pages and logs: never a name.
        return f"обучающийся {self.uid}"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """«Фамилия Имя», as lists inside the college show it."""
        return f"{self.last_name} {self.first_name}".strip()


# States in which a student belongs to a group: studies, pauses, or has finished there.
CURRENT_STATES = (
    EnrolmentState.STUDYING,
    EnrolmentState.ACADEMIC_LEAVE,
    EnrolmentState.GRADUATED,
)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> "EnrolmentQuerySet":
        """Enrolments by which students belong to a group now; at most one a student."""
        return self.filter(state__in=CURRENT_STATES)


class Enrolment(models.Model):
    """A student's time in one group."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="enrolments")
    group = models.ForeignKey(StudyGroup, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(
        _("состояние"),
        max_length=12,
        choices=EnrolmentState.choices,
        default=EnrolmentState.STUDYING,
    )
    started_on = models.DateField(_("зачислен"))
    ended_on = models.DateField(_("выбыл"), null=True, blank=True)
    funding = models.CharField(
        _("финансирование"), max_length=10, choices=Funding.choices, default=Funding.BUDGET
    )
    has_target_contract = models.BooleanField(_("целевой договор"), default=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("зачисление")
        verbose_name_plural = _("зачисления")
        ordering = ["student_id", "-started_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="enrolment_one_current",
                fields=["student"],
                condition=Q(state__in=list(CURRENT_STATES)),
                violation_error_message=_("Обучающийся уже состоит в группе."),
            ),
            models.CheckConstraint(
                name="enrolment_dates_in_order",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("Дата выбытия не может быть раньше зачисления."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} в {self.group_id}"


class Consent(models.Model):
    """A consent as a document of its own: one purpose, one text version, who gave it and when."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("цель"), max_length=20, choices=ConsentPurpose.choices)
    text_version = models.CharField(_("версия текста"), max_length=20)
    given_by = models.CharField(_("кто дал"), max_length=15, choices=ConsentGiver.choices)
    given_at = models.DateTimeField(_("дано"))
    withdrawn_at = models.DateTimeField(_("отозвано"), null=True, blank=True)

    class Meta:
        verbose_name = _("согласие")
        verbose_name_plural = _("согласия")
        constraints = [
            models.UniqueConstraint(
                name="consent_one_in_force",
                fields=["student", "purpose", "given_by"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.purpose}"


class GraduateOutcome(models.Model):
    """What a graduate does on a given day, by one source."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="outcomes")
    as_of_date = models.DateField(_("на дату"))
    status = models.CharField(_("статус"), max_length=25, choices=OutcomeStatus.choices)
    source = models.CharField(_("источник"), max_length=12, choices=OutcomeSource.choices)
    in_speciality = models.BooleanField(_("по специальности"), null=True, blank=True)
    employer_inn = models.CharField(_("ИНН работодателя"), max_length=12, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("трудоустройство выпускника")
        verbose_name_plural = _("трудоустройство выпускников")
        constraints = [
            models.UniqueConstraint(
                name="outcome_unique", fields=["student", "as_of_date", "source"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.status} на {self.as_of_date}"


class AdmissionPlan(models.Model):
    """КЦП: places of one speciality in one college and year."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="admission_plans")
    speciality = models.ForeignKey(Speciality, on_delete=models.PROTECT, related_name="+")
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
