"""A few chosen places side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings

from assessments.selectors.aggregates import Cut
from core.scope import Scope
from dashboards.rules.disclosure import ShownFigures
from dashboards.rules.panels import FunctionRow, PlaceRow
from dashboards.rules.spots import REGION, PlaceKind
from dashboards.selectors.disclosure import disclosure_of, function_disclosure_of
from dashboards.selectors.fairness import with_fair_shares
from dashboards.selectors.panels import (
    Named,
    colleges_in,
    function_rows,
    municipalities,
    place_rows,
)
from dashboards.selectors.places import PlaceNotFound

COMPARED: Final = (PlaceKind.COLLEGE, PlaceKind.MUNICIPALITY)
MOST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFunction:
    """A labour function with its row at each place, in the order of the places.

    None: the function is not scored there; a row without figures is hidden.
    """

    function: FunctionRow
    cells: tuple[FunctionRow | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Chosen places with everything that may be printed of each; `choices` are all of the kind."""

    kind: PlaceKind
    choices: tuple[Named, ...]
    rows: tuple[PlaceRow, ...]
    functions: tuple[ComparedFunction, ...]
    reference: ShownFigures | None
    minimum: int


def compare_places(*, kind: PlaceKind, keys: Sequence[int], cut: Cut, scope: Scope) -> Compared:
    """Return the chosen places in the order of `keys`; raise PlaceNotFound for one out of reach.

    Everybody compares by the plan of the region's pages, so that nothing more is told here.
    """
    choices = _choices(kind, cut, scope)
    by_key = {choice.key: choice for choice in choices}
    if any(key not in by_key for key in keys):
        raise PlaceNotFound
    parts = [by_key[key] for key in keys]
    plan = disclosure_of(cut=cut, minimum=settings.MINIMUM_CELL)
    rows = place_rows(plan, kind, parts)
    if kind is PlaceKind.COLLEGE and rows:
        rows = with_fair_shares(rows, cut=cut)
    return Compared(
        kind=kind,
        choices=tuple(choices),
        rows=rows,
        functions=_functions(kind, parts, cut) if parts else (),
        reference=plan.shown(REGION),
        minimum=settings.MINIMUM_CELL,
    )


def _choices(kind: PlaceKind, cut: Cut, scope: Scope) -> list[Named]:
    if kind is PlaceKind.COLLEGE:
        return colleges_in(cut=cut, scope=scope)
    found = municipalities(region_code=cut.region_code)
    if scope.region_wide:
        return found
    return [place for place in found if place.key in scope.municipality_ids]


def _functions(kind: PlaceKind, parts: Sequence[Named], cut: Cut) -> tuple[ComparedFunction, ...]:
    """Return the functions, those that most of the places have in common first."""
    plan = function_disclosure_of(cut=cut, minimum=settings.MINIMUM_CELL)
    at = [(kind, part.key) for part in parts]
    shown = [plan.shown(place) for place in at]
    named = function_rows(dict.fromkeys(key for figures in shown for key in figures))
    voiceless = [plan.hides_employers(place) for place in at]
    functions = [
        ComparedFunction(
            function=row,
            cells=tuple(
                replace(row, figures=figures[row.key], hides_employers=row.key in hidden)
                if row.key in figures
                else None
                for figures, hidden in zip(shown, voiceless, strict=True)
            ),
        )
        for row in named
    ]
    return tuple(sorted(functions, key=lambda own: -sum(cell is not None for cell in own.cells)))
