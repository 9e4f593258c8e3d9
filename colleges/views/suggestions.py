"""Suggested cells: ranked pairs with their reasons, each decided by a person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.models import Programme, RejectedSuggestion
from colleges.rules.alignments import STRENGTHS, CellChange, SourceKey, read_source_key, source_key
from colleges.selectors.alignments import columns_of
from colleges.selectors.coverage import newest_versions
from colleges.selectors.suggestions import Suggestion, rejected_of, suggestions_of
from colleges.services.alignments import AlignmentAgreedError, ForeignCellError, set_cells
from colleges.services.suggestions import reject_suggestions, restore_suggestion
from colleges.views.alignment_pages import crumbs, may_edit
from colleges.views.alignments import find_programme
from colleges.views.scopes import STAFF, scope_of
from core.http import guarded

_PAGE = 20


@guarded(roles=STAFF, write=True)
def alignment_suggestions(request: HttpRequest, pk: int) -> HttpResponse:
    """The pairs to decide; a POST decides one of them, or all that are ticked."""
    scope, programme = scope_of(request), find_programme(request, pk)
    function_id = _number(request.GET.get("function", ""))
    if request.method == "POST":
        return _decide(request, programme)
    found = suggestions_of(programme=programme, function_id=function_id)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    version = newest_versions([programme.pk]).get(programme.pk)
    context = {
        "programme": programme,
        "crumbs": crumbs(programme, scope, (_("Подсказки"), "")),
        "rows": [_line(row) for row in page],
        "page": page,
        "may_edit": may_edit(scope, version),
        "functions": [
            (row.pk, f"{row.code} {row.name}", row.pk == function_id)
            for row in columns_of(programme=programme)
        ],
        "rejected": [_rejected(row) for row in rejected_of(programme=programme)],
    }
    return render(request, "colleges/alignment_suggestions.html", context)


def _line(row: Suggestion) -> dict[str, Any]:
    return {
        "place": f"{row.source.key}:{row.function.pk}",
        "label": row.source.label,
        "text": row.source.text,
        "code": row.function.code,
        "name": row.function.name,
        "likeness": row.likeness,
        "words": ", ".join(row.words),
    }


def _rejected(row: RejectedSuggestion) -> dict[str, Any]:
    key = source_key(row.competence_id, row.module_id)
    source = row.competence or row.module
    return {
        "place": f"{key}:{row.function_id}",
        "source": str(source),
        "function": str(row.function),
        "who": row.rejected_by.display_name if row.rejected_by else "",
        "at": row.rejected_at,
    }


def _decide(request: HttpRequest, programme: Programme) -> HttpResponse:
    here = reverse("colleges:alignment_suggestions", args=[programme.pk])
    back = redirect(f"{here}?{request.GET.urlencode()}" if request.GET else here)
    # The button of a row decides it alone, whatever else is ticked.
    deed, _colon, single = request.POST.get("single", "").partition(":")
    named = [single] if single else request.POST.getlist("place")[:_PAGE]
    read = [_place(text) for text in named]
    places = [place for place in read if place is not None]
    if not named:
        messages.error(request, _("Отметьте хотя бы одну подсказку."))
        return back
    if len(places) != len(read):
        messages.error(request, _("Подсказка не распознана: повторите."))
        return back
    try:
        deed = deed or request.POST.get("deed", "")
        messages.success(request, _answer(request, programme, deed, places))
    except AlignmentAgreedError:
        messages.error(request, _("Сопряжение согласовано: начните новую версию."))
    except ForeignCellError:
        messages.error(request, _("Программа изменилась: повторите."))
    return back


def _place(text: str) -> tuple[SourceKey, int] | None:
    first, _colon, second = text.partition(":")
    source, function_id = read_source_key(first), _number(second)
    return None if source is None or function_id is None else (source, function_id)


def _answer(
    request: HttpRequest, programme: Programme, deed: str, places: list[tuple[SourceKey, int]]
) -> str:
    actor_id, now = scope_of(request).user_id, timezone.now()
    if deed in ("1", "2"):
        changes = [CellChange(*place, STRENGTHS[int(deed)], 0.0) for place in places]
        outcome = set_cells(programme=programme, changes=changes, actor_id=actor_id, now=now)
        if len(places) == 1:
            return _("Ячейка отмечена.") if outcome.saved else _("Ячейку уже отметили до вас.")
        return _("Отмечено ячеек: %(saved)s из %(total)s.") % {
            "saved": len(outcome.saved),
            "total": len(places),
        }
    if deed == "restore":
        source, function_id = places[0]
        restore_suggestion(
            programme=programme, source=source, function_id=function_id, actor_id=actor_id, now=now
        )
        return _("Подсказка возвращена.")
    reject_suggestions(programme=programme, places=places, actor_id=actor_id, now=now)
    if len(places) == 1:
        return _("Отклонено: больше не предлагается.")
    return _("Отклонено подсказок: %(count)s.") % {"count": len(places)}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
