import pytest
from django.db import IntegrityError, transaction

from tests.factories.colleges import AdmissionPlanFactory, ProgrammeStandardFactory

pytestmark = pytest.mark.django_db


def test_standard_stands_once_in_a_programme():
    held = ProgrammeStandardFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeStandardFactory(programme=held.programme, standard=held.standard, priority=2)
    assert ProgrammeStandardFactory(programme=held.programme).standard != held.standard


def test_places_of_a_speciality_are_planned_once_a_year():
    plan = AdmissionPlanFactory()
    same = {"college": plan.college, "speciality": plan.speciality}
    with pytest.raises(IntegrityError), transaction.atomic():
        AdmissionPlanFactory(**same, places=30)
    assert AdmissionPlanFactory(**same, year=plan.year + 1).places == 25
