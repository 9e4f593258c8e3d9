import datetime as dt

import pytest

from employers.selectors.cabinet import CabinetCounts, InternState, count_interns, in_state, interns
from tests.factories.employers import EvaluationFactory, FunctionRatingFactory, PlacementFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_interns_of_the_own_enterprise_wait_are_rated_or_come(employer_manager_client, now):
    employer = employer_manager_client.membership.employer
    today = dt.date(2026, 11, 20)
    waiting = PlacementFactory(employer=employer, starts_on=today, ends_on=today + 9 * DAY)
    coming = PlacementFactory(employer=employer, starts_on=today + DAY, ends_on=today + 9 * DAY)
    rated = PlacementFactory(employer=employer)
    EvaluationFactory(placement=rated, submitted_at=now)
    PlacementFactory()

    everybody = interns(scope=employer_manager_client.scope, now=now)
    assert {state: list(in_state(everybody, state)) for state in InternState} == {
        InternState.WAITING: [waiting],
        InternState.RATED: [rated],
        InternState.COMING: [coming],
    }
    assert count_interns(everybody) == CabinetCounts(waiting=1, rated=1, coming=1)
    assert everybody.get(pk=rated.pk).sent_at == now


def test_intern_about_whom_something_was_answered_is_begun(employer_manager_client, now):
    employer = employer_manager_client.membership.employer
    begun = PlacementFactory(employer=employer)
    FunctionRatingFactory(evaluation=EvaluationFactory(placement=begun))
    untouched = PlacementFactory(employer=employer)
    found = {row.pk: row.is_begun for row in interns(scope=employer_manager_client.scope, now=now)}
    assert found == {begun.pk: True, untouched.pk: False}
