import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from core.documents.description import Document, Figure, Paragraph, Section
from core.documents.pdf import svg_to_png, write_pdf
from core.tables.data import TableColumn, TableData
from tests.core.documents.papers import KAZAKH, MARKUP, PAPER, SVG


@pytest.fixture(scope="module")
def paper():
    return PdfReader(BytesIO(write_pdf(PAPER)))


def text_of(reader, *, first=0, last=None):
    return "\n".join(page.extract_text() for page in reader.pages[first:last])


def alternatives(element):
    """Words for pictures anywhere below an element of the structure tree."""
    element = element.get_object()
    if isinstance(element, list):
        return [words for child in element for words in alternatives(child)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (alternatives(element["/K"]) if "/K" in element else [])


def printed(*paragraphs):
    section = Section(title="", blocks=[Paragraph(text) for text in paragraphs])
    return text_of(PdfReader(BytesIO(write_pdf(Document(title="Т", sections=[section])))))


def test_pdf_reads_back_the_exact_numbers(paper):
    lines = text_of(paper).replace("\u202f", " ").splitlines()

    assert "Петровский 1 214 71,4 65–77 0,63 25.06.2026" in lines
    assert "=HYPERLINK(1) 143 58,0 50–66 \u22120,13 20.06.2026" in lines
    assert "Степновский <\u00a05 <\u00a05 <\u00a05 — —" in lines
    assert "Ставропольский край 9 412 62,0 61–63 0,64 —" in lines
    assert "«<\u00a05» — меньше 5 выпускников" in lines
    assert "Источник: портал готовности, методика версии 1. Данные на 15.11.2026." in lines


def test_no_character_of_the_data_is_markup(paper):
    flat = " ".join(text_of(paper).split())
    assert " ".join(MARKUP.split()) in flat
    assert KAZAKH in flat


@pytest.mark.parametrize(
    "sign", [*"#$%&*_`<>@=-+/\\[]{}~\"'", "//", "/*", "*/", "--", "#let x = 1"]
)
def test_every_sign_of_markup_prints_as_itself(sign):
    assert f"а{sign}б" in printed(f"а{sign}б")
    assert printed(f"{sign} начало").splitlines()[1].startswith(sign)


def test_pdf_is_tagged_titled_and_in_russian(paper):
    root = paper.trailer["/Root"]

    assert paper.metadata.title == PAPER.title
    assert paper.metadata.author == "Портал готовности выпускников"
    assert paper.metadata.creation_date == datetime(2026, 11, 15, tzinfo=UTC)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ru"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_all_fonts_are_embedded_and_ours(paper):
    names = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in paper.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {"GolosText-Regular", "GolosText-SemiBold"} <= names
    assert all(name.startswith("GolosText") for name in names)


def test_pages_are_a4_numbered_and_turn_for_wide_tables(paper):
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in paper.pages]
    count = len(sizes)

    assert sizes[:-1] == [(595, 842)] * (count - 1)
    assert sizes[-1] == (842, 595)
    for number, page in enumerate(paper.pages, start=1):
        assert f"стр. {number} из {count}" in page.extract_text()
        assert "Готовность выпускников, 2025/26" in page.extract_text()


def test_header_of_a_long_table_repeats_on_every_page(paper):
    pages = [page.extract_text() for page in paper.pages]
    with_rows = [text for text in pages if re.search(r"Группа № \d", text)]

    assert len(with_rows) >= 3
    assert all("Группа Выпуск" in text for text in with_rows)
    found = re.findall(r"Группа № (\d+) 1.(\d{3})", "\n".join(with_rows))
    assert [int(number) for number, _rest in found] == list(range(120))
    assert [int(rest) for _number, rest in found] == list(range(120))


def test_row_goes_to_the_next_page_whole_unless_it_is_very_high():
    def pages(lines):
        cell = "\n".join(f"строка {number}" for number in range(lines))
        rows = [("a",)] * 38 + [(cell,)]
        table = TableData(title="Т", columns=(TableColumn(title="Т"),), rows=rows)
        document = Document(title="Т", sections=[Section(title="", blocks=[table])])
        reader = PdfReader(BytesIO(write_pdf(document)))
        return [page.extract_text().count("строка") for page in reader.pages]

    assert pages(12) == [0, 12]
    first, *rest = pages(90)
    assert first > 0
    assert first + sum(rest) == 90


def test_tables_and_figures_are_numbered(paper):
    text = text_of(paper)
    assert "Таблица 1. Готовность выпускников по округам" in text
    assert "Таблица 2. Список групп" in text
    assert "Таблица 3. Функции по колледжам" in text
    assert "Рисунок 1. Круг" in text


def test_figure_carries_its_words():
    figure = Figure(alt="Зелёный круг", svg=SVG)
    document = Document(title="Т", sections=[Section(title="", blocks=[figure])])
    reader = PdfReader(BytesIO(write_pdf(document)))
    assert alternatives(reader.trailer["/Root"]["/StructTreeRoot"]) == ["Зелёный круг"]


def test_png_figure_is_drawn():
    figure = Figure(alt="Круг", png=svg_to_png(SVG, width=100))
    document = Document(title="Т", sections=[Section(title="", blocks=[figure])])
    assert len(PdfReader(BytesIO(write_pdf(document))).pages[0].images) == 1


def test_equal_papers_give_equal_bytes():
    assert write_pdf(PAPER) == write_pdf(replace(PAPER))
    undated = write_pdf(replace(PAPER, as_of=None))
    assert undated == write_pdf(replace(PAPER, as_of=None))
    assert PdfReader(BytesIO(undated)).metadata.creation_date is None
    assert write_pdf(replace(PAPER, subtitle="Другой")) != write_pdf(PAPER)


def test_signs_without_a_glyph_become_boxes_and_never_stop_the_paper():
    # A tick is not in our family and comes from DejaVu; no font has hieroglyphs; a control
    # character has no shape at all, and a tab is a space.
    assert "✓ □ аб в г" in printed("✓ 漢 а\u0007б в\tг")


def test_long_word_in_a_narrow_place_and_empty_document_do_not_break():
    assert "а" * 60 in printed("а" * 300).replace("\n", "")
    empty = PdfReader(BytesIO(write_pdf(Document(title="Пустой"))))
    assert "Пустой" in empty.pages[0].extract_text()


def test_svg_is_drawn_as_png_of_the_asked_size():
    picture = Image.open(BytesIO(svg_to_png(SVG, width=100, scale=2)))
    assert picture.size == (200, 80)
    assert picture.convert("RGB").getpixel((40, 40)) == (0x1F, 0x6B, 0x45)
