"""Function × programme × practice place × evidence, for a college's own staff."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import CriterionFunction, StudentScores
from assessments.rules.evidence_coverage import EvidenceState, FunctionFacts, evidence_state
from assessments.rules.packed_scores import count_voices
from colleges.models import CURRENT_STATES, Enrolment, Programme, ProgrammeFunction
from colleges.selectors.coverage import coverage_of_programmes
from employers.models import Placement


@dataclass(frozen=True, slots=True)
class FunctionEvidence:
    """One required function: the counts, and how far it is taught (0..1).

    `waiting_group` is the group with most students whom the college has not judged in it; None
    where it has judged everybody.
    """

    function_id: int
    code: str
    name: str
    standard: str
    is_mandatory: bool
    taught: float | None
    waiting_group: int | None
    facts: FunctionFacts

    @property
    def state(self) -> EvidenceState:
        return evidence_state(self.facts)


@dataclass(frozen=True, slots=True)
class ProgrammeEvidence:
    """A programme: its present students by group, the largest first; its required functions."""

    programme: Programme
    groups: tuple[tuple[int, int], ...]
    functions: tuple[FunctionEvidence, ...]

    @property
    def students(self) -> int:
        return sum(students for _group, students in self.groups)

    @property
    def largest_group(self) -> int | None:
        return self.groups[0][0] if self.groups else None

    def count(self, state: EvidenceState) -> int:
        return sum(row.state == state for row in self.functions)


def evidence_of_programmes(*, programmes: Collection[Programme]) -> list[ProgrammeEvidence]:
    """Return the evidence behind each programme, in their order; a fixed number of queries."""
    ids = [programme.pk for programme in programmes]
    required = _required(ids)
    coverages = coverage_of_programmes(ids)
    groups = _groups(ids)
    judged = _judged(ids)
    places = _places(ids)
    criteria = _criteria({programme.college_id for programme in programmes})
    found = []
    for programme in programmes:
        coverage = coverages[programme.pk]
        own_groups = groups.get(programme.pk, ())
        lines = []
        for row in required.get(programme.pk, []):
            key = programme.pk, row.function_id
            own = coverage.functions[row.function_id] if coverage.version_id else None
            voices = {
                group: judged.get((group, row.function_id), (0, 0)) for group, _ in own_groups
            }
            lines.append(
                _line(
                    row,
                    taught=None if own is None else own.index,
                    waiting_group=_waiting(own_groups, voices),
                    facts=FunctionFacts(
                        is_taught=None if own is None else own.whole > 0,
                        criteria=criteria[programme.college_id, row.function_id]
                        + criteria[None, row.function_id],
                        assessed=sum(assessed for assessed, _rated in voices.values()),
                        places=places[key],
                        rated=sum(rated for _assessed, rated in voices.values()),
                    ),
                )
            )
        found.append(ProgrammeEvidence(programme, own_groups, tuple(lines)))
    return found


def _waiting(
    groups: Sequence[tuple[int, int]], voices: Mapping[int, tuple[int, int]]
) -> int | None:
    """Return the group in which most students wait for the college, the larger one of two."""
    waiting = {group: students - voices[group][0] for group, students in groups}
    most = max(waiting, key=lambda group: waiting[group], default=None)
    return most if most is not None and waiting[most] > 0 else None


def _line(
    row: ProgrammeFunction,
    *,
    taught: float | None,
    waiting_group: int | None,
    facts: FunctionFacts,
) -> FunctionEvidence:
    return FunctionEvidence(
        function_id=row.function_id,
        code=row.function.code,
        name=row.function.name,
        standard=row.function.standard.code,
        is_mandatory=row.is_mandatory,
        taught=taught,
        waiting_group=waiting_group,
        facts=facts,
    )


def _required(programme_ids: list[int]) -> Mapping[int, list[ProgrammeFunction]]:
    found: dict[int, list[ProgrammeFunction]] = defaultdict(list)
    rows = ProgrammeFunction.objects.filter(programme_id__in=programme_ids)
    rows = rows.select_related("function__standard")
    for row in rows.order_by("function__standard__code", "function__position", "pk"):
        found[row.programme_id].append(row)
    return found


def _groups(programme_ids: list[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    rows = (
        Enrolment.objects.current()
        .filter(group__programme_id__in=programme_ids)
        .values_list("group__programme_id", "group_id")
        .annotate(students=Count("student_id"))
        .order_by("-students", "group_id")
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for programme, group, students in rows:
        found[programme].append((group, students))
    return {programme: tuple(groups) for programme, groups in found.items()}


def _judged(programme_ids: list[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Count the students judged by the college, and by an employer, by group and function."""
    stored = StudentScores.objects.filter(
        student__enrolments__group__programme_id__in=programme_ids,
        student__enrolments__state__in=CURRENT_STATES,
    ).values_list("student__enrolments__group_id", "scores")
    blocks: dict[int, list[bytes]] = defaultdict(list)
    for group, block in stored.order_by("pk").iterator():
        blocks[group].append(bytes(block))
    return {
        (group, function): counts
        for group, own in blocks.items()
        for function, counts in count_voices(own).items()
    }


def _places(programme_ids: list[int]) -> Counter[tuple[int, int]]:
    """Count the enterprises whose practice has a function among its tasks."""
    programme = "placement__student__enrolments__group__programme_id"
    rows = (
        Placement.functions.through.objects.filter(
            (f"{programme}__in", programme_ids),
            placement__student__enrolments__state__in=CURRENT_STATES,
            placement__student__merged_into__isnull=True,
        )
        .values_list(programme, "labourfunction_id")
        .annotate(places=Count("placement__employer_id", distinct=True))
        .order_by(programme, "labourfunction_id")
    )
    return Counter({(own, function): places for own, function, places in rows})


def _criteria(college_ids: Collection[int]) -> Counter[tuple[int | None, int]]:
    """Count the criteria in use by college (None: forms of all colleges) and function."""
    rows = (
        CriterionFunction.objects.filter(
            Q(criterion__instrument__college_id__in=college_ids)
            | Q(criterion__instrument__college__isnull=True),
            criterion__instrument__is_archived=False,
        )
        .order_by("criterion__instrument__college_id", "function_id")
        .values_list("criterion__instrument__college_id", "function_id")
        .annotate(criteria=Count("pk"))
    )
    return Counter({(college, function): count for college, function, count in rows})
