"""Enterprises, their mentors, practice placements and what mentors say of interns."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.models import College, Module, Municipality, Student
from core.scope import Scope
from employers.enums import (
    Answer,
    EvaluationOrigin,
    Habit,
    PlacementKind,
    PracticeMark,
    RequestChannel,
    WouldHire,
)
from standards.models import LabourFunction, Speciality


class Employer(models.Model):
    name = models.CharField(_("наименование"), max_length=300)
    inn = models.CharField(_("ИНН или БИН"), max_length=12, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="employers", verbose_name=_("округ")
    )
    okved = models.CharField(_("ОКВЭД"), max_length=12, blank=True)
    address = models.CharField(_("адрес"), max_length=300, blank=True)
    is_active = models.BooleanField(_("действует"), default=True)
    # Whoever added the enterprise may mend its record; others once they have interns there.
    added_by_college = models.ForeignKey(
        College,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("кто внёс"),
    )

    class Meta:
        verbose_name = _("работодатель")
        verbose_name_plural = _("работодатели")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="employer_inn_unique", fields=["inn"], condition=~Q(inn="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, scope: Scope) -> "ContactQuerySet":
        """Persons whom the college entered or its interns work with; those of the own enterprise.

        The directory of enterprises is shared by the region, the people in it are not.
        """
        if scope.employer_ids:
            return self.filter(employer_id__in=scope.employer_ids)
        if not scope.sees_names:
            return self.none()
        mentored = Placement.objects.filter(
            student__college_id__in=scope.college_ids, mentor__isnull=False
        )
        entered = Contact.known_to.through.objects.filter(college_id__in=scope.college_ids)
        return self.filter(
            Q(pk__in=entered.values("contact_id")) | Q(pk__in=mentored.values("mentor_id"))
        )


class Contact(models.Model):
    """A mentor or another person of an enterprise. Personal data live here only."""

    employer = models.ForeignKey(
        Employer, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("предприятие")
    )
    name = models.CharField(_("имя"), max_length=200)
    position = models.CharField(_("должность"), max_length=200, blank=True)
    email = models.EmailField(_("почта"), blank=True)
    phone = models.CharField(_("телефон"), max_length=30, blank=True)
    is_active = models.BooleanField(_("работает"), default=True)
    # Colleges that entered this person: two that know the same address share one row, one rater.
    known_to = models.ManyToManyField(
        College, blank=True, related_name="+", verbose_name=_("кто внёс")
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("наставник")
        verbose_name_plural = _("наставники")
        ordering = ["employer_id", "name", "pk"]

    def __str__(self) -> str:
        return f"наставник {self.pk}"


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, scope: Scope) -> "PlacementQuerySet":
        """Placements of the own college's students, or of interns at the own enterprise.

        One left with a merged record is that of the other record once more: nobody works with it.
        """
        own = self.filter(student__merged_into__isnull=True)
        if scope.employer_ids:
            return own.filter(employer_id__in=scope.employer_ids)
        if scope.sees_names:
            return own.filter(student__college_id__in=scope.college_ids)
        return self.none()


class Placement(models.Model):
    """A student's practice at an enterprise."""

    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="placements", verbose_name=_("обучающийся")
    )
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="placements", verbose_name=_("предприятие")
    )
    mentor = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("наставник"),
    )
    module = models.ForeignKey(
        Module,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="placements",
        verbose_name=_("модуль"),
    )
    kind = models.CharField(_("вид практики"), max_length=12, choices=PlacementKind.choices)
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))
    functions = models.ManyToManyField(
        LabourFunction, related_name="+", verbose_name=_("трудовые функции")
    )
    # What the papers of the practice say besides; none of it is evidence of a function.
    college_supervisor = models.CharField(_("руководитель от колледжа"), max_length=200, blank=True)
    hours_done = models.PositiveSmallIntegerField(_("отработано часов"), null=True, blank=True)
    mark = models.CharField(
        _("оценка за практику"), max_length=6, choices=PracticeMark.choices, blank=True
    )
    created_at = models.DateTimeField(_("создана"))

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("практика")
        verbose_name_plural = _("практики")
        ordering = ["-ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="placement_dates_in_order",
                condition=Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("Практика не может закончиться раньше, чем началась."),
            ),
            models.UniqueConstraint(
                name="placement_unique", fields=["student", "employer", "starts_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"практика {self.pk}"


class RatingRequest(models.Model):
    """A link by which one mentor rates one intern. Only the hash of its secret is kept.

    A mentor may hold several at once (a letter, a reminder, a QR code): all lead to one evaluation.
    """

    placement = models.ForeignKey(
        Placement,
        on_delete=models.CASCADE,
        related_name="rating_requests",
        verbose_name=_("практика"),
    )
    mentor = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rating_requests",
        verbose_name=_("наставник"),
    )
    token_sha256 = models.CharField(_("отпечаток ссылки"), max_length=64, unique=True)
    channel = models.CharField(_("как передана"), max_length=5, choices=RequestChannel.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("кто создал"),
    )
    created_at = models.DateTimeField(_("создана"))
    expires_at = models.DateTimeField(_("действует до"))
    opened_at = models.DateTimeField(_("открыта"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("отозвана"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("напомнили"), null=True, blank=True)
    # The mentor's own wishes: a fresh link where no address is known, no more reminders.
    asked_again_at = models.DateTimeField(_("просит новую ссылку"), null=True, blank=True)
    reminders_stopped_at = models.DateTimeField(_("просит не напоминать"), null=True, blank=True)

    class Meta:
        verbose_name = _("запрос оценки")
        verbose_name_plural = _("запросы оценок")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rating_request_expires_later",
                condition=Q(expires_at__gt=models.F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"запрос {self.pk}"


class Evaluation(models.Model):
    """What one mentor said of one placement: a draft saved at each answer, then submitted.

    One per placement and mentor (or unknown mentor), whichever way the answers came: a link, the
    cabinet or the college writing down what it was told. `request` is the link used last.
    """

    placement = models.ForeignKey(
        Placement, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("практика")
    )
    request = models.ForeignKey(
        RatingRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluations",
        verbose_name=_("ссылка"),
    )
    mentor = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluations",
        verbose_name=_("наставник"),
    )
    origin = models.CharField(
        _("откуда"), max_length=8, choices=EvaluationOrigin.choices, default=EvaluationOrigin.LINK
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("кто внёс"),
    )
    discipline = models.CharField(
        _("трудовая дисциплина"), max_length=10, choices=Habit.choices, blank=True
    )
    safety = models.CharField(
        _("соблюдает охрану труда"), max_length=10, choices=Habit.choices, blank=True
    )
    days_missed = models.PositiveSmallIntegerField(_("пропущено дней"), null=True, blank=True)
    would_hire = models.CharField(
        _("взяли бы на работу"), max_length=5, choices=WouldHire.choices, blank=True
    )
    comment = models.TextField(_("замечание"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("начата"))
    updated_at = models.DateTimeField(_("изменена"))
    submitted_at = models.DateTimeField(_("отправлена"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("исправлена"), null=True, blank=True)

    class Meta:
        verbose_name = _("оценка наставника")
        verbose_name_plural = _("оценки наставников")
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(name="evaluation_submitted", fields=["submitted_at"])]
        constraints = [
            models.UniqueConstraint(
                name="evaluation_one_per_mentor",
                fields=["placement", "mentor"],
                condition=Q(mentor__isnull=False),
            ),
            models.UniqueConstraint(
                name="evaluation_one_of_unknown_mentor",
                fields=["placement"],
                condition=Q(mentor__isnull=True),
            ),
            models.CheckConstraint(
                name="evaluation_corrected_after_submission",
                condition=Q(corrected_at__isnull=True) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"оценка {self.pk}"


class FunctionRating(models.Model):
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="ratings")
    function = models.ForeignKey(LabourFunction, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("ответ"), max_length=15, choices=Answer.choices)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("оценка трудовой функции")
        verbose_name_plural = _("оценки трудовых функций")
        constraints = [
            models.UniqueConstraint(
                name="function_rating_unique", fields=["evaluation", "function"]
            ),
            models.CheckConstraint(
                name="function_rating_answer_known", condition=Q(answer__in=Answer.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id}: {self.function_id}"


class Demand(models.Model):
    """How many people of a profession an enterprise or a municipality needs in a year."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="demands", verbose_name=_("округ")
    )
    employer = models.ForeignKey(
        Employer,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="demands",
        verbose_name=_("предприятие"),
    )
    year = models.PositiveSmallIntegerField(_("год"))
    profession = models.CharField(_("профессия"), max_length=200)
    okpdtr = models.CharField(_("ОКПДТР"), max_length=6, blank=True)
    speciality = models.ForeignKey(
        Speciality,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="demands",
        verbose_name=_("специальность"),
    )
    functions = models.ManyToManyField(
        LabourFunction, blank=True, related_name="demands", verbose_name=_("трудовые функции")
    )
    people_count = models.PositiveSmallIntegerField(_("человек"))
    source = models.CharField(_("источник"), max_length=200)

    class Meta:
        verbose_name = _("потребность")
        verbose_name_plural = _("потребность в кадрах")
        ordering = ["-year", "profession", "pk"]
        constraints = [
            models.CheckConstraint(name="demand_positive", condition=Q(people_count__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.profession} {self.year}"
