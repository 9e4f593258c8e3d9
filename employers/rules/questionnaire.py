"""The order of the questions to a mentor, and what makes the answers fit to be sent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.enums import Answer, Habit, WouldHire

JUDGEMENTS = frozenset({Answer.INDEPENDENT, Answer.WITH_HINT, Answer.SUPERVISED, Answer.CANNOT})

DISCIPLINE_TITLE = gettext_lazy("Приходит вовремя, выполняет поручения")
SAFETY_TITLE = gettext_lazy("Соблюдает охрану труда")
DAYS_MISSED_TITLE = gettext_lazy("Пропущено дней")
WOULD_HIRE_TITLE = gettext_lazy("Взяли бы на работу?")
COMMENT_TITLE = gettext_lazy("Замечание для колледжа, если есть")

WORK_STEP = "work"
HIRE_STEP = "hire"
REVIEW_STEP = "review"
COMMENT_LENGTH = 2000
# Seconds that people need for one screen.
FUNCTION_SECONDS = 20
REMARK_SECONDS = 25


class Problem(models.TextChoices):
    """Why answers cannot be sent yet."""

    NOTHING_ANSWERED = (
        "nothing_answered",
        gettext_lazy("Пока нечего отправлять: ответьте хотя бы про одну трудовую функцию."),
    )
    NOTHING_JUDGED = (
        "nothing_judged",
        gettext_lazy(
            "Ни одна трудовая функция не оценена. Если такой работы не было или вы её не видели, "
            "отметьте это у каждой функции и напишите в замечании, чем занимался практикант."
        ),
    )


class Doubt(models.TextChoices):
    """Answers that contradict each other: shown before sending, never forbidden."""

    HIRE_WHO_CANNOT = (
        "hire_who_cannot",
        gettext_lazy("Вы взяли бы на работу, но все оценённые функции отмечены «Пока не может»."),
    )
    REFUSE_WHO_CAN = (
        "refuse_who_can",
        gettext_lazy("Вы не взяли бы на работу, хотя всё оценённое практикант делает сам."),
    )
    ABSENT_ALL_THE_TIME = (
        "absent_all_the_time",
        gettext_lazy("Пропущены все дни практики, но работа оценена."),
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything a mentor has said so far; empty strings and None are "not said"."""

    functions: Mapping[int, str]
    discipline: str = ""
    safety: str = ""
    days_missed: int | None = None
    would_hire: str = ""
    comment: str = ""

    @property
    def judged(self) -> list[str]:
        return [answer for answer in self.functions.values() if answer in JUDGEMENTS]


def step_keys(function_count: int) -> list[str]:
    """Return the steps in order: a number for each function, then work and hire; review is none."""
    return [*(str(number) for number in range(1, function_count + 1)), WORK_STEP, HIRE_STEP]


def first_open_step(answers: Answers, function_ids: Collection[int]) -> str:
    """Return the step to continue with: the first function without an answer, then the remarks."""
    for number, function_id in enumerate(function_ids, start=1):
        if function_id not in answers.functions:
            return str(number)
    if not (answers.discipline or answers.safety or answers.days_missed is not None):
        return WORK_STEP
    return REVIEW_STEP if answers.would_hire or answers.comment else HIRE_STEP


def minutes_needed(function_count: int) -> int:
    """Estimate how many minutes the whole questionnaire takes, at least one."""
    return max(1, _minutes(function_count * FUNCTION_SECONDS + 2 * REMARK_SECONDS))


def _minutes(seconds: int) -> int:
    return (seconds + 30) // 60


def time_left(step: str, function_count: int) -> str:
    """Say how long the rest takes, this screen included."""
    keys = step_keys(function_count)
    rest = keys[keys.index(step) :] if step in keys else []
    seconds = sum(
        REMARK_SECONDS if key in (WORK_STEP, HIRE_STEP) else FUNCTION_SECONDS for key in rest
    )
    minutes = _minutes(seconds)
    wordings = (
        _("осталось меньше минуты"),
        _("осталось около минуты"),
        _("осталось около двух минут"),
        _("осталось около трёх минут"),
        _("осталось около четырёх минут"),
        _("осталось около пяти минут"),
    )
    if minutes < len(wordings):
        return wordings[minutes]
    return _("осталось около %(count)d минут") % {"count": minutes}


def submission_problem(answers: Answers, function_ids: Collection[int]) -> Problem | None:
    """Return why the answers cannot be sent, None when they can.

    One judged function is enough. Without any, each function must say why («не наблюдал», «не было
    такой работы») and the comment must say what the intern did instead. A practice without
    functions needs only a word in any of the remarks.
    """
    if not any(function_id in answers.functions for function_id in function_ids):
        said = bool(answers.would_hire or answers.comment or answers.discipline)
        return None if said and not function_ids else Problem.NOTHING_ANSWERED
    if answers.judged:
        return None
    explained = all(function_id in answers.functions for function_id in function_ids)
    return None if explained and answers.comment.strip() else Problem.NOTHING_JUDGED


def doubts(answers: Answers, *, days_total: int) -> list[Doubt]:
    """Return what contradicts itself in the answers. Bad conduct explains a refusal."""
    found: list[Doubt] = []
    judged = answers.judged
    behaves = Habit.NEVER not in (answers.discipline, answers.safety)
    if judged and answers.would_hire == WouldHire.YES and set(judged) == {Answer.CANNOT}:
        found.append(Doubt.HIRE_WHO_CANNOT)
    if (
        judged
        and behaves
        and answers.would_hire == WouldHire.NO
        and set(judged) == {Answer.INDEPENDENT}
    ):
        found.append(Doubt.REFUSE_WHO_CAN)
    if judged and answers.days_missed is not None and answers.days_missed >= days_total:
        found.append(Doubt.ABSENT_ALL_THE_TIME)
    return found
