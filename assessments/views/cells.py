"""Cells of a sheet for a browser that saves while one types: JSON in, JSON out, ids only."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.selectors import names_of_people
from assessments.models import Sheet
from assessments.rules.cells import expand_typed
from assessments.selectors.sheets import cells_since, sheets_of
from assessments.services.sheets import CellInput, CellOutcome, SheetIsLocked, record_results
from assessments.views.cell_values import cells_for_browser, cursor_of, moment_in_words
from assessments.views.sheets import STAFF, find_sheet, scope_of
from core.http import asked_keys, guarded

MOST_CELLS: Final = 5_000


@guarded(roles=STAFF, write=True)
def sheet_cells(request: HttpRequest, pk: int) -> JsonResponse:
    """GET: the cells written since `?since=`. POST: save cells, each by its own fate.

    409 when the sheet is no longer open for entry, 400 when the request makes no sense.
    """
    sheet = find_sheet(request, pk)
    if request.method != "POST":
        return JsonResponse(_changes(sheet, parse_datetime(request.GET.get("since", ""))))
    try:
        cells = read_cells(request.body)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"problem": _("Запрос не разобран.")}, status=400)
    now = timezone.now()
    try:
        outcomes = record_results(
            sheet=sheet, cells=cells, actor_id=scope_of(request).user_id, now=now
        )
    except SheetIsLocked:
        return JsonResponse(
            {"problem": _("Ведомость сдана: её результаты больше не меняются.")}, status=409
        )
    return JsonResponse(
        {"cells": _outcomes(outcomes), "saved_at": f"{timezone.localtime(now):%H:%M}"}
    )


@guarded(roles=STAFF)
def sheet_titles(request: HttpRequest) -> JsonResponse:
    """Name the own sheets of `?sheet=…&sheet=…`; others are left out."""
    sheets = sheets_of(scope=scope_of(request)).filter(pk__in=asked_keys(request, "sheet"))
    return JsonResponse(
        {
            "titles": {
                sheet.pk: {
                    "title": f"{sheet.instrument.name}, {sheet.group.name}",
                    "url": reverse("assessments:sheet_detail", args=[sheet.pk]),
                    "cells": reverse("assessments:sheet_cells", args=[sheet.pk]),
                    "editable": sheet.is_editable,
                }
                for sheet in sheets
            }
        }
    )


def read_cells(body: bytes) -> list[CellInput]:
    """Read `{"cells": [{"s": student, "c": criterion, "v": text, "n": version seen}]}`."""
    given = json.loads(body)["cells"]
    if not isinstance(given, list) or len(given) > MOST_CELLS:
        raise ValueError("not a list of cells")
    return [
        CellInput(int(cell["s"]), int(cell["c"]), expand_typed(str(cell["v"])), int(cell["n"]))
        for cell in given
    ]


def _outcomes(outcomes: Sequence[CellOutcome]) -> list[dict[str, Any]]:
    names = names_of_people(
        pks={row.changed_by_id for row in outcomes if row.is_conflict and row.changed_by_id}
    )
    return [
        {
            "s": row.student_id,
            "c": row.criterion_id,
            "v": row.value,
            "n": row.version,
            "error": "" if row.is_conflict else row.error,
            "conflict": row.is_conflict,
            "by": names.get(row.changed_by_id or 0, ""),
            "at": moment_in_words(row.changed_at),
        }
        for row in outcomes
    ]


def _changes(sheet: Sheet, moment: datetime | None) -> dict[str, Any]:
    rows = cells_since(sheet=sheet, moment=moment)
    return {
        "cells": cells_for_browser(rows),
        "cursor": cursor_of(rows) or (moment.isoformat() if moment is not None else ""),
        "editable": sheet.is_editable,
    }
