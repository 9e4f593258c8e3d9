"""Functions without and with adjustment, for those who may see severities."""

import datetime as dt

import pytest

from assessments.models import AdjustedGroupFunction
from core.enums import Role
from core.scope import Scope
from dashboards.selectors.adjustments import (
    AdjustedPlace,
    AdjustedRow,
    college_adjustments,
    region_adjustments,
)
from tests.factories.colleges import CollegeFactory, ProgrammeFactory, StudyGroupFactory
from tests.factories.dashboards import function_of, group_with
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 28)


def night(group, function, students, plain, adjusted):
    AdjustedGroupFunction.objects.create(
        group=group,
        college=group.college,
        function=function,
        students_count=students,
        plain_sum=plain,
        adjusted_sum=adjusted,
    )


def staff(college, role=Role.COLLEGE_MANAGER):
    return Scope(user_id=1, role=role, college_ids=frozenset({college.pk}))


def test_staff_see_the_own_college_and_each_of_its_programmes(college):
    function = LabourFunctionFactory()
    first, second = (
        StudyGroupFactory(programme=ProgrammeFactory(college=college, intake_year=year))
        for year in (2023, 2024)
    )
    night(first, function, 2, 1.2, 1.3)
    night(second, function, 3, 1.8, 1.5)
    foreign = StudyGroupFactory(programme=ProgrammeFactory(college=CollegeFactory()))
    night(foreign, function, 7, 7.0, 0.0)

    whole, *programmes = college_adjustments(scope=staff(college))

    assert whole.name == college.short_name
    (row,) = whole.rows
    assert (row.students, row.plain, row.adjusted) == (5, pytest.approx(0.6), pytest.approx(0.56))
    assert row.difference == pytest.approx(-0.04)
    found = {
        place.name.rsplit(" ", 1)[1]: (place.rows[0].students, place.rows[0].adjusted)
        for place in programmes
    }
    assert found == {"2023": (2, pytest.approx(0.65)), "2024": (3, pytest.approx(0.5))}


@pytest.mark.parametrize("role", [Role.MUNICIPAL_VIEWER, Role.EMPLOYER_MANAGER, None])
def test_nobody_else_sees_a_college(college, role):
    night(StudyGroupFactory(programme__college=college), LabourFunctionFactory(), 20, 12.0, 13.0)
    assert college_adjustments(scope=staff(college, role)) == []


def test_region_shows_what_its_page_prints_without_the_number_of_people(college):
    many, few = LabourFunctionFactory.create_batch(2)
    group = group_with(college, (0, 0, 12, 0))
    for function, students in ((many, 12), (few, 4)):
        function_of(group, function, students)
        night(group, function, students, 0.5 * students, 0.6 * students)
    late = StudyGroupFactory(programme=group.programme, graduation_year=2028)
    night(late, many, 30, 0.0, 30.0)

    place = region_adjustments(today=TODAY)

    (row,) = place.rows
    assert (row.code, row.students) == (many.code, None)
    assert (row.plain, row.adjusted) == (pytest.approx(0.5), pytest.approx(0.6))
    assert place.name.endswith("выпуск 2026")


def test_region_has_nothing_before_the_first_night(college):
    assert region_adjustments(today=TODAY) is None
    function_of(group_with(college, (0, 0, 12, 0)), LabourFunctionFactory(), 12)
    assert region_adjustments(today=TODAY) is None


def test_functions_that_an_adjustment_does_not_move_are_only_counted():
    def row(code, difference):
        return AdjustedRow(
            code=code,
            name="",
            standard="",
            students=None,
            plain=0.5,
            adjusted=None,
            difference=difference,
        )

    place = AdjustedPlace(
        name="", rows=(row("A", 0.004), row("B", -0.006), row("C", None), row("D", 0.0))
    )
    assert [one.code for one in place.moved] == ["B", "C"]
    assert place.still == 2
