"""What the templates of the questionnaire print: plain values, in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.numbers import format_date
from employers.enums import Answer, Habit, WouldHire
from employers.rules.interns import period_in_words
from employers.rules.questionnaire import (
    COMMENT_LENGTH,
    DAYS_MISSED_TITLE,
    DISCIPLINE_TITLE,
    HIRE_STEP,
    JUDGEMENTS,
    REVIEW_STEP,
    SAFETY_TITLE,
    WORK_STEP,
    WOULD_HIRE_TITLE,
    doubts,
    minutes_needed,
    step_keys,
    submission_problem,
    time_left,
)
from employers.selectors.questionnaires import Question, Questionnaire

INTRO_STEP = "intro"


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Where a questionnaire lives. `language` is set only when the address itself names one.

    `key` names what a phone keeps of it. Only in the cabinet there is `back`, the list that the
    page belongs to; only behind a link there are `worker`, the script that shows it without a
    network, and the wish not to be reminded.
    """

    path: str
    language: str = ""
    key: str = ""
    worker: str = ""
    back: str = ""
    may_be_muted: bool = False

    def at(self, step: str = "", language: str = "") -> str:
        """Return the address of a step in the page's own language or in another."""
        query = {"step": step, "lang": language or self.language}
        chosen = {name: value for name, value in query.items() if value}
        return f"{self.path}?{urlencode(chosen)}" if chosen else self.path


def page_context(questionnaire: Questionnaire, address: PageAddress) -> dict[str, Any]:
    """Return what every page about one intern shows: whom, when, who asks, who will see."""
    return {
        "address": address,
        "page_url": address.at(),
        "languages": languages(address),
        "intern": questionnaire.intern,
        "period": period_in_words(questionnaire.starts_on, questionnaire.ends_on),
        "days": period_in_words(questionnaire.starts_on, questionnaire.ends_on, with_year=False),
        "kind": questionnaire.kind,
        "employer": questionnaire.employer,
        "college": questionnaire.college,
        "phone": questionnaire.college_phone,
        "phone_digits": dialled(questionnaire.college_phone),
        "starts_on": format_date(questionnaire.starts_on),
    }


def languages(address: PageAddress, step: str = "") -> list[dict[str, Any]]:
    current = get_language() or settings.LANGUAGE_CODE
    return [
        {
            "code": code,
            "name": name,
            "is_current": code == current,
            "url": address.at(step, language=code),
        }
        for code, name in settings.LANGUAGES
    ]


def dialled(phone: str) -> str:
    """Return a telephone number as a `tel:` address wants it."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def questions_context(
    questionnaire: Questionnaire, address: PageAddress, step: str
) -> dict[str, Any]:
    """Return every screen of the questionnaire, `step` being the one to show first."""
    keys = [INTRO_STEP, *step_keys(len(questionnaire.questions)), REVIEW_STEP]
    screens = {
        key: {
            "key": key,
            "url": address.at(key),
            "is_current": key == step,
            "back": address.at(keys[place - 1]) if place > 1 else "",
            "back_key": keys[place - 1] if place > 1 else "",
            "next_key": keys[place + 1] if key != REVIEW_STEP else "",
            "number": place,
            "total": len(keys) - 2,
            "time_left": time_left(key, len(questionnaire.questions)),
        }
        for place, key in enumerate(keys)
    }
    return {
        **page_context(questionnaire, address),
        "languages": languages(address, step),
        "saved_at": questionnaire.updated_at.isoformat() if questionnaire.updated_at else "",
        "count": len(keys) - 2,
        "minutes": minutes_needed(len(questionnaire.questions)),
        "intro": screens[INTRO_STEP],
        "functions": [
            {**screens[str(question.number)], **question_screen(question)}
            for question in questionnaire.questions
        ],
        "work": {**screens[WORK_STEP], **work_screen(questionnaire)},
        "hire": {**screens[HIRE_STEP], **hire_screen(questionnaire)},
        "review": {**screens[REVIEW_STEP], **review_screen(questionnaire, address)},
    }


def question_screen(question: Question) -> dict[str, Any]:
    return {
        "function_id": question.function_id,
        "title": question.name,
        "description": question.description,
        "anchors": _options(Answer, question.answer, only=JUDGEMENTS),
        "evasions": _options(Answer, question.answer, only=set(Answer) - JUDGEMENTS),
    }


def work_screen(
    questionnaire: Questionnaire, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the screen of habits; `typed` is what was typed wrongly and must not be lost."""
    answers = questionnaire.answers
    saved = {
        "discipline": answers.discipline,
        "safety": answers.safety,
        "days_missed": "" if answers.days_missed is None else str(answers.days_missed),
    }
    shown = {name: (typed or saved).get(name, "") for name in saved}
    return {
        "habits": [
            {
                "name": "discipline",
                "title": DISCIPLINE_TITLE,
                "options": _options(Habit, shown["discipline"]),
            },
            {
                "name": "safety",
                "title": SAFETY_TITLE,
                "options": _options(Habit, shown["safety"]),
            },
        ],
        "days_missed": shown["days_missed"],
        "days_total": questionnaire.days_total,
    }


def hire_screen(
    questionnaire: Questionnaire, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the last screen; `typed` as in `work_screen`."""
    answers = questionnaire.answers
    saved = {"would_hire": answers.would_hire, "comment": answers.comment}
    shown = {name: (typed or saved).get(name, "") for name in saved}
    return {
        "options": _options(WouldHire, shown["would_hire"]),
        "comment": shown["comment"],
        "comment_length": COMMENT_LENGTH,
    }


def review_screen(questionnaire: Questionnaire, address: PageAddress) -> dict[str, Any]:
    answers = questionnaire.answers
    problem = submission_problem(answers, questionnaire.function_ids)
    return {
        "rows": review_rows(questionnaire, address),
        "problem": problem.label if problem is not None else "",
        "doubts": [doubt.label for doubt in doubts(answers, days_total=questionnaire.days_total)],
    }


def review_rows(questionnaire: Questionnaire, address: PageAddress) -> list[dict[str, Any]]:
    """Return every question with its answer in words; an empty answer was not given."""
    answers = questionnaire.answers
    days = "" if answers.days_missed is None else str(answers.days_missed)
    said = [
        *(
            (str(question.number), "answer", question.name, _label(Answer, question.answer))
            for question in questionnaire.questions
        ),
        (WORK_STEP, "discipline", DISCIPLINE_TITLE, _label(Habit, answers.discipline)),
        (WORK_STEP, "safety", SAFETY_TITLE, _label(Habit, answers.safety)),
        (WORK_STEP, "days_missed", DAYS_MISSED_TITLE, days),
        (HIRE_STEP, "would_hire", WOULD_HIRE_TITLE, _label(WouldHire, answers.would_hire)),
        (HIRE_STEP, "comment", _("Замечание"), answers.comment),
    ]
    return [
        {
            "title": title,
            "text": text,
            "url": address.at(step),
            "step": step,
            "name": f"{step}.{name}",
        }
        for step, name, title, text in said
    ]


def sent_context(questionnaire: Questionnaire, address: PageAddress) -> dict[str, Any]:
    """Return what was sent, with the days left to correct it."""
    return {
        **page_context(questionnaire, address),
        "rows": review_rows(questionnaire, address),
        "sent_at": _moment(questionnaire.submitted_at),
        "corrected_at": _moment(questionnaire.corrected_at),
        "correct_until": _day(questionnaire.correct_until),
        "can_correct": questionnaire.can_correct,
        "is_told_to_college": questionnaire.is_told_to_college,
    }


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{format_date(local.date())} {local:%H:%M}"


def _day(moment: datetime | None) -> str:
    return "" if moment is None else format_date(timezone.localtime(moment).date())


def _options(choices: Any, chosen: str, only: Any = None) -> list[dict[str, Any]]:
    return [
        {"value": choice.value, "label": choice.label, "is_chosen": choice.value == chosen}
        for choice in choices
        if only is None or choice in only
    ]


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""
