"""The alignment as files: XLSX to edit and bring back, CASE JSON to exchange."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.imports.alignment import write_alignment
from colleges.imports.case_packages import JSON_TYPE, case_bytes
from colleges.models import Programme
from colleges.selectors.case import case_view
from colleges.views.alignments import READERS, find_programme
from core.http import file_answer, guarded
from core.tables.filenames import file_name
from core.tables.writing import XLSX_TYPE


@guarded(roles=READERS)
def alignment_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix as a table that can be brought back."""
    programme = find_programme(request, pk)
    return _file(programme, write_alignment(programme), "xlsx", XLSX_TYPE)


@guarded(roles=READERS)
def alignment_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The alignment as a package of 1EdTech CASE 1.1."""
    programme = find_programme(request, pk)
    return _file(programme, case_bytes(case_view(programme=programme)), "json", JSON_TYPE)


def _file(programme: Programme, content: bytes, extension: str, kind: str) -> HttpResponse:
    name = file_name(
        _("Сопряжение"),
        programme.college.short_name,
        programme.speciality.code,
        str(programme.intake_year),
        timezone.localdate().isoformat(),
        extension=extension,
    )
    return file_answer(name, content, kind)
