"""A kept file read as its people want it: columns named by hand, cells mended, sheets left out.

What they chose is kept with the batch as plain JSON: `sheets` maps a sheet's name to its header row
and columns (or says to leave it out), `cells` lists [sheet, row, column, text], `answers` lists
[sheet, row, value], `encoding` is that of a text file, `without_hidden_rows` says to leave hidden
rows out, `columns_left_out` lists in words the columns that the kept copy is without. A hidden
sheet is left out until somebody describes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.import_batches import remember, remembered_columns
from core.tables.cells import CellValue, Sheet, Workbook
from core.tables.headers import SEARCHED_ROWS, Layout, Placed, header_signature
from core.tables.parsing import shown
from core.tables.problems import Problem
from core.tables.reading import read_workbook
from core.tables.records import Reading
from core.text import squeeze

_NAMING = ("person", "last_name", "first_name", "record_book")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file with all that is said of it: by hand (`chosen`), or remembered for its college."""

    content: bytes
    name: str
    kind: str
    college_id: int
    chosen: Mapping[str, Any]


def open_source(source: Source) -> Workbook:
    """Read the file, put the mended cells in, hide the sheets left out. Raise UnreadableFileError.

    The rest of the portal looks at visible sheets only.
    """
    encoding = source.chosen.get("encoding", "")
    workbook = read_workbook(source.content, source.name, encoding=encoding)
    mended: dict[str, dict[tuple[int, int], str]] = {}
    for sheet, row, column, text in source.chosen.get("cells", ()):
        mended.setdefault(sheet, {})[row, column] = text
    said = source.chosen.get("sheets", {})
    skips_rows = source.chosen.get("without_hidden_rows", False)
    sheets = tuple(
        replace(
            _mend(sheet, mended.get(sheet.name, {})),
            hidden=said.get(sheet.name, {}).get("is_left_out", sheet.hidden),
            left_out=sheet.hidden_rows if skips_rows else frozenset(),
        )
        for sheet in workbook.sheets
    )
    return Workbook(workbook.name, sheets)


def answers_of(chosen: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Return what people answered to questions about rows, by (sheet, row)."""
    return {(sheet, row): value for sheet, row, value in chosen.get("answers", ())}


def _mend(sheet: Sheet, cells: Mapping[tuple[int, int], str]) -> Sheet:
    if not cells:
        return sheet
    rows: list[list[CellValue]] = [list(row) for row in sheet.rows]
    for (row, column), text in cells.items():
        if not 1 <= row <= len(rows):
            continue
        line = rows[row - 1]
        line.extend([None] * (column - len(line)))
        line[column - 1] = text or None
    return replace(sheet, rows=tuple(tuple(row) for row in rows))


def placed_columns(source: Source, workbook: Workbook) -> dict[str, Placed]:
    """Return by sheet where its header stands, for sheets that a person has ever described."""
    remembered = remembered_columns(kind=source.kind, college_id=source.college_id)
    placed: dict[str, Placed] = {}
    for sheet in workbook.visible_sheets:
        said = source.chosen.get("sheets", {}).get(sheet.name)
        if said and "row" in said:
            placed[sheet.name] = Placed(said["row"], said["columns"])
        elif remembered and (found := _recognise(sheet, remembered)) is not None:
            placed[sheet.name] = found
    return placed


def _recognise(sheet: Sheet, remembered: Mapping[str, dict[str, int | None]]) -> Placed | None:
    for row in range(1, min(sheet.row_count, SEARCHED_ROWS) + 1):
        columns = remembered.get(header_signature(sheet, row))
        if columns is not None:
            return Placed(row, columns)
    return None


def remember_columns(
    *, source: Source, workbook: Workbook, placed: Mapping[str, Placed], now: datetime
) -> None:
    """Keep what a person said of the columns, for the next file with the same header."""
    for sheet in workbook.visible_sheets:
        said = placed.get(sheet.name)
        signature = header_signature(sheet, said.row) if said else ""
        if said and signature:
            remember(
                kind=source.kind,
                college_id=source.college_id,
                signature=signature,
                columns=said.columns,
                now=now,
            )


def names_of_rows(reading: Reading[Any], problems: Iterable[Problem]) -> dict[tuple[str, int], str]:
    """Return who stands in the rows with problems, as the file has it, by (sheet, row)."""
    layouts = {table.layout.sheet.name: table.layout for table in reading.tables}
    names: dict[tuple[str, int], str] = {}
    for problem in problems:
        layout = layouts.get(problem.sheet)
        if problem.row is None or layout is None or problem.row < layout.first_row:
            continue
        names[problem.sheet, problem.row] = _name_in_row(layout, problem.row)
    return names


def _name_in_row(layout: Layout, row: int) -> str:
    parts: Sequence[str] = [
        shown(layout.sheet.value(row, layout.columns[key]))
        for key in _NAMING
        if key in layout.columns
    ]
    return squeeze(" ".join(parts))[:_LONGEST_NAME]
