import pytest
from django.urls import reverse

from tests.factories.assessments import store_score
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)


@pytest.fixture
def programme(college):
    """Two functions: one assessed without an employer, one that nothing assesses."""
    programme = ProgrammeFactory(college=college)
    assessed = ProgrammeFunctionFactory(programme=programme).function
    ProgrammeFunctionFactory(programme=programme)
    group = StudyGroupFactory(programme=programme)
    student = EnrolmentFactory(group=group, student__college=college).student
    store_score(student, assessed, college_value=0.7)
    return programme


def test_overview_counts_functions_by_what_they_lack(college_teacher_client, programme):
    page = college_teacher_client.get(reverse("assessments:evidence_overview"))
    (row,) = page.context["rows"]
    assert (row["pk"], row["students"]) == (programme.pk, 1)
    assert [count for _state, count in row["counts"]] == [0, 1, 1, 0]
    link = f'href="/evidence/{programme.pk}/?state={row["counts"][1][0]}">1</a>'
    assert link in page.content.decode()


def test_programme_says_what_to_do_about_each_function(college_teacher_client, programme):
    url = reverse("assessments:evidence_programme", args=[programme.pk])
    page = college_teacher_client.get(url)
    text = page.content.decode()
    steps = [(row["state"], row["step_url"]) for row in page.context["rows"]]
    assert steps == [
        ("оценивается без работодателя", reverse("employers:placement_create")),
        ("преподаётся, не оценивается", ""),
    ]
    assert "Включить в практику: ни одно место её не даёт" in text
    assert "Включить в форму оценки" in text


def test_functions_with_both_sides_are_folded_below(college_teacher_client, programme):
    function = ProgrammeFunctionFactory(programme=programme).function
    student = EnrolmentFactory(
        group__programme=programme, student__college=programme.college
    ).student
    store_score(student, function, college_value=0.7, employer_value=0.6)
    url = reverse("assessments:evidence_programme", args=[programme.pk])

    page = college_teacher_client.get(url)
    chosen = college_teacher_client.get(url, {"state": "covered"})

    assert [row["state"] for row in page.context["rows"]] == [
        "оценивается без работодателя",
        "преподаётся, не оценивается",
    ]
    assert [row["pk"] for row in page.context["complete"]] == [function.pk]
    assert "Есть обе стороны, функций: 1" in page.text
    assert [row["pk"] for row in chosen.context["rows"]] == [function.pk]
    assert chosen.context["complete"] == []


def test_filter_leaves_what_is_asked_for(college_teacher_client, programme):
    url = reverse("assessments:evidence_programme", args=[programme.pk])
    page = college_teacher_client.get(url, {"state": "not_assessed"})
    assert [row["state"] for row in page.context["rows"]] == ["преподаётся, не оценивается"]
    empty = college_teacher_client.get(url, {"state": "covered"})
    assert "Таких функций нет" in empty.content.decode()


def test_college_without_programmes_is_told_who_makes_them(college_teacher_client):
    page = college_teacher_client.get(reverse("assessments:evidence_overview"))
    assert "Программ ещё нет" in page.content.decode()
