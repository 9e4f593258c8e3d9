from django.db import models
from django.utils.translation import gettext_lazy as _


class PlacementKind(models.TextChoices):
    COLLEGE_PRACTICE = "educational", _("учебная практика")
    WORKPLACE_PRACTICE = "production", _("производственная практика")
    PREDIPLOMA = "prediploma", _("преддипломная практика")


class PracticeMark(models.TextChoices):
    """The final mark of a practice as its papers have it; no evidence of a function."""

    EXCELLENT = "5", _("5 (отлично)")
    GOOD = "4", _("4 (хорошо)")
    FAIR = "3", _("3 (удовлетворительно)")
    POOR = "2", _("2 (неудовлетворительно)")
    PASSED = "passed", _("зачтено")
    FAILED = "failed", _("не зачтено")


class Answer(models.TextChoices):
    """A mentor's verbal anchors for one function, best first; the last two are no judgement."""

    INDEPENDENT = "independent", _("Делает сам, без подсказок")
    WITH_HINT = "with_hint", _("Делает с подсказкой")
    SUPERVISED = "supervised", _("Делает под присмотром")
    CANNOT = "cannot", _("Пока не может")
    NOT_OBSERVED = "not_observed", _("Не наблюдал")
    NO_SUCH_WORK = "no_such_work", _("Не было такой работы")


class Habit(models.TextChoices):
    REGULARLY = "regularly", _("всегда")
    SOMETIMES = "sometimes", _("не всегда")
    NEVER = "never", _("нет")


class WouldHire(models.TextChoices):
    YES = "yes", _("Да")
    MAYBE = "maybe", _("Возможно, после доучивания")
    NO = "no", _("Нет")


class RequestChannel(models.TextChoices):
    MAIL = "mail", _("письмо")
    SMS = "sms", _("текст для СМС")
    QR = "qr", _("QR-код на направлении")


class EvaluationOrigin(models.TextChoices):
    LINK = "link", _("наставник по ссылке")
    CABINET = "cabinet", _("кабинет работодателя")
    PAPER = "paper", _("со слов работодателя, внёс колледж")


class RatingState(models.TextChoices):
    """How far the rating of one placement has come, as the college's board shows it."""

    NOT_ASKED = "not_asked", _("нет запроса")
    SENT = "sent", _("отправлено")
    OPENED = "opened", _("открыто")
    DRAFT = "draft", _("черновик")
    RATED = "rated", _("оценено")
    OVERDUE = "overdue", _("просрочено")


class SkipReason(models.TextChoices):
    """Why a mentor is not written to now."""

    RATED = "rated", _("уже оценено")
    NO_ADDRESS = "no_address", _("нет наставника с почтой")
    ASKED_TODAY = "asked_today", _("сегодня уже писали")
    NOT_BEGUN = "not_begun", _("практика ещё не началась")
    STOPPED = "stopped", _("наставник просил не напоминать")
