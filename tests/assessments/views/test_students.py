import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import StaleStudent
from colleges.models import Enrolment, Movement, Student
from tests.factories.assessments import StudentReadinessFactory
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]

LIST = reverse("assessments:student_list")


@pytest.fixture
def group(college):
    return StudyGroupFactory(
        programme=ProgrammeFactory(college=college, intake_year=2025), name="М-21"
    )


@pytest.fixture
def student(group):
    return enrol(group, "Лунёв").student


def enrol(group, last_name, **more):
    return EnrolmentFactory(
        group=group, student__last_name=last_name, started_on=dt.date(2025, 9, 1), **more
    )


def names(client, **query):
    rows = client.get(LIST, query).context["rows"]
    return [row["name"].split()[0] for row in rows]


def move(client, student, kind, **fields):
    address = reverse("assessments:student_move", args=[student.uid, kind])
    return client.post(address, {"happened_on": "2026-11-16", "number": "12-у"} | fields)


def errors(response):
    return [text for texts in response.context["form"].errors.values() for text in texts]


# --- the list -----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["лунев", "ЛУНЁВ", "keytd", "имя лун", "Отчество Лунёв"])
def test_search_forgives_spelling_layout_and_order(college_teacher_client, student, group, query):
    enrol(group, "Дубов")

    assert names(college_teacher_client, query=query) == ["Лунёв"]


def test_filters_narrow_the_list_together(college_teacher_client, student, group, college):
    other = StudyGroupFactory(
        programme=ProgrammeFactory(college=college, intake_year=2026), name="Э-11"
    )
    enrol(other, "Дубов")
    enrol(group, "Вершинина", state="expelled", ended_on=dt.date(2026, 3, 1))
    enrol(group, "Полевая", state="leave")
    StudentFactory(college=college, last_name="Яров")
    client = college_teacher_client

    assert names(client) == ["Дубов", "Лунёв", "Полевая"]
    assert names(client, group=group.pk) == ["Лунёв", "Полевая"]
    assert names(client, speciality=other.programme.speciality_id) == ["Дубов"]
    assert names(client, course="2") == ["Лунёв", "Полевая"]
    assert names(client, course="2", state="leave") == ["Полевая"]
    assert names(client, state="expelled") == ["Вершинина"]
    assert names(client, state="none") == ["Вершинина", "Яров"]
    assert len(names(client, state="any")) == 5
    # A filter that nobody offers does not empty the list.
    assert names(client, group="999999") == ["Дубов", "Лунёв", "Полевая"]


def test_list_is_sorted_by_index_with_those_without_one_last(
    college_teacher_client, student, group
):
    for name, index in (("Дубов", 0.5), ("Полевая", 0.9)):
        StudentReadinessFactory(student=enrol(group, name).student, group=group, index=index)

    assert names(college_teacher_client, sort="-index") == ["Полевая", "Дубов", "Лунёв"]
    assert names(college_teacher_client, sort="index") == ["Дубов", "Полевая", "Лунёв"]


def test_provisional_index_enters_no_ranking(college_teacher_client, college):
    group = StudyGroupFactory(programme__college=college)
    for name, index, is_provisional in (("Дубов", 0.5, False), ("Полевая", 0.9, True)):
        StudentReadinessFactory(
            student=enrol(group, name).student,
            group=group,
            index=index,
            is_provisional=is_provisional,
            is_ready=False,
        )
    assert names(college_teacher_client, sort="-index") == ["Дубов", "Полевая"]
    assert names(college_teacher_client, sort="index") == ["Дубов", "Полевая"]


def test_pages_keep_the_filter(college_teacher_client, group):
    for number in range(30):
        enrol(group, f"Лунёв{number:02}")

    page = college_teacher_client.get(LIST, {"query": "лунев", "rows": "25", "page": "2"})

    assert len(page.context["rows"]) == 5
    assert "query=%D0%BB" in page.text


def test_list_costs_as_many_queries_for_three_as_for_one(
    college_teacher_client, student, group, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14) as one:
        assert len(names(college_teacher_client)) == 1
    for name in ("Дубов", "Полевая"):
        enrol(StudyGroupFactory(programme=group.programme), name)
    with django_assert_max_num_queries(14) as three:
        assert len(names(college_teacher_client)) == 3
    assert len(one) == len(three)


# --- orders -------------------------------------------------------------------------------------


def test_transfer_is_written_and_readiness_follows(college_manager_client, student, group):
    to_group = StudyGroupFactory(programme=group.programme, name="М-22")

    response = move(college_manager_client, student, "transferred", to_group=to_group.pk)

    assert response["Location"] == reverse("assessments:student_card", args=[student.uid])
    assert Enrolment.objects.current().get(student=student).group == to_group
    movement = Movement.objects.get()
    assert (movement.kind, movement.order_number, movement.happened_on) == (
        "transferred",
        "12-у",
        dt.date(2026, 11, 16),
    )
    assert StaleStudent.objects.get().student_id == student.pk


def test_leave_return_expulsion_and_reinstatement_one_after_another(
    college_manager_client, student, group
):
    def state():
        rows = Enrolment.objects.filter(student=student).order_by("-pk")
        return rows.first().state

    client = college_manager_client
    assert move(client, student, "leave").status_code == 302
    assert state() == "leave"
    assert move(client, student, "returned", to_group="").status_code == 302
    assert state() == "studying"
    assert move(client, student, "expelled", happened_on="2026-11-17").status_code == 302
    assert state() == "expelled"
    reinstated = move(client, student, "reinstated", to_group=group.pk, happened_on="2026-11-18")
    assert reinstated.status_code == 302
    assert state() == "studying"


def test_student_offered_to_another_college_stays_until_it_accepts(college_manager_client, student):
    there = CollegeFactory(short_name="Степной колледж")

    response = move(college_manager_client, student, "college", to_college=there.pk)

    card = reverse("assessments:student_card", args=[student.uid])
    assert response["Location"] == card
    assert Student.objects.get(pk=student.pk).college != there
    page = college_manager_client.get(card).content.decode()
    assert "Перевод ждёт ответа" in page
    assert "Отчислить" not in page
    (task,) = college_manager_client.get("/tasks/").context["due"].transfers
    assert (task.college, task.is_incoming, task.is_refused) == ("Степной колледж", False, False)
    assert "ждёт ответа другого колледжа" in str(
        errors(move(college_manager_client, student, "expelled"))
    )


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("transferred", {}, "Обязательное поле."),
        ("leave", {"happened_on": "2026-11-21"}, "Этот день ещё не наступил."),
        (
            "leave",
            {"happened_on": "2025-08-31"},
            "Приказ не может действовать раньше зачисления в группу: 01.09.2025.",
        ),
        ("returned", {"to_group": ""}, "Обучающийся не в академическом отпуске."),
    ],
)
def test_wrong_order_is_refused_with_a_reason(
    college_manager_client, student, kind, fields, message
):
    assert errors(move(college_manager_client, student, kind, **fields)) == [message]
    assert not Movement.objects.exists()


def test_group_of_another_college_is_not_offered(college_manager_client, student):
    foreign = StudyGroupFactory()

    response = move(college_manager_client, student, "transferred", to_group=foreign.pk)

    assert response.status_code == 200
    assert "to_group" in response.context["form"].errors
    assert not Movement.objects.exists()


def test_group_graduates_but_for_those_on_leave(college_manager_client, student, group):
    away = enrol(group, "Полевая", state="leave")
    address = reverse("assessments:group_graduate", args=[group.pk])

    response = college_manager_client.post(address, {"graduated_on": "2026-11-16"})

    assert response.status_code == 302
    states = dict(Enrolment.objects.values_list("student__last_name", "state"))
    assert states == {"Лунёв": "graduated", "Полевая": "leave"}
    group.refresh_from_db()
    assert group.is_archived
    again = college_manager_client.post(address, {"graduated_on": "2026-11-16"})
    assert errors(again) == ["В группе никто не учится: выпускать некого."]
    # Whoever comes back must say to which group: the old one is gone.
    back = move(college_manager_client, away.student, "returned", to_group="")
    assert errors(back) == ["Обязательное поле."]


def test_orders_are_the_managers_and_of_the_own_college(
    college_teacher_client, other_college_manager_client, student
):
    assert move(college_teacher_client, student, "leave").status_code == 403
    assert move(other_college_manager_client, student, "leave").status_code == 404
    assert not Movement.objects.exists()


def around(client, student, query=None):
    url = reverse("assessments:student_card", args=[student.uid])
    found = client.get(url, {} if query is None else {"list": query}).context["neighbours"]
    if found is None:
        return None
    names = [link and link[0] for link in (found.previous, found.following)]
    return (*names, found.number, found.total)


def test_card_leads_to_the_neighbours_of_the_list_one_came_from(
    college_teacher_client, group, other_college
):
    def made(last, **where):
        return EnrolmentFactory(
            student__last_name=last,
            student__first_name="Ян",
            student__patronymic="",
            **(where or {"group": group}),
        ).student

    first, second, third = made("Ан"), made("Ким"), made("Ли")
    elsewhere = made("Ем", group__programme__college=group.college)
    made("Дан", group__programme__college=other_college)

    assert around(college_teacher_client, second) == ("Ан Ян", "Ли Ян", 2, 3)
    assert around(college_teacher_client, first) == (None, "Ким Ян", 1, 3)
    assert around(college_teacher_client, elsewhere) is None
    assert around(college_teacher_client, second, "") == ("Ем Ян", "Ли Ян", 3, 4)
    assert around(college_teacher_client, second, "sort=-name") == ("Ли Ян", "Ем Ян", 2, 4)
    assert around(college_teacher_client, third, "query=ким") is None

    url = reverse("assessments:student_list")
    rows = college_teacher_client.get(url, {"group": group.pk}).context["rows"]
    card = college_teacher_client.get(rows[1]["url"]).context["neighbours"]
    assert card.list_url == f"{url}?group={group.pk}"
    assert card.following[1].endswith(f"{third.uid}/?list=group%3D{group.pk}")


def test_a_name_that_was_looked_for_stands_in_no_address_of_a_card(college_manager_client, group):
    EnrolmentFactory(group=group, student__last_name="Ковалёва")
    asked = {"query": "Ковалёва", "group": group.pk}
    [row] = college_manager_client.get(reverse("assessments:student_list"), asked).context["rows"]
    assert row["url"].endswith(f"?list=group%3D{group.pk}")
