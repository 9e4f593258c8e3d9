import datetime as dt

import pytest
from django.urls import reverse

from core.models import AuditEntry
from employers.enums import EvaluationOrigin
from employers.models import Contact, Placement, RatingRequest
from tests.factories.assessments import IssuedDocumentFactory
from tests.factories.colleges import ProgrammeFunctionFactory, StudyGroupFactory
from tests.factories.employers import (
    EvaluationFactory,
    FunctionRatingFactory,
    RatingRequestFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
CREATE = "/placements/new/"


@pytest.fixture
def teacher(college_teacher_client):
    return college_teacher_client


@pytest.fixture
def required(group, functions):
    for function in functions:
        ProgrammeFunctionFactory(programme=group.programme, function=function)
    return functions


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_form_asks_for_the_group_and_the_enterprise_first(teacher, group, employer):
    assert "Выберите группу" in teacher.get(CREATE).content.decode()
    assert "Выберите предприятие" in teacher.get(CREATE, {"group": group.pk}).content.decode()
    response = teacher.get(CREATE, {"group": group.pk, "employer": employer.pk})
    assert response.context["form"] is not None


@pytest.mark.parametrize("value", ["x", "-1", "99999999999999999999"])
def test_nonsense_in_the_address_is_as_nothing(teacher, value):
    response = teacher.get(CREATE, {"group": value, "employer": value, "module": value})
    assert response.status_code == 200
    assert response.context["form"] is None


def test_group_of_another_college_cannot_be_sent(teacher, employer):
    foreign = StudyGroupFactory()
    response = teacher.get(CREATE, {"group": foreign.pk, "employer": employer.pk})
    assert response.context["form"] is None


def test_students_are_sent_with_a_new_mentor(teacher, group, student, employer, required):
    response = teacher.post(
        f"{CREATE}?group={group.pk}&employer={employer.pk}",
        {
            "students": [student.pk],
            "kind": "prediploma",
            "starts_on": "2026-11-02",
            "ends_on": "2026-11-13",
            "mentor_name": "Анна Ильинична",
            "functions": [required[1].pk],
        },
        follow=True,
    )
    assert told(response) == ["Создано: 1\xa0практика."]
    placement = Placement.objects.get()
    assert (placement.student, placement.employer, placement.kind) == (
        student,
        employer,
        "prediploma",
    )
    assert placement.mentor == Contact.objects.get(name="Анна Ильинична")
    assert list(placement.functions.all()) == [required[1]]


def test_refusal_stands_in_the_form(teacher, group, student, employer, required, placement):
    response = teacher.post(
        f"{CREATE}?group={group.pk}&employer={employer.pk}",
        {
            "students": [student.pk],
            "kind": "production",
            "starts_on": placement.starts_on,
            "ends_on": placement.ends_on,
            "functions": [required[0].pk],
        },
    )
    assert response.context["form"].non_field_errors() == [
        "Вершинина Мария: практика на этом предприятии с этого дня уже есть."
    ]


def card(pk) -> str:
    return reverse("employers:placement_detail", args=[pk])


def test_card_shows_links_and_what_can_be_done(teacher, placement, link, now):
    RatingRequestFactory(placement=placement, revoked_at=now)
    RatingRequestFactory(placement=placement, asked_again_at=now)
    context = teacher.get(card(placement.pk)).context
    assert [(row["state"], row["is_open"]) for row in context["links"]] == [
        ("действует", True),
        ("истекла", False),
        ("отозвана", False),
    ]
    assert (context["can_mail"], context["can_enter"], context["is_rated"]) == (True, True, False)
    assert ("Наставник", "Пётр Саввич, главный инженер, mentor@example.invalid") in context["facts"]


def test_card_shows_what_the_mentor_said(teacher, placement, functions, now):
    evaluation = EvaluationFactory(placement=placement, submitted_at=now, comment="Молодец")
    FunctionRatingFactory(evaluation=evaluation, function=functions[0], answer="cannot")
    page = teacher.get(card(placement.pk)).content.decode()
    assert "Оценено 20.11.2026 12:00." in page
    assert "Пока не может" in page
    assert "Молодец" in page
    # The mentor answered himself: the college has nothing to write down.
    assert reverse("employers:evaluation_enter", args=[placement.pk]) not in page


def test_card_offers_to_mend_what_the_college_wrote(teacher, placement, now):
    EvaluationFactory(placement=placement, submitted_at=now, origin=EvaluationOrigin.PAPER)
    page = teacher.get(card(placement.pk)).content.decode()
    assert "Исправить со слов" in page
    assert "Записано колледжем со слов работодателя." in page


def test_practice_that_has_not_begun_is_not_rated_on_paper(teacher, placement):
    placement.starts_on, placement.ends_on = dt.date(2026, 12, 1), dt.date(2026, 12, 20)
    placement.save()
    context = teacher.get(card(placement.pk)).context
    assert (context["has_begun"], context["can_enter"]) == (False, False)


def test_placement_is_changed(teacher, placement, functions):
    response = teacher.post(
        reverse("employers:placement_change", args=[placement.pk]),
        {
            "mentor": placement.mentor_id,
            "starts_on": "2026-10-31",
            "ends_on": "2026-11-14",
            "functions": [functions[1].pk],
        },
        follow=True,
    )
    assert told(response) == ["Изменения сохранены."]
    placement.refresh_from_db()
    assert placement.ends_on == dt.date(2026, 11, 14)
    assert list(placement.functions.all()) == [functions[1]]


def test_rated_placement_says_why_it_stays(teacher, placement, functions, now):
    EvaluationFactory(placement=placement, submitted_at=now)
    response = teacher.post(
        reverse("employers:placement_change", args=[placement.pk]),
        {
            "mentor": placement.mentor_id,
            "starts_on": "2026-10-31",
            "ends_on": "2026-11-13",
            "functions": [functions[1].pk],
        },
    )
    assert response.context["form"].non_field_errors() == [
        "Практика уже оценена: наставника и функции изменить нельзя."
    ]


def test_practice_entered_by_mistake_is_removed_with_its_links(teacher, placement, link):
    url = reverse("employers:placement_remove", args=[placement.pk])
    asked = teacher.get(url)
    assert (asked.context["student"], asked.context["links"]) == (placement.student.full_name, 1)

    response = teacher.post(url, follow=True)

    assert response.redirect_chain == [("/placements/", 302)]
    assert told(response) == ["Практика удалена."]
    assert not Placement.objects.exists()
    assert not RatingRequest.objects.exists()
    line = AuditEntry.objects.get(action="employers.remove_placement")
    assert line.object_id == str(placement.pk)


def test_practice_on_which_something_stands_stays(teacher, placement, group, now):
    evaluation = EvaluationFactory(placement=placement)
    url = reverse("employers:placement_remove", args=[placement.pk])

    response = teacher.post(url, follow=True)

    assert told(response) == [
        "Удалить нельзя: наставник уже отвечал об этой практике или выдан документ."
    ]
    evaluation.delete()
    IssuedDocumentFactory(student=placement.student, group=group, placement=placement)
    teacher.post(url)
    assert Placement.objects.filter(pk=placement.pk).exists()
    assert not AuditEntry.objects.filter(action="employers.remove_placement").exists()


def test_link_is_withdrawn_after_a_question(teacher, link, placement, now, college_teacher):
    url = reverse("employers:request_revoke", args=[link.request.pk])
    assert "Ссылка сделана 20.11.2026\xa012:00" in teacher.get(url).content.decode()
    assert RatingRequest.objects.get().revoked_at is None
    response = teacher.post(url, follow=True)
    assert told(response) == ["Ссылка отозвана."]
    assert response.redirect_chain == [(card(placement.pk), 302)]
    assert RatingRequest.objects.get().revoked_at == now


def test_link_of_another_college_does_not_exist(other_college_manager_client, link):
    url = reverse("employers:request_revoke", args=[link.request.pk])
    assert other_college_manager_client.post(url).status_code == 404
    assert RatingRequest.objects.get().revoked_at is None


@pytest.mark.parametrize("count", [1, 4])
def test_card_takes_a_constant_number_of_queries(
    teacher, placement, count, django_assert_num_queries
):
    for _link in range(count):
        RatingRequestFactory(placement=placement)
    with django_assert_num_queries(10):
        teacher.get(card(placement.pk))
