"""The student's own card in plain words: what is done well, what is missing, what to do next."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.enums import Component, Confidence
from assessments.rules.cards import COMPONENT_WORDS, FunctionLine, StudentCard
from assessments.rules.intervals import score_in_words
from core.numbers import format_number

# A long programme is told by its first functions; the rest stand folded.
FIRST: Final = 5


def own_words(
    card: StudentCard, *, asked: Collection[Component] = (), has_graduated: bool = False
) -> dict[str, Any]:
    """Return what templates/assessments/card_own_words.html prints.

    `asked` are the components that the student may answer about now: no other is asked for.

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
    lists = [
        _list(_("Уже получается"), _("Пока ни одна функция не дошла до порога."), done),
        _list(_("Надо подтянуть"), _("Слабых функций среди оценённых нет."), weak),
        _list(_("Пока мало данных"), _("Оценок хватает по всем функциям."), faint),
        _list(_("Ещё никто не оценил"), _("Оценены все функции программы."), unknown),
    ]
    return {
        # What has nobody in it takes a line, not a column.
        "filled": [one for one in lists if one["count"]],
        "empty": [one for one in lists if not one["count"]],
        "target": target,
        "next_step": _("Порог готовности пройден: можно идти работать по специальности.")
        if card.is_ready and has_graduated
        else _next_step(card, weak, faint, unknown, asked),
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
    asked: Collection[Component],
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
    required = [line for line in faint if line.is_required]
    return _faint_step(required[0]) if required else _component_step(card, asked)


def _faint_step(line: FunctionLine) -> str:
    return _(
        "Попросите оценить ещё раз, и не одного человека, как у вас получается «%(name)s»: пока"
        " мало данных, чтобы об этом судить."
    ) % {"name": line.name}


def _component_step(card: StudentCard, asked: Collection[Component]) -> str:
    """Ask for what is missing; what students say of themselves only where they may be asked."""
    missing = card.missing_components
    if Component.MOTIVATION in missing and Component.MOTIVATION in asked:
        return _("Ответьте на анкету: без неё мотивация не оценена.")
    if Component.SELF in missing and Component.SELF in asked:
        return _("Заполните самооценку: без неё рефлексия не оценена.")
    by_others = [one for one in missing if one not in (Component.MOTIVATION, Component.SELF)]
    if by_others:
        return _("Спросите куратора, когда оценят: %(names)s.") % {
            "names": ", ".join(str(COMPONENT_WORDS[one]) for one in by_others)
        }
    return _("Спросите куратора, какие оценки ещё впереди.")
