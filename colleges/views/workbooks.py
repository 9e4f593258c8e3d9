"""Lists of people as workbooks."""

from django.http import HttpResponse
from django.utils import timezone

from core.http import file_answer
from core.tables.data import TableData
from core.tables.filenames import file_name
from core.tables.writing import XLSX_TYPE, write_xlsx


def workbook_answer(*tables: TableData, name: str) -> HttpResponse:
    """Return the tables as a workbook that nobody between may keep: names may stand in it."""
    full_name = file_name(name, timezone.localdate().isoformat(), extension="xlsx")
    return file_answer(full_name, write_xlsx(*tables), XLSX_TYPE)
