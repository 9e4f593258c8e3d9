"""Papers as PDF/UA: tagged, titled, in the portal's own fonts; no network, no system fonts."""

import json
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, assert_never

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import fonts
from core.documents.description import Block, Document, Figure, Listing, Paragraph, Section
from core.documents.layout import column_widths, lines_of, page_width, printed_heading, turns
from core.tables.data import Suppressed, TableColumn, TableData

PDF_TYPE = "application/pdf"

_TEMPLATE = Path(__file__).with_name("report.typ")
_UNDATED = date(2020, 1, 1)  # equal papers give equal bytes, whatever the clock says
_UNKNOWN = "\u25a1"
# About half of a page that lies; a row that is broken reads worse than the room it would leave.
_HIGHEST_WHOLE_ROW = 20
_GUTTER = 14.0  # points between blocks and what stands aside


def write_pdf(document: Document) -> bytes:
    """Return the paper as a tagged PDF (PDF/UA-1).

    Characters that no shipped font can draw are printed as «□». Equal papers give equal bytes.
    """
    with TemporaryDirectory(prefix="document-") as folder:
        root = Path(folder)
        content = _content(document, root)
        (root / "document.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        (root / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        made: bytes = typst.compile(
            str(root / "report.typ"),
            root=folder,
            font_paths=_fonts(),
            format="pdf",
            pdf_standards="ua-1",
            timestamp=datetime.combine(document.as_of or _UNDATED, time(), tzinfo=UTC),
        )
    return made


def svg_to_png(svg: bytes, *, width: float, scale: float = 3.0) -> bytes:
    """Draw an SVG picture ``width`` points wide as PNG with ``scale`` pixels to a point."""
    page = f'#set page(width: {width}pt, height: auto, margin: 0pt)\n#image("f.svg", width: 100%)'
    with TemporaryDirectory(prefix="figure-") as folder:
        Path(folder, "f.svg").write_bytes(svg)
        Path(folder, "page.typ").write_text(page, "utf-8")
        made: bytes = typst.compile(
            str(Path(folder, "page.typ")),
            root=folder,
            font_paths=_fonts(),
            format="png",
            ppi=72 * scale,
        )
    return made


@cache
def _fonts() -> Any:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(fonts.FOLDER), str(fonts.fallback_folder())],
    )


@cache
def _drawable() -> frozenset[int]:
    return fonts.characters(fonts.REGULAR) | fonts.characters(fonts.fallback())


def _drawn(text: str) -> str:
    """Keep what can be drawn; signs without a shape of their own vanish, others become a box."""
    text = text.replace("\r", "")
    drawable = _drawable()
    if all(ord(sign) in drawable or sign == "\n" for sign in text):
        return text
    return "".join(
        sign if ord(sign) in drawable or sign == "\n" else _replacement(sign)
        for sign in unicodedata.normalize("NFC", text)
    )


def _replacement(sign: str) -> str:
    if sign == "\t":
        return " "
    # Controls, joiners, variation selectors have no shape.
    return "" if unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Me") else _UNKNOWN


def _content(document: Document, root: Path) -> dict[str, Any]:
    numbered = _Numbered(root)
    runs = list(turns(document)) or [(False, [])]
    return {
        "title": _drawn(document.title),
        "dated": document.as_of is not None,
        "author": _("Портал готовности выпускников"),
        "language": (get_language() or "ru").partition("-")[0],
        "subtitle": _drawn(document.subtitle),
        "running": _drawn(document.running_title or document.title),
        "page": _("стр. {page} из {pages}"),
        "meta": [[_drawn(name), _drawn(value)] for name, value in document.meta],
        "footnotes": [_drawn(note) for note in document.footnotes],
        "notes_title": _("Примечания"),
        "turns": [
            {
                "landscape": landscape,
                "sections": [
                    _section(section, numbered, landscape=landscape) for section in sections
                ],
            }
            for landscape, sections in runs
        ],
    }


class _Numbered:
    """Numbers tables and figures, and puts pictures beside the source under plain names."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = 0
        self._figures = 0
        self._tables = 0

    def file(self, figure: Figure) -> str:
        self._files += 1
        name = f"figure-{self._files}.{'svg' if figure.svg else 'png'}"
        (self._root / name).write_bytes(figure.svg or figure.png)
        return name

    def figure_caption(self, caption: str) -> str:
        if not caption:
            return ""
        self._figures += 1
        return f"{_('Рисунок %s.') % self._figures} {caption}"

    def table_caption(self, title: str) -> str:
        self._tables += 1
        return f"{_('Таблица %s.') % self._tables} {title}"


def _section(section: Section, numbered: _Numbered, *, landscape: bool) -> dict[str, Any]:
    width, aside = page_width(landscape=landscape), section.aside
    if aside is not None:
        width = width * (1 - aside.width) - _GUTTER
    return {
        "title": _drawn(section.title),
        "level": section.level,
        "together": section.together,
        "aside": None if aside is None else _block(aside, width, numbered),
        "gutter": _GUTTER,
        "blocks": [_block(block, width, numbered) for block in section.blocks],
    }


def _block(block: Block, width: float, numbered: _Numbered) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": _drawn(block.text)}
        case Listing():
            kind = "numbered" if block.numbered else "list"
            return {"kind": kind, "items": [_drawn(item) for item in block.items]}
        case Figure():
            return {
                "kind": "figure",
                "file": numbered.file(block),
                "alt": _drawn(block.alt),
                "caption": _drawn(numbered.figure_caption(block.caption)),
                "width": block.width,
            }
        case TableData():
            return _table(block, width, numbered)
        case _:
            assert_never(block)


def _table(table: TableData, width: float, numbered: _Numbered) -> dict[str, Any]:
    origin = [table.origin()] if table.origin() else []
    widths = column_widths(table, width)
    rows = [
        [_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.all_rows()
    ]
    return {
        "kind": "table",
        "title": _drawn(numbered.table_caption(table.title)),
        "headings": [
            _drawn(printed_heading(table, number)) for number in range(len(table.columns))
        ],
        "alignments": ["left" if column.is_text else "right" for column in table.columns],
        "widths": widths,
        "rows": rows,
        "whole": [_stays_whole(row, widths) for row in rows],
        "total": table.total is not None,
        "notes": [_drawn(note) for note in (*table.notes(), *origin)],
    }


def _stays_whole(row: list[dict[str, Any]], widths: list[float]) -> bool:
    """Tell whether a row goes to the next page as a whole; a very high one has to be broken."""
    lines = (lines_of(cell["text"], width) for cell, width in zip(row, widths, strict=True))
    return max(lines, default=0) <= _HIGHEST_WHOLE_ROW


def _cell(column: TableColumn, cell: Any) -> dict[str, Any]:
    muted = cell is None or isinstance(cell, Suppressed)
    return {"text": _drawn(column.printed(cell)), "muted": muted}
