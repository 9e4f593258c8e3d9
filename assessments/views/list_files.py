"""Lists of a college as files; whoever reads names out of the portal leaves an audit line."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.exports.lists import group_table, marks_table, sheets_table, students_table
from assessments.imports.results import filled_sheet
from assessments.selectors.grade_scales import exam_marks
from assessments.selectors.groups import group_of, students_of_group
from assessments.selectors.sheets import students_of_sheet
from assessments.selectors.student_lists import listed_students
from assessments.views.sheets import STAFF, chosen_sheets, find_sheet, scope_of
from assessments.views.students import found_students
from colleges.selectors.groups import own_college
from colleges.services.outcomes import record_list_read
from colleges.views.workbooks import workbook_answer
from core.http import file_answer, guarded
from core.tables.filenames import file_name
from core.tables.templates import write_template
from core.tables.writing import XLSX_TYPE


@guarded(roles=STAFF)
def sheet_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it is filled; corrected, the same file is loaded back."""
    sheet = find_sheet(request, pk)
    template = filled_sheet(sheet)
    record_names_read(request, "sheet", template.people, of=sheet)
    name = file_name(
        _("Ведомость"),
        sheet.group.name,
        sheet.instrument.name,
        sheet.held_on.isoformat(),
        extension="xlsx",
    )
    return file_answer(name, write_template(template), XLSX_TYPE)


@guarded(roles=STAFF)
def sheet_marks_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks of a demonstration exam; 404 where the sheet has none."""
    sheet = find_sheet(request, pk)
    found = exam_marks(sheet=sheet)
    if found is None:
        raise Http404
    students = list(students_of_sheet(sheet=sheet))
    record_names_read(request, "marks", len(students), of=sheet)
    name = _("Отметки_%(group)s") % {"group": sheet.group.name}
    return workbook_answer(marks_table(sheet, students, found), name=name)


@guarded(roles=STAFF)
def sheet_list_file(request: HttpRequest) -> HttpResponse:
    """The sheets that the address chooses; nobody is named in it."""
    _form, sheets = chosen_sheets(request)
    return workbook_answer(sheets_table(sheets), name=_("Ведомости"))


@guarded(roles=STAFF)
def student_list_file(request: HttpRequest) -> HttpResponse:
    """The students that the address chooses, all pages of them."""
    _form, found = found_students(request)
    rows = listed_students(list(found), today=timezone.localdate())
    record_names_read(request, "students", len(rows))
    return workbook_answer(students_table(rows), name=_("Обучающиеся"))


@guarded(roles=STAFF)
def group_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The students of a group with their readiness."""
    group = group_of(scope=scope_of(request), pk=pk)
    if group is None:
        raise Http404
    rows = students_of_group(group=group)
    record_names_read(request, "group", len(rows), of=group)
    name = _("Группа_%(name)s") % {"name": group.name}
    return workbook_answer(group_table(group, rows), name=name)


def record_names_read(request: HttpRequest, what: str, count: int, *, of: Any = None) -> None:
    """Append the audit line of names that leave the portal; 404 for who has no college."""
    scope = scope_of(request)
    college = own_college(scope=scope)
    if college is None:
        raise Http404
    record_list_read(
        college=college,
        what=what,
        count=count,
        actor_id=scope.user_id,
        now=timezone.now(),
        of=of,
    )
