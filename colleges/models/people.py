"""Students: names live in `Student` only."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.enums import (
    ConsentGiver,
    ConsentPurpose,
    EnrolmentState,
    Funding,
    MovementKind,
    OutcomeSource,
    OutcomeStatus,
    Sex,
)
from colleges.models.programmes import StudyGroup
from colleges.models.territory import College
from core.scope import Scope
from core.text import joined_name


class StudentQuerySet(models.QuerySet["Student"]):
    def visible_to(self, scope: Scope) -> "StudentQuerySet":
        """Students whose names and cards `scope` may open: the own college's, and oneself."""
        if scope.student_id is not None:
            return self.filter(pk=scope.student_id)
        if not scope.sees_names:
            return self.none()
        return self.filter(college_id__in=scope.college_ids)

    def unmerged(self) -> "StudentQuerySet":
        """People themselves, without the records that turned out to be of somebody else's."""
        return self.filter(merged_into__isnull=True)


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
        return joined_name(self.last_name, self.first_name, self.patronymic)

    @property
    def short_name(self) -> str:
        """«Фамилия Имя», as lists inside the college show it."""
        return joined_name(self.last_name, self.first_name)


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


class Movement(models.Model):
    """An order on a student: the history behind the enrolments, appended and never edited."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="movements")
    kind = models.CharField(_("приказ"), max_length=12, choices=MovementKind.choices)
    happened_on = models.DateField(_("с какого дня"))
    order_number = models.CharField(_("номер приказа"), max_length=40, blank=True)
    reason = models.CharField(_("основание"), max_length=300, blank=True)
    group = models.ForeignKey(
        StudyGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_group = models.ForeignKey(
        StudyGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_college = models.ForeignKey(
        College, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("записано"))

    class Meta:
        verbose_name = _("движение контингента")
        verbose_name_plural = _("движение контингента")
        ordering = ["student_id", "happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.student_id}: {MovementKind(self.kind).label} {self.happened_on}"


class DifferentPeople(models.Model):
    """Two records that look like one person and are not: somebody has looked and said so."""

    first = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField(_("решено"))

    class Meta:
        verbose_name = _("тёзки")
        verbose_name_plural = _("тёзки")
        constraints = [
            models.UniqueConstraint(name="different_people_unique", fields=["first", "second"]),
            models.CheckConstraint(
                name="different_people_in_order",
                condition=Q(first__lt=models.F("second")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} и {self.second_id}"


class Consent(models.Model):
    """A consent as a document of its own: one purpose, one text version, who gave it and when."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("цель"), max_length=20, choices=ConsentPurpose.choices)
    text_version = models.CharField(_("версия текста"), max_length=20)
    given_by = models.CharField(_("кто дал"), max_length=15, choices=ConsentGiver.choices)
    given_at = models.DateTimeField(_("дано"))
    withdrawn_at = models.DateTimeField(_("отозвано"), null=True, blank=True)
    # What the college keeps after a withdrawal, and why: decided by whoever answers for the data.
    reviewed_at = models.DateTimeField(_("решено"), null=True, blank=True)
    review_note = models.CharField(_("что остаётся и почему"), max_length=500, blank=True)

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


class ConsentScan(models.Model):
    """The signed paper as a file; kept in the database, so that a copy of it is a copy of all."""

    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="scan")
    content = models.BinaryField(_("содержание"))
    media_type = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("скан согласия")
        verbose_name_plural = _("сканы согласий")

    def __str__(self) -> str:
        return f"скан согласия {self.consent_id}"


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
