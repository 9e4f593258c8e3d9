"""One placement of the cast's college, and the link to rate it."""

import datetime as dt

import pytest

from employers.enums import EvaluationOrigin, RequestChannel
from employers.rules.respondents import Respondent
from employers.services.requests import NewLink, create_rating_request
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory
from tests.factories.employers import ContactFactory, EmployerFactory, PlacementFactory
from tests.factories.standards import LabourFunctionFactory


@pytest.fixture
def functions(db: None):
    """Two labour functions, in the order in which they are asked about."""
    return [LabourFunctionFactory(name=name) for name in ("Подготовка почвы", "Посев культур")]


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31")


@pytest.fixture
def student(college, group):
    made = StudentFactory(
        college=college, last_name="Вершинина", first_name="Мария", patronymic="Олеговна"
    )
    EnrolmentFactory(group=group, student=made)
    return made


@pytest.fixture
def employer(db: None):
    return EmployerFactory(name="СПК «Заря»")


@pytest.fixture
def mentor(employer):
    return ContactFactory(employer=employer, name="Пётр Саввич", email="mentor@example.invalid")


@pytest.fixture
def placement(student, employer, mentor, functions):
    """Two weeks of practice that ended a week before `now`."""
    return PlacementFactory(
        student=student,
        employer=employer,
        mentor=mentor,
        starts_on=dt.date(2026, 10, 31),
        ends_on=dt.date(2026, 11, 13),
        functions=functions,
    )


@pytest.fixture
def link(placement, now) -> NewLink:
    return create_rating_request(
        placement=placement, channel=RequestChannel.MAIL, created_by_id=None, now=now
    )


@pytest.fixture
def respondent(placement, link) -> Respondent:
    """The mentor, speaking through the link."""
    return Respondent(
        placement_id=placement.pk,
        mentor_id=placement.mentor_id,
        origin=EvaluationOrigin.LINK,
        request_id=link.request.pk,
    )
