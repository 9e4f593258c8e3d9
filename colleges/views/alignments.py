"""The alignment of one programme: the matrix, one function of it, its life."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.forms import MatrixFilter
from colleges.models import AlignmentVersion, Programme
from colleges.rules.alignments import (
    STRENGTH_WORDS,
    STRENGTHS,
    CellChange,
    SourceKey,
    read_cell_change,
    step_of,
)
from colleges.selectors.alignment_remarks import count_by_cell, open_remarks
from colleges.selectors.alignments import (
    Cell,
    Source,
    cells_of,
    columns_of,
    earlier_programmes,
    elements_of,
    open_programmes,
    parts_of,
    sources_of,
    versions_of,
)
from colleges.selectors.coverage import coverage_of_programmes, newest_versions
from colleges.services.alignments import (
    AlignmentAgreedError,
    CellsOutcome,
    Conflict,
    ForeignCellError,
    set_cells,
    set_parts,
)
from colleges.views.alignment_pages import (
    KINDS,
    Matrix,
    coverage_text,
    crumbs,
    deeds,
    event_lines,
    may_edit,
    remark_lines,
    shown_matrix,
    summary,
    version_line,
)
from colleges.views.scopes import STAFF, scope_of
from core.enums import Role
from core.http import asked_keys, guarded
from standards.models import FunctionElement, LabourFunction
from standards.selectors.edition_changes import confirmed_changes
from standards.selectors.editions import replacements_of

READERS = (
    *STAFF,
    Role.REGION_OFFICER,
    Role.MUNICIPAL_VIEWER,
    Role.ASSOCIATION_EXPERT,
    Role.ADMINISTRATOR,
)
# More cells than a person sets at once between two savings.
_MOST_CHANGES = 2000


def find_programme(request: HttpRequest, pk: int) -> Programme:
    """Return the programme or answer 404 when the person may not read it."""
    return get_object_or_404(open_programmes(scope=scope_of(request)), pk=pk)


def read_matrix(
    programme: Programme, *, version: AlignmentVersion | None, newest: bool = True
) -> Matrix:
    """Read everything about one version of a programme's alignment."""
    versions = {programme.pk: version} if version else {}
    coverage = coverage_of_programmes([programme.pk], versions=versions)[programme.pk]
    return Matrix(
        programme=programme,
        version=version,
        sources=sources_of(programme=programme),
        functions=columns_of(programme=programme),
        cells=cells_of(version=version),
        coverage=coverage,
        remarks=open_remarks(programme=programme),
    )


def _chosen_version(
    request: HttpRequest, versions: list[AlignmentVersion]
) -> AlignmentVersion | None:
    wanted = request.GET.get("version", "")
    if not wanted:
        return versions[0] if versions else None
    found = next((row for row in versions if str(row.number) == wanted), None)
    if found is None:
        raise Http404
    return found


@guarded(roles=READERS)
def alignment(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix: competences and modules against labour functions."""
    scope, programme = scope_of(request), find_programme(request, pk)
    versions = versions_of(programme=programme)
    version = _chosen_version(request, versions)
    is_newest = not versions or version == versions[0]
    matrix = read_matrix(programme, version=version)
    standards = {row.standard_id: str(row.standard) for row in matrix.functions}
    form = MatrixFilter(request.GET, standards=list(standards.items()))
    possible = deeds(scope, version) if is_newest else deeds(scope, versions[0])
    context = {
        "programme": programme,
        "crumbs": crumbs(programme, scope),
        "form": form,
        "matrix": shown_matrix(matrix, form.chosen()),
        "summary": summary(matrix),
        "remarks": remark_lines(matrix),
        "version": version_line(version),
        "is_newest": is_newest,
        "may_edit": is_newest and may_edit(scope, version),
        "is_manager": scope.role == Role.COLLEGE_MANAGER,
        "deeds": possible,
        "returned": _returned(version),
        "replaced": _replaced(programme, matrix) if is_newest else [],
        "history": [
            {**version_line(row), "events": event_lines(row), "is_shown": row == version}
            for row in versions
        ],
        "downloads": [
            (_("XLSX для правки"), reverse("colleges:alignment_xlsx", args=[pk])),
            (_("CASE 1.1 (JSON)"), reverse("colleges:alignment_case", args=[pk])),
        ],
        "earlier": list(earlier_programmes(programme=programme)) if possible["copy"] else [],
    }
    return render(request, "colleges/alignment.html", context)


def _replaced(programme: Programme, matrix: Matrix) -> list[dict[str, Any]]:
    """Return the standards of the matrix that a newer edition has replaced, with the way on."""
    standards = {row.standard_id: row.standard for row in matrix.functions}
    newer = replacements_of(standards=list(standards.values()), today=timezone.localdate())
    confirmed = confirmed_changes(pairs={(old, row.pk) for old, row in newer.items()})
    return [
        {
            "name": str(standards[old]),
            "changes": reverse("colleges:edition_change", args=[old, row.pk]),
            "switch": reverse("colleges:edition_switch", args=[programme.pk, change])
            if (change := confirmed.get((old, row.pk)))
            else "",
        }
        for old, row in newer.items()
    ]


def _returned(version: AlignmentVersion | None) -> dict[str, Any] | None:
    """Return why a draft came back, until it is agreed again."""
    events = event_lines(version) if version else []
    return events[-1] if events and events[-1]["reason"] else None


@guarded(roles=STAFF, read=False, write=True)
def alignment_cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Save cells that the matrix sends as they change; answer with what they changed."""
    programme = find_programme(request, pk)
    read = [read_cell_change(text) for text in request.POST.getlist("cell")[:_MOST_CHANGES]]
    changes = [change for change in read if change is not None]
    if not changes or len(changes) != len(read):
        return JsonResponse({"error": _("Ячейка не распознана. Обновите страницу.")}, status=400)
    try:
        outcome = set_cells(
            programme=programme,
            changes=changes,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except ForeignCellError:
        message = _("Программа изменилась: обновите страницу.")
        return JsonResponse({"error": message}, status=400)
    except AlignmentAgreedError:
        message = _("Сопряжение согласовано: чтобы менять его, начните новую версию.")
        return JsonResponse({"error": message}, status=409)
    return JsonResponse(_answer(programme, outcome))


@guarded(roles=STAFF)
def alignment_titles(request: HttpRequest) -> JsonResponse:
    """Name the own programmes of `?alignment=…&alignment=…` whose cells a browser still keeps."""
    scope = scope_of(request)
    found = open_programmes(scope=scope).filter(pk__in=asked_keys(request, "alignment"))
    versions = newest_versions([programme.pk for programme in found])
    return JsonResponse(
        {
            "titles": {
                programme.pk: {
                    "title": _("Сопряжение: %(speciality)s, набор %(year)s")
                    % {"speciality": programme.speciality, "year": programme.intake_year},
                    "url": reverse("colleges:alignment", args=[programme.pk]),
                    "cells": reverse("colleges:alignment_cells", args=[programme.pk]),
                    "editable": may_edit(scope, versions.get(programme.pk)),
                }
                for programme in found
            }
        }
    )


def _answer(programme: Programme, outcome: CellsOutcome) -> dict[str, Any]:
    matrix = read_matrix(programme, version=outcome.version)
    return {
        "saved": [_place(change) for change in outcome.saved],
        "conflicts": [_conflict(conflict) for conflict in outcome.conflicts],
        "functions": {str(pk): coverage_text(own) for pk, own in matrix.coverage.functions.items()},
        "index": summary(matrix)["index"],
        "idle": [
            str(source.key)
            for source in matrix.sources
            if source.must_lead_somewhere and str(source.key) not in matrix.coverage.sources
        ],
    }


def _place(change: CellChange) -> str:
    return f"{change.source}:{change.function_id}"


def _conflict(conflict: Conflict) -> dict[str, Any]:
    if conflict.has_parts:
        message = _("Ячейка размечена по действиям: измените её на странице функции.")
    else:
        message = _("Ячейку успели изменить: %(who)s, стало «%(now)s». Повторите, если не так.") % {
            "who": conflict.changed_by or _("другой сотрудник"),
            "now": STRENGTH_WORDS[step_of(conflict.now)],
        }
    return {"place": _place(conflict.change), "now": step_of(conflict.now), "message": message}


@guarded(roles=READERS, write=True)
def alignment_function(request: HttpRequest, pk: int, function_pk: int) -> HttpResponse:
    """One function: who prepares for it, wholly and by its actions; works as a plain form."""
    scope, programme = scope_of(request), find_programme(request, pk)
    functions = columns_of(programme=programme)
    function = next((row for row in functions if row.pk == function_pk), None)
    if function is None:
        raise Http404
    versions = versions_of(programme=programme)
    version = versions[0] if versions else None
    if request.method == "POST":
        return _save_function(request, programme, function)
    matrix = read_matrix(programme, version=version)
    elements = elements_of(function_ids=[function.pk])
    parts = parts_of(version=version, function_id=function.pk)
    place = functions.index(function)
    linked = [s for s in matrix.sources if (str(s.key), function.pk) in matrix.cells]
    context = {
        "programme": programme,
        "function": function,
        "crumbs": crumbs(programme, scope, (function.code, "")),
        "version": version_line(version),
        "coverage": coverage_text(matrix.coverage.functions[function.pk]),
        "may_edit": may_edit(scope, version),
        "sources": [_source_line(source, matrix, function) for source in matrix.sources],
        "linked": [{"key": str(s.key), "label": s.label, "text": s.text} for s in linked],
        "groups": _element_groups(elements, linked, matrix, parts, function),
        "before": functions[place - 1] if place else None,
        "after": functions[place + 1] if place + 1 < len(functions) else None,
    }
    return render(request, "colleges/alignment_function.html", context)


def _source_line(source: Source, matrix: Matrix, function: LabourFunction) -> dict[str, Any]:
    cell: Cell | None = matrix.cells.get((str(source.key), function.pk))
    step = step_of(cell.strength) if cell else 0
    return {
        "key": str(source.key),
        "label": source.label,
        "text": source.text,
        "hours": source.hours,
        "step": step,
        "word": STRENGTH_WORDS[step],
        "parts": cell.parts if cell else 0,
        "changed_by": cell.changed_by if cell else "",
        "changed_at": cell.changed_at if cell else None,
        "remarks": count_by_cell(matrix.remarks).get((str(source.key), function.pk), 0),
        "remarks_url": reverse(
            "colleges:alignment_remarks",
            args=[matrix.programme.pk, function.pk, str(source.key)],
        ),
        "choices": [(number, word, number == step) for number, word in enumerate(STRENGTH_WORDS)],
    }


def _element_groups(
    elements: list[FunctionElement],
    linked: list[Source],
    matrix: Matrix,
    parts: dict[tuple[str, int], float],
    function: LabourFunction,
) -> list[dict[str, Any]]:
    """Return the elements by kind, each with what every linked source says of it."""
    strengths = matrix.coverage.functions[function.pk].strengths
    detailed = {key for key, _element in parts}
    groups: dict[str, list[dict[str, Any]]] = {}
    for element in elements:
        best = step_of(strengths[element.pk])
        cells = []
        for source in linked:
            key = str(source.key)
            step = step_of(parts.get((key, element.pk), 0.0))
            whole = step_of(matrix.cells[key, function.pk].strength)
            is_set = key in detailed
            # What counts: the detail where there is one, the whole cell elsewhere.
            cells.append(
                {
                    "name": f"part-{key}-{element.pk}",
                    "label": f"{source.label}: {element.text}",
                    "inherited": "" if is_set else f"({STRENGTH_WORDS[whole]})",
                    "word": STRENGTH_WORDS[step if is_set else whole],
                    "choices": [
                        (n, word, is_set and n == step) for n, word in enumerate(STRENGTH_WORDS)
                    ],
                }
            )
        row = {"text": element.text, "cells": cells, "best": best, "word": STRENGTH_WORDS[best]}
        groups.setdefault(element.kind, []).append(row)
    return [{"name": KINDS[kind], "rows": rows} for kind, rows in groups.items()]


def _save_function(
    request: HttpRequest, programme: Programme, function: LabourFunction
) -> HttpResponse:
    """Save the whole cells or the details, whichever form was sent."""
    here = redirect("colleges:alignment_function", pk=programme.pk, function_pk=function.pk)
    scope = scope_of(request)
    if not scope.is_college_staff:
        raise PermissionDenied
    try:
        if request.POST.get("form") == "parts":
            count = _save_parts(request, programme, function)
            messages.success(request, _("Сохранено, изменено строк: %(count)s.") % {"count": count})
        else:
            _save_whole(request, programme, function)
    except AlignmentAgreedError:
        messages.error(request, _("Сопряжение согласовано: начните новую версию."))
    except ForeignCellError:
        messages.error(request, _("Программа изменилась: повторите."))
    return here


def _save_whole(request: HttpRequest, programme: Programme, function: LabourFunction) -> None:
    changes = []
    for source in sources_of(programme=programme):
        wished, was = request.POST.get(f"cell-{source.key}"), request.POST.get(f"was-{source.key}")
        change = read_cell_change(f"{source.key}:{function.pk}:{wished}:{was}")
        if change is not None and change.strength != change.was:
            changes.append(change)
    if not changes:
        messages.info(request, _("Изменений нет."))
        return
    outcome = set_cells(
        programme=programme,
        changes=changes,
        actor_id=scope_of(request).user_id,
        now=timezone.now(),
    )
    if outcome.saved:
        messages.success(request, _("Сохранено ячеек: %(count)s.") % {"count": len(outcome.saved)})
    labels = {source.key: source.label for source in sources_of(programme=programme)}
    for conflict in outcome.conflicts:
        label = labels[conflict.change.source]
        messages.warning(request, f"{label}: {_conflict(conflict)['message']}")


def _save_parts(request: HttpRequest, programme: Programme, function: LabourFunction) -> int:
    elements = elements_of(function_ids=[function.pk])
    steps = {str(number): strength for number, strength in enumerate(STRENGTHS)}
    parts: dict[SourceKey, dict[int, float]] = {}
    for source in sources_of(programme=programme):
        own = {
            element.pk: steps[value]
            for element in elements
            if (value := request.POST.get(f"part-{source.key}-{element.pk}", "")) in steps
        }
        if own:
            parts[source.key] = own
    return set_parts(
        programme=programme,
        function_id=function.pk,
        parts=parts,
        actor_id=scope_of(request).user_id,
        now=timezone.now(),
    )
