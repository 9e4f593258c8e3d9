"""The student's own card in plain words: what is done well, what is missing, what to do next."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.enums import Confidence
from assessments.rules.cards import FunctionLine, StudentCard
from assessments.rules.intervals import score_in_words
from core.numbers import format_number

# A long programme is told by its first functions; the rest stand folded.
FIRST: Final = 5


def own_words(card: StudentCard) -> dict[str, Any]:
    """Return what templates/assessments/card_own_words.html prints.

    Mandatory functions come first, then the strongest of what is done well and the weakest of what
    is not; what nobody has assessed, and what rests on little data, is told apart from what is done
    badly, and has no order of strength.
    """
    target = card.function_target
    assessed = [line for line in card.functions if line.value is not None]
    known = [line for line in assessed if line.confidence != Confidence.LOW]
    faint = [line for line in assessed if line.confidence == Confidence.LOW]
    done = [line for line in known if _value(line) >= target]
    weak = [line for line in known if line.is_required and _value(line) < target]
    unknown = [line for line in card.functions if line.is_required and line.value is None]
    done.sort(key=lambda line: (not line.is_mandatory, -_value(line)))
    weak.sort(key=lambda line: (not line.is_mandatory, _value(line)))
    faint.sort(key=lambda line: not line.is_mandatory)
    unknown.sort(key=lambda line: not line.is_mandatory)
    return {
        "lists": [
            _list(_("Уже получается"), _("Пока ни одна функция не дошла до порога."), done),
            _list(_("Надо подтянуть"), _("Слабых функций среди оценённых нет."), weak),
            _list(_("Пока мало данных"), _("Оценок хватает по всем функциям."), faint),
            _list(_("Ещё никто не оценил"), _("Оценены все функции программы."), unknown),
        ],
        "target": target,
        "next_step": _next_step(card, weak, [line for line in faint if line.is_required], unknown),
    }


def _value(line: FunctionLine) -> float:
    return 0.0 if line.value is None else line.value


def _text(line: FunctionLine) -> str:
    if line.value is None:
        return ""
    return score_in_words(line.value, line.low, line.high, line.confidence)


def _list(title: str, empty: str, lines: Sequence[FunctionLine]) -> dict[str, Any]:
    rows = [
        {"name": line.name, "text": _text(line), "is_mandatory": line.is_mandatory}
        for line in lines
    ]
    return {
        "title": title,
        "empty": empty,
        "count": len(rows),
        "first": rows[:FIRST],
        "rest": rows[FIRST:],
    }


def _next_step(
    card: StudentCard,
    weak: Sequence[FunctionLine],
    faint: Sequence[FunctionLine],
    unknown: Sequence[FunctionLine],
) -> str:
    """Say the one thing that helps most now; no advice rests on little data."""
    if card.is_ready:
        return _("Порог готовности пройден. Оценки со временем стареют: не пропускайте практику.")
    if unknown and (unknown[0].is_mandatory or not weak):
        return _(
            "Попросите преподавателя или наставника на практике оценить, как у вас получается"
            " «%(name)s»: без этой оценки вывод остаётся неполным."
        ) % {"name": unknown[0].name}
    if weak:
        return _(
            "Потренируйте «%(name)s» и попросите оценить ещё раз: сейчас %(value)s, нужно"
            " %(target)s."
        ) % {
            "name": weak[0].name,
            "value": _text(weak[0]),
            "target": format_number(card.function_target, 2),
        }
    return _step_without_weak(card, faint)


def _step_without_weak(card: StudentCard, faint: Sequence[FunctionLine]) -> str:
    if faint:
        return _(
            "Попросите оценить ещё раз, и не одного человека, как у вас получается «%(name)s»: пока"
            " мало данных, чтобы об этом судить."
        ) % {"name": faint[0].name}
    if _("мотивация") in card.missing_components:
        return _("Ответьте на анкету: без неё мотивация не оценена.")
    if card.missing_components:
        return _("Спросите куратора, когда оценят: %(names)s.") % {
            "names": ", ".join(card.missing_components)
        }
    return _("Спросите куратора, какие оценки ещё впереди.")
