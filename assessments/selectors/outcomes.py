"""What became of graduates, beside the readiness they left with."""

from dataclasses import dataclass

from assessments.models import StudentReadiness
from colleges.enums import OutcomeStatus
from colleges.models import GraduateOutcome
from colleges.rules.outcomes import FORECASTS, Standing, standing_of
from colleges.selectors.graduates import said_of
from core.scope import Scope

_AT_WORK = (
    OutcomeStatus.EMPLOYED,
    OutcomeStatus.ENTREPRENEUR,
    OutcomeStatus.SELF_EMPLOYED,
)
# Neither at work nor looking for it: they say nothing of readiness.
_ASIDE = (
    OutcomeStatus.CONSCRIPT,
    OutcomeStatus.CONTRACT_SERVICE,
    OutcomeStatus.STUDYING,
    OutcomeStatus.PARENTAL_LEAVE,
    OutcomeStatus.FAMILY_CARE,
    OutcomeStatus.MOVED_ABROAD,
    OutcomeStatus.UNKNOWN,
    *FORECASTS,
)


@dataclass(frozen=True, slots=True)
class GraduateRow:
    """A graduate with a level who works or could; `in_speciality` False for all but such work."""

    student: int
    index: float
    level: int
    in_speciality: bool


def graduation_years_with_outcomes(*, region_code: str, scope: Scope) -> list[int]:
    """Return the years with at least one recorded outcome, newest first; for region roles."""
    if not scope.region_wide:
        return []
    rows = GraduateOutcome.objects.filter(
        student__readiness__college__municipality__region_code=region_code
    ).values_list("student__readiness__group__graduation_year", flat=True)
    return sorted(set(rows.distinct()), reverse=True)


def graduates_of(*, region_code: str, year: int | None, scope: Scope) -> list[GraduateRow]:
    """Return the region's graduates with a level and an answer; `year` None means all years.

    Left out: provisional students, those in the army, in study or on leave, employed people of whom
    nobody knows whether the work is in the speciality. Which of several answers counts:
    `colleges.rules.outcomes.standing_of`.
    """
    if not scope.region_wide:
        return []
    rows = StudentReadiness.objects.filter(
        college__municipality__region_code=region_code, is_provisional=False, level__isnull=False
    )
    if year is not None:
        rows = rows.filter(group__graduation_year=year)
    known = {
        key: (index, level)
        for key, index, level in rows.values_list("pk", "index", "level")
        if index is not None and level is not None
    }
    answers = {
        student: _answer(standing)
        for student, said in said_of(known).items()
        if (standing := standing_of(said)) is not None
    }
    return [
        GraduateRow(
            student=student,
            index=known[student][0],
            level=known[student][1],
            in_speciality=answer,
        )
        for student, answer in answers.items()
        if answer is not None
    ]


def answers_by_student(*, region_code: str, scope: Scope) -> dict[int, tuple[int, bool]]:
    """Return by student, for all of `graduates_of`, the year of graduation and the answer."""
    return {
        row.student: (year, row.in_speciality)
        for year in graduation_years_with_outcomes(region_code=region_code, scope=scope)
        for row in graduates_of(region_code=region_code, year=year, scope=scope)
    }


def _answer(standing: Standing) -> bool | None:
    if standing.status in _ASIDE:
        return None
    return standing.in_speciality if standing.status in _AT_WORK else False
