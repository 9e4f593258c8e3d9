import datetime as dt

import pytest

from assessments.models import RunCollege, StudentReadiness
from assessments.selectors import readiness
from assessments.selectors.readiness import data_version, numbers_date
from core.enums import JobState
from core.jobs.registry import registered_kinds
from core.models import Job
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


def test_jobs_that_change_no_figures_leave_the_version_of_the_data_alone(now):
    """A document made or a file checked must not have the region's plans made anew."""
    assert set(readiness._READERS) <= registered_kinds()

    def done(kind):
        Job.objects.create(
            kind=kind, state=JobState.DONE, created_at=now, due_at=now, finished_at=now
        )
        return data_version()

    first = done("assessments.compute_colleges")
    assert [done(kind) for kind in readiness._READERS] == [first] * len(readiness._READERS)
    assert done("assessments.compute_students") != first
