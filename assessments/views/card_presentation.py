"""The card in words: the sentence, the plan, the functions."""

from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.enums import Confidence, Level
from assessments.rules.cards import (
    COMPONENT_WORDS,
    Adjustment,
    EvidenceLine,
    FunctionLine,
    SelfLine,
    StudentCard,
)
from assessments.rules.intervals import (
    chance_in_words,
    interval_around,
    mass_in_words,
    score_in_words,
)
from core.charts.inline import sparkline
from core.charts.scales import Measure
from core.numbers import MISSING, format_date, format_interval, format_number, format_percent

GAP_TO_NOTICE: Final = 0.15


def card_context(card: StudentCard, *, names: bool = True) -> dict[str, Any]:
    """Return everything that templates/assessments/card.html prints.

    `names` False leaves out who of the college's staff judged, and why they annulled something: the
    student sees posts only, and a reason given for a whole sheet may name somebody else.
    """
    return {
        "index": card.index,
        "interval": ""
        if card.index_low is None or card.index_high is None
        else format_interval(card.index_low, card.index_high, 2),
        "confidence": "" if card.index is None else _confidence(card),
        "level": card.level,
        "is_provisional": card.is_provisional,
        "sentence": sentence(card),
        "facts": [
            (_("Полнота"), format_percent(card.completeness)),
            (_("Охват функций"), format_percent(card.coverage)),
            *((name.capitalize(), format_number(value, 2)) for name, value in card.components),
        ],
        "functions": [_function(line, card, names=names) for line in card.functions],
        "raising": [_moved(line) for line in card.raising],
        "lowering": [_moved(line) for line in card.lowering],
        "steps": [
            {
                "name": step.name,
                "text": ""
                if step.score is None
                else score_in_words(step.score, step.low, step.high, step.confidence),
                "target": step.target,
                "is_mandatory": step.is_mandatory,
            }
            for step in card.steps
        ],
        "missing_components": [str(COMPONENT_WORDS[one]) for one in card.missing_components],
        "plan_text": _plan_text(card),
        "adjustment": None if card.adjustment is None else _adjustment(card.adjustment, card),
        "target": card.function_target,
        "mass": mass_in_words(card.interval_mass),
        "as_of_date": card.as_of_date,
        "version": card.methodology_version,
        "history": _history(card),
        "own_view": [_own_view(line) for line in card.own_view],
    }


def _confidence(card: StudentCard) -> str:
    """Say how sure the index is, and how likely it is to reach what readiness asks for."""
    words = [_("уверенность: %(word)s") % {"word": Confidence(card.index_confidence).label}]
    if card.index_chance is not None:
        words.append(
            _("вероятность, что индекс не ниже %(bound)s: %(chance)s")
            % {
                "bound": format_number(card.ready_bound, 2),
                "chance": chance_in_words(card.index_chance),
            }
        )
    return "; ".join(words)


def _history(card: StudentCard) -> dict[str, Any]:
    """Return the index over the days of evidence: a line, and rows newest first with changes."""
    points = card.history
    before: list[float | None] = [None, *(point.index for point in points)][: len(points)]
    rows = [
        {
            "day": point.day,
            "index": point.index,
            "interval": point.interval,
            "change": None if point.index is None or earlier is None else point.index - earlier,
            "level": None if point.is_provisional else point.level,
            "is_provisional": point.is_provisional,
            "new_rows": point.new_rows,
        }
        for point, earlier in zip(points, before, strict=True)
    ]
    line = sparkline(
        [point.index for point in points],
        [format_date(point.day) for point in points],
        measure=Measure(digits=2, percent=False),
    )
    return {"rows": rows[::-1], "line": line if len(points) > 1 else ""}


def _own_view(line: SelfLine) -> dict[str, Any]:
    """Say in words how the student's own view differs from what others say."""
    if line.others is None:
        words = _("другие не оценили")
    elif abs(line.own - line.others) < GAP_TO_NOTICE:
        words = _("совпадает")
    elif line.own > line.others:
        words = _("выше, чем у других")
    else:
        words = _("ниже, чем у других")
    others = (
        MISSING
        if line.others is None
        else score_in_words(line.others, line.low, line.high, line.confidence)
    )
    return {"name": line.name, "own": line.own, "others": others, "words": words}


def sentence(card: StudentCard) -> str:
    """Say in one or two sentences where the student stands and what decides it."""
    if card.index is None:
        return _("Оценок ещё нет: вывод о готовности сделать нельзя.")
    parts = []
    if card.is_provisional:
        parts.append(
            _("Оценка предварительная: полнота %(completeness)s, охват функций %(coverage)s.")
            % {
                "completeness": format_percent(card.completeness),
                "coverage": format_percent(card.coverage),
            }
        )
    elif card.level is not None:
        parts.append(
            _("Индекс %(index)s: уровень %(level)s.")
            % {"index": format_number(card.index, 2), "level": Level(card.level).label}
        )
    if card.is_capped and card.weak_link:
        parts.append(
            _("Обязательная функция «%(name)s» ниже %(bound)s: уровень не поднимется.")
            % {"name": card.weak_link, "bound": format_number(card.weak_link_bound, 2)}
        )
    elif not card.is_ready and card.index < card.ready_bound:
        parts.append(
            _("До готовности к работе не хватает %(amount)s.")
            % {"amount": format_number(card.ready_bound - card.index, 2)}
        )
    if card.widest_gap is not None and abs(card.widest_gap[1]) >= GAP_TO_NOTICE:
        parts.append(_gap_sentence(*card.widest_gap))
    return " ".join(parts)


def _gap_sentence(name: str, gap: float) -> str:
    text = (
        _("Колледж оценивает функцию «%(name)s» выше работодателя на %(gap)s.")
        if gap > 0
        else _("Работодатель оценивает функцию «%(name)s» выше колледжа на %(gap)s.")
    )
    return text % {"name": name, "gap": format_number(abs(gap), 2)}


def _plan_text(card: StudentCard) -> str:
    if card.is_ready:
        low = sum(
            1
            for line in card.functions
            if line.is_required and (line.value is None or line.value < card.function_target)
        )
        if not low:
            return _("Готов к работе: недостающего нет.")
        return _(
            "Готов к работе. Функций ниже %(target)s или без оценки: %(count)s; готовности это не"
            " отменяет, но над ними стоит поработать."
        ) % {"target": format_number(card.function_target, 2), "count": low}
    if not card.is_reachable:
        return _("Одними трудовыми функциями готовности не достичь: нужны и другие компоненты.")
    if not card.steps:
        text = _("Поднимать оценки функций не требуется: нужны недостающие.")
        unknown = sum(1 for line in card.functions if line.is_required and line.value is None)
        if unknown:
            text += " " + _("Не оценено функций: %(count)s.") % {"count": unknown}
        return text
    return _("Достаточно поднять эти функции до %(target)s, и индекс станет %(index)s:") % {
        "target": format_number(card.steps[0].target, 2),
        "index": format_number(card.index_after, 2),
    }


def _adjustment(found: Adjustment, card: StudentCard) -> dict[str, Any]:
    """Both indices side by side, each with the interval that holds it, and what they mean."""

    def text(index: float) -> str:
        low, high = interval_around(index, card.index_low, card.index_high)
        return score_in_words(index, low, high, card.index_confidence)

    words = (
        _("Официальна оценка с поправкой.")
        if found.adjusted_is_official
        else _("Официальна оценка без поправки.")
    )
    if found.is_limited:
        words += " " + _("Поправка остановлена границей интервала.")
    return {
        "pairs": [
            (_("Как оценили"), text(found.plain), found.plain_level),
            (_("С поправкой"), text(found.adjusted), found.adjusted_level),
        ],
        "words": words,
    }


def _adjusted_function(line: FunctionLine) -> str:
    """Say the other number beside the official one; nothing where the adjustment moves nothing."""
    found = line.adjustment
    if found is None or line.value is None:
        return ""
    if abs(line.value - found.plain) < abs(line.value - found.adjusted):
        words = _("с поправкой %(value)s") % {"value": format_number(found.adjusted, 2)}
    else:
        words = _("как оценили %(value)s") % {"value": format_number(found.plain, 2)}
    return words if not found.is_limited else f"{words}, " + _("остановлена границей интервала")


def _function(line: FunctionLine, card: StudentCard, *, names: bool) -> dict[str, Any]:
    low_confidence = line.confidence == 0
    return {
        "code": line.code,
        "name": line.name,
        "is_required": line.is_required,
        "is_mandatory": line.is_mandatory,
        "value": line.value,
        "low": line.low,
        "high": line.high,
        "text": ""
        if line.value is None
        else _("%(value)s, от %(low)s до %(high)s")
        % {
            "value": format_number(line.value, 2),
            "low": format_number(line.low, 2),
            "high": format_number(line.high, 2),
        },
        # A cell of low confidence has no colour.
        "level": None if low_confidence else line.level,
        "confidence": line.confidence,
        "counts": _("%(evidence)s / %(raters)s")
        % {"evidence": line.evidence_count, "raters": line.rater_count},
        "adjustment": _adjusted_function(line),
        "gap": line.gap,
        "gap_is_large": line.gap is not None and abs(line.gap) >= GAP_TO_NOTICE,
        "probability": line.ready_probability,
        "reference": card.function_target,
        "ready_text": ""
        if line.ready_probability is None
        else _("готов с вероятностью %(share)s")
        % {"share": chance_in_words(line.ready_probability)},
        "evidence": [
            {
                "date": row.observed_on,
                "kind": row.kind,
                "source": row.source,
                "value": row.value,
                "score": row.score,
                "rater": ", ".join(part for part in (row.rater, row.who if names else "") if part),
                "is_voided": row.voided_at is not None,
                "voided_at": row.voided_at,
                "void_reason": row.void_reason if names else "",
            }
            for row in line.evidence
        ],
    }


def _moved(line: EvidenceLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "source": line.source,
        "function": line.function,
        "value": line.value,
        "date": line.observed_on,
        "effect": line.effect,
    }
