"""Mending a loaded file on the page: cells, columns; and the file given back with its errors."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.imports.jobs import CHECK_JOB, is_long
from assessments.views.import_presentation import STEPS, crumbs_of
from assessments.views.imports import find_import
from assessments.views.sheets import STAFF, scope_of
from core.enums import ImportState
from core.http import guarded
from core.import_batches import BatchNotApplicable
from core.import_columns import SheetColumns, describe_columns, is_enough
from core.import_flow import (
    check_batch,
    choose_columns,
    choose_hidden_rows,
    marked_file,
    mend_cells,
    source_of,
)
from core.import_kinds import ImportKind, TableKind, Target
from core.jobs.queue import enqueue
from core.models import ImportBatch
from core.tables.cells import UnreadableFileError
from core.tables.headers import SEARCHED_ROWS, Placed
from core.tables.writing import XLSX_TYPE

_LONGEST_CELL = 300


def _find_table(request: HttpRequest, pk: int) -> tuple[ImportBatch, TableKind, Target]:
    """Return a loaded table of the own college, or answer 404: other files have no cells."""
    batch, kind, target = find_import(request, pk)
    if not isinstance(kind, TableKind):
        raise Http404
    return batch, kind, target


def _recheck(
    request: HttpRequest, batch: ImportBatch, kind: ImportKind, target: Target
) -> HttpResponse:
    """Check the file again, a large one by a job, and show its report."""
    if is_long(bytes(batch.content)):
        job = enqueue(
            CHECK_JOB,
            now=timezone.now(),
            requested_by_id=scope_of(request).user_id,
            deduplication_key=f"{CHECK_JOB}:{batch.pk}",
            batch_id=batch.pk,
        )
        return redirect("accounts:job_detail", job.pk)
    check_batch(kind=kind, batch=batch, target=target)
    return redirect("assessments:import_batch", pk=batch.pk)


@guarded(roles=STAFF, read=False, write=True)
def import_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the typed or accepted values into the file's cells and check it again."""
    batch, kind, target = _find_table(request, pk)
    if request.POST.get("report") != batch.report.get("fingerprint"):
        messages.warning(request, _("Отчёт уже обновился: посмотрите его и повторите."))
        return redirect("assessments:import_batch", pk=pk)
    cells = dict(_mended(batch.report.get("problems", []), request.POST))
    if not cells:
        messages.info(request, _("Вы ничего не изменили."))
        return redirect("assessments:import_batch", pk=pk)
    try:
        mend_cells(batch=batch, cells=cells)
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён: исправлять его поздно."))
        return redirect("assessments:import_batch", pk=pk)
    response = _recheck(request, batch, kind, target)
    messages.success(request, _("Исправлено ячеек: %(count)s.") % {"count": len(cells)})
    return response


def _mended(
    problems: list[dict[str, Any]], sent: Mapping[str, str]
) -> Iterator[tuple[tuple[str, int, int], str]]:
    """Yield the cells that the person changed: typed, accepted one by one, or accepted all."""
    taken = sent.get("take", "")
    for index, problem in enumerate(problems):
        if not (problem["is_error"] and problem["row"] and problem["column"]):
            continue
        place = (problem["sheet"], problem["row"], _number(problem["column"]))
        fixes = problem.get("fixes", [])
        typed = sent.get(f"value-{index}", problem["value"]).strip()[:_LONGEST_CELL]
        if "all" in sent and len(fixes) == 1:
            yield place, fixes[0]
        elif taken.startswith(f"{index}:") and taken.partition(":")[2].isdecimal():
            number = int(taken.partition(":")[2])
            if number < len(fixes):
                yield place, fixes[number]
        elif typed != problem["value"].strip():
            yield place, typed


def _number(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@guarded(roles=STAFF, read=False, write=True)
def import_hidden(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the hidden rows out, or take them in again, and check the file anew."""
    batch, kind, target = _find_table(request, pk)
    try:
        choose_hidden_rows(batch=batch, are_left_out=request.POST.get("rows") == "out")
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён: исправлять его поздно."))
        return redirect("assessments:import_batch", pk=pk)
    return _recheck(request, batch, kind, target)


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
    return _recheck(request, batch, kind, target)


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
    return HttpResponse(
        content,
        content_type=XLSX_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{kind.slug}-errors.xlsx"'},
    )
