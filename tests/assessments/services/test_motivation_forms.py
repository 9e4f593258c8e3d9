"""Two administrators begin a new questionnaire at once."""

import pytest
from django.core.exceptions import ValidationError

from assessments.models import MotivationForm
from assessments.services.motivation_forms import draft_motivation_form
from tests.factories.assessments import MotivationFormFactory
from tests.threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("has_version", [True, False])
def test_one_makes_the_draft_and_the_others_are_told_in_words(now, has_version):
    MotivationForm.objects.all().delete()
    if has_version:
        MotivationFormFactory(version=1)

    def ask(_number: int) -> str:
        try:
            draft_motivation_form(actor_id=None, now=now)
        except ValidationError as error:
            return error.messages[0]
        return "made"

    said = in_threads(ask)
    refused = "Проект анкеты уже есть: измените его или удалите."
    assert sorted(said) == sorted(["made", *[refused] * (len(said) - 1)])
    assert MotivationForm.objects.filter(introduced_at=None).count() == 1
