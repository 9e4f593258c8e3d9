import csv
import io

import pytest
from django.urls import reverse

from assessments.models import RunCollege
from assessments.rules.parameters import default_parameter_values
from tests.factories.assessments import MethodologyFactory, ReadinessRunFactory
from tests.factories.colleges import EnrolmentFactory, StudyGroupFactory


@pytest.fixture
def url(college):
    return reverse("dashboards:college_changes", args=[college.pk])


@pytest.fixture
def run(college):
    method = MethodologyFactory(published=True, parameters=default_parameter_values())
    made = ReadinessRunFactory(methodology=method)
    RunCollege.objects.create(run=made, college=college, done_at=made.finished_at)
    EnrolmentFactory(group=StudyGroupFactory(programme__college=college, name="МСХ-31"))
    return made


def test_without_a_run_there_is_nothing_to_compare(college_manager_client, url):
    assert "Сравнить не с чем" in college_manager_client.get(url).content.decode()


def test_college_without_assessed_people_says_so(college_manager_client, url, run):
    text = college_manager_client.get(url).content.decode()
    assert "в один из двух моментов оценённых не было" in text
    assert "МСХ-31" in text


def test_file_has_the_rows_of_the_page(college_manager_client, url, run):
    answer = college_manager_client.get(url, {"since": run.pk, "download": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert "МСХ-31" in [row[0] for row in rows if row]
    assert college_manager_client.get(url, {"download": "exe"}).status_code == 404


def test_unknown_run_in_the_address_is_the_latest(college_manager_client, url, run):
    answer = college_manager_client.get(url, {"since": "999999"})
    assert answer.context["change"].since.number == run.pk


def test_foreign_college_is_not_found(college_manager_client, other_college, run):
    url = reverse("dashboards:college_changes", args=[other_college.pk])
    assert college_manager_client.get(url).status_code == 404
