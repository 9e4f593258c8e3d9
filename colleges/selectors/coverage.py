"""Coverage of labour functions by programmes, for any number of programmes in a few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from colleges.enums import AlignmentState
from colleges.models import Alignment, AlignmentVersion, ProgrammeFunction, ProgrammeStandard
from colleges.rules.alignments import source_key
from scoring.coverage import (
    FunctionCoverage,
    Link,
    function_coverage,
    programme_coverage,
    standard_coverage,
)
from standards.enums import ElementKind
from standards.models import FunctionElement

# What a programme can teach; «other characteristics» are not taught.
TAUGHT_KINDS: Final = (ElementKind.ACTION, ElementKind.SKILL, ElementKind.KNOWLEDGE)


@dataclass(frozen=True, slots=True)
class ProgrammeCoverage:
    """How far one programme covers the functions that it requires.

    `functions` has every required function, also those that nothing leads to; `sources` are the
    keys of competences and modules that lead to any of them. `index` is None without functions.
    """

    programme_id: int
    version_id: int | None
    version_number: int
    state: str | None
    index: float | None
    functions: Mapping[int, FunctionCoverage]
    sources: frozenset[str]

    @property
    def uncovered(self) -> tuple[int, ...]:
        """Functions that nothing leads to."""
        return tuple(pk for pk, coverage in self.functions.items() if coverage.whole == 0)


def newest_versions(programme_ids: Iterable[int]) -> dict[int, AlignmentVersion]:
    """Return the version that each programme works on: the newest one."""
    rows = AlignmentVersion.objects.filter(programme_id__in=list(programme_ids))
    return {row.programme_id: row for row in rows.order_by("number")}


def versions_in_force(programme_ids: Iterable[int]) -> dict[int, AlignmentVersion]:
    """Return the version that others go by: the newest agreed one, else the newest draft."""
    found: dict[int, AlignmentVersion] = {}
    rows = AlignmentVersion.objects.filter(programme_id__in=list(programme_ids))
    for row in rows.order_by("number"):
        before = found.get(row.programme_id)
        is_draft = row.state == AlignmentState.DRAFT
        if before is None or before.state == AlignmentState.DRAFT or not is_draft:
            found[row.programme_id] = row
    return found


def coverage_of_programmes(
    programme_ids: Collection[int], *, versions: Mapping[int, AlignmentVersion] | None = None
) -> dict[int, ProgrammeCoverage]:
    """Return the coverage of each programme by its newest version, or by the `versions` given.

    Five queries, whatever the number of programmes.
    """
    ids = list(programme_ids)
    chosen = newest_versions(ids) if versions is None else versions
    required = _required(ids)
    elements = elements_of_functions({pk for by in required.values() for _, pk in by})
    priorities = _priorities(ids)
    links = links_of_versions([version.pk for version in chosen.values()])
    return {
        programme_id: _coverage(
            programme_id,
            chosen.get(programme_id),
            required.get(programme_id, []),
            elements,
            priorities,
            links,
        )
        for programme_id in ids
    }


def elements_of_functions(function_ids: Collection[int]) -> dict[int, dict[str, list[int]]]:
    """Return the elements that can be taught, by function and kind, in the standard's order."""
    found: dict[int, dict[str, list[int]]] = {
        pk: {kind.value: [] for kind in TAUGHT_KINDS} for pk in function_ids
    }
    rows = (
        FunctionElement.objects.filter(function_id__in=list(function_ids), kind__in=TAUGHT_KINDS)
        .order_by("function_id", "kind", "position", "pk")
        .values_list("function_id", "kind", "pk")
    )
    for function_id, kind, pk in rows:
        found[function_id][kind].append(pk)
    return found


def links_of_versions(version_ids: Collection[int]) -> dict[tuple[int, int], list[Link]]:
    """Return what leads to each function, by version and function."""
    found: dict[tuple[int, int], list[Link]] = defaultdict(list)
    rows = (
        Alignment.objects.filter(version_id__in=list(version_ids))
        .order_by("pk")
        .values_list(
            "version_id", "function_id", "competence_id", "module_id", "element_id", "strength"
        )
    )
    for version_id, function_id, competence_id, module_id, element_id, strength in rows:
        key = str(source_key(competence_id, module_id))
        found[version_id, function_id].append(Link(key, strength, element_id))
    return found


def _required(programme_ids: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Return (standard, function) pairs by programme."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = (
        ProgrammeFunction.objects.filter(programme_id__in=programme_ids)
        .order_by("programme_id", "function__standard__code", "function__position", "pk")
        .values_list("programme_id", "function__standard_id", "function_id")
    )
    for programme_id, standard_id, function_id in rows:
        found[programme_id].append((standard_id, function_id))
    return found


def _priorities(programme_ids: list[int]) -> dict[tuple[int, int], int]:
    rows = ProgrammeStandard.objects.filter(programme_id__in=programme_ids)
    return {(row.programme_id, row.standard_id): row.priority for row in rows.order_by("pk")}


def _coverage(
    programme_id: int,
    version: AlignmentVersion | None,
    required: list[tuple[int, int]],
    elements: Mapping[int, dict[str, list[int]]],
    priorities: Mapping[tuple[int, int], int],
    links: Mapping[tuple[int, int], list[Link]],
) -> ProgrammeCoverage:
    version_id = version.pk if version else 0
    own = {pk: links.get((version_id, pk), []) for _, pk in required}
    functions = {pk: function_coverage(elements[pk], own[pk]) for _, pk in required}
    by_standard: dict[int, list[float]] = defaultdict(list)
    for standard_id, pk in required:
        by_standard[standard_id].append(functions[pk].index)
    index = programme_coverage(
        [
            (max(1, priorities.get((programme_id, standard_id), 1)), standard_coverage(indices))
            for standard_id, indices in by_standard.items()
        ]
    )
    return ProgrammeCoverage(
        programme_id=programme_id,
        version_id=version.pk if version else None,
        version_number=version.number if version else 0,
        state=version.state if version else None,
        index=index,
        functions=functions,
        sources=frozenset(str(link.source) for own_links in own.values() for link in own_links),
    )
