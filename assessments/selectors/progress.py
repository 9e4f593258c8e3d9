"""How far the assessment of a college's groups has come, by group and by labour function."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, Sum

from assessments.enums import SheetState
from assessments.models import GroupFunctionReadiness, GroupReadiness, Sheet
from assessments.rules.evidence_coverage import NextStep
from assessments.selectors.tasks import students_by_group
from colleges.models import ProgrammeFunction, StudyGroup
from core.scope import Scope
from standards.models import LabourFunction

# Groups named beside a function, those with most to do first.
_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupProgress:
    """A group: its people, its sheets, how many have an index and an employer's voice."""

    pk: int
    name: str
    speciality: str
    students: int
    sheets_submitted: int
    sheets_open: int
    assessed: int
    employer_voice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingGroup:
    """A group in which some students have nothing on a function."""

    pk: int
    name: str
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionProgress:
    """A function required of `students`: how many have evidence, how many a mentor's."""

    pk: int
    code: str
    name: str
    students: int
    assessed: int
    employer_voice: int
    groups: tuple[MissingGroup, ...]

    @property
    def missing(self) -> int:
        return self.students - self.assessed

    @property
    def step(self) -> NextStep:
        """What the college does next: its own judgement of everybody first, then a mentor's."""
        if self.missing:
            return NextStep.ASSESS
        return NextStep.NOTHING if self.employer_voice else NextStep.ASK_MENTORS


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeProgress:
    """Groups, those with the smallest assessed share first; functions, those missing most first."""

    groups: list[GroupProgress]
    functions: list[FunctionProgress]


def progress_of(*, scope: Scope) -> CollegeProgress:
    """Return how far the own college has come with its studying groups and their functions."""
    counts = students_by_group(scope)
    groups = [
        group
        for group in StudyGroup.objects.filter(college_id__in=scope.college_ids, is_archived=False)
        .select_related("programme__speciality")
        .order_by("name", "pk")
        if counts.get(group.pk)
    ]
    return CollegeProgress(
        groups=_group_progress(scope, groups, counts),
        functions=_function_progress(scope, groups, counts),
    )


def _group_progress(
    scope: Scope, groups: list[StudyGroup], counts: dict[int, int]
) -> list[GroupProgress]:
    sums = _sums_by_group(scope)
    sheets = _sheets_by_group(scope)
    rows = [
        GroupProgress(
            pk=group.pk,
            name=group.name,
            speciality=str(group.programme.speciality),
            students=counts[group.pk],
            sheets_submitted=sheets.get(group.pk, (0, 0))[0],
            sheets_open=sheets.get(group.pk, (0, 0))[1],
            assessed=min(sums.get(group.pk, (0, 0))[0], counts[group.pk]),
            employer_voice=min(sums.get(group.pk, (0, 0))[1], counts[group.pk]),
        )
        for group in groups
    ]
    return sorted(rows, key=lambda row: (row.assessed / row.students, row.name, row.pk))


def _function_progress(
    scope: Scope, groups: list[StudyGroup], counts: dict[int, int]
) -> list[FunctionProgress]:
    required: dict[int, list[LabourFunction]] = {}
    for row in ProgrammeFunction.objects.filter(
        programme_id__in={group.programme_id for group in groups}
    ).select_related("function"):
        required.setdefault(row.programme_id, []).append(row.function)
    have = _students_by_group_and_function(scope)
    by_function: dict[LabourFunction, list[StudyGroup]] = {}
    for group in groups:
        for function in required.get(group.programme_id, ()):
            by_function.setdefault(function, []).append(group)
    rows = [
        _progress_of(function, places, counts, have) for function, places in by_function.items()
    ]
    return sorted(rows, key=lambda row: (-row.missing, row.code, row.pk))


def _progress_of(
    function: LabourFunction,
    groups: list[StudyGroup],
    counts: dict[int, int],
    have: dict[tuple[int, int], tuple[int, int]],
) -> FunctionProgress:
    found = {
        group.pk: min(have.get((group.pk, function.pk), (0, 0))[0], counts[group.pk])
        for group in groups
    }
    missing = [
        MissingGroup(pk=group.pk, name=group.name, missing=counts[group.pk] - found[group.pk])
        for group in groups
        if counts[group.pk] > found[group.pk]
    ]
    missing.sort(key=lambda group: (-group.missing, group.name))
    return FunctionProgress(
        pk=function.pk,
        code=function.code,
        name=function.name,
        students=sum(counts[group.pk] for group in groups),
        assessed=sum(found.values()),
        employer_voice=sum(have.get((group.pk, function.pk), (0, 0))[1] for group in groups),
        groups=tuple(missing[:_NAMED]),
    )


def _sums_by_group(scope: Scope) -> dict[int, tuple[int, int]]:
    rows = (
        GroupReadiness.objects.filter(college_id__in=scope.college_ids)
        .values_list("group_id")
        .annotate(assessed=Sum("assessed_count"), voice=Sum("employer_voice_count"))
        .order_by("group_id")
    )
    return {group: (assessed, voice) for group, assessed, voice in rows}


def _sheets_by_group(scope: Scope) -> dict[int, tuple[int, int]]:
    still_open = Q(state__in=(SheetState.DRAFT, SheetState.RETURNED))
    rows = (
        Sheet.objects.visible_to(scope)
        .values_list("group_id")
        .annotate(
            submitted=Count("pk", filter=Q(state=SheetState.SUBMITTED)),
            open=Count("pk", filter=still_open),
        )
        .order_by("group_id")
    )
    return {group: (submitted, waiting) for group, submitted, waiting in rows}


def _students_by_group_and_function(scope: Scope) -> dict[tuple[int, int], tuple[int, int]]:
    rows = GroupFunctionReadiness.objects.filter(college_id__in=scope.college_ids).values_list(
        "group_id", "function_id", "students_count", "employer_count"
    )
    return {(group, function): (students, voice) for group, function, students, voice in rows}
