import pytest
from django.urls import reverse

from tests.assessments.views.practice_places import mark, practise, rate
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EmployerFactory, PlacementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


@pytest.fixture
def practised(college, now):
    return practise(college, now=now)


@pytest.fixture
def client(college_teacher_client):
    return college_teacher_client


def places_page(client, practised, **query):
    return client.get(reverse("assessments:evidence_places", args=[practised.programme.pk]), query)


def function_page(client, practised, number, **query):
    route = "assessments:evidence_function"
    args = [practised.programme.pk, practised.functions[number].pk]
    return client.get(reverse(route, args=args), query)


def names(page):
    return [row["name"] for row in page.context["rows"]]


# --- by place -----------------------------------------------------------------------------------


def test_places_say_which_functions_they_tell_of(client, practised):
    first, second = places_page(client, practised).context["rows"]
    assert [(row["name"], row["students"]) for row in (first, second)] == [
        ("АО «Колос»", 1),
        ("СПК «Заря»", 2),
    ]
    counted = ("heard", "college_only", "silent", "silent_codes", "not_asked")
    assert [first[name] for name in counted] == [0, 0, 1, "A/01.3", 2]
    assert [second[name] for name in counted] == [1, 0, 1, "A/02.3", 1]
    assert [
        (state, [title for title, _url in functions]) for state, functions in second["lists"]
    ] == [
        ("нет свидетельств", ["A/02.3 Посев культур"]),
        ("есть голос работодателя", ["A/01.3 Подготовка почвы"]),
        ("нет в задании практики", ["A/03.3 Уход за посевами"]),
    ]


def test_function_of_a_place_leads_to_its_line(client, practised):
    row = places_page(client, practised, query="заря").context["rows"][0]
    _state, ((_title, url),) = row["lists"][0]
    assert names(client.get(url)) == ["СПК «Заря»"]


def test_functions_that_no_place_gives_stand_first(client, practised):
    page = places_page(client, practised)
    uncovered = page.context["uncovered"]
    assert [row["title"] for row in uncovered["without_task"]] == ["A/03.3 Уход за посевами"]
    assert [row["title"] for row in uncovered["without_voice"]] == ["A/02.3 Посев культур"]
    assert "Нет в задании ни одной практики: 1" in page.text


def test_step_at_a_place_asks_for_all_functions_at_once(client, practised):
    kolos, zarya = places_page(client, practised).context["rows"]
    board = f"/placements/?programme={practised.programme.pk}&group={practised.group.pk}"
    assert kolos["steps"] == [
        ("Попросить наставника об оценке", f"{board}&employer={practised.kolos.pk}"),
        ("Внести оценку со слов", f"/placements/{practised.placements[2].pk}/enter/"),
    ]
    assert [row["student"] for row in client.get(kolos["steps"][0][1]).context["rows"]] == [
        practised.placements[2].student.short_name
    ]
    assert [url for _step, url in zarya["steps"]][1:] == [
        f"/placements/{practised.placements[1].pk}/enter/"
    ]


def test_place_where_everybody_answered_asks_for_nothing(client, practised, now):
    rate(practised.placements[2], practised.functions[0], now=now)
    (kolos,) = places_page(client, practised, query="колос").context["rows"]
    assert (kolos["heard"], kolos["silent"], kolos["steps"]) == (1, 0, [])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"lack": "no_voice"}, ["АО «Колос»"]),
        ({"lack": "silent"}, ["АО «Колос»", "СПК «Заря»"]),
        ({"lack": "nonsense"}, ["АО «Колос»", "СПК «Заря»"]),
        ({"query": "ЗАРЯ"}, ["СПК «Заря»"]),
        ({"query": "заря", "lack": "no_voice"}, []),
        ({"sort": "-students"}, ["СПК «Заря»", "АО «Колос»"]),
        ({"sort": "heard"}, ["АО «Колос»", "СПК «Заря»"]),
        ({"sort": "-name"}, ["СПК «Заря»", "АО «Колос»"]),
        ({"sort": "nonsense"}, ["АО «Колос»", "СПК «Заря»"]),
    ],
)
def test_places_are_chosen_and_ordered(client, practised, query, found):
    assert names(places_page(client, practised, **query)) == found


def test_place_is_found_by_its_municipality(client, practised):
    there = EmployerFactory(name="Опытная станция", municipality__name="Степновский округ")
    student = EnrolmentFactory(group=practised.group, student__college=practised.group.college)
    PlacementFactory(student=student.student, employer=there)
    assert names(places_page(client, practised, query="степновский")) == ["Опытная станция"]


def test_programme_without_practice_is_led_to_a_new_one(client, college):
    group = StudyGroupFactory(programme__college=college)
    EnrolmentFactory(group=group, student__college=college)
    page = client.get(reverse("assessments:evidence_places", args=[group.programme_id]))
    assert "Мест практики ещё нет" in page.text
    assert f'href="/placements/new/?group={group.pk}"' in page.text


# --- all programmes of the college by place ------------------------------------------------------


def test_college_sees_every_enterprise_by_programme(client, practised, college, now):
    other = practise(college, now=now)
    page = client.get(reverse("assessments:evidence_college_places"), {"sort": "-students"})
    counted = ("name", "students", "heard", "college_only", "silent", "silent_codes", "not_asked")
    kolos = ("АО «Колос»", 1, 0, 0, 1, "A/01.3", 2)
    zarya = ("СПК «Заря»", 2, 1, 0, 1, "A/02.3", 1)
    assert [tuple(row[name] for name in counted) for row in page.context["rows"]] == [
        zarya,
        zarya,
        kolos,
        kolos,
    ]
    assert page.context["enterprises"] == 4
    programmes = {row["programme"] for row in page.context["rows"]}
    assert programmes == {
        f"{one.programme.speciality}, {one.programme.intake_year}" for one in (practised, other)
    }
    (row,) = client.get(page.context["rows"][0]["url"]).context["rows"]
    assert row["name"] == "СПК «Заря»"


def test_college_does_not_see_the_places_of_another(client, practised, other_college, now):
    practise(other_college, now=now)
    page = client.get(reverse("assessments:evidence_college_places"), {"lack": "no_voice"})
    assert [row["pk"] for row in page.context["rows"]] == [practised.kolos.pk]
    assert page.context["enterprises"] == 2


def test_college_without_practice_is_led_to_a_new_one(client):
    page = client.get(reverse("assessments:evidence_college_places"))
    assert "Мест практики ещё нет" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_programmes_costs_the_same_queries(
    client, college, count, now, django_assert_num_queries
):
    for _one in range(count):
        practise(college, now=now)
    with django_assert_num_queries(17):
        page = client.get(reverse("assessments:evidence_college_places"))
    assert len(page.context["rows"]) == 2 * count


# --- one function at every place ----------------------------------------------------------------


def test_function_stands_at_every_place_with_its_steps(client, practised):
    page = function_page(client, practised, 0)
    assert [(label, count) for label, count, _url in page.context["counts"]] == [
        ("нет свидетельств", 1),
        ("оценил только колледж", 0),
        ("есть голос работодателя", 1),
        ("нет в задании практики", 0),
    ]
    kolos, zarya = page.context["rows"]
    counted = ("students", "asked", "marked", "rated", "state")
    assert [kolos[name] for name in counted] == [1, 1, 0, 0, "нет свидетельств"]
    assert [zarya[name] for name in counted] == [2, 2, 0, 1, "есть голос работодателя"]
    begun = f"group={practised.group.pk}&function={practised.functions[0].pk}"
    assert kolos["steps"][2] == (
        "Внести ведомость практики",
        f"/sheets/new/?{begun}&practice=on&held_on=2026-10-30",
    )
    assert [step for step, _url in zarya["steps"]] == [
        "Попросить наставника об оценке",
        "Внести оценку со слов",
    ]


def test_step_of_a_sheet_begins_it_wholly(client, practised):
    kolos = function_page(client, practised, 0).context["rows"][0]
    page = client.get(kolos["steps"][2][1])
    initial = page.context["form"].initial
    assert (initial["group"], initial["instrument"]) == (
        str(practised.group.pk),
        practised.form.pk,
    )
    assert 'value="2026-10-30"' in page.text


def test_steps_for_two_groups_lead_to_all_practices_and_to_the_larger_group(client, practised):
    larger = StudyGroupFactory(programme=practised.programme)
    for _one in range(2):
        student = EnrolmentFactory(group=larger, student__college=larger.college).student
        PlacementFactory(
            student=student, employer=practised.kolos, functions=practised.functions[:1]
        )
    kolos = function_page(client, practised, 0, query="колос").context["rows"][0]
    (ask, board), (sheet, begun) = kolos["steps"]
    assert (kolos["students"], ask, sheet) == (
        3,
        "Попросить наставника об оценке",
        "Внести ведомость практики",
    )
    assert board == f"/placements/?programme={larger.programme_id}&employer={practised.kolos.pk}"
    assert len(client.get(board).context["rows"]) == 3
    assert f"group={larger.pk}&" in begun
    # The day on which the practices of that group ended, not the last day of all.
    assert begun.endswith("held_on=2026-05-30")


def test_sheet_of_practice_changes_the_state_of_the_place(client, practised, now):
    mark(practised, practised.placements[2], now=now)
    kolos = function_page(client, practised, 0, query="колос").context["rows"][0]
    assert (kolos["marked"], kolos["state"]) == (1, "оценил только колледж")
    assert [step for step, _url in kolos["steps"]] == [
        "Попросить наставника об оценке",
        "Внести оценку со слов",
    ]


def test_function_without_a_form_of_practice_offers_no_sheet(client, practised):
    (zarya,) = function_page(client, practised, 1, state="no_evidence").context["rows"]
    assert [step for step, _url in zarya["steps"]] == [
        "Попросить наставника об оценке",
        "Внести оценку со слов",
    ]


def test_function_outside_the_tasks_leads_to_a_practice_that_can_change(client, practised, now):
    kolos, zarya = reversed(function_page(client, practised, 2).context["rows"])
    change = f"/placements/{practised.placements[2].pk}/change/"
    assert (kolos["state"], kolos["steps"]) == (
        "нет в задании практики",
        [("Включить в задание практики", change)],
    )
    rate(practised.placements[2], practised.functions[0], now=now)
    (kolos,) = function_page(client, practised, 2, query="колос").context["rows"]
    assert kolos["steps"] == [
        (
            "Включить в задание практики",
            f"/placements/new/?group={practised.group.pk}&employer={practised.kolos.pk}",
        )
    ]
    assert zarya["name"] == "СПК «Заря»"


def test_mentor_who_saw_nothing_leads_to_another_practice(client, practised, now):
    rate(practised.placements[2], practised.functions[0], now=now, answer="no_such_work")
    (kolos,) = function_page(client, practised, 0, query="колос").context["rows"]
    assert kolos["state"] == "нет свидетельств"
    assert kolos["steps"] == [
        (
            "Наставник этого не видел: запланируйте другую практику",
            f"/placements/new/?group={practised.group.pk}",
        )
    ]


def test_practice_still_to_come_says_when(client, practised):
    coming = practised.placements[2]
    coming.starts_on, coming.ends_on = "2027-02-01", "2027-02-20"
    coming.save()
    (kolos,) = function_page(client, practised, 0, query="колос").context["rows"]
    assert kolos["steps"] == [("Практика начнётся 01.02.2027", "")]


def test_function_that_the_programme_does_not_require_is_not_found(client, practised):
    other = ProgrammeFunctionFactory().function
    url = reverse("assessments:evidence_function", args=[practised.programme.pk, other.pk])
    assert client.get(url).status_code == 404


# --- whatever the number ------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("route", ["evidence_programme", "evidence_places", "evidence_function"])
def test_any_number_of_places_costs_the_same_queries(
    client, college, count, route, django_assert_num_queries
):
    programme = ProgrammeFactory(college=college)
    required = ProgrammeFunctionFactory(programme=programme).function
    group = StudyGroupFactory(programme=programme)
    for _one in range(count):
        student = EnrolmentFactory(group=group, student__college=college).student
        PlacementFactory(student=student, functions=[required])
    args = [programme.pk, *([required.pk] if route == "evidence_function" else [])]
    with django_assert_num_queries(20):
        page = client.get(reverse(f"assessments:{route}", args=args))
    assert page.status_code == 200
