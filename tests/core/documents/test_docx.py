import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from core import fonts
from core.documents.description import Document, Figure, Paragraph, Section
from core.documents.docx import write_docx
from core.documents.pdf import svg_to_png
from tests.core.documents.papers import KAZAKH, MARKUP, PAPER, SVG
from tests.core.tables.samples import REGION


@pytest.fixture(scope="module")
def content():
    return write_docx(PAPER)


@pytest.fixture
def paper(content):
    return docx.Document(BytesIO(content))


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_docx_prints_the_exact_numbers(paper):
    assert cells(paper.tables[0]) == [
        [
            "Округ",
            "Выпуск, чел.",
            "Доля готовых,\u00a0%¹",
            "95\u00a0% интервал,\u00a0%",
            "Средний индекс",
            "Сдано",
        ],
        ["Петровский", "1\u202f214", "71,4", "65–77", "0,63", "25.06.2026"],
        ["=HYPERLINK(1)", "143", "58,0", "50–66", "\u22120,13", "20.06.2026"],
        ["Степновский", "<\u00a05", "<\u00a05", "<\u00a05", "—", "—"],
        ["Ставропольский край", "9\u202f412", "62,0", "61–63", "0,64", "—"],
    ]
    notes = [text.text for text in paper.paragraphs if text.style.name == "Note" and text.text]
    assert notes == [
        *REGION.notes(),
        REGION.origin(),
        "Предварительные результаты не входят.",
    ]


def test_docx_has_the_texts_in_their_styles(paper):
    found = [(text.style.name, text.text) for text in paper.paragraphs if text.text]

    assert found[:4] == [
        ("Title", PAPER.title),
        ("Subtitle", PAPER.subtitle),
        ("Meta", "Данные на: 15.11.2026"),
        ("Meta", "Методика: версия 1"),
    ]
    assert ("Normal", f"{MARKUP}\n{KAZAKH}") in found
    assert ("List Bullet", "второй пункт") in found
    assert ("Heading 2", "Рисунки") in found
    assert ("Caption", "Таблица 2. Список групп") in found
    assert ("Figure Caption", "Рисунок 1. Круг") in found


def test_each_numbered_list_starts_anew(paper):
    numbers = [
        text._p.pPr.numPr.numId.val
        for text in paper.paragraphs
        if text.style.name in ("List Number", "List Bullet")
    ]
    assert numbers == [1, 1, 3, 3, 4]


def test_header_row_repeats_and_rows_do_not_break(paper):
    rows = paper.tables[1]._tbl.findall(qn("w:tr"))

    assert len(rows) == 121
    assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert rows[1].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_numbers_are_set_right_and_the_total_bold(paper):
    table = paper.tables[0]
    styles = [cell.paragraphs[0].style.name for cell in table.rows[1].cells]
    assert styles == ["Table Text", *["Table Number"] * 5]
    assert table.rows[4].cells[0].paragraphs[0].runs[0].bold
    assert not table.rows[1].cells[0].paragraphs[0].runs[0].bold


def test_pages_are_a4_numbered_and_turn_for_wide_tables(paper):
    sizes = [(page.page_width.mm, page.page_height.mm) for page in paper.sections]
    assert [tuple(round(side) for side in size) for size in sizes] == [(210, 297), (297, 210)]
    for page in paper.sections:
        footer = page.footer.paragraphs[0]
        assert footer.text.startswith("Готовность выпускников, 2025/26\t")
        fields = [field.get(qn("w:instr")) for field in footer._p.findall(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_figure_is_a_picture_with_words(paper):
    (shape,) = paper.inline_shapes
    assert shape._inline.docPr.get("descr") == "Зелёный круг"
    assert round(shape.width.pt) == 241
    assert round(shape.width / shape.height, 1) == 2.5


def test_png_figure_is_kept_as_it_is():
    picture = svg_to_png(SVG, width=100)
    section = Section(title="", blocks=[Figure(alt="Круг", png=picture)])
    content = write_docx(Document(title="Т", sections=[section]))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.read("word/media/image1.png") == picture


def test_picture_that_stands_aside_in_print_follows_the_blocks():
    section = Section(
        title="Подпись", blocks=[Paragraph("ниже рисунок")], aside=Figure(alt="Круг", svg=SVG)
    )
    document = Document(title="Лист", sections=[section])

    paper = docx.Document(BytesIO(write_docx(document)))

    assert [type(block) for block in document.blocks()] == [Paragraph, Figure]
    assert len(paper.inline_shapes) == 1
    texts = [line.text for line in paper.paragraphs]
    assert texts.index("ниже рисунок") == len(texts) - 2


def test_properties_name_the_paper(paper):
    properties = paper.core_properties
    assert properties.title == PAPER.title
    assert properties.author == "Портал готовности выпускников"
    assert properties.created == datetime(2026, 11, 15, tzinfo=UTC)
    assert properties.language == "ru-RU"


def test_fonts_are_embedded_and_can_be_restored(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        table = archive.read("word/fontTable.xml").decode()
        hidden = archive.read("word/fonts/font1.odttf")
    key = bytes.fromhex(table.partition('fontKey="{')[2][:36].replace("-", ""))[::-1]
    shown = bytes(byte ^ key[place % 16] for place, byte in enumerate(hidden[:32])) + hidden[32:]

    assert shown == fonts.REGULAR.read_bytes()
    assert hidden[:32] != shown[:32]


def test_nothing_of_the_library_template_is_left(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
    assert not [name for name in names if "thumbnail" in name or "stylesWithEffects" in name]
    assert len(content) < 120_000


def test_equal_papers_give_equal_bytes(content):
    assert write_docx(replace(PAPER)) == content
    assert write_docx(replace(PAPER, subtitle="Другой")) != content


def test_characters_that_xml_forbids_are_dropped():
    section = Section(title="Раздел\u0000", blocks=[Paragraph("а\u0007б\ud800в\tг")])
    paper = docx.Document(BytesIO(write_docx(Document(title="Т", sections=[section]))))
    assert [text.text for text in paper.paragraphs] == ["Т", "Раздел", "абв\tг"]


def test_document_without_sections_is_still_a_paper():
    paper = docx.Document(BytesIO(write_docx(Document(title="Пустой"))))
    assert [text.text for text in paper.paragraphs] == ["Пустой"]
