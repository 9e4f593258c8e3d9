from django.db import models
from django.utils.translation import gettext_lazy as _

from scoring import parameters as scoring
from scoring import scales


class MethodologyState(models.TextChoices):
    DRAFT = "draft", _("проект")
    PUBLISHED = "published", _("действует")
    RETIRED = "retired", _("отменена")


class Component(models.IntegerChoices):
    """What a piece of evidence speaks of; codes as in `scoring.parameters`."""

    PRACTICAL = scoring.Component.PRACTICAL.value, _("практический (Д)")
    KNOWLEDGE = scoring.Component.KNOWLEDGE.value, _("знания (З)")
    MOTIVATION = scoring.Component.MOTIVATION.value, _("мотивация (М)")
    SELF = scoring.Component.SELF.value, _("самооценка (для рефлексии)")


class EvidenceKind(models.IntegerChoices):
    """Kinds of sources; codes as in `scoring.parameters`, weights stand in the methodology."""

    DEMO_EXAM = scoring.Kind.DEMO_EXAM.value, _("демонстрационный экзамен")
    INDEPENDENT_ASSESSMENT = (
        scoring.Kind.INDEPENDENT_ASSESSMENT.value,
        _("независимая оценка квалификации"),
    )
    MODULE_EXAM = scoring.Kind.MODULE_EXAM.value, _("экзамен по модулю")
    WORKPLACE_PRACTICE = scoring.Kind.WORKPLACE_PRACTICE.value, _("практика на предприятии")
    EMPLOYER_RATING = scoring.Kind.EMPLOYER_RATING.value, _("оценка работодателя")
    COLLEGE_PRACTICE = scoring.Kind.COLLEGE_PRACTICE.value, _("учебная практика")
    INTERIM_MARK = scoring.Kind.INTERIM_MARK.value, _("промежуточная аттестация")
    CONTEST = scoring.Kind.CONTEST.value, _("конкурс")
    QUESTIONNAIRE = scoring.Kind.QUESTIONNAIRE.value, _("анкета мотивации")
    SELF_ASSESSMENT = scoring.Kind.SELF_ASSESSMENT.value, _("самооценка")


class DemoExamLevel(models.TextChoices):
    """Levels of the demonstration exam; one КОД has other modules and maxima at each."""

    INTERIM = "pa", _("ПА (промежуточная аттестация)")
    BASIC = "bu", _("БУ (базовый уровень)")
    PROFILE_CORE = "pu_inv", _("ПУ, инвариантная часть")
    PROFILE = "pu", _("ПУ (профильный уровень)")


class ScaleKind(models.TextChoices):
    """Scales of raw values; `scoring.scales` turns each into a number between 0 and 1."""

    POINTS = scales.ScaleKind.POINTS.value, _("баллы")
    MARK = scales.ScaleKind.MARK.value, _("отметка 2–5")
    AVERAGE_MARK = scales.ScaleKind.AVERAGE_MARK.value, _("средняя отметка")
    RUBRIC = scales.ScaleKind.RUBRIC.value, _("уровень 1–5")
    ANCHOR = scales.ScaleKind.ANCHOR.value, _("самостоятельность 0–3")
    EXTENT = scales.ScaleKind.EXTENT.value, _("полностью, частично, нет")
    QUALITY = scales.ScaleKind.QUALITY.value, _("высокое, среднее, низкое")
    FREQUENCY = scales.ScaleKind.FREQUENCY.value, _("регулярно, эпизодически, не проявлял")
    ATTAINMENT = scales.ScaleKind.ATTAINMENT.value, _("повышенный, пороговый")
    PASS = scales.ScaleKind.PASS.value, _("зачтено, не зачтено")
    PERCENT = scales.ScaleKind.PERCENT.value, _("проценты")
    KZ_LETTER = scales.ScaleKind.KZ_LETTER.value, _("буквенная оценка (Казахстан)")


class SheetState(models.TextChoices):
    DRAFT = "draft", _("черновик")
    SUBMITTED = "submitted", _("сдана")
    RETURNED = "returned", _("возвращена")
    VOIDED = "voided", _("аннулирована")


class SheetEventKind(models.TextChoices):
    SUBMITTED = "submitted", _("сдана")
    RETURNED = "returned", _("возвращена")
    VOIDED = "voided", _("аннулирована")


class SignerRole(models.TextChoices):
    CHAIRMAN = "chairman", _("председатель")
    MEMBER = "member", _("член комиссии")


class UnusualKind(models.TextChoices):
    """What is worth a second look before a sheet is handed in. None of it forbids handing in."""

    NO_FUNCTIONS = "no_functions", _("форма не показывает ни одной трудовой функции")
    FUTURE_DATE = "future_date", _("дата проведения ещё не наступила")
    MISSING_STUDENTS = "missing_students", _("студенты без единой оценки")
    MISSING_CELLS = "missing_cells", _("пустые ячейки")
    FLAGGED_CELLS = "flagged_cells", _("ячейки, к которым собирались вернуться")
    ALL_TOP = "all_top", _("у всех высшая оценка")
    ALL_SAME = "all_same", _("у всех одно и то же")
    SAME_ROWS = "same_rows", _("строки одинаковы")
    MOSTLY_SAME = "mostly_same", _("почти у всех одно и то же")
    SAME_COLUMNS = "same_columns", _("столбцы из одного значения")
    COPIED_COLUMN = "copied_column", _("столбцы совпадают")
    NEARLY_COPIED = "nearly_copied", _("столбцы почти совпадают")
    ZEROS = "zeros", _("нули")
    SLIP = "slip", _("далеко от остальных в столбце")
    OUTLIER = "outlier", _("не похоже на другие оценки студента")


class ResultState(models.TextChoices):
    """What a cell holds. A cell that was filled and cleared keeps its row, and so its history."""

    EMPTY = "empty", _("пусто")
    VALUE = "value", _("оценено")
    ABSENT = "absent", _("не явился")
    EXEMPT = "exempt", _("освобождён")
    NOT_OBSERVED = "not_observed", _("не наблюдалось")


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


class RiskReason(models.TextChoices):
    """Why somebody may be left without work; the first weigh most."""

    OUT_OF_WORK = "out_of_work", _("выпускник под риском")
    LOW_READINESS = "low", _("низкая готовность")
    NO_PLACEMENT = "no_placement", _("не было места практики")
    NO_EMPLOYER_VOICE = "no_voice", _("нет оценки работодателя")
    TOO_LITTLE_DATA = "no_data", _("мало данных о готовности")
    NO_STATUS = "no_status", _("выпускник без статуса")


class DocumentKind(models.TextChoices):
    """Papers that the college signs; values stand in addresses."""

    ATTESTATION = "attestation", _("аттестационный лист")
    REFERENCE = "reference", _("характеристика")
    SUMMARY = "summary", _("сводная ведомость")
    PROTOCOL = "protocol", _("протокол")
    PASSPORT = "passport", _("паспорт готовности студента")


class DocumentFormat(models.TextChoices):
    DOCX = "docx", _("DOCX по шаблону колледжа")
    PDF = "pdf", _("PDF по форме портала")


class DocumentStanding(models.TextChoices):
    """What a stranger with the paper in hand may know of it."""

    VALID = "valid", _("действителен")
    CHANGED = "changed", _("данные с тех пор изменились")
    REVOKED = "revoked", _("отозван")
