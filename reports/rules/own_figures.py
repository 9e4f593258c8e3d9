"""Which printed figures are about a college, how they are addressed, and what stands there.

A figure stands in a row of a table. Its key is the key of the row and the number of its column:
«functions:17:3». Where the college itself tells which row is meant (its own, its municipality's),
the key is «colleges:2».
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from core.tables.data import CellContent, Suppressed, TableColumn
from dashboards.rules.disclosure import label
from dashboards.rules.spots import PlaceKind
from reports.rules.content import tables_of

COLLEGES: Final = "colleges"
MUNICIPALITIES: Final = "municipalities"
FUNCTIONS: Final = "functions"
NOT_REPORTED: Final = "not_reported"


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row about a college: its key, and its name; "" where the college's own name is meant."""

    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A printed figure: its key, the name of its column, the text that stands there, its row."""

    key: str
    name: str
    printed: str
    row: OwnRow = OwnRow(COLLEGES)

    @property
    def full_name(self) -> str:
        return f"{self.row.name}, {self.name}" if self.row.name else self.name


def figures_in(
    row: OwnRow, columns: Sequence[TableColumn], cells: Sequence[CellContent]
) -> Iterator[OwnFigure]:
    """Yield the figures that a row prints; hidden and empty cells print none."""
    for position, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        if not (column.is_text or cell is None or isinstance(cell, Suppressed)):
            yield OwnFigure(f"{row.key}:{position}", column.heading, column.printed(cell), row)


def own_rows(
    content: Mapping[str, Any],
    counts: Mapping[str, Any],
    *,
    college_id: int,
    functions: Collection[int] = (),
) -> dict[tuple[str, int], OwnRow]:
    """Return the rows of a release about a college, by anchor of their table and place in it.

    They are its own row, its municipality's and those of `functions`, which its programmes require.
    `counts` (Release.counts) tell which row is whose, and where the college was then.
    """
    names = counts.get("rows", {})
    own = label((PlaceKind.COLLEGE, college_id))
    if own not in names.get(COLLEGES, []):
        return {}
    town = counts["places"]["territory"].get(own)
    wanted = {COLLEGES: {own}, MUNICIPALITIES: {town}, FUNCTIONS: set(functions)}
    rows: dict[tuple[str, int], OwnRow] = {}
    for named in tables_of(content):
        for place, key in enumerate(names.get(named.anchor, [])):
            if key in wanted.get(named.anchor, ()):
                cells = named.table.rows[place]
                rows[named.anchor, place] = _row(named.anchor, key, cells)
    return rows


def _row(anchor: str, key: Any, cells: Sequence[CellContent]) -> OwnRow:
    if anchor == COLLEGES:
        return OwnRow(COLLEGES)
    if anchor == MUNICIPALITIES:
        return OwnRow(MUNICIPALITIES, str(cells[0]))
    return OwnRow(f"{FUNCTIONS}:{key}", function_name(cells))


def function_name(cells: Sequence[CellContent]) -> str:
    """Return the name of a row of functions, which begins with standard, code and name."""
    _standard, code, name = cells[:3]
    return f"{code} {name}"


def own_figures(
    content: Mapping[str, Any],
    counts: Mapping[str, Any],
    *,
    college_id: int,
    functions: Collection[int] = (),
) -> list[OwnFigure]:
    """Return what a release prints about a college, its own row first, and that it kept silent."""
    tables = {named.anchor: named.table for named in tables_of(content)}
    figures: list[OwnFigure] = []
    rows = own_rows(content, counts, college_id=college_id, functions=functions)
    for (anchor, place), row in sorted(rows.items(), key=lambda found: found[1].name != ""):
        table = tables[anchor]
        figures += figures_in(row, table.columns, table.rows[place])
        if row.key == COLLEGES:
            figures += _silence(content, str(table.rows[place][0]))
    return figures


def _silence(content: Mapping[str, Any], name: str) -> Iterator[OwnFigure]:
    if name in content.get("not_reported", []):
        yield OwnFigure(NOT_REPORTED, _("Кто не сдал данные"), _("колледж в списке"))


def of_the_college(figures: Sequence[OwnFigure]) -> list[OwnFigure]:
    """Return those of the college's own row."""
    return [figure for figure in figures if figure.row.key == COLLEGES]
