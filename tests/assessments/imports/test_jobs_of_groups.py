import pytest

from assessments.imports.jobs import target_of_batch
from core.enums import Role
from core.models import ImportBatch
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import CollegeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "may"), [(Role.COLLEGE_MANAGER, True), (Role.COLLEGE_TEACHER, False)]
)
def test_long_list_makes_groups_only_for_the_head_who_brought_it(role, may):
    college = CollegeFactory()
    person = MembershipFactory(role=role, college=college).user
    batch = ImportBatch(
        kind="colleges.contingent", college_id=college.pk, uploaded_by=person, parameters={}
    )

    assert target_of_batch(batch).subject.may_make_groups is may
