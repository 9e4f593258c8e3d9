"""Papers as DOCX: the same texts and digits as the PDF, ready to be edited and signed."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, assert_never

from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from core.documents.description import Block, Document, Figure, Listing, Paragraph
from core.documents.layout import column_widths, page_width, turns
from core.documents.pdf import svg_to_png
from core.documents.word_package import new_paper, saved
from core.documents.word_tables import MUTED, legal, make, table_element
from core.tables.data import TableData

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_UNDATED = date(2020, 1, 1)
_BULLETS = 1  # w:num in numbering.xml
_A4 = (Mm(210), Mm(297))


def write_docx(document: Document) -> bytes:
    """Return the paper as a Word file with embedded fonts. Equal papers give equal bytes."""
    paper = new_paper()
    _set_properties(paper, document)
    _PaperWriter(paper, document).write()
    return saved(paper)


def _set_properties(paper: Any, document: Document) -> None:
    properties = paper.core_properties
    moment = datetime.combine(document.as_of or _UNDATED, time())
    properties.title = legal(document.title)[:255]
    properties.author = _("Портал готовности выпускников")
    properties.last_modified_by = properties.author
    properties.comments = ""
    properties.language = "ru-RU"
    properties.created = properties.modified = moment
    properties.revision = 1


class _PaperWriter:
    def __init__(self, paper: Any, document: Document) -> None:
        self.paper = paper
        self.document = document
        self.tables = 0
        self.figures = 0
        self.width = page_width(landscape=False)

    def write(self) -> None:
        runs = list(turns(self.document)) or [(False, [])]
        for number, (landscape, sections) in enumerate(runs):
            page = self.paper.sections[0] if number == 0 else self._new_page()
            _set_page(page, landscape=landscape)
            self.width = page_width(landscape=landscape)
            self._write_footer(page)
            if number == 0:
                self._write_opening()
            for section in sections:
                if section.title:
                    self._paragraph(section.title, f"Heading {section.level}")
                started = len(self.paper.paragraphs)
                for block in section.blocks:
                    self._write_block(block)
                if section.aside is not None:
                    self._write_block(section.aside)
                if section.together:
                    for paragraph in self.paper.paragraphs[started:-1]:
                        paragraph.paragraph_format.keep_with_next = True
        if self.document.footnotes:
            self._paragraph(_("Примечания"), "Heading 1")
            self._notes(self.document.footnotes)

    def _new_page(self) -> Any:
        return self.paper.add_section(WD_SECTION.NEW_PAGE)

    def _paragraph(self, text: str, style: str) -> Any:
        paragraph = self.paper.add_paragraph(style=style)
        paragraph.add_run(legal(text))
        return paragraph

    def _notes(self, notes: Sequence[str]) -> None:
        for note in notes:
            self._paragraph(note, "Note")

    def _write_opening(self) -> None:
        self._paragraph(self.document.title, "Title")
        if self.document.subtitle:
            self._paragraph(self.document.subtitle, "Subtitle")
        for name, value in self.document.meta:
            paragraph = self.paper.add_paragraph(style="Meta")
            run = paragraph.add_run(f"{legal(name)}: ")
            run.font.color.rgb = RGBColor.from_string(MUTED)
            paragraph.add_run(legal(value))

    def _write_footer(self, page: Any) -> None:
        page.footer.is_linked_to_previous = False
        paragraph = page.footer.paragraphs[0]
        paragraph.style = "Footer"
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(self.width), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(legal(self.document.running_title or self.document.title) + "\t")
        before, between, after = re.split(r"\{pages?\}", _("стр. {page} из {pages}"), maxsplit=2)
        paragraph.add_run(before)
        add_field(paragraph, "PAGE")
        paragraph.add_run(between)
        add_field(paragraph, "NUMPAGES")
        paragraph.add_run(after)

    def _write_block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._paragraph(block.text, "Normal")
            case Listing():
                self._write_list(block)
            case Figure():
                self._write_figure(block)
            case TableData():
                self._write_table(block)
            case _:
                assert_never(block)

    def _write_list(self, listing: Listing) -> None:
        style = "List Number" if listing.numbered else "List Bullet"
        number = self._new_numbering() if listing.numbered else _BULLETS
        for item in listing.items:
            paragraph = self._paragraph(item, style)
            # In the paragraph too, not by style alone: some readers look only here.
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number

    def _new_numbering(self) -> int:
        """Start a list of its own at 1; without it Word goes on counting the list before."""
        numbering = self.paper.part.numbering_part.element
        started = numbering.add_num(1)
        started.add_lvlOverride(ilvl=0).add_startOverride(1)
        number: int = started.numId
        return number

    def _write_figure(self, figure: Figure) -> None:
        width = self.width * figure.width
        picture = figure.png or svg_to_png(figure.svg, width=width)
        paragraph = self.paper.add_paragraph(style="Figure")
        shape = paragraph.add_run().add_picture(BytesIO(picture), width=Pt(width))
        about = shape._inline.docPr  # noqa: SLF001 -- python-docx has no way to the words
        about.set("descr", legal(figure.alt))
        about.set("title", legal(figure.caption))
        if figure.caption:
            paragraph.paragraph_format.keep_with_next = True
            self.figures += 1
            label = _("Рисунок %s.") % self.figures
            self._paragraph(f"{label} {figure.caption}", "Figure Caption")

    def _write_table(self, table: TableData) -> None:
        self.tables += 1
        label = _("Таблица %s.") % self.tables
        self._paragraph(f"{label} {table.title}", "Caption")
        element = table_element(table, column_widths(table, self.width))
        body = self.paper.element.body
        body.insert(len(body) - 1, element)
        origin = table.origin()
        self._notes([*table.notes(), *([origin] if origin else [])])
        # Word joins tables that touch; a paragraph keeps them apart.
        self.paper.add_paragraph(style="Note")


def _set_page(page: Any, *, landscape: bool) -> None:
    short, long = _A4
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (long, short) if landscape else (short, long)
    page.left_margin, page.right_margin = Mm(25), Mm(15)
    page.top_margin, page.bottom_margin = Mm(18), Mm(20)
    page.footer_distance = Mm(9)


def add_field(paragraph: Any, code: str) -> None:
    """Append a field that Word computes, such as the number of the page."""
    field = make("w:fldSimple", instr=code)
    run = make("w:r")
    text = make("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx has no fields
