"""A CASE package compared with a programme's alignment."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from colleges.rules.alignments import SourceKey
from colleges.selectors.case import CaseView
from colleges.services.alignment_plans import (
    AlignmentPlan,
    Pair,
    change_words,
    compare_cells,
    compare_parts,
)
from core.tables.problems import Problem, Severity

_ITEMS = "CFItems"
_ASSOCIATIONS = "CFAssociations"


def plan_package(
    *,
    view: CaseView,
    items: Collection[UUID],
    relations: Mapping[tuple[UUID, UUID], float],
    problems: Sequence[Problem],
) -> AlignmentPlan:
    """Compare a CASE package with the newest version; nothing is written.

    A pair whose items are both in the package and that has no association becomes empty; what the
    package does not hold stays. Items that the programme does not have are passed over and counted.
    """
    found = list(problems)
    sources = {pk: key for key, pk in view.source_ids.items() if pk in items}
    functions = {own: pk for pk, own in view.function_ids.items() if own in items}
    elements = {own: pk for pk, own in view.element_ids.items()}
    if not found and not (sources and functions):
        message = _("В пакете нет компетенций и функций этой программы.")
        found.append(Problem(sheet=_ITEMS, message=message))
    if foreign := len(set(items) - set(sources) - set(functions) - set(elements)):
        found.append(_doubt(_ITEMS, _("Записей, которых нет в программе: %s.") % foreign))
    by_function = {row.pk: row.function_id for row in view.elements}
    parts: dict[Pair, dict[int, float]] = {}
    whole: dict[Pair, float] = {
        (source, function_id): 0.0
        for source in sources.values()
        for function_id in functions.values()
    }
    for (origin, destination), strength in relations.items():
        source = sources.get(origin)
        if source is None:
            continue
        if destination in functions:
            whole[source, functions[destination]] = strength
        elif destination in elements:
            element = elements[destination]
            parts.setdefault((source, by_function[element]), {})[element] = strength
    return _plan(view, whole, parts, found)


def _plan(
    view: CaseView,
    whole: Mapping[Pair, float],
    parts: Mapping[Pair, Mapping[int, float]],
    problems: Sequence[Problem],
) -> AlignmentPlan:
    changed = compare_parts(programme=view.programme, wanted=parts)
    # A detailed cell follows its details; a cell that loses them is left to a person.
    compared = compare_cells(
        programme=view.programme,
        wanted=[(*pair, strength) for pair, strength in whole.items() if pair not in parts],
    )
    found = list(problems)
    if compared.detailed:
        message = _("Размечены по действиям и из пакета не меняются, ячеек: %s.")
        found.append(_doubt(_ASSOCIATIONS, message % len(compared.detailed)))
    found += _told(view, {(c.source, c.function_id): (c.was, c.strength) for c in compared.changes})
    return AlignmentPlan(
        tuple(compared.changes),
        tuple(changed),
        tuple(found),
        len(whole),
        compared.same + len(parts) - len(changed),
    )


def _told(view: CaseView, changed: Mapping[Pair, tuple[float, float]]) -> list[Problem]:
    """Every changed cell stands in the report, as a remark."""
    labels: dict[SourceKey, str] = {row.key: row.label for row in view.sources}
    codes = {row.pk: row.code for row in view.functions}
    return [
        _doubt(
            _ASSOCIATIONS,
            change_words(source=labels[source], code=codes[function_id], was=was, now=strength),
        )
        for (source, function_id), (was, strength) in changed.items()
    ]


def _doubt(place: str, message: str) -> Problem:
    return Problem(sheet=place, message=message, severity=Severity.WARNING)
