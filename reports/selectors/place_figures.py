"""What the pages of a college, its programmes and groups print for readers outside the college."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from core.scope import Scope
from core.tables.data import TableData
from dashboards.exports import functions_table, places_table, years_table
from dashboards.rules.pages import PlacePage
from dashboards.rules.panels import Panel
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.panels import PanelQuery, place_panel
from dashboards.selectors.places import (
    Place,
    base_cut,
    college_place,
    group_place,
    programme_place,
)
from reports.rules.own_figures import OwnFigure, OwnRow, figures_in, function_name
from standards.models import Speciality


@dataclass(frozen=True, slots=True)
class PageFigures:
    """A page as a question about it names it, and the figures that it prints."""

    title: str
    figures: tuple[OwnFigure, ...]


def page_figures(*, page: PlacePage, scope: Scope) -> PageFigures:
    """Return what everybody may read on a page of the own college; raise PlaceNotFound.

    The staff of a college sees its figures whole; a question travels to people who do not, so only
    what is printed for them can be asked about.
    """
    cut = replace(base_cut(), graduation_year=page.year, speciality_id=page.speciality)
    place_of = {
        PlaceKind.COLLEGE: college_place,
        PlaceKind.PROGRAMME: programme_place,
        PlaceKind.GROUP: group_place,
    }[page.kind]
    place = place_of(key=page.key, cut=cut, scope=scope)
    panel = place_panel(
        query=PanelQuery(
            (place.kind, place.key), place.cut, place.part_kind, settings.MINIMUM_CELL
        ),
        parts=place.parts,
    )
    return PageFigures(_title(place, page), tuple(_figures(place, panel)))


def _title(place: Place, page: PlacePage) -> str:
    names = [place.name, _("выпуск %(year)s") % {"year": page.year}]
    if page.speciality is not None:
        codes = Speciality.objects.filter(pk=page.speciality).values_list("code", flat=True)
        names += [str(code) for code in codes]
    return ", ".join(names)


def _figures(place: Place, panel: Panel) -> Iterator[OwnFigure]:
    parts = places_table(place, panel, ())
    if parts.total is not None:
        yield from figures_in(OwnRow("total", place.name), parts.columns, parts.total)
    rows = [OwnRow(f"parts:{row.key}", row.name) for row in panel.rows]
    yield from _table(parts, rows)
    functions = functions_table(place, panel, ())
    yield from _table(
        functions,
        [
            OwnRow(f"functions:{row.key}", function_name(cells))
            for row, cells in zip(panel.functions, functions.rows, strict=True)
        ],
    )
    years = years_table(place, panel, ())
    yield from _table(
        years,
        [
            OwnRow(f"years:{'+'.join(map(str, row.years))}", str(cells[0]))
            for row, cells in zip(panel.series, years.rows, strict=True)
        ],
    )


def _table(table: TableData, rows: Sequence[OwnRow]) -> Iterator[OwnFigure]:
    for row, cells in zip(rows, table.rows, strict=True):
        yield from figures_in(row, table.columns, cells)
