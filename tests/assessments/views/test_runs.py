"""The list of computations of the region."""

import pytest

from assessments.enums import RunState
from assessments.models import RunCollege
from tests.factories.assessments import ReadinessRunFactory
from tests.factories.colleges import CollegeFactory

pytestmark = pytest.mark.django_db
URL = "/runs/"


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_as_often_for_many_runs(
    region_officer_client, count, django_assert_max_num_queries
):
    runs = ReadinessRunFactory.create_batch(count)
    with django_assert_max_num_queries(8):
        answer = region_officer_client.get(URL)
    assert {row["pk"] for row in answer.context["rows"]} == {run.pk for run in runs}


def test_progress_is_of_each_run_alone(region_officer_client, now):
    running, waiting = ReadinessRunFactory.create_batch(2)
    for done_at in (now, now, None):
        RunCollege.objects.create(run=running, college=CollegeFactory(), done_at=done_at)
    rows = {row["pk"]: row for row in region_officer_client.get(URL).context["rows"]}
    assert (rows[running.pk]["done"], rows[running.pk]["total"]) == (2, 3)
    assert (rows[waiting.pk]["done"], rows[waiting.pk]["total"]) == (0, 0)


def test_runs_beyond_fifty_stand_on_the_next_page(region_officer_client):
    ReadinessRunFactory.create_batch(51)
    assert len(region_officer_client.get(URL).context["rows"]) == 50
    assert len(region_officer_client.get(URL, {"page": 2}).context["rows"]) == 1


def test_run_tells_the_number_of_students_only_roughly(region_officer_client):
    """All students less those whom pages print of every year would be a few hidden ones."""
    run = ReadinessRunFactory(
        state=RunState.DONE, summary={"colleges": 3, "students": 1_344, "evidence": 9, "changed": 7}
    )
    page = region_officer_client.get(f"{URL}{run.pk}/").content.decode()
    assert "около 1" in page
    assert "344" not in page
