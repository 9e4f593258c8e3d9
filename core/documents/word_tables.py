"""Tables of Word papers as XML: python-docx's own cells are too slow for thousands of rows."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from core.documents.layout import printed_heading
from core.tables.data import CellContent, Suppressed, TableColumn, TableData

MUTED = "5A645E"
_LINE, _THIN_LINE, _HEADER_FILL = "C8CEC6", "E1E4DD", "E6F0E9"
_TWIPS = 20  # to a point
_ILLEGAL = re.compile("[^\\t\\n\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def legal(text: str) -> str:
    """Drop characters that XML forbids."""
    return _ILLEGAL.sub("", text)


def make(tag: str, **attributes: object) -> Any:
    """Return an element of WordprocessingML with attributes of the same namespace."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def table_element(table: TableData, widths: Sequence[float]) -> Any:
    """Return the table with its header repeated on every page; widths are in points."""
    twips = [round(width * _TWIPS) for width in widths]
    element = make("w:tbl")
    element.append(_table_properties(table, sum(twips)))
    grid = make("w:tblGrid")
    for width in twips:
        grid.append(make("w:gridCol", w=width))
    element.append(grid)
    element.append(_header_row(table, twips))
    for cells in table.rows:
        element.append(_row(table.columns, cells, twips))
    if table.total is not None:
        element.append(_row(table.columns, table.total, twips, is_total=True))
    return element


def _table_properties(table: TableData, width: int) -> Any:
    properties = make("w:tblPr")
    properties.append(make("w:tblW", w=width, type="dxa"))
    borders = make("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(_border(side, 4, _THIN_LINE))
    properties.append(borders)
    properties.append(make("w:tblLayout", type="fixed"))
    margins = make("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(make(f"w:{side}", w=100, type="dxa"))
    properties.append(margins)
    properties.append(make("w:tblLook", firstRow=1, noVBand=1))
    properties.append(make("w:tblCaption", val=legal(table.title)))
    return properties


def _border(side: str, size: int, colour: str) -> Any:
    return make(f"w:{side}", val="single", sz=size, space=0, color=colour)


def _header_row(table: TableData, twips: Sequence[int]) -> Any:
    row = _empty_row(make("w:tblHeader"))
    for number, column in enumerate(table.columns):
        look = (
            _borders("bottom"),
            make("w:shd", val="clear", color="auto", fill=_HEADER_FILL),
            make("w:vAlign", val="bottom"),
        )
        cell, paragraph = _cell(column, twips[number], look)
        paragraph[0].append(make("w:keepNext"))
        paragraph.append(_run(printed_heading(table, number), make("w:b")))
        row.append(cell)
    return row


def _row(
    columns: Sequence[TableColumn],
    cells: Sequence[CellContent],
    twips: Sequence[int],
    *,
    is_total: bool = False,
) -> Any:
    row = _empty_row()
    for column, content, width in zip(columns, cells, twips, strict=True):
        cell, paragraph = _cell(column, width, (_borders("top", "bottom"),) if is_total else ())
        look = [make("w:b")] if is_total else []
        if content is None or isinstance(content, Suppressed):
            look.append(make("w:color", val=MUTED))
        paragraph.append(_run(column.printed(content), *look))
        row.append(cell)
    return row


def _empty_row(*more: Any) -> Any:
    row = make("w:tr")
    properties = make("w:trPr")
    properties.append(make("w:cantSplit"))
    properties.extend(more)
    row.append(properties)
    return row


def _borders(*sides: str) -> Any:
    borders = make("w:tcBorders")
    borders.extend(_border(side, 6, _LINE) for side in sides)
    return borders


def _cell(column: TableColumn, width: int, look: Sequence[Any]) -> tuple[Any, Any]:
    """Return a cell and its paragraph, which has only its properties yet."""
    cell = make("w:tc")
    properties = make("w:tcPr")
    properties.append(make("w:tcW", w=width, type="dxa"))
    properties.extend(look)
    cell.append(properties)
    paragraph = make("w:p")
    paragraph_look = make("w:pPr")
    style = "TableText" if column.is_text else "TableNumber"
    paragraph_look.append(make("w:pStyle", val=style))
    paragraph.append(paragraph_look)
    cell.append(paragraph)
    return cell, paragraph


def _run(text: str, *look: Any) -> Any:
    run = make("w:r")
    if look:
        properties = make("w:rPr")
        properties.extend(look)
        run.append(properties)
    run.extend(_lines(legal(text)))
    return run


def _lines(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield make("w:br")
        element = make("w:t")
        element.set(qn("xml:space"), "preserve")
        element.text = line
        yield element
