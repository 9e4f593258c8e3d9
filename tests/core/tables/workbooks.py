"""Small workbooks made for tests, and the real ones that lie outside the repository."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

FILES = Path(__file__).parent / "files"
SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "excel"


def real_file(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the real file ../shared/data/excel/{name} is not on this machine")
    return path


def make_xlsx(
    rows, *, sheet="Лист1", merged=(), more=None, hidden=(), hidden_rows=(), hidden_columns=()
):
    """Rows of values, None is empty; ``merged`` has (top, left, bottom, right, value) from 1.

    ``hidden`` names sheets; the hidden rows and columns are those of the first one, from 1.
    """
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, lines in {sheet: rows, **(more or {})}.items():
        page = book.add_worksheet(name)
        if name in hidden:
            page.hide()
        _write_cells(page, lines, day)
        if name == sheet:
            for top, left, bottom, right, value in merged:
                page.merge_range(top - 1, left - 1, bottom - 1, right - 1, value)
            for row in hidden_rows:
                page.set_row(row - 1, None, None, {"hidden": True})
            for column in hidden_columns:
                page.set_column(column - 1, column - 1, None, None, {"hidden": True})
    book.close()
    return content.getvalue()


def _write_cells(page, lines, day):
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, date):
                page.write_datetime(number, column, value, day)
            elif isinstance(value, str):
                page.write_string(number, column, value)
            elif value is not None:
                page.write(number, column, value)
