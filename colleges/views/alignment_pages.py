"""What the pages of an alignment are given: plain values, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.enums import AlignmentEventKind, AlignmentState
from colleges.models import AlignmentRemark, AlignmentVersion, Programme
from colleges.rules.alignments import STRENGTH_WORDS, source_key, step_of
from colleges.selectors.alignment_remarks import count_by_cell
from colleges.selectors.alignments import Cell, Source
from colleges.selectors.coverage import ProgrammeCoverage
from core.enums import Role
from core.numbers import format_percent
from core.scope import Scope
from core.text import search_key
from scoring.coverage import FunctionCoverage, coverage_band
from standards.models import LabourFunction

BANDS: Final = (
    (gettext_lazy("недостаточное"), "bad"),
    (gettext_lazy("частичное"), "warn"),
    (gettext_lazy("достаточное"), "good"),
)
STATE_PILLS: Final = {
    AlignmentState.DRAFT: "",
    AlignmentState.AGREED_COLLEGE: "warn",
    AlignmentState.AGREED_EMPLOYERS: "good",
}
KINDS: Final = {
    "action": gettext_lazy("Трудовые действия"),
    "skill": gettext_lazy("Необходимые умения"),
    "knowledge": gettext_lazy("Необходимые знания"),
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything read for a matrix, whole; filters choose what of it is shown."""

    programme: Programme
    version: AlignmentVersion | None
    sources: Sequence[Source]
    functions: Sequence[LabourFunction]
    cells: Mapping[tuple[str, int], Cell]
    coverage: ProgrammeCoverage
    remarks: Sequence[AlignmentRemark] = ()


def may_edit(scope: Scope, version: AlignmentVersion | None) -> bool:
    """Say whether the person may change cells: the college's staff, and only a draft."""
    return scope.is_college_staff and (version is None or version.state == AlignmentState.DRAFT)


def coverage_text(coverage: FunctionCoverage) -> dict[str, Any]:
    """Return a function's coverage for the page and for the answer to a changed cell."""
    band = coverage_band(coverage.index)
    return {
        "text": format_percent(coverage.index),
        "band": band,
        "word": str(BANDS[band][0]),
        "kind": BANDS[band][1],
        "kinds": [
            {"name": str(KINDS[kind]), "text": format_percent(value)}
            for kind, value in coverage.by_kind.items()
        ],
    }


def shown_matrix(matrix: Matrix, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return the rows and columns that the filters leave, with their cells."""
    sources = [source for source in matrix.sources if _row_wanted(source, matrix, chosen)]
    functions = [row for row in matrix.functions if _column_wanted(row, matrix, chosen)]
    wanted = search_key(chosen.get("q", ""))
    if wanted:
        by_text = [s for s in sources if wanted in search_key(f"{s.code} {s.text}")]
        columns = [f for f in functions if wanted in search_key(f"{f.code} {f.name}")]
        # A word of a row's text narrows the rows, a word of a function's name the columns.
        sources, functions = by_text or (sources if columns else []), columns or functions
    remarks = count_by_cell(matrix.remarks)
    return {
        "rows": [_row(source, functions, matrix, remarks) for source in sources],
        "columns": [_column(row, matrix) for row in functions],
        "standards": _spans(functions),
        "hidden_rows": len(matrix.sources) - len(sources),
        "hidden_columns": len(matrix.functions) - len(functions),
    }


def _row_wanted(source: Source, matrix: Matrix, chosen: Mapping[str, str]) -> bool:
    match chosen.get("rows", ""):
        case "professional":
            return not source.is_module and not source.is_general
        case "modules":
            return source.is_module
        case "general":
            return source.is_general
        case "idle":
            return source.must_lead_somewhere and str(source.key) not in matrix.coverage.sources
    return True


def _column_wanted(row: LabourFunction, matrix: Matrix, chosen: Mapping[str, str]) -> bool:
    if chosen.get("standard") and str(row.standard_id) != chosen["standard"]:
        return False
    coverage = matrix.coverage.functions[row.pk]
    match chosen.get("columns", ""):
        case "weak":
            return coverage_band(coverage.index) < 2
        case "none":
            return coverage.whole == 0
    return True


def _row(
    source: Source,
    functions: Sequence[LabourFunction],
    matrix: Matrix,
    remarks: Mapping[tuple[str, int], int],
) -> dict[str, Any]:
    key = str(source.key)
    cells = []
    for function in functions:
        cell = matrix.cells.get((key, function.pk))
        step = step_of(cell.strength) if cell else 0
        word = STRENGTH_WORDS[step] if step else ""
        said = remarks.get((key, function.pk), 0)
        cells.append((step, word, cell.parts if cell else 0, said))
    return {
        "key": key,
        "label": source.label,
        "text": source.text,
        "hours": source.hours,
        "idle": source.must_lead_somewhere and key not in matrix.coverage.sources,
        "cells": cells,
    }


def _column(row: LabourFunction, matrix: Matrix) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "code": row.code,
        "name": row.name,
        "standard": row.standard.code,
        "url": reverse("colleges:alignment_function", args=[matrix.programme.pk, row.pk]),
        **coverage_text(matrix.coverage.functions[row.pk]),
    }


def _spans(functions: Sequence[LabourFunction]) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    for row in functions:
        if spans and spans[-1]["pk"] == row.standard_id:
            spans[-1]["count"] += 1
        else:
            name = row.standard.name
            spans.append(
                {"pk": row.standard_id, "code": row.standard.code, "name": name, "count": 1}
            )
    return spans


def remark_lines(matrix: Matrix) -> list[dict[str, Any]]:
    """Return the remarks that nobody has settled, each with the page of its cell."""
    labels = {source.key: source.label for source in matrix.sources}
    lines = []
    for row in matrix.remarks:
        key = source_key(row.competence_id, row.module_id)
        url = reverse(
            "colleges:alignment_remarks",
            args=[matrix.programme.pk, row.function_id, str(key)],
        )
        lines.append(
            {
                "cell": f"{labels.get(key, '')} → {row.function.code}",
                "text": row.text,
                "who": row.author.display_name if row.author else "",
                "is_of_association": row.is_of_association,
                "at": row.created_at,
                "url": url,
            }
        )
    return lines


def summary(matrix: Matrix) -> dict[str, Any]:
    """Return the headline figures: the index, gaps and excess."""
    coverage = matrix.coverage
    gaps = [row for row in matrix.functions if coverage.functions[row.pk].whole == 0]
    idle = [
        source
        for source in matrix.sources
        if source.must_lead_somewhere and str(source.key) not in coverage.sources
    ]
    standards = {row.standard_id for row in matrix.functions}
    elements = sum(len(own.gaps) for own in coverage.functions.values())
    partial = sum(len(own.partial) for own in coverage.functions.values())
    return {
        "index": format_percent(coverage.index) if coverage.index is not None else "",
        "index_band": BANDS[coverage_band(coverage.index)][0] if coverage.index is not None else "",
        "gaps": [
            (
                # Codes repeat between standards.
                f"{row.standard.code} {row.code}" if len(standards) > 1 else row.code,
                row.name,
                _function_url(matrix.programme, row.pk),
            )
            for row in gaps
        ],
        "gap_elements": elements,
        "partial_elements": partial,
        "idle": [(source.label, source.text) for source in idle],
        "functions": len(matrix.functions),
    }


def _function_url(programme: Programme, function_id: int) -> str:
    return reverse("colleges:alignment_function", args=[programme.pk, function_id])


def version_line(version: AlignmentVersion | None) -> dict[str, Any]:
    """Return the state in words with its pill."""
    state = AlignmentState(version.state) if version else AlignmentState.DRAFT
    return {
        "number": version.number if version else 1,
        "state": state.label if version else _("не начато"),
        "pill": STATE_PILLS[state],
    }


def alignment_line(coverage: ProgrammeCoverage) -> dict[str, Any]:
    """Return the state and the coverage of a programme for lists."""
    state = AlignmentState(coverage.state) if coverage.state else None
    index = coverage.index if state else None
    return {
        "url": reverse("colleges:alignment", args=[coverage.programme_id]),
        "state": state.label if state else _("не начато"),
        "pill": STATE_PILLS[state] if state else "bad",
        "index": format_percent(index) if index is not None else "",
        "band": coverage_band(index) if index is not None else 0,
    }


def event_lines(version: AlignmentVersion) -> list[dict[str, Any]]:
    """Return what happened to a version, first things first."""
    return [
        {
            "what": AlignmentEventKind(event.kind).label,
            "who": event.actor.display_name if event.actor else _("портал"),
            "at": event.at,
            "reason": event.reason,
        }
        for event in version.events.all()
    ]


def deeds(scope: Scope, version: AlignmentVersion | None) -> dict[str, bool]:
    """Return what the person may do with the version in its state."""
    state = version.state if version else None
    is_manager = scope.role == Role.COLLEGE_MANAGER
    is_expert = scope.role == Role.ASSOCIATION_EXPERT
    at_association = state == AlignmentState.AGREED_COLLEGE
    return {
        "edit": may_edit(scope, version),
        "agree_college": is_manager and state == AlignmentState.DRAFT,
        "agree_employers": is_expert and at_association,
        "return": is_expert and at_association,
        "withdraw": is_manager and at_association,
        "next": scope.is_college_staff and state == AlignmentState.AGREED_EMPLOYERS,
        "copy": scope.is_college_staff and version is None,
    }


def crumbs(programme: Programme, scope: Scope, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of the programme's alignment."""
    if scope.is_college_staff:
        first = [
            (_("Программы"), reverse("colleges:programme_list")),
            (str(programme.speciality), reverse("colleges:programme_detail", args=[programme.pk])),
        ]
    else:
        first = [
            (_("Сопряжение в регионе"), reverse("colleges:alignment_region")),
            (f"{programme.college.short_name}: {programme.speciality}", ""),
        ]
    if not last:
        return [*first, (_("Сопряжение"), "")]
    return [*first, (_("Сопряжение"), reverse("colleges:alignment", args=[programme.pk])), *last]
