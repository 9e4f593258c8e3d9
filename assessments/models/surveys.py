"""What students say of themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import SurveyKind
from colleges.models import Student, StudyGroup
from standards.models import LabourFunction


class MotivationForm(models.Model):
    """A version of the motivation questionnaire; one that is introduced never changes.

    The newest introduced is asked; one not introduced yet is the draft. `items` are statements in
    their order, all worded so that to agree is more motivation; `SurveyAnswer.item` counts them
    from 1. Without a title the page has the portal's own.
    """

    version = models.PositiveSmallIntegerField(_("версия"), unique=True)
    title = models.CharField(_("заголовок"), max_length=120, blank=True, default="")
    items = models.JSONField(_("утверждения"))
    introduced_at = models.DateTimeField(_("введена"), null=True, blank=True)

    class Meta:
        verbose_name = _("анкета мотивации")
        verbose_name_plural = _("анкеты мотивации")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"анкета мотивации, версия {self.version}"


class StudentSurvey(models.Model):
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="surveys")
    kind = models.CharField(_("вид"), max_length=12, choices=SurveyKind.choices)
    form_version = models.PositiveSmallIntegerField(_("версия анкеты"), default=1)
    submitted_at = models.DateTimeField(_("отправлена"))

    class Meta:
        verbose_name = _("анкета обучающегося")
        verbose_name_plural = _("анкеты обучающихся")
        indexes = [models.Index(name="survey_latest", fields=["student", "kind", "-submitted_at"])]

    def __str__(self) -> str:
        return f"анкета {self.pk}"


class SurveyAnswer(models.Model):
    """An answer on 0..3: about a function (self-assessment) or a numbered item (motivation)."""

    survey = models.ForeignKey(StudentSurvey, on_delete=models.CASCADE, related_name="answers")
    function = models.ForeignKey(
        LabourFunction, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    item = models.PositiveSmallIntegerField(_("номер вопроса"), null=True, blank=True)
    value = models.PositiveSmallIntegerField(_("ответ"))

    class Meta:
        verbose_name = _("ответ анкеты")
        verbose_name_plural = _("ответы анкет")
        constraints = [
            models.CheckConstraint(
                name="survey_answer_of_function_or_item",
                condition=Q(function__isnull=False, item__isnull=True)
                | Q(function__isnull=True, item__isnull=False),
            ),
            models.CheckConstraint(name="survey_answer_0_3", condition=Q(value__lte=3)),
        ]

    def __str__(self) -> str:
        return f"ответ {self.pk}"


class GroupStatement(models.Model):
    """What a group was said to answer to a statement of the questionnaire; rows never change.

    The newest is shown. `surveys` are the keys of the questionnaires in it: the next row is only
    written when it differs from each of the earlier in the answers of enough students.
    """

    group = models.ForeignKey(StudyGroup, on_delete=models.CASCADE, related_name="+")
    form_version = models.PositiveSmallIntegerField(_("версия анкеты"))
    item = models.PositiveSmallIntegerField(_("номер вопроса"))
    surveys = models.JSONField(_("анкеты"))
    mean = models.FloatField(_("среднее"))
    told_at = models.DateTimeField(_("показано с"))

    class Meta:
        verbose_name = _("ответ группы")
        verbose_name_plural = _("ответы групп")
        indexes = [models.Index(name="group_statement", fields=["group", "form_version", "item"])]

    def __str__(self) -> str:
        return f"ответ группы {self.group_id} на вопрос {self.item}"
