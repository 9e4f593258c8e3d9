"""Mending a loaded file on the page: cells, columns; and the file given back with its errors."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.views.import_checking import check_again
from assessments.views.import_presentation import STEPS, crumbs_of
from assessments.views.imports import find_import
from assessments.views.sheets import STAFF
from core.enums import ImportState
from core.http import file_answer, guarded
from core.import_batches import BatchNotApplicable
from core.import_columns import SheetColumns, describe_columns, is_enough
from core.import_flow import (
    answer_rows,
    choose_columns,
    choose_hidden_rows,
    marked_file,
    mend_cells,
    source_of,
)
from core.import_kinds import TableKind, Target
from core.models import ImportBatch
from core.tables.cells import UnreadableFileError, column_number
from core.tables.filenames import file_name
from core.tables.headers import SEARCHED_ROWS, Placed
from core.tables.writing import XLSX_TYPE

_LONGEST_CELL = 300

# A column, what stands in its cells, what may stand there instead.
_Change = tuple[str, str, str]
# Where a cell is, and what is put into it.
_Cell = tuple[tuple[str, int, int], str]


def _find_table(request: HttpRequest, pk: int) -> tuple[ImportBatch, TableKind, Target]:
    """Return a loaded table of the own college, or answer 404: other files have no cells."""
    batch, kind, target = find_import(request, pk)
    if not isinstance(kind, TableKind):
        raise Http404
    return batch, kind, target


@guarded(roles=STAFF, read=False, write=True)
def import_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the typed or accepted values into the file's cells and check it again."""
    batch, kind, target = _find_table(request, pk)
    if request.POST.get("report") != batch.report.get("fingerprint"):
        messages.warning(request, _("Отчёт уже обновился: посмотрите его и повторите."))
        return redirect("assessments:import_batch", pk=pk)
    if "all" in request.POST:
        return _show_fixes(request, batch)
    if "answer" in request.POST:
        return _answer(request, batch, kind, target)
    problems = batch.report.get("problems", [])
    accepted = {int(one) for one in request.POST.getlist("fix") if one.isdecimal()}
    return _mend(
        request,
        (batch, kind, target),
        dict(_accepted(problems, accepted) or _mended(problems, request.POST)),
    )


def _show_fixes(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Show every proposed change once, to be accepted or not."""
    context = {
        "crumbs": crumbs_of(batch, _("Предложенные исправления")),
        "batch": batch,
        "fixes": _offered(batch.report.get("problems", [])),
        "fingerprint": batch.report.get("fingerprint", ""),
    }
    return render(request, "assessments/import_fixes.html", context)


def _mend(
    request: HttpRequest,
    found: tuple[ImportBatch, TableKind, Target],
    cells: Mapping[tuple[str, int, int], str],
) -> HttpResponse:
    batch, kind, target = found
    if not cells and batch.state == ImportState.APPLIED:
        messages.info(request, _("Вы ничего не изменили."))
        return redirect("assessments:import_batch", pk=batch.pk)
    if not cells:
        # What the file lacked may be in the portal now: a programme, a group.
        response = check_again(request, batch, kind, target)
        messages.info(request, _("Вы ничего не изменили: файл проверен заново."))
        return response
    try:
        mend_cells(batch=batch, cells=cells)
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён: исправлять его поздно."))
        return redirect("assessments:import_batch", pk=batch.pk)
    response = check_again(request, batch, kind, target)
    messages.success(request, _("Исправлено ячеек: %(count)s.") % {"count": len(cells)})
    return response


def _answer(
    request: HttpRequest, batch: ImportBatch, kind: TableKind, target: Target
) -> HttpResponse:
    """Keep what the person answered to the question of one row, and check the file again."""
    index, _colon, number = request.POST["answer"].partition(":")
    problems = batch.report.get("problems", [])
    problem = problems[int(index)] if index.isdecimal() and int(index) < len(problems) else {}
    offered = problem.get("answers", [])
    if not number.isdecimal() or int(number) >= len(offered):
        messages.info(request, _("Вы ничего не изменили."))
        return redirect("assessments:import_batch", pk=batch.pk)
    place = (problem["sheet"], problem["row"])
    try:
        answer_rows(batch=batch, answers={place: offered[int(number)]["value"]})
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён: исправлять его поздно."))
        return redirect("assessments:import_batch", pk=batch.pk)
    return check_again(request, batch, kind, target)


def _offered(problems: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what would be put for what, each change once: nobody accepts what they did not see.

    `index` is the first problem with this change; cells with several likely values are left out.
    """
    fixes: dict[_Change, dict[str, Any]] = {}
    for index, problem in enumerate(problems):
        change = _change_of(problem)
        if change is not None:
            column, value, fix = change
            said = {"index": index, "column": column, "value": value, "fix": fix, "count": 0}
            fixes.setdefault(change, said)["count"] += 1
    return list(fixes.values())


def _change_of(problem: dict[str, Any]) -> _Change | None:
    fixes = problem.get("fixes", [])
    if not (_is_cell(problem) and len(fixes) == 1):
        return None
    return problem["column_title"], problem["value"], fixes[0]


def _accepted(problems: Sequence[dict[str, Any]], chosen: Collection[int]) -> list[_Cell]:
    """Return the cells of every change whose first problem was chosen."""
    wanted = {_change_of(problems[index]) for index in chosen if index < len(problems)} - {None}
    return [
        (_place_of(problem), problem["fixes"][0])
        for problem in problems
        if _change_of(problem) in wanted
    ]


def _is_cell(problem: dict[str, Any]) -> bool:
    return bool(problem["is_error"] and problem["row"] and problem["column"])


def _place_of(problem: dict[str, Any]) -> tuple[str, int, int]:
    return problem["sheet"], problem["row"], column_number(problem["column"])


def _mended(problems: Sequence[dict[str, Any]], sent: Mapping[str, str]) -> Iterator[_Cell]:
    """Yield the cells that the person changed: typed, or accepted one by one."""
    taken = sent.get("take", "")
    for index, problem in enumerate(problems):
        if not _is_cell(problem):
            continue
        fixes = problem.get("fixes", [])
        typed = sent.get(f"value-{index}", problem["value"]).strip()[:_LONGEST_CELL]
        if taken.startswith(f"{index}:") and taken.partition(":")[2].isdecimal():
            number = int(taken.partition(":")[2])
            if number < len(fixes):
                yield _place_of(problem), fixes[number]
        elif typed != problem["value"].strip():
            yield _place_of(problem), typed


@guarded(roles=STAFF, read=False, write=True)
def import_hidden(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the hidden rows out, or take them in again, and check the file anew."""
    batch, kind, target = _find_table(request, pk)
    try:
        choose_hidden_rows(batch=batch, are_left_out=request.POST.get("rows") == "out")
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён: исправлять его поздно."))
        return redirect("assessments:import_batch", pk=pk)
    return check_again(request, batch, kind, target)


@guarded(roles=STAFF, write=True)
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by hand where the header stands, which column holds what, which sheets to leave out."""
    batch, kind, target = _find_table(request, pk)
    if batch.state not in (ImportState.CHECKED, ImportState.REFUSED):
        messages.error(request, _("Файл уже применён: исправлять его поздно."))
        return redirect("assessments:import_batch", pk=pk)
    sent = request.POST if request.method == "POST" else request.GET
    rows = {
        int(name[4:]): min(max(int(str(value)), 1), SEARCHED_ROWS)
        for name, value in sent.items()
        if name.startswith("row-") and name[4:].isdecimal() and str(value).isdecimal()
    }
    if "show" in request.POST:
        query = urlencode({f"row-{number}": row for number, row in rows.items()})
        return redirect(f"{reverse('assessments:import_columns', args=[pk])}?{query}")
    try:
        sheets = describe_columns(kind=kind, source=source_of(batch), target=target, rows=rows)
    except UnreadableFileError as error:
        messages.error(request, str(error))
        return redirect("assessments:import_batch", pk=pk)
    if request.method == "POST":
        return _choose(request, batch, kind, target, sheets)
    context = {
        "crumbs": crumbs_of(batch, _("Столбцы и листы")),
        "batch": batch,
        "kind": kind,
        "target": target.title,
        "steps": STEPS,
        "sheets": sheets,
        "rows": range(1, SEARCHED_ROWS + 1),
    }
    return render(request, "assessments/import_columns.html", context)


def _choose(
    request: HttpRequest,
    batch: ImportBatch,
    kind: TableKind,
    target: Target,
    sheets: list[SheetColumns],
) -> HttpResponse:
    sent = request.POST
    left_out = {sheet.name for sheet in sheets if f"out-{sheet.number}" in sent}
    placed = {sheet.name: _placed(sheet, sent) for sheet in sheets if sheet.name not in left_out}
    specs = kind.specs(target=target)
    choose_columns(
        batch=batch,
        placed=placed,
        left_out=left_out,
        worth_keeping={name for name, said in placed.items() if is_enough(specs, said)},
        now=timezone.now(),
    )
    return check_again(request, batch, kind, target)


def _placed(sheet: SheetColumns, sent: Mapping[str, str]) -> Placed:
    """Return what was sent of a sheet; one column of the file is one column of ours only."""
    known = {number for number, _words in sheet.options}
    columns: dict[str, int | None] = {}
    for field in sheet.fields:
        value = sent.get(f"column-{sheet.number}-{field.key}", "")
        number = int(value) if value.isdecimal() else None
        free = number in known and number not in columns.values()
        columns[field.key] = number if free else None
    return Placed(sheet.row, columns)


@guarded(roles=STAFF)
def import_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's own rows back, the errors coloured and told beside."""
    batch, kind, target = _find_table(request, pk)
    try:
        content = marked_file(kind=kind, batch=batch, target=target)
    except UnreadableFileError as error:
        messages.error(request, str(error))
        return redirect("assessments:import_batch", pk=pk)
    name = file_name(PurePath(batch.file_name).stem, _("с ошибками"), extension="xlsx")
    return file_answer(name, content, XLSX_TYPE)
