"""Panels of the region and of each place in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.rules.figures import FunctionFigures
from assessments.selectors.aggregates import Cut
from colleges.models import College, Municipality, Programme, StudyGroup
from core.scope import Scope
from dashboards.rules.disclosure import Disclosure, ShownFigures
from dashboards.rules.panels import FunctionRow, Panel, PlaceRow
from dashboards.rules.spots import INNER, REGION, PlaceKind
from dashboards.rules.spots import Place as PlaceAt
from dashboards.selectors.disclosure import disclosure_of, function_disclosure_of
from dashboards.selectors.series import series_of
from standards.models import LabourFunction


@dataclass(frozen=True, slots=True)
class Named:
    """A place as a table names it."""

    key: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """What a panel shows: a place, its cut, the kind of its parts, the least number of people."""

    place: PlaceAt
    cut: Cut
    part_kind: PlaceKind | None
    minimum: int


def place_panel(*, query: PanelQuery, parts: Sequence[Named]) -> Panel:
    """Return the panel of one place; `parts` are all its parts, with students or without.

    The region's own figures stand beside it as the reference, whoever asks.
    """
    plan = disclosure_of(cut=query.cut, minimum=query.minimum)
    public_plan = disclosure_of(cut=query.cut, minimum=max(query.minimum, settings.MINIMUM_CELL))
    functions = function_disclosure_of(cut=query.cut, minimum=query.minimum)
    return Panel(
        total=plan.shown(query.place),
        previous=_year_before(query),
        reference=public_plan.shown(REGION),
        rows=place_rows(plan, query.part_kind, parts),
        functions=function_rows(
            functions.shown(query.place), hidden_voices=functions.hides_employers(query.place)
        ),
        minimum=query.minimum,
        reported=_reported(plan, query.part_kind, parts),
        series=()
        if query.place[0] in INNER
        else series_of(place=query.place, cut=query.cut, minimum=query.minimum),
    )


def _year_before(query: PanelQuery) -> ShownFigures | None:
    year = query.cut.graduation_year
    if year is None:
        return None
    earlier = replace(query.cut, graduation_year=year - 1)
    return disclosure_of(cut=earlier, minimum=query.minimum).shown(query.place)


def place_rows(
    plan: Disclosure, kind: PlaceKind | None, parts: Sequence[Named]
) -> tuple[PlaceRow, ...]:
    """Return what the plan lets be printed of each part, in the order of the parts."""
    if kind is None:
        return ()
    return tuple(
        PlaceRow(
            key=part.key, name=part.name, detail=part.detail, figures=plan.shown((kind, part.key))
        )
        for part in parts
    )


def _reported(
    plan: Disclosure, kind: PlaceKind | None, parts: Sequence[Named]
) -> tuple[int, int] | None:
    """How many of the colleges with students have assessed anybody; None for other parts."""
    if kind is not PlaceKind.COLLEGE:
        return None
    figures = [plan.figures_at((kind, part.key)) for part in parts]
    present = [own for own in figures if own is not None]
    return sum(1 for own in present if own.assessed), len(present)


def function_rows(
    figures: Mapping[int, FunctionFigures | None], *, hidden_voices: Collection[int] = ()
) -> tuple[FunctionRow, ...]:
    """Return named functions with what may be printed of each, by standard and position.

    `hidden_voices` are those whose employers' part may not be printed.
    """
    functions = (
        LabourFunction.objects.filter(pk__in=list(figures))
        .select_related("standard")
        .order_by("standard__code", "position", "pk")
    )
    return tuple(
        FunctionRow(
            key=function.pk,
            code=function.code,
            name=function.name,
            standard=function.standard.code,
            figures=figures[function.pk],
            hides_employers=function.pk in hidden_voices,
        )
        for function in functions
    )


# --- what the rows of each kind of page are called --------------------------------------------


def municipalities(*, region_code: str, settlement: str = "") -> list[Named]:
    """Return the region's municipalities by name; `settlement` keeps those with such a centre."""
    rows = Municipality.objects.filter(region_code=region_code)
    if settlement:
        rows = rows.filter(settlement=settlement)
    return [
        Named(row.pk, row.name, row.get_settlement_display()) for row in rows.order_by("name", "pk")
    ]


@dataclass(frozen=True, slots=True)
class MapTile:
    """A municipality's square on the tile map; columns and rows count from 0."""

    key: int
    name: str
    short: str
    column: int
    row: int


def map_tiles(*, region_code: str) -> list[MapTile]:
    """Return the squares of the region's tile map, row by row."""
    rows = Municipality.objects.filter(region_code=region_code, tile_column__isnull=False)
    return [
        MapTile(row.pk, row.name, row.short_name, row.tile_column or 0, row.tile_row or 0)
        for row in rows.order_by("tile_row", "tile_column", "pk")
    ]


def colleges_in(*, cut: Cut, scope: Scope) -> list[Named]:
    """Return the visible colleges of the region, or of one municipality, by name."""
    rows = College.objects.visible_to(scope).filter(municipality__region_code=cut.region_code)
    if cut.municipality_id is not None:
        rows = rows.filter(municipality_id=cut.municipality_id)
    if cut.settlement:
        rows = rows.filter(settlement=cut.settlement)
    rows = rows.select_related("municipality").order_by("short_name", "pk")
    return [
        Named(row.pk, row.short_name, f"{row.municipality.name}, {row.get_settlement_display()}")
        for row in rows
    ]


def programmes_of(*, college_id: int, cut: Cut) -> list[Named]:
    """Return a college's programmes that have a group in the cut."""
    rows = Programme.objects.filter(college_id=college_id).select_related("speciality")
    if cut.graduation_year is not None:
        rows = rows.filter(groups__graduation_year=cut.graduation_year)
    rows = rows.distinct().order_by("speciality__code", "-intake_year", "pk")
    return [
        Named(
            row.pk,
            f"{row.speciality.code} {row.speciality.name}",
            _("набор %(year)s") % {"year": row.intake_year},
        )
        for row in rows
    ]


def groups_of(*, programme_id: int, cut: Cut) -> list[Named]:
    """Return a programme's groups."""
    rows = StudyGroup.objects.filter(programme_id=programme_id)
    if cut.graduation_year is not None:
        rows = rows.filter(graduation_year=cut.graduation_year)
    rows = rows.order_by("name", "pk")
    return [
        Named(row.pk, row.name, _("выпуск %(year)s") % {"year": row.graduation_year})
        for row in rows
    ]
