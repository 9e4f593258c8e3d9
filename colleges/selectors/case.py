"""A programme's alignment under the identifiers of CASE."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from colleges.models import Alignment, AlignmentVersion, Programme
from colleges.rules.alignments import SourceKey, source_key
from colleges.rules.case import identifier
from colleges.selectors.alignments import Source, columns_of, elements_of, sources_of
from colleges.selectors.coverage import newest_versions
from standards.models import FunctionElement, LabourFunction


@dataclass(frozen=True, slots=True)
class CaseLink:
    """One row of the version: the whole function when `element_id` is None."""

    source: SourceKey
    function_id: int
    element_id: int | None
    strength: float
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything that a package of a programme holds, with identifiers by the portal's keys."""

    programme: Programme
    version: AlignmentVersion | None
    sources: Sequence[Source]
    functions: Sequence[LabourFunction]
    elements: Sequence[FunctionElement]
    links: Sequence[CaseLink]
    document: UUID
    source_ids: Mapping[SourceKey, UUID]
    function_ids: Mapping[int, UUID]
    element_ids: Mapping[int, UUID]


def case_view(*, programme: Programme) -> CaseView:
    """Read the newest version of a programme's alignment for a package."""
    version = newest_versions([programme.pk]).get(programme.pk)
    sources = sources_of(programme=programme)
    functions = columns_of(programme=programme)
    elements = elements_of(function_ids=[row.pk for row in functions])
    document = identifier(
        "programme",
        programme.college.name,
        programme.speciality.code,
        programme.intake_year,
        programme.entry_base,
        programme.study_form,
    )
    function_ids = {row.pk: _function_identifier(row) for row in functions}
    return CaseView(
        programme=programme,
        version=version,
        sources=sources,
        functions=functions,
        elements=elements,
        links=_links(version),
        document=document,
        source_ids={row.key: _source_identifier(row, programme, document) for row in sources},
        function_ids=function_ids,
        element_ids=_element_identifiers(elements, function_ids),
    )


def _source_identifier(source: Source, programme: Programme, document: UUID) -> UUID:
    if source.is_module:
        return identifier("module", document, source.code)
    standard = programme.educational_standard
    order = (standard.order_number, standard.approved_on.isoformat()) if standard else ("", "")
    # The label numbers codes that repeat.
    return identifier("competence", programme.speciality.code, *order, source.label)


def _function_identifier(row: LabourFunction) -> UUID:
    standard = row.standard
    day = standard.approved_on.isoformat() if standard.approved_on else ""
    return identifier(
        "function", standard.country, standard.code, standard.order_number, day, row.code
    )


def _element_identifiers(
    elements: Sequence[FunctionElement], function_ids: Mapping[int, UUID]
) -> dict[int, UUID]:
    """An element is known by its text; a text that repeats in a function by its turn."""
    seen: dict[tuple[int, str, str], int] = {}
    found = {}
    for row in elements:
        key = row.function_id, row.kind, row.text
        seen[key] = seen.get(key, 0) + 1
        found[row.pk] = identifier(
            "element", function_ids[row.function_id], row.kind, row.text, seen[key]
        )
    return found


def _links(version: AlignmentVersion | None) -> list[CaseLink]:
    if version is None:
        return []
    rows = Alignment.objects.filter(version=version).order_by("function_id", "pk")
    return [
        CaseLink(
            source_key(row.competence_id, row.module_id),
            row.function_id,
            row.element_id,
            row.strength,
            row.changed_at,
        )
        for row in rows
    ]
