from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.assessments.views.practice_places import practise
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    store_score,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EmployerFactory, PlacementFactory


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
    assert [count for _state, _url, count in row["counts"]] == [0, 1, 1, 0]
    assert f'href="/evidence/{programme.pk}/?state=not_assessed">1</a>' in page.text


def test_programmes_without_students_are_folded_below(college_teacher_client, programme, college):
    idle = ProgrammeFunctionFactory(programme__college=college).programme
    page = college_teacher_client.get(reverse("assessments:evidence_overview"))
    assert [row["pk"] for row in page.context["rows"]] == [programme.pk]
    assert [row["pk"] for row in page.context["without_students"]] == [idle.pk]
    assert "Программы без обучающихся: 1" in page.text


def test_programme_says_what_to_do_about_each_function(college_teacher_client, programme):
    url = reverse("assessments:evidence_programme", args=[programme.pk])
    page = college_teacher_client.get(url)
    text = page.content.decode()
    steps = [(row["state"], row["step_url"]) for row in page.context["rows"]]
    assert steps == [
        (
            "оценивается без работодателя",
            f"{reverse('employers:placement_create')}?group={programme.groups.get().pk}",
        ),
        ("преподаётся, не оценивается", ""),
    ]
    assert "Включить в практику: ни одно место её не даёт" in text
    assert "Включить в форму оценки" in text
    assert "Это делает руководитель колледжа." in text


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


def test_function_with_both_sides_says_who_is_still_without(college_teacher_client, programme):
    function = ProgrammeFunctionFactory(programme=programme).function
    group = StudyGroupFactory(programme=programme)
    for voices in ({"college_value": 0.7, "employer_value": 0.6}, {}, {"employer_value": 0.5}):
        student = EnrolmentFactory(group=group, student__college=programme.college).student
        store_score(student, function, **voices)
    url = reverse("assessments:evidence_programme", args=[programme.pk])
    page = college_teacher_client.get(url)
    (row,) = page.context["complete"]
    assert row["remaining"] == [
        (
            "колледж не оценил ещё 3",
            f"/sheets/new/?group={group.pk}&function={function.pk}",
        ),
        ("работодатели не оценили ещё 2", f"/placements/?programme={programme.pk}"),
    ]
    assert "не у всех обучающихся: 1" in page.text


def test_filter_leaves_what_is_asked_for(college_teacher_client, programme):
    url = reverse("assessments:evidence_programme", args=[programme.pk])
    page = college_teacher_client.get(url, {"state": "not_assessed"})
    assert [row["state"] for row in page.context["rows"]] == ["преподаётся, не оценивается"]
    empty = college_teacher_client.get(url, {"state": "covered"})
    assert "Таких функций нет" in empty.content.decode()


def test_college_without_programmes_is_told_who_makes_them(college_teacher_client):
    page = college_teacher_client.get(reverse("assessments:evidence_overview"))
    assert "Программ ещё нет" in page.content.decode()


# --- the places below a function, the file ------------------------------------------------------


def test_places_with_most_to_do_are_folded_below_a_function(college_teacher_client, college, now):
    practised = practise(college, now=now)
    url = reverse("assessments:evidence_programme", args=[practised.programme.pk])
    page = college_teacher_client.get(url)
    first, second, third = page.context["rows"]
    assert [
        (row["places_count"], row["silent_count"], row["without_task"])
        for row in page.context["rows"]
    ] == [
        (2, 1, 0),
        (1, 1, 1),
        (0, 0, 2),
    ]
    assert [
        (line["name"], line["students"], line["asked"], line["rated"], line["state"])
        for line in first["places"]
    ] == [
        ("АО «Колос»", 1, 1, 0, "нет свидетельств"),
        ("СПК «Заря»", 2, 2, 1, "есть голос работодателя"),
    ]
    assert [line["name"] for line in second["places"]] == ["СПК «Заря»"]
    assert third["places"] == []
    assert page.text.count('<details class="evidence-fold">') == 2
    assert "Ни одно место практики не даёт эту функцию." in page.text


def test_only_the_first_places_are_folded_below(college_teacher_client, college):
    required = ProgrammeFunctionFactory(programme__college=college)
    group = StudyGroupFactory(programme=required.programme)
    for number in range(7):
        student = EnrolmentFactory(group=group, student__college=college).student
        employer = EmployerFactory(name=f"Хозяйство {number}")
        PlacementFactory(student=student, employer=employer, functions=[required.function])
    url = reverse("assessments:evidence_programme", args=[required.programme_id])
    (row,) = college_teacher_client.get(url).context["rows"]
    assert row["places_count"] == 7
    assert [line["name"] for line in row["places"]] == [
        f"Хозяйство {number}" for number in range(5)
    ]


def test_steps_of_functions_lead_to_pages_already_filtered(college_manager_client, programme):
    assessed, unassessed = (row.function for row in programme.required_functions.order_by("pk"))
    criterion = CriterionFactory(instrument__college=programme.college)
    CriterionFunctionFactory(criterion=criterion, function=unassessed)
    group = programme.groups.get()
    place = PlacementFactory(student=group.enrolments.get().student, functions=[assessed])
    url = reverse("assessments:evidence_programme", args=[programme.pk])
    steps = [row["step_url"] for row in college_manager_client.get(url).context["rows"]]
    assert steps == [
        f"/placements/?programme={programme.pk}",
        f"/sheets/new/?group={group.pk}&function={unassessed.pk}",
    ]
    board, sheet = (college_manager_client.get(step) for step in steps)
    assert [row["id"] for row in board.context["rows"]] == [place.pk]
    assert list(sheet.context["form"].fields["instrument"].queryset) == [criterion.instrument]


def test_coverage_is_downloaded_as_a_workbook_without_names(
    college_teacher_client, college, frozen_now
):
    practised = practise(college, now=frozen_now)
    url = reverse("assessments:evidence_file", args=[practised.programme.pk])
    answer = college_teacher_client.get(url)
    book = load_workbook(BytesIO(answer.content))
    assert answer["Cache-Control"] == "no-store, private"
    assert book.sheetnames == ["Функции", "Функции по местам", "Места практики", "Сведения"]
    pairs = [row[:9] for row in book["Функции по местам"].iter_rows(values_only=True)]
    place = college.municipality.name
    assert (
        "A/01.3",
        "Подготовка почвы",
        "СПК «Заря»",
        place,
        2,
        2,
        0,
        1,
        "есть голос работодателя",
    ) in pairs
    assert (
        "A/03.3",
        "Уход за посевами",
        "АО «Колос»",
        place,
        1,
        0,
        0,
        0,
        "нет в задании практики",
    ) in pairs
    assert len([row for row in pairs if row[0] in ("A/01.3", "A/02.3", "A/03.3")]) == 6
    places = [row[:8] for row in book["Места практики"].iter_rows(values_only=True)]
    assert ("СПК «Заря»", place, 2, 1, 0, 1, 1, "A/02.3") in places
    said = " ".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    assert all(one.student.last_name not in said for one in practised.placements)
