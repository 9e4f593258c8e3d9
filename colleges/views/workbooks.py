"""Lists of people as workbooks."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from core.tables.data import TableData
from core.tables.filenames import file_name
from core.tables.writing import XLSX_TYPE, write_xlsx


def workbook_answer(*tables: TableData, name: str) -> HttpResponse:
    """Return the tables as a workbook that nobody between may keep: names may stand in it."""
    full_name = file_name(name, timezone.localdate().isoformat(), extension="xlsx")
    return HttpResponse(
        write_xlsx(*tables),
        content_type=XLSX_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, full_name) or "",  # noqa: FBT003
            "Cache-Control": "no-store, private",
        },
    )
