"""Which figures of a release are a college's own, and how the release prints them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from core.tables.data import CellContent, Suppressed, TableColumn
from dashboards.rules.disclosure import label
from dashboards.rules.spots import PlaceKind
from reports.rules.content import tables_of

COLLEGES: Final = "colleges"
NOT_REPORTED: Final = "not_reported"


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A printed figure: its key within the release, its name, and the text that stands there."""

    key: str
    name: str
    printed: str


def own_figures(
    content: Mapping[str, Any], counts: Mapping[str, Any], *, college_id: int
) -> list[OwnFigure]:
    """Return what a release prints of a college: the cells of its row, and that it kept silent.

    `counts` (Release.counts) tell which row is whose. Hidden and empty cells print no figure.
    """
    rows = counts.get("rows", {}).get(COLLEGES, [])
    own = label((PlaceKind.COLLEGE, college_id))
    if own not in rows:
        return []
    table = next(named.table for named in tables_of(content) if named.anchor == COLLEGES)
    row = table.rows[rows.index(own)]
    return [*_cells(table.columns, row), *_silence(content, str(row[0]))]


def _cells(columns: Sequence[TableColumn], row: Sequence[CellContent]) -> Iterator[OwnFigure]:
    for position, (column, cell) in enumerate(zip(columns, row, strict=True)):
        if not (column.is_text or cell is None or isinstance(cell, Suppressed)):
            yield OwnFigure(f"{COLLEGES}:{position}", column.heading, column.printed(cell))


def _silence(content: Mapping[str, Any], name: str) -> Iterator[OwnFigure]:
    if name in content.get("not_reported", []):
        yield OwnFigure(NOT_REPORTED, _("Кто не сдал данные"), _("колледж в списке"))
