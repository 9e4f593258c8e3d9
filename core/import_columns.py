"""What a person sees who says which column of a foreign file holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.import_flow import Contents, read_source
from core.import_kinds import TableKind, Target
from core.import_reading import Source
from core.tables.cells import Sheet, column_letter
from core.tables.headers import SEARCHED_ROWS, Layout, Placed, layout_at
from core.tables.parsing import is_blank, shown
from core.tables.specs import Column, TableSpec
from core.text import squeeze

_SHOWN_ROWS = 24
_SHOWN_COLUMNS = 40
_SAMPLES = 2
_LONGEST_SAMPLE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column that the portal knows, and the column of the file taken for it (0: none)."""

    key: str
    title: str
    hint: str
    is_required: bool
    chosen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumns:
    """A sheet of the file; `options` are its columns (number, words), `preview` its first rows."""

    number: int
    name: str
    is_left_out: bool
    row: int
    options: Sequence[tuple[int, str]]
    fields: Sequence[Field]
    preview: Sequence[tuple[int, Sequence[str]]]


def describe_columns(
    *, kind: TableKind, source: Source, target: Target, rows: Mapping[int, int]
) -> list[SheetColumns]:
    """Describe every sheet, a hidden one as left out.

    `rows` are header rows chosen by number of sheet. Raise UnreadableFileError.
    """
    contents = read_source(kind=kind, source=source, target=target)
    specs = kind.specs(target=target)
    return [
        _describe(contents, specs, number, sheet, rows.get(number))
        for number, sheet in enumerate(contents.workbook.sheets)
        if sheet.row_count
    ]


def _describe(
    contents: Contents,
    specs: Sequence[TableSpec[Any]],
    number: int,
    sheet: Sheet,
    row: int | None,
) -> SheetColumns:
    layout = _layout(contents, specs, sheet, row)
    required = set.intersection(*({c.key for c in spec.columns if c.required} for spec in specs))
    return SheetColumns(
        number=number,
        name=sheet.name,
        is_left_out=sheet.hidden,
        row=layout.header_row,
        options=[(column, _words(layout, column)) for column in _columns(sheet)],
        fields=[
            Field(
                key=column.key,
                title=column.title,
                hint=column.hint,
                is_required=column.key in required,
                chosen=layout.columns.get(column.key, 0),
            )
            for column in _known(specs)
        ],
        preview=[
            (place, [squeeze(shown(sheet.value(place, column))) for column in _columns(sheet)])
            for place in range(1, min(sheet.row_count, _SHOWN_ROWS) + 1)
        ],
    )


def _columns(sheet: Sheet) -> range:
    return range(1, min(sheet.column_count, _SHOWN_COLUMNS) + 1)


def _known(specs: Sequence[TableSpec[Any]]) -> list[Column]:
    """Return the columns of all shapes, each once."""
    return list({column.key: column for spec in specs for column in spec.columns}.values())


def _layout(
    contents: Contents, specs: Sequence[TableSpec[Any]], sheet: Sheet, row: int | None
) -> Layout:
    """Return the layout in use, or the one at the row that the person looks at."""
    found = next(
        (t.layout for t in contents.reading.tables if t.layout.sheet.name == sheet.name), None
    )
    if found is not None and row in (None, found.header_row):
        return found
    place = min(row or _likely_row(sheet), sheet.row_count)
    layouts = [layout_at(sheet, spec, Placed(place, {})) for spec in specs]
    return max(layouts, key=lambda layout: len(layout.columns))


def _likely_row(sheet: Sheet) -> int:
    """Return the first row with the most texts: a header says more than the rows above it."""
    texts = {
        row: sum(isinstance(cell.value, str) for cell in sheet.cells(row))
        for row in range(1, min(sheet.row_count, SEARCHED_ROWS) + 1)
    }
    return max(texts, key=lambda row: texts[row], default=1)


def likely_header(sheet: Sheet) -> list[str]:
    """Return the texts of the row that says most: the titles of a table nobody knows."""
    cells = sheet.cells(_likely_row(sheet))
    return [squeeze(cell.value) for cell in cells if isinstance(cell.value, str)]


def _words(layout: Layout, column: int) -> str:
    """Return «C · Дата рождения · 05.03.2008, 17.11.2007»."""
    parts = [column_letter(column), layout.title_of(column)]
    samples = []
    for row in range(layout.first_row, layout.sheet.row_count + 1):
        value = layout.sheet.value(row, column)
        if not is_blank(value):
            samples.append(squeeze(shown(value))[:_LONGEST_SAMPLE])
        if len(samples) == _SAMPLES or row > layout.first_row + _SHOWN_ROWS:
            break
    return " · ".join(part for part in (*parts, ", ".join(samples)) if part)


def is_enough(specs: Sequence[TableSpec[Any]], placed: Placed) -> bool:
    """Say whether the columns named suffice for one of the shapes."""
    named = {key for key, column in placed.columns.items() if column}
    return any({c.key for c in spec.columns if c.required} <= named for spec in specs)
