"""A small region: every figure is large enough to be shown, and adds up by hand."""

from types import SimpleNamespace

import pytest

from tests.factories.colleges import CollegeFactory, MunicipalityFactory, StudyGroupFactory
from tests.factories.dashboards import figures_of, foreign_college, group_with
from tests.factories.standards import SpecialityFactory


@pytest.fixture
def region(db: None) -> SimpleNamespace:
    """Two municipalities, three colleges, four groups of 2026, one of 2025, one of 2027.

    2026: north 20 + 30 assessed (10 + 20 ready), south 40 (10 ready), 90 and 40 in all.
    """
    north, south = MunicipalityFactory(name="Север"), MunicipalityFactory(name="Юг")
    first = CollegeFactory(municipality=north, short_name="Первый")
    second = CollegeFactory(municipality=north, short_name="Второй")
    third = CollegeFactory(municipality=south, short_name="Третий", settlement="city")
    agronomy, machines = SpecialityFactory(name="Агрономия"), SpecialityFactory(name="Машины")
    groups = [
        group_with(first, (5, 5, 5, 5), speciality=agronomy),
        group_with(second, (5, 5, 10, 10), speciality=agronomy),
        group_with(third, (10, 5, 0, 5), speciality=agronomy),
        group_with(third, (10, 5, 5, 0), speciality=machines),
    ]
    group_with(first, (0, 0, 0, 50), year=2025, speciality=agronomy)
    figures_of(StudyGroupFactory(programme=groups[0].programme, graduation_year=2027), (0, 9, 0, 0))
    abroad = group_with(foreign_college(), (0, 0, 50, 50))
    return SimpleNamespace(
        north=north,
        south=south,
        first=first,
        second=second,
        third=third,
        agronomy=agronomy,
        machines=machines,
        groups=groups,
        abroad=abroad,
    )
