"""Programmes that want a look: drafts of alignments and replaced editions."""

import datetime as dt

import pytest

from colleges.selectors.programme_attention import Attention, programmes_to_look_at
from colleges.services.alignment_states import agree_by_college, return_alignment
from core.enums import Role
from core.scope import Scope
from tests.factories.accounts import UserFactory
from tests.factories.colleges import (
    AlignmentFactory,
    AlignmentVersionFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.standards import LabourFunctionFactory, ProfessionalStandardFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def scope(college):
    return Scope(user_id=None, role=Role.COLLEGE_TEACHER, college_ids=frozenset({college.pk}))


def found(scope, attention):
    programmes = programmes_to_look_at(scope=scope, attention=attention, today=TODAY)
    return set(programmes.values_list("pk", flat=True))


def test_draft_is_the_newest_version_that_nobody_handed_in_or_sent_back(scope, college):
    def aligned(**where):
        return AlignmentFactory(programme=ProgrammeFactory(**where)).version.programme

    draft, agreed, returned, finished = (aligned(college=college) for _one in range(4))
    aligned()  # another college's
    ProgrammeFactory(college=college)  # nobody has begun
    for programme in (agreed, returned):
        agree_by_college(programme=programme, actor_id=None, now=NOW)
    return_alignment(programme=returned, reason="Нет практики", actor_id=UserFactory().pk, now=NOW)
    StudyGroupFactory(programme=finished, is_archived=True)
    assert found(scope, Attention.DRAFT) == {draft.pk}

    AlignmentVersionFactory(programme=agreed, number=2)
    assert found(scope, Attention.DRAFT) == {draft.pk, agreed.pk}


def test_replaced_edition_counts_where_a_newer_one_is_in_force(scope, college):
    old, ended, kept = (
        ProfessionalStandardFactory(code=code, valid_to=day)
        for code, day in (
            ("13.006", dt.date(2026, 9, 1)),
            ("13.001", dt.date(2026, 9, 1)),
            ("13.002", None),
        )
    )
    ProfessionalStandardFactory(code="13.006", order_number="100н")
    programmes = []
    for standard in (old, ended, kept):
        programme = ProgrammeFactory(college=college)
        function = LabourFunctionFactory(generalized_function__standard=standard)
        ProgrammeFunctionFactory(programme=programme, function=function)
        programmes.append(programme)
    ProgrammeFunctionFactory(
        programme=ProgrammeFactory(),
        function=LabourFunctionFactory(generalized_function__standard=old),
    )

    assert found(scope, Attention.REPLACED) == {programmes[0].pk}
