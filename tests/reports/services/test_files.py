import csv
import io

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.enums import FileFormat
from reports.services.files import make_file
from tests.core.documents.drawn import drawn_pages


def stored(draft, file_format):
    return bytes(draft.files.get(file_format=file_format).content)


def test_csv_has_a_mark_of_order_semicolons_and_russian_letters(draft):
    content = stored(draft, FileFormat.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = {
        row[0]: row
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        if row
    }
    assert rows["Степь"][2] == "50"
    assert rows["Степь"][3] == "60"
    assert rows["Малый"][2] == "…"
    assert rows["Край"][2] == "177"


def test_xlsx_holds_numbers_and_every_table(draft):
    book = load_workbook(io.BytesIO(stored(draft, FileFormat.XLSX)))
    assert book.sheetnames[:4] == ["Уровни", "Округа", "Колледжи", "Функции"]
    rows = {row[0]: row for row in book["Колледжи"].iter_rows(values_only=True)}
    assert rows["Степь"][2:4] == (50, 60)
    assert rows["Малый"][2] == "…"


def test_docx_prints_the_same_numbers(draft):
    document = Document(io.BytesIO(stored(draft, FileFormat.DOCX)))
    rows = {
        row.cells[0].text: [cell.text for cell in row.cells]
        for table in document.tables
        for row in table.rows
    }
    assert rows["Степь"][2:4] == ["50", "60"]
    assert rows["Малый"][2] == "…"
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Готовность выпускников 2026 года" in text
    assert "Молчаливый" in text


def test_pdf_prints_the_same_numbers(draft):
    reader = PdfReader(io.BytesIO(stored(draft, FileFormat.PDF)))
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert "Готовность выпускников 2026 года" in text
    assert "Степь" in text
    assert "Город Ёлкин" in text
    assert "177" in text
    assert "меньше 10 человек" in text
    assert draft.content_sha256[:16] in text.replace(" ", "")


def test_pages_of_the_pdf_lie_one_way_and_hold_all_that_is_drawn(draft):
    pages = drawn_pages(stored(draft, FileFormat.PDF))
    assert len(pages) == 2
    for page in pages:
        assert page.width > page.height
        assert page.ink.left >= 24
        assert page.ink.right <= page.width - 14
        assert page.collisions == []


@pytest.mark.parametrize("file_format", FileFormat.values)
def test_file_name_tells_what_where_when(draft, file_format):
    name = draft.files.get(file_format=file_format).file_name
    assert name.endswith(f".{file_format}")
    assert "2026" in name
    assert make_file(draft, FileFormat(file_format)).name == name
