import pytest
from django.urls import reverse

from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")


def test_groups_are_found_by_a_name_of_a_student(college_manager_client, group):
    for name in ("Ким", "Лунёв"):
        student = StudentFactory(college=group.college, last_name=name)
        EnrolmentFactory(group=group, student=student)
    StudyGroupFactory(programme=group.programme, name="Т-11")
    url = reverse("colleges:group_list")

    def found(query):
        rows = college_manager_client.get(url, {"query": query}).context["rows"]
        return [(row.name, row.students) for row in rows]

    assert found("лунев") == [("М-31", 2)]
    assert found("т-1") == [("Т-11", 0)]
    assert found("никто") == []


def test_list_costs_as_many_queries_for_three_groups_as_for_one(
    college_manager_client, group, django_assert_max_num_queries
):
    url = reverse("colleges:group_list")

    def cost():
        with django_assert_max_num_queries(15) as captured:
            assert college_manager_client.get(url).status_code == 200
        return len(captured)

    one = cost()
    for other in StudyGroupFactory.create_batch(2, programme=group.programme):
        EnrolmentFactory(group=other)
    assert cost() == one
