import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.enums import Component, EvidenceKind
from assessments.rules.parameters import default_parameter_values
from tests.factories.assessments import EvidenceFactory, MethodologyFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.dashboards import group_with


@pytest.fixture
def url(college):
    return reverse("dashboards:college_why", args=[college.pk])


@pytest.fixture
def function(college):
    """A student of the college who lacks one function, and is assessed in everything else."""
    MethodologyFactory(published=True, parameters=default_parameter_values())
    today = timezone.localdate()
    required = ProgrammeFunctionFactory(
        programme=ProgrammeFactory(college=college, intake_year=today.year - 1), is_mandatory=True
    )
    group = StudyGroupFactory(programme=required.programme, graduation_year=today.year + 2)
    student = EnrolmentFactory(group=group).student
    for component, kind, score, own in (
        (Component.PRACTICAL, EvidenceKind.DEMO_EXAM, 0.3, required.function),
        (Component.KNOWLEDGE, EvidenceKind.INTERIM_MARK, 0.9, None),
        (Component.MOTIVATION, EvidenceKind.QUESTIONNAIRE, 0.9, None),
    ):
        EvidenceFactory(
            student=student,
            function=own,
            score=score,
            kind=kind,
            component=component,
            observed_on=today,
        )
    return required.function


def test_page_names_what_lowers_the_mean_and_what_to_begin_with(
    college_manager_client, url, function
):
    text = college_manager_client.get(url).content.decode()
    assert "Больше всего снижает демонстрационный экзамен" in text
    assert f"{function.code} {function.name}" in text
    assert "станут готовы 1" in text


def test_file_has_one_row_a_function(college_manager_client, url, function):
    answer = college_manager_client.get(url, {"download": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[1:] for row in rows if f"{function.code} {function.name}" in row] == [
        ["1", "0", "1", f"{function.code} {function.name}", "1"]
    ]
    assert college_manager_client.get(url, {"download": "exe"}).status_code == 404


def test_college_without_students_or_method_has_nothing_to_explain(college_manager_client, url):
    answer = college_manager_client.get(url)
    assert "Объяснять нечего" in answer.content.decode()
    assert college_manager_client.get(url, {"download": "csv"}).status_code == 404


def test_foreign_college_is_not_found(college_manager_client, other_college, function):
    url = reverse("dashboards:college_why", args=[other_college.pk])
    assert college_manager_client.get(url).status_code == 404


def test_own_page_of_the_college_leads_there(college_manager_client, college, url):
    group_with(college, (3, 3, 3, 3))
    place = college_manager_client.get(reverse("dashboards:college", args=[college.pk]))
    assert url in place.content.decode()
