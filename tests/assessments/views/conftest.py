"""A group with a sheet and a student, for files that are loaded into them."""

import pytest

from assessments.enums import ScaleKind
from tests.factories.assessments import CriterionFactory, InstrumentFactory, SheetFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")


@pytest.fixture
def sheet(group):
    instrument = InstrumentFactory()
    CriterionFactory(instrument=instrument, name="Вспашка", scale=ScaleKind.MARK)
    return SheetFactory(group=group, instrument=instrument)


@pytest.fixture
def student(sheet):
    person = StudentFactory(
        college=sheet.college, last_name="Ким", first_name="Юлия", patronymic=""
    )
    return EnrolmentFactory(group=sheet.group, student=person).student
