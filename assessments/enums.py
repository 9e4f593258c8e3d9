from django.db import models
from django.utils.translation import gettext_lazy as _


class MethodologyState(models.TextChoices):
    DRAFT = "draft", _("проект")
    PUBLISHED = "published", _("действует")
    RETIRED = "retired", _("отменена")


class Component(models.IntegerChoices):
    """What a piece of evidence speaks of."""

    PRACTICE = 1, _("практический (Д)")
    KNOWLEDGE = 2, _("знания (З)")
    MOTIVATION = 3, _("мотивация (М)")
    SELF_ASSESSMENT = 4, _("самооценка (для рефлексии)")


class EvidenceKind(models.IntegerChoices):
    """Kinds of sources; their weights stand in the methodology."""

    DEMO_EXAM = 1, _("демонстрационный экзамен")
    INDEPENDENT_ASSESSMENT = 2, _("независимая оценка квалификации")
    MODULE_EXAM = 3, _("экзамен по модулю")
    WORKPLACE_PRACTICE = 4, _("практика на предприятии")
    EMPLOYER_RATING = 5, _("оценка работодателя")
    COLLEGE_PRACTICE = 6, _("учебная практика")
    INTERIM_MARK = 7, _("промежуточная аттестация")
    CONTEST = 8, _("конкурс")
    KNOWLEDGE_TEST = 9, _("проверка знаний")
    QUESTIONNAIRE = 10, _("анкета мотивации")
    SELF_RATING = 11, _("самооценка")


class ScaleKind(models.TextChoices):
    """Scales of raw values; `scoring.scales` knows how each becomes a number between 0 and 1."""

    POINTS = "points", _("баллы")
    MARK_5 = "mark5", _("отметка 2–5")
    RUBRIC_5 = "rubric5", _("уровень 1–5")
    THREE_LEVEL = "three_level", _("полностью, частично, нет")
    PASS_FAIL = "pass_fail", _("зачтено, не зачтено")
    PERCENT = "percent", _("проценты")


class SheetState(models.TextChoices):
    DRAFT = "draft", _("черновик")
    SUBMITTED = "submitted", _("сдана")
    RETURNED = "returned", _("возвращена")
    VOIDED = "voided", _("аннулирована")


class ResultState(models.TextChoices):
    VALUE = "value", _("оценено")
    ABSENT = "absent", _("не явился")
    EXEMPT = "exempt", _("освобождён")


class RaterKind(models.TextChoices):
    COLLEGE = "college", _("преподаватель или мастер")
    COMMISSION = "commission", _("экзаменационная комиссия")
    EMPLOYER = "employer", _("наставник предприятия")
    SELF = "self", _("сам обучающийся")


class RunKind(models.TextChoices):
    OFFICIAL = "official", _("официальный")
    SCENARIO = "scenario", _("что будет, если")


class RunState(models.TextChoices):
    RUNNING = "running", _("идёт")
    DONE = "done", _("закончен")
    FAILED = "failed", _("не удался")


class Level(models.IntegerChoices):
    """Levels of readiness, ordered; absence of a level is NULL, never zero."""

    LOW = 0, _("низкий")
    BASIC = 1, _("базовый")
    SUFFICIENT = 2, _("достаточный")
    HIGH = 3, _("высокий")


class Confidence(models.IntegerChoices):
    LOW = 0, _("мало данных")
    MEDIUM = 1, _("средняя")
    HIGH = 2, _("высокая")


class SurveyKind(models.TextChoices):
    SELF_ASSESSMENT = "self", _("самооценка по трудовым функциям")
    MOTIVATION = "motivation", _("анкета мотивации")
