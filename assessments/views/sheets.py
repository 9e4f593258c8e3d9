"""Sheets: list, new, grid, return, void."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.kept_pages import allow_keeping
from assessments.enums import SheetState
from assessments.forms import ReasonForm, SheetFilter, SheetForm
from assessments.models import Instrument, Sheet
from assessments.selectors.sheets import (
    changes_of_sheet,
    codes_checked_by,
    find_sheets,
    groups_to_assess,
    instruments_of,
    instruments_showing,
    sheet_of,
)
from assessments.services.raters import rater_of_commission, rater_of_user
from assessments.services.sheets import (
    CellInput,
    CellOutcome,
    SheetDetails,
    SheetIsLocked,
    create_sheet,
    record_results,
    return_sheet,
    void_sheet,
)
from assessments.sheet_forms import SheetStart
from assessments.views.grid import cell_inputs, grid_context
from assessments.views.sheet_life import life_of
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.scope import Scope
from core.static_files import release_mark
from standards.selectors.documents import find_function

STAFF = (Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER)
MANAGER = (Role.COLLEGE_MANAGER,)
PILLS: Mapping[str, str] = {
    SheetState.DRAFT: "",
    SheetState.SUBMITTED: "good",
    SheetState.RETURNED: "warn",
    SheetState.VOIDED: "bad",
}
_PAGE = 50


def scope_of(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


def find_sheet(request: HttpRequest, pk: int) -> Sheet:
    """Return the sheet or answer 404, whether it does not exist or is another college's."""
    sheet = sheet_of(scope=scope_of(request), pk=pk)
    if sheet is None:
        raise Http404
    return sheet


def chosen_sheets(request: HttpRequest) -> tuple[SheetFilter, QuerySet[Any]]:
    """Return the filter that stands in the address and the sheets that it finds."""
    scope = scope_of(request)
    form = SheetFilter(request.GET, groups=groups_to_assess(scope=scope))
    return form, find_sheets(scope=scope, chosen=form.chosen(), today=timezone.localdate())


@guarded(roles=STAFF)
def sheet_list(request: HttpRequest) -> HttpResponse:
    form, sheets = chosen_sheets(request)
    page = Paginator(sheets, _PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(sheet, timezone.localdate()) for sheet in page],
        "page": page,
        "form": form,
        "downloads": [
            (
                _("Найденные ведомости, XLSX"),
                f"{reverse('assessments:sheet_list_file')}?{request.GET.urlencode()}",
            )
        ],
    }
    return render(request, "assessments/sheet_list.html", context)


def _row(sheet: Any, today: date) -> dict[str, Any]:
    return {
        "pk": sheet.pk,
        "name": sheet.instrument.name,
        "group": sheet.group.name,
        "whose": sheet.rater.shown_name,
        "held_on": sheet.held_on,
        "due_on": sheet.due_on,
        "is_late": sheet.is_editable and sheet.due_on is not None and sheet.due_on < today,
        "assessed": sheet.assessed_count,
        "state": SheetState(sheet.state).label,
        "pill": PILLS[sheet.state],
    }


@guarded(roles=STAFF, write=True)
def sheet_create(request: HttpRequest) -> HttpResponse:
    """A new sheet; the address may begin it: see `SheetStart`."""
    scope = scope_of(request)
    asked = SheetStart(request.GET).chosen()
    shown, instruments = _forms_on_offer(scope, asked)
    group = request.GET.get("group", "")
    form = SheetForm(
        request.POST or None,
        groups=groups_to_assess(scope=scope),
        instruments=instruments,
        initial={
            "group": group,
            "instrument": request.GET.get("instrument") or shown.get("only"),
            "held_on": asked.get("held_on") or timezone.localdate(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            sheet = _create(form.cleaned_data, scope)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("assessments:sheet_detail", pk=sheet.pk)
    return render(
        request,
        "assessments/sheet_create.html",
        {"form": form, "function": shown, "every_url": f"?{urlencode({'group': group})}"},
    )


def _forms_on_offer(
    scope: Scope, asked: dict[str, Any]
) -> tuple[dict[str, Any], QuerySet[Instrument]]:
    """Return what is said of the function asked for, if any, and the forms to choose from.

    A function that no form shows narrows nothing: the page says so.
    """
    every = instruments_of(scope=scope)
    function = find_function(pk=asked["function"]) if asked.get("function") else None
    if function is None:
        return {}, every
    shown = instruments_showing(
        scope=scope, function_id=function.pk, for_practice=asked["practice"]
    )
    keys = [one.pk for one in shown[:2]]
    said = {
        "title": f"{function.code} {function.name}",
        "is_shown": bool(keys),
        "is_practice": asked["practice"],
        "only": keys[0] if len(keys) == 1 else None,
    }
    return said, shown if keys else every


def _create(chosen: dict[str, Any], scope: Scope) -> Sheet:
    college = chosen["group"].college
    commission = chosen["commission"].strip()
    rater = (
        rater_of_commission(college=college, title=commission)
        if commission
        else rater_of_user(college=college, user_id=scope.user_id or 0)
    )
    return create_sheet(
        details=SheetDetails(
            group=chosen["group"],
            instrument=chosen["instrument"],
            rater=rater,
            held_on=chosen["held_on"],
            due_on=chosen["due_on"],
        ),
        actor_id=scope.user_id,
        now=timezone.now(),
    )


@guarded(roles=STAFF, write=True)
def sheet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid. A POST saves every cell that can be read and shows the others as typed."""
    sheet = find_sheet(request, pk)
    if request.method != "POST":
        return _render_grid(request, sheet)
    cells = cell_inputs(request.POST)
    then_submit = "then_submit" in request.POST
    outcomes = _save(request, sheet, cells, quietly=then_submit)
    if any(outcome.error for outcome in outcomes):
        return _render_grid(request, sheet, outcomes, cells)
    return redirect(f"assessments:{'sheet_submit' if then_submit else 'sheet_detail'}", pk=pk)


def crumbs_of(sheet: Sheet, *deeper: str) -> list[tuple[str, str]]:
    """Return the path to a sheet, or to a page under it."""
    here = f"{sheet.instrument.name}, {sheet.group.name}"
    own = reverse("assessments:sheet_detail", args=[sheet.pk])
    return [
        (_("Ведомости"), reverse("assessments:sheet_list")),
        (here, own if deeper else ""),
        *((title, "") for title in deeper),
    ]


def _render_grid(
    request: HttpRequest,
    sheet: Sheet,
    outcomes: Sequence[CellOutcome] = (),
    cells: Sequence[CellInput] = (),
) -> HttpResponse:
    refused = [outcome for outcome in outcomes if outcome.error]
    typed = {(cell.student_id, cell.criterion_id): cell.raw for cell in cells}
    context = grid_context(sheet, refused, typed)
    names = {row["student_id"]: row["name"] for row in context["rows"]}
    context |= {
        "crumbs": crumbs_of(sheet),
        "functions": ", ".join(codes_checked_by(sheet=sheet)),
        "pill": PILLS[sheet.state],
        "reason_form": ReasonForm(),
        "life": life_of(
            sheet,
            names,
            {column["id"]: column["name"] for column in context["columns"]},
        ),
        "may_take_back": scope_of(request).role in MANAGER and sheet.state != SheetState.VOIDED,
        "changes": _changes(sheet, names),
        "downloads": sheet_downloads(sheet.pk),
        "release": release_mark(),
    }
    response = render(request, "assessments/sheet_detail.html", context)
    return allow_keeping(request, response) if sheet.is_editable else response


def sheet_downloads(pk: int) -> list[tuple[str, str]]:
    """Return the files of a sheet for the menu «Скачать»."""
    template = reverse("assessments:import_template", args=["results"])
    return [
        (_("Ведомость с оценками, XLSX"), reverse("assessments:sheet_file", args=[pk])),
        (_("Пустой шаблон, XLSX"), f"{template}?sheet={pk}"),
    ]


def _changes(sheet: Sheet, names: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "at": change.changed_at,
            "by": change.changed_by.display_name if change.changed_by is not None else "",
            "name": names.get(change.student_id, change.student.short_name),
            "criterion": change.criterion.name,
            "old": change.old_value,
            "new": change.new_value,
        }
        for change in changes_of_sheet(sheet=sheet)
    ]


def _save(
    request: HttpRequest, sheet: Sheet, cells: Sequence[CellInput], *, quietly: bool = False
) -> list[CellOutcome]:
    """Save the cells and say how it went; `quietly` says only what went wrong."""
    try:
        outcomes = record_results(
            sheet=sheet, cells=cells, actor_id=scope_of(request).user_id, now=timezone.now()
        )
    except SheetIsLocked:
        messages.error(request, _("Ведомость сдана: её результаты больше не меняются."))
        return []
    wrong = sum(1 for outcome in outcomes if outcome.error)
    if wrong:
        messages.error(
            request,
            ngettext(
                "%(count)s ячейка не сохранена: исправьте её.",
                "%(count)s ячеек не сохранены: исправьте их.",
                wrong,
            )
            % {"count": wrong},
        )
    elif not quietly:
        messages.success(request, _("Сохранено."))
    return outcomes


@guarded(roles=MANAGER, read=False, write=True)
def sheet_return(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_back(request, pk, return_sheet, _("Ведомость возвращена: её можно исправить."))


@guarded(roles=MANAGER, read=False, write=True)
def sheet_void(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_back(request, pk, void_sheet, _("Ведомость аннулирована."))


def _take_back(request: HttpRequest, pk: int, deed: Any, done: str) -> HttpResponse:
    sheet = find_sheet(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Укажите причину."))
        return redirect("assessments:sheet_detail", pk=pk)
    try:
        deed(
            sheet=sheet,
            reason=form.cleaned_data["reason"],
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except SheetIsLocked:
        messages.error(request, _("В этом состоянии ведомость вернуть нельзя."))
    else:
        messages.success(request, done)
    return redirect("assessments:sheet_detail", pk=pk)
