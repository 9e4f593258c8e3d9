import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from employers.enums import Answer, EvaluationOrigin
from employers.models import Evaluation, FunctionRating
from tests.factories.colleges import StudentFactory
from tests.factories.employers import (
    EvaluationFactory,
    FunctionRatingFactory,
    PlacementFactory,
)
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
CABINET = "/cabinet/"


@pytest.fixture
def manager(employer_manager_client):
    return employer_manager_client


@pytest.fixture
def intern(manager):
    student = StudentFactory(first_name="Мария", last_name="Вершинина")
    student.college.short_name = "Колледж «Нива»"
    student.college.save()
    return PlacementFactory(
        employer=manager.membership.employer,
        student=student,
        functions=[LabourFunctionFactory(name="Посев")],
    )


def test_cabinet_lists_interns_without_surnames(manager, intern):
    PlacementFactory()
    response = manager.get(CABINET)
    assert response.context["rows"] == [
        {
            "intern": "Мария\xa0В.",
            "college": "Колледж «Нива»",
            "kind": "производственная практика",
            "period": "12–30\xa0мая 2026",
            "mentor": intern.mentor.name,
            "is_begun": False,
            "sent_on": "",
            "url": reverse("employers:cabinet_rate", args=[intern.pk]),
        }
    ]
    assert "Вершинин" not in response.content.decode()
    tabs = [(name, current, count) for name, _url, current, count in response.context["tabs"]]
    assert tabs == [("Ждут оценки", True, 1), ("Оценены", False, 0), ("Скоро придут", False, 0)]


def test_cabinet_shows_history_and_who_comes(manager, intern, now):
    employer = manager.membership.employer
    rated = PlacementFactory(employer=employer)
    EvaluationFactory(placement=rated, submitted_at=now)
    today = now.date()
    PlacementFactory(
        employer=employer,
        starts_on=today + dt.timedelta(days=1),
        ends_on=today + dt.timedelta(days=9),
    )
    (row,) = manager.get(CABINET, {"state": "rated"}).context["rows"]
    assert row["sent_on"] == "20.11.2026"
    assert len(manager.get(CABINET, {"state": "coming"}).context["rows"]) == 1
    assert manager.get(CABINET, {"state": "nonsense"}).context["state"] == "waiting"


def test_cabinet_thanks_when_everybody_is_rated(manager, intern, now):
    EvaluationFactory(placement=intern, submitted_at=now)
    page = manager.get(CABINET).content.decode()
    assert "Спасибо: вы оценили всех, кто был на практике. Всего оценок: 1." in page
    assert "Все практиканты оценены" in page


@pytest.mark.parametrize("count", [1, 20])
def test_cabinet_takes_a_constant_number_of_queries(manager, count, django_assert_num_queries):
    for _intern in range(count):
        placement = PlacementFactory(employer=manager.membership.employer)
        FunctionRatingFactory(evaluation=EvaluationFactory(placement=placement))
    with django_assert_num_queries(8):
        response = manager.get(CABINET)
    assert len(response.context["rows"]) == count


def test_intern_is_rated_by_the_account(manager, intern, now):
    url = reverse("employers:cabinet_rate", args=[intern.pk])
    function = intern.functions.get()
    manager.post(url, {"step": "1", "function": function.pk, "answer": "with_hint"})
    assert manager.post(url, {"step": "review"}).url == url
    evaluation = Evaluation.objects.get()
    assert (evaluation.origin, evaluation.entered_by_id, evaluation.mentor_id) == (
        EvaluationOrigin.CABINET,
        manager.user.pk,
        intern.mentor_id,
    )
    assert evaluation.submitted_at == now
    assert FunctionRating.objects.get().answer == Answer.WITH_HINT
    assert f'href="{CABINET}"' in manager.get(url).content.decode()


def test_cabinet_checks_against_forged_requests(manager, intern):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = manager.cookies
    url = reverse("employers:cabinet_rate", args=[intern.pk])
    assert strict.post(url, {"step": "intro"}).status_code == 403
    page = strict.get(url)
    token = page.context["csrf_token"]
    accepted = strict.post(url, {"step": "intro", "csrfmiddlewaretoken": str(token)})
    assert accepted.status_code == 302


def test_intern_of_another_enterprise_does_not_exist(manager):
    foreign = PlacementFactory()
    url = reverse("employers:cabinet_rate", args=[foreign.pk])
    assert manager.get(url).status_code == 404
    assert manager.post(url, {"step": "intro"}).status_code == 404


def test_answers_of_the_mentor_are_those_of_the_cabinet(manager, intern):
    evaluation = EvaluationFactory(placement=intern)
    FunctionRatingFactory(
        evaluation=evaluation, function=intern.functions.get(), answer=Answer.CANNOT
    )
    page = manager.get(reverse("employers:cabinet_rate", args=[intern.pk]), {"step": "1"})
    assert 'value="cannot" checked' in page.content.decode()
