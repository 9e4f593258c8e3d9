"""The administrator makes the next version of the motivation questionnaire."""

import pytest

from assessments.models import MotivationForm
from assessments.selectors.surveys import motivation_form
from assessments.services.motivation_forms import (
    discard_motivation_draft,
    draft_motivation_form,
    introduce_motivation_draft,
)
from assessments.views import motivation_forms as views
from core.models import AuditEntry
from tests.factories.assessments import MotivationFormFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
URL = "/motivation-forms/"
ITEMS = [f"Утверждение {number}" for number in range(1, 9)]


@pytest.fixture
def asked(db):
    """The only version; the first one that the migrations bring would be counted too."""
    MotivationForm.objects.all().delete()
    return MotivationFormFactory(version=4, title="О работе")


@pytest.fixture
def draft(asked, now):
    return draft_motivation_form(actor_id=None, now=now)


def posted(items, **more):
    """What the page of statements sends: rows as (text, place, is removed)."""
    data = {"title": "", "items-INITIAL_FORMS": "8", "items-TOTAL_FORMS": len(items), **more}
    for number, (text, place, is_removed) in enumerate(items):
        data |= {f"items-{number}-name": text, f"items-{number}-ORDER": place}
        if is_removed:
            data[f"items-{number}-DELETE"] = "on"
    return data


def rows(items=ITEMS):
    return [(text, place, False) for place, text in enumerate(items, start=1)]


def test_draft_of_the_version_in_force_is_changed_looked_at_and_introduced(
    administrator_client, asked, student_client
):
    page = administrator_client.post(f"{URL}create/", follow=True)
    draft = MotivationForm.objects.get(introduced_at=None)
    assert (draft.version, draft.title, draft.items) == (5, "О работе", ITEMS)
    assert [row["name"].value() for row in page.context["rows"]] == ITEMS

    sent = [
        *rows(ITEMS[:7]),
        (ITEMS[7], 8, True),
        (" Новое  последнее ", 9, False),
        ("Первое", 0, False),
    ]
    page = administrator_client.post(
        f"{URL}{draft.pk}/edit/", posted(sent, title="Практика"), follow=True
    )
    draft.refresh_from_db()
    wanted = ["Первое", *ITEMS[:7], "Новое последнее"]
    assert (draft.title, draft.items) == ("Практика", wanted)
    assert [field.label for field in page.context["form"]][:2] == ["1. Первое", f"2. {ITEMS[0]}"]
    assert page.context["words"].heading == "Практика"
    assert motivation_form() == asked

    confirm = administrator_client.get(f"{URL}{draft.pk}/introduce/")
    assert confirm.context["added"] == ["Первое", "Новое последнее"]
    assert confirm.context["removed"] == [ITEMS[7]]
    assert "останется при ней" in confirm.text
    done = administrator_client.post(f"{URL}{draft.pk}/introduce/", follow=True)
    assert "теперь отвечают на версию 5" in done.text
    assert [row["state"][0] for row in done.context["rows"]] == ["действует", "прежняя"]
    assert motivation_form() == draft
    said = AuditEntry.objects.filter(object_id=str(draft.pk)).order_by("pk")
    assert list(said.values_list("action", flat=True)) == [
        "assessments.draft_motivation_form",
        "assessments.change_motivation_form",
        "assessments.introduce_motivation_form",
    ]


def test_more_rows_keep_what_was_typed_and_judge_nothing(administrator_client, draft):
    sent = posted([("Одно", 1, False), ("Лишнее", 2, True)], add_rows="1", title="Новый")
    page = administrator_client.post(f"{URL}{draft.pk}/edit/", sent)
    assert [row["name"].value() for row in page.context["rows"]] == ["Одно", None, None]
    assert page.context["form"]["title"].value() == "Новый"
    assert not page.context["form"].errors


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (ITEMS[:7], "от 8 до 12"),
        ([*ITEMS, ITEMS[0].upper()], "дважды"),
        ([*ITEMS, "а" * 201], "не более 200"),
        ([f"Утверждение {number}" for number in range(13)], "не больше 12"),
    ],
)
def test_questionnaire_that_cannot_be_asked_is_refused_in_words(
    administrator_client, draft, items, words
):
    page = administrator_client.post(f"{URL}{draft.pk}/edit/", posted(rows(items)))
    assert page.status_code == 200
    assert words in page.text
    draft.refresh_from_db()
    assert draft.items == ITEMS


def test_second_draft_is_refused_in_words(administrator_client, draft):
    page = administrator_client.post(f"{URL}create/", follow=True)
    assert "Проект анкеты уже есть" in page.text
    assert "Создать проект" not in page.text
    assert MotivationForm.objects.count() == 2


def test_draft_is_discarded_and_its_number_is_free_again(administrator_client, draft, now):
    page = administrator_client.post(f"{URL}{draft.pk}/discard/", follow=True)
    assert "Проект анкеты удалён." in page.text
    assert draft_motivation_form(actor_id=None, now=now).version == 5


@pytest.mark.parametrize("deed", [introduce_motivation_draft, discard_motivation_draft])
@pytest.mark.parametrize("page", ["edit", "introduce", "discard"])
def test_what_somebody_else_did_meanwhile_is_told(
    administrator_client, draft, now, deed, page, monkeypatch
):
    """Between the look at the draft and the deed; opened later, such a page is not there."""

    def late(pk):
        deed(form=draft, actor_id=None, now=now)
        return draft

    monkeypatch.setattr(views, "_version", late)
    monkeypatch.setattr(views, "_draft", late)
    answer = administrator_client.post(f"{URL}{draft.pk}/{page}/", posted(rows()), follow=True)
    assert "Этого проекта уже нет" in answer.text


@pytest.mark.parametrize("page", ["edit", "introduce", "discard"])
def test_version_in_force_has_no_page_of_a_draft(administrator_client, asked, page):
    assert administrator_client.get(f"{URL}{asked.pk}/{page}/").status_code == 404
    sent = administrator_client.post(f"{URL}{asked.pk}/{page}/", posted(rows(ITEMS[::-1])))
    assert sent.status_code in {302, 404}
    asked.refresh_from_db()
    assert asked.items == ITEMS
