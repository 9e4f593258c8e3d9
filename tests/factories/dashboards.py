"""Figures of study groups, as a computation would have written them."""

from assessments.models import GroupFunctionReadiness, GroupReadiness
from colleges.models import College, StudyGroup
from standards.models import LabourFunction, Speciality
from tests.factories.assessments import GroupReadinessFactory
from tests.factories.colleges import CollegeFactory, StudyGroupFactory


def group_with(
    college: College,
    levels: tuple[int, int, int, int],
    *,
    provisional: int = 0,
    year: int = 2026,
    speciality: Speciality | None = None,
) -> StudyGroup:
    """Write a group with so many assessed students by level; everybody's index is 0,5."""
    extra = {} if speciality is None else {"programme__speciality": speciality}
    group = StudyGroupFactory(
        programme__college=college, programme__intake_year=year - 3, graduation_year=year, **extra
    )
    figures_of(group, levels, provisional=provisional)
    return group


def figures_of(
    group: StudyGroup, levels: tuple[int, int, int, int], *, provisional: int = 0
) -> GroupReadiness:
    """Write the figures of a group: everybody's index is 0,5, all have an employer's voice."""
    assessed = sum(levels)
    made: GroupReadiness = GroupReadinessFactory(
        group=group,
        students_count=assessed + provisional,
        assessed_count=assessed,
        provisional_count=provisional,
        ready_count=levels[2] + levels[3],
        low_count=levels[0],
        basic_count=levels[1],
        sufficient_count=levels[2],
        high_count=levels[3],
        employer_voice_count=assessed + provisional,
        index_sum=assessed * 0.5,
        index_square_sum=assessed * 0.25,
        evidence_count=10 * assessed,
    )
    return made


def function_of(
    group: StudyGroup, function: LabourFunction, students: int, *, mean: float = 0.5
) -> GroupFunctionReadiness:
    """Write that so many students of a group have a score; employers say 0,4 of each of them."""
    made: GroupFunctionReadiness = GroupFunctionReadiness.objects.create(
        group=group,
        college=group.college,
        function=function,
        students_count=students,
        value_sum=mean * students,
        value_square_sum=mean * mean * students,
        low_confidence_count=0,
        employer_count=students,
        employer_sum=0.4 * students,
        gap_count=students,
        gap_sum=(mean - 0.4) * students,
        evidence_count=4 * students,
    )
    return made


def foreign_college() -> College:
    """A college of the partner region in Kazakhstan."""
    made: College = CollegeFactory(
        municipality__region_code="KZ-ATY", municipality__region_name="Атырауская область"
    )
    return made
