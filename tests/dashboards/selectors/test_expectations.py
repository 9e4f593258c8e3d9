"""Expected shares of colleges."""

import pytest
from django.conf import settings
from django.core.cache import cache

from assessments.selectors.aggregates import Cut
from dashboards.selectors.expectations import expected_shares
from standards.enums import SpecialityKind
from tests.factories.colleges import CollegeFactory
from tests.factories.dashboards import group_with
from tests.factories.standards import SpecialityFactory

pytestmark = pytest.mark.django_db


def ask():
    cache.clear()
    cut = Cut(region_code=settings.REGION_CODE, graduation_year=2026)
    return expected_shares(cut=cut, minimum=settings.MINIMUM_CELL)


def test_composition_of_hidden_programmes_does_not_move_the_expectation():
    """The planted attack: four or seven of a college's students learn a trade of other shares."""
    trade = SpecialityFactory(kind=SpecialityKind.SKILLED_WORKER)
    profession = SpecialityFactory(kind=SpecialityKind.MIDDLE_LEVEL)
    for _number in range(3):
        group_with(CollegeFactory(), (30, 0, 0, 10), speciality=trade)
        group_with(CollegeFactory(), (0, 10, 0, 30), speciality=profession)
    college = CollegeFactory()
    group_with(college, (10, 0, 0, 30), speciality=profession)
    other = SpecialityFactory(kind=profession.kind)
    group_with(college, (4, 0, 0, 0), speciality=trade)
    group_with(college, (3, 0, 0, 0), speciality=other)
    told = ask()
    assert told[college.pk] < 0.75
    # Now it is seven who learn a trade, four of them as before.
    other.kind = trade.kind
    other.save()
    assert ask() == told
