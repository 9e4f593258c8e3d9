"""Alignment across programmes: which functions the region's programmes cover weakly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from colleges.models import Programme, ProgrammeFunction, ProgrammeStandard
from colleges.selectors.alignments import open_programmes
from colleges.selectors.coverage import ProgrammeCoverage, coverage_of_programmes
from core.scope import Scope
from scoring.coverage import coverage_band
from standards.models import LabourFunction, ProfessionalStandard

NOT_STARTED = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionQuery:
    """Empty fields do not restrict; an empty `intake` is the newest intake of each programme."""

    speciality_id: int | None = None
    standard_id: int | None = None
    intake: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    programme: Programme
    coverage: ProgrammeCoverage

    @property
    def uncovered(self) -> int:
        return len(self.coverage.uncovered)


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """One function over the programmes that require it and have begun an alignment.

    `bands` counts programmes with insufficient, partial, sufficient coverage.
    """

    function: LabourFunction
    programmes: int
    mean: float
    lowest: float
    unprepared: int
    bands: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class RegionAlignment:
    programmes: tuple[ProgrammeLine, ...]
    functions: tuple[FunctionLine, ...]
    not_started: int


def region_programmes(*, scope: Scope) -> list[Programme]:
    """Return the programmes that the person may see and that require any function."""
    required = ProgrammeFunction.objects.filter(programme=OuterRef("pk"))
    return list(
        open_programmes(scope=scope)
        .filter(Exists(required))
        .order_by("speciality__code", "college__short_name", "-intake_year", "pk")
    )


def standards_of_programmes(*, programmes: Sequence[Programme]) -> list[ProfessionalStandard]:
    """Return the standards that any of the programmes answers to, by code."""
    answered = ProgrammeStandard.objects.filter(programme__in=[row.pk for row in programmes])
    found = ProfessionalStandard.objects.filter(pk__in=answered.values("standard_id"))
    return list(found.order_by("code", "pk"))


def region_alignment(*, programmes: Sequence[Programme], query: RegionQuery) -> RegionAlignment:
    """Return the programmes wanted with their coverage, and their functions, the weakest first."""
    wanted = _of_intake(programmes, query.intake)
    if query.speciality_id:
        wanted = [row for row in wanted if row.speciality_id == query.speciality_id]
    coverages = coverage_of_programmes([row.pk for row in wanted])
    names = _functions(coverages.values(), query.standard_id)
    lines = [
        ProgrammeLine(row, coverages[row.pk])
        for row in wanted
        if _has_state(coverages[row.pk], query.state) and names.keys() & coverages[row.pk].functions
    ]
    started = [line.coverage for line in lines if line.coverage.version_id is not None]
    return RegionAlignment(
        tuple(lines), tuple(_function_lines(started, names)), len(lines) - len(started)
    )


def _of_intake(programmes: Iterable[Programme], intake: int | None) -> list[Programme]:
    if intake:
        return [row for row in programmes if row.intake_year == intake]
    newest: dict[tuple[int, int], Programme] = {}
    for row in programmes:
        newest.setdefault((row.college_id, row.speciality_id), row)
    return list(newest.values())


def _has_state(coverage: ProgrammeCoverage, state: str) -> bool:
    return not state or (coverage.state or NOT_STARTED) == state


def _functions(
    coverages: Iterable[ProgrammeCoverage], standard_id: int | None
) -> dict[int, LabourFunction]:
    ids = {pk for coverage in coverages for pk in coverage.functions}
    rows = LabourFunction.objects.filter(pk__in=ids).select_related("standard")
    if standard_id:
        rows = rows.filter(standard_id=standard_id)
    return {row.pk: row for row in rows.order_by("standard__code", "position", "pk")}


def _function_lines(
    coverages: Iterable[ProgrammeCoverage], names: Mapping[int, LabourFunction]
) -> list[FunctionLine]:
    indices: dict[int, list[float]] = defaultdict(list)
    unprepared: dict[int, int] = defaultdict(int)
    for coverage in coverages:
        for pk, own in coverage.functions.items():
            if pk in names:
                indices[pk].append(own.index)
                unprepared[pk] += own.whole == 0
    lines = []
    for pk, function in names.items():
        own_indices = indices[pk]
        if not own_indices:
            continue
        bands = [coverage_band(index) for index in own_indices]
        lines.append(
            FunctionLine(
                function,
                len(own_indices),
                sum(own_indices) / len(own_indices),
                min(own_indices),
                unprepared[pk],
                (bands.count(0), bands.count(1), bands.count(2)),
            )
        )
    return sorted(lines, key=lambda line: line.mean)
