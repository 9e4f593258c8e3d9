"""Sheets of the demonstration region, filled and handed in through the portal's services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from assessments.enums import ScaleKind
from assessments.models import Criterion, Sheet
from assessments.services.raters import rater_of_commission
from assessments.services.sheets import (
    CellInput,
    SheetDetails,
    create_sheet,
    record_results,
    return_sheet,
    submit_sheet,
)
from readiness_portal.demo.abilities import (
    Ability,
    as_extent,
    as_mark,
    as_points,
    judged_by_college,
)
from readiness_portal.demo.cohorts import GRADUATION_YEARS, Cohort
from readiness_portal.demo.instruments import POINTS_MAXIMUM, Form
from readiness_portal.demo.practice import moment_of

_ABSENT: Final = 0.03
_EXEMPT: Final = 0.01
# Experts of the demonstration exam are from elsewhere: they share no college's leniency.
_INDEPENDENT: Final = (Form.DEMO_EXAM,)
_SHOWN: Final[dict[str, Callable[[float], str]]] = {
    ScaleKind.MARK: as_mark,
    ScaleKind.EXTENT: as_extent,
    ScaleKind.POINTS: lambda share: as_points(share, POINTS_MAXIMUM),
}


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A sheet of every cohort: `years_before` graduation it is held on that month and day."""

    form: Form
    years_before: int
    month: int
    day: int
    commission: str


_PLANS: Final = (
    SheetPlan(Form.KNOWLEDGE, 1, 1, 24, "преподаватели междисциплинарных курсов"),
    SheetPlan(Form.COLLEGE_PRACTICE, 1, 4, 18, "мастера учебной практики"),
    SheetPlan(Form.MODULE_EXAM, 1, 6, 19, "комиссия экзамена по модулю ПМ.01"),
    SheetPlan(Form.WORKPLACE_PRACTICE, 0, 4, 27, "руководители практики"),
    SheetPlan(Form.DEMO_EXAM, 0, 6, 16, "экспертная группа демонстрационного экзамена"),
)


# Absent, exempt.
_NO_MARK: Final = ("н/я", "осв.")


def fill_sheets(random: Random, cohort: Cohort, *, today: date, now: datetime) -> None:
    """Write the sheets of a cohort that are due by `today`.

    A college that does not report leaves the sheets of its last two cohorts undone; of the others,
    the newest sheet of a studying group is sometimes a draft or returned for correction.
    """
    year = cohort.group.graduation_year
    for plan in _PLANS:
        held_on = date(year - plan.years_before, plan.month, plan.day)
        if held_on > today or (not cohort.college_plan.reports and year >= GRADUATION_YEARS[1]):
            continue
        held_at = moment_of(held_on, now)
        sheet = _create(cohort, plan, held_on, moment_of(held_on - timedelta(days=7), now))
        share = 1.0
        if not cohort.has_graduated and plan.form is Form.MODULE_EXAM:
            share = random.choice((1.0, 1.0, 0.6))
        has_marks = _fill(random, cohort, sheet, plan, share, held_at)
        if share == 1.0 and has_marks:
            submit_sheet(sheet=sheet, actor_id=None, now=moment_of(_handed_in(held_on), now))
            if not cohort.has_graduated and random.random() < 0.06:
                return_sheet(
                    sheet=sheet,
                    reason="Проверьте отметки: у двух студентов они не совпадают с протоколом.",
                    actor_id=None,
                    now=moment_of(_handed_in(held_on) + timedelta(days=2), now),
                )


def _handed_in(held_on: date) -> date:
    return held_on + timedelta(days=3)


def _create(cohort: Cohort, plan: SheetPlan, held_on: date, now: datetime) -> Sheet:
    title = plan.commission
    return create_sheet(
        details=SheetDetails(
            group=cohort.group,
            instrument=cohort.setting.instruments[plan.form],
            rater=rater_of_commission(college=cohort.college, title=title),
            held_on=held_on,
            due_on=held_on.replace(day=28),
        ),
        actor_id=None,
        now=now,
    )


def _fill(
    random: Random, cohort: Cohort, sheet: Sheet, plan: SheetPlan, share: float, now: datetime
) -> bool:
    """Write a sheet's cells; False when the whole (small) group was absent or exempt."""
    leniency = 0.0 if plan.form in _INDEPENDENT else cohort.college_plan.leniency
    criteria = list(sheet.instrument.criteria.prefetch_related("bearings").order_by("position"))
    filled = round(share * len(cohort.students))
    cells = [
        cell
        for student, ability in list(zip(cohort.students, cohort.abilities, strict=True))[:filled]
        for cell in _row(random, cohort, student.pk, ability, criteria, leniency)
    ]
    record_results(sheet=sheet, cells=cells, actor_id=None, now=now)
    return any(cell.raw not in _NO_MARK for cell in cells)


def _row(
    random: Random,
    cohort: Cohort,
    student_id: int,
    ability: Ability,
    criteria: list[Criterion],
    leniency: float,
) -> list[CellInput]:
    chance = random.random()
    if chance < _ABSENT:
        return [CellInput(student_id, criterion.pk, _NO_MARK[0]) for criterion in criteria]
    if chance < _ABSENT + _EXEMPT:
        return [CellInput(student_id, criterion.pk, _NO_MARK[1]) for criterion in criteria]
    return [
        CellInput(
            student_id,
            criterion.pk,
            _SHOWN[criterion.scale](
                judged_by_college(random, ability, _difficulty(cohort, criterion), leniency)
            ),
        )
        for criterion in criteria
    ]


def _difficulty(cohort: Cohort, criterion: Criterion) -> float:
    """Mean difficulty of the functions a criterion bears on; 0 where it bears on none."""
    found = [cohort.setting.difficulties[link.function_id] for link in criterion.bearings.all()]
    return sum(found) / len(found) if found else 0.0
