"""Remarks on one cell of an alignment: what was said, by whom, a new one, settling one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.models import AlignmentRemark, Programme
from colleges.rules.alignments import STRENGTH_WORDS, SourceKey, read_source_key, step_of
from colleges.selectors.alignment_remarks import remarks_of_cell
from colleges.selectors.alignments import Source, cells_of, columns_of, sources_of, versions_of
from colleges.services.alignment_remarks import add_remark, close_remark
from colleges.views.alignment_pages import crumbs
from colleges.views.alignments import READERS, find_programme
from colleges.views.scopes import STAFF, scope_of
from core.enums import Role
from core.http import guarded
from core.scope import Scope
from standards.models import LabourFunction

WRITERS = (*STAFF, Role.ASSOCIATION_EXPERT)


@guarded(roles=READERS, write=True)
def alignment_remarks(request: HttpRequest, pk: int, function_pk: int, source: str) -> HttpResponse:
    """Everybody who reads the alignment reads them; the college and the association write."""
    scope, programme = scope_of(request), find_programme(request, pk)
    found, function = _cell(programme, source, function_pk)
    if request.method == "POST":
        return _write(request, scope, programme, found.key, function)
    versions = versions_of(programme=programme)
    cells = cells_of(version=versions[0] if versions else None, function_id=function.pk)
    cell = cells.get((str(found.key), function.pk))
    remarks = remarks_of_cell(programme=programme, source=found.key, function_id=function.pk)
    function_url = reverse("colleges:alignment_function", args=[programme.pk, function.pk])
    context = {
        "programme": programme,
        "label": found.label,
        "text": found.text,
        "function": function,
        "word": STRENGTH_WORDS[step_of(cell.strength) if cell else 0],
        "may_write": scope.role in WRITERS,
        "remarks": [_line(row) for row in remarks],
        "crumbs": crumbs(
            programme, scope, (function.code, function_url), (_("Замечания: %s") % found.label, "")
        ),
    }
    return render(request, "colleges/alignment_remarks.html", context)


def _cell(programme: Programme, source: str, function_pk: int) -> tuple[Source, LabourFunction]:
    key = read_source_key(source)
    row = next((one for one in sources_of(programme=programme) if one.key == key), None)
    column = next((one for one in columns_of(programme=programme) if one.pk == function_pk), None)
    if row is None or column is None:
        raise Http404
    return row, column


def _line(row: AlignmentRemark) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "text": row.text,
        "who": row.author.display_name if row.author else "",
        "is_of_association": row.is_of_association,
        "at": row.created_at,
        "version": row.version.number if row.version else None,
        "closed_at": row.closed_at,
        "closed_by": row.closed_by.display_name if row.closed_by else "",
    }


def _write(
    request: HttpRequest,
    scope: Scope,
    programme: Programme,
    key: SourceKey,
    function: LabourFunction,
) -> HttpResponse:
    if scope.role not in WRITERS:
        raise PermissionDenied
    here = redirect("colleges:alignment_remarks", programme.pk, function.pk, str(key))
    closed = request.POST.get("close", "")
    if closed:
        known = remarks_of_cell(programme=programme, source=key, function_id=function.pk)
        remark = next((row for row in known if str(row.pk) == closed), None)
        if remark is None:
            raise Http404
        close_remark(remark=remark, actor_id=scope.user_id, now=timezone.now())
        messages.success(request, _("Замечание снято, в истории оно осталось."))
        return here
    try:
        add_remark(
            programme=programme,
            place=(key, function.pk),
            text=request.POST.get("text", ""),
            is_of_association=scope.role == Role.ASSOCIATION_EXPERT,
            actor_id=scope.user_id,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Замечание записано: его видят все, кому открыто сопряжение."))
    return here
