import datetime as dt

import pytest
from django.urls import reverse

from employers.enums import Answer, EvaluationOrigin
from employers.models import Evaluation, FunctionRating
from tests.factories.employers import EvaluationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


@pytest.fixture
def url(placement) -> str:
    return reverse("employers:evaluation_enter", args=[placement.pk])


def test_rating_is_written_down_by_the_college(
    college_teacher_client, url, functions, placement, now
):
    response = college_teacher_client.post(
        url,
        {f"function_{functions[0].pk}": "with_hint", "days_missed": "2", "comment": "По телефону"},
        follow=True,
    )
    assert [str(message) for message in response.context["messages"]] == [
        "Оценка записана со слов работодателя."
    ]
    evaluation = Evaluation.objects.get()
    assert (evaluation.origin, evaluation.entered_by_id, evaluation.mentor_id) == (
        EvaluationOrigin.PAPER,
        college_teacher_client.user.pk,
        placement.mentor_id,
    )
    assert (evaluation.days_missed, evaluation.submitted_at) == (2, now)
    assert FunctionRating.objects.get().answer == Answer.WITH_HINT


def errors(client, url, **data) -> list[str]:
    return client.post(url, data).context["form"].non_field_errors()


def test_refusals_stand_in_the_form(college_teacher_client, url, placement, functions, now):
    answered = {f"function_{functions[0].pk}": "cannot"}
    assert errors(college_teacher_client, url, comment="x") == [
        "Пока нечего отправлять: ответьте хотя бы про одну трудовую функцию."
    ]
    evaluation = EvaluationFactory(placement=placement, submitted_at=now)
    assert errors(college_teacher_client, url, **answered) == [
        "Наставник уже ответил сам. Исправить может только он."
    ]
    evaluation.origin = EvaluationOrigin.PAPER
    evaluation.submitted_at = now - dt.timedelta(days=14)
    evaluation.save()
    assert errors(college_teacher_client, url, **answered) == ["Срок исправления закончился."]
    evaluation.delete()
    placement.starts_on, placement.ends_on = dt.date(2026, 12, 1), dt.date(2026, 12, 20)
    placement.save()
    assert errors(college_teacher_client, url, **answered) == ["Практика ещё не началась."]
    assert not FunctionRating.objects.exists()


def test_placement_of_another_college_does_not_exist(other_college_manager_client, url, functions):
    response = other_college_manager_client.post(url, {f"function_{functions[0].pk}": "cannot"})
    assert response.status_code == 404
    assert not Evaluation.objects.exists()
