import datetime as dt

import pytest

from colleges.models import Consent
from employers.selectors.interns import intern_names
from tests.factories.employers import PlacementFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def placement():
    return PlacementFactory(
        student__first_name="Мария", student__last_name="Власова", student__birth_date=None
    )


def test_name_is_told_with_the_consent_only(placement):
    silent = PlacementFactory(consent=False)

    assert intern_names([placement, silent], today=TODAY) == {
        placement.pk: "Мария\u00a0В.",
        silent.pk: f"Практикант № {silent.pk}",
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"withdrawn_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)},
        {"purpose": "publication"},
        {"given_by": "student"},
    ],
)
def test_withdrawn_other_and_wrongly_signed_consents_hide_the_name(placement, changed):
    Consent.objects.update(**changed)

    assert intern_names([placement], today=TODAY)[placement.pk] == f"Практикант № {placement.pk}"


def test_many_interns_cost_one_query(placement, django_assert_num_queries):
    rows = [placement, PlacementFactory(), PlacementFactory()]
    with django_assert_num_queries(1):
        intern_names(rows, today=TODAY)
