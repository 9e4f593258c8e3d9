"""Graduates and their outcomes that the table of routes names."""

from colleges.enums import EnrolmentState
from colleges.models import GraduateOutcome, StudyGroup
from tests.architecture.cast import Cast, made
from tests.factories import colleges


def _outcome(group: StudyGroup) -> GraduateOutcome:
    enrolment = colleges.EnrolmentFactory(group=group, state=EnrolmentState.GRADUATED)
    return colleges.GraduateOutcomeFactory(student=enrolment.student)


@made
def own_outcome(cast: Cast) -> int:
    return _outcome(cast["own_group_row"]).pk


@made
def foreign_outcome(cast: Cast) -> int:
    return _outcome(cast["foreign_group_row"]).pk


@made
def own_graduate_uid(cast: Cast) -> str:
    return str(_outcome(cast["own_group_row"]).student.uid)


@made
def foreign_graduate_uid(cast: Cast) -> str:
    return str(_outcome(cast["foreign_group_row"]).student.uid)
