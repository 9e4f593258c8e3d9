import datetime as dt

import pytest

from assessments.models import RunCollege, StudentReadiness
from assessments.selectors.readiness import numbers_date
from tests.factories.assessments import ReadinessRunFactory, StudentReadinessFactory

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = dt.date(2026, 11, 16), dt.date(2026, 11, 17)


def run_of(stored: StudentReadiness, day: dt.date, *, is_done: bool = True) -> None:
    moment = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    RunCollege.objects.create(
        run=ReadinessRunFactory(as_of_date=day, started_at=moment),
        college_id=stored.college_id,
        done_at=moment if is_done else None,
    )


@pytest.mark.parametrize(
    ("run_on", "refreshed_on", "expected"),
    [
        (None, None, None),
        (MONDAY, None, MONDAY),
        (None, TUESDAY, TUESDAY),
        (MONDAY, TUESDAY, TUESDAY),
        (TUESDAY, MONDAY, TUESDAY),
    ],
)
def test_numbers_are_of_the_last_run_or_of_the_own_computation_after_it(
    run_on, refreshed_on, expected
):
    stored = StudentReadinessFactory(refreshed_on=refreshed_on)
    if run_on is not None:
        run_of(stored, run_on)
    assert numbers_date(stored=stored) == expected


def test_run_that_has_not_reached_the_college_does_not_date_its_numbers():
    stored = StudentReadinessFactory()
    run_of(stored, MONDAY)
    run_of(stored, TUESDAY, is_done=False)
    assert numbers_date(stored=stored) == MONDAY
