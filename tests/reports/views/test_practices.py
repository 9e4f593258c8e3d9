import pytest
from django.test import Client
from django.urls import reverse

from core.enums import Role
from reports.models import PracticeCard
from reports.services.releases import publish_release
from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import ProgrammeFactory, ProgrammeFunctionFactory
from tests.factories.reports import PracticeCardFactory, ReleaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
LIST = "/practices/"
TEXTS = {
    "title": "Настройка сеялок в хозяйстве",
    "problem": "Сеялку видели только на плакате.",
    "action": "Две недели в хозяйстве, по двое на сеялку.",
    "outcome": "Настраивают сами.",
}


def card(**given):
    published = {"state": "published", "published_at": "2026-11-01T09:00:00Z"}
    return PracticeCardFactory(**published | given)


def titles(page):
    return [row["title"] for row in page.context["rows"]]


def test_card_of_a_college_is_published_with_its_figures_before_and_after(
    draft, approve, region, now, region_officer_client
):
    approve(draft)
    after = publish_release(release=draft, actor_id=None, now=now)
    before = ReleaseFactory(
        published=True, graduation_year=2025, content=draft.content, counts=draft.counts
    )
    manager = RoleClient(MembershipFactory(role=Role.COLLEGE_MANAGER, college=region.first))

    answer = manager.post(
        reverse("reports:practice_create"),
        TEXTS | {"release_before": before.pk, "release_after": after.pk},
    )
    stored = PracticeCard.objects.get()
    url = reverse("reports:practice_detail", args=[stored.pk])

    assert answer.url == url
    assert Client().get(url).status_code == 404
    assert [row["title"] for row in manager.get(LIST).context["own"]] == [TEXTS["title"]]
    waiting = region_officer_client.get(LIST).context["waiting"]
    assert [row["url"] for row in waiting] == [url]
    region_officer_client.post(
        reverse("reports:practice_decide", args=[stored.pk]),
        {"decision": "published", "read": stored.fingerprint},
    )
    page = Client().get(url)
    figures = {one.name: (one.before, one.after) for one in page.context["figures"]}
    assert figures["Оценено"] == ("40", "40")
    assert "Нива" in page.text
    assert titles(Client().get(LIST)) == [TEXTS["title"]]


def test_figures_go_when_a_report_is_withdrawn(college):
    earlier = ReleaseFactory(published=True, graduation_year=2025)
    later = ReleaseFactory(draft=True, graduation_year=2026)
    shown = card(college=college, release_before=earlier, release_after=later)

    page = Client().get(reverse("reports:practice_detail", args=[shown.pk]))

    assert page.context["figures"] == []


def test_enterprise_is_named_by_its_district_only(employer_manager_client, employer_manager):
    form = employer_manager_client.get(reverse("reports:practice_create"))
    employer_manager_client.post(reverse("reports:practice_create"), TEXTS)
    stored = PracticeCard.objects.get()
    PracticeCard.objects.update(state="published", published_at="2026-11-01T09:00:00Z")

    page = Client().get(reverse("reports:practice_detail", args=[stored.pk]))

    assert "release_before" not in form.context["form"].fields
    assert stored.employer == employer_manager.employer
    assert f"предприятие, {stored.employer.municipality.name}" in page.text
    assert stored.employer.name not in page.text


def test_catalogue_is_filtered_by_what_its_cards_name(college):
    programme = ProgrammeFactory(college=college)
    function = ProgrammeFunctionFactory(programme=programme).function
    card(title="А", speciality=programme.speciality)
    card(title="Б", function=function)
    card(title="В")
    PracticeCardFactory(title="Ждёт", speciality=programme.speciality)
    client = Client()

    everything = client.get(LIST)

    assert titles(everything) == ["В", "Б", "А"]
    fields = everything.context["form"].fields
    assert list(fields["speciality"].queryset) == [programme.speciality]
    assert list(fields["function"].queryset) == [function]
    assert titles(client.get(LIST, {"speciality": programme.speciality_id})) == ["А"]
    assert titles(client.get(LIST, {"function": function.pk})) == ["Б"]
    assert titles(client.get(LIST, {"function": "чужое"})) == ["В", "Б", "А"]


def test_returned_card_is_mended_by_its_college_only(
    college_manager_client, region_officer_client, college
):
    own, foreign = PracticeCardFactory(college=college), PracticeCardFactory()
    decide = reverse("reports:practice_decide", args=[own.pk])
    refused = region_officer_client.post(decide, {"decision": "returned"})
    assert "Напишите причину: её прочтёт автор." in refused.text
    region_officer_client.post(
        decide,
        {"decision": "returned", "returned_because": "Чем измерили?", "read": own.fingerprint},
    )

    assert "Чем измерили?" in college_manager_client.get(LIST).text
    change = reverse("reports:practice_change", args=[own.pk])
    assert college_manager_client.get(change).context["form"].initial["title"] == own.title
    college_manager_client.post(change, TEXTS)
    own.refresh_from_db()
    assert (own.state, own.outcome) == ("proposed", "Настраивают сами.")
    elsewhere = reverse("reports:practice_change", args=[foreign.pk])
    assert college_manager_client.post(elsewhere, TEXTS).status_code == 404


def test_card_changed_while_it_was_read_is_shown_again_with_the_new_text(
    college_manager_client, region_officer_client, college
):
    own = PracticeCardFactory(college=college)
    college_manager_client.post(reverse("reports:practice_change", args=[own.pk]), TEXTS)

    page = region_officer_client.post(
        reverse("reports:practice_decide", args=[own.pk]),
        {"decision": "published", "read": own.fingerprint},
    )

    own.refresh_from_db()
    assert own.state == "proposed"
    assert "Автор изменил карточку, пока вы её читали" in page.text
    assert TEXTS["outcome"] in page.text
    assert f'name="read" value="{own.fingerprint}"' in page.text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"outcome": "Мастер Иванов И. И. доволен"}, "фамилия с инициалами"),
        ({"release_before": "earlier"}, "Выберите оба отчёта"),
        ({"release_before": "later", "release_after": "earlier"}, "Выберите оба отчёта"),
    ],
)
def test_what_cannot_be_published_is_refused_in_words(college_manager_client, given, words):
    keys = {
        "earlier": ReleaseFactory(published=True, graduation_year=2025).pk,
        "later": ReleaseFactory(published=True, graduation_year=2026).pk,
    }
    values = TEXTS | {name: keys.get(value, value) for name, value in given.items()}

    page = college_manager_client.post(reverse("reports:practice_create"), values)

    assert words in page.text
    assert not PracticeCard.objects.exists()


def test_card_is_not_for_the_association_before_the_ministry_has_read_it(
    association_expert_client, region_officer_client
):
    waiting, shown = PracticeCardFactory(), card()
    pages = [reverse("reports:practice_detail", args=[one.pk]) for one in (waiting, shown)]

    assert [association_expert_client.get(page).status_code for page in pages] == [404, 200]
    assert [region_officer_client.get(page).status_code for page in pages] == [200, 200]


def test_address_of_a_decision_leads_to_the_card(region_officer_client):
    waiting = PracticeCardFactory()

    answer = region_officer_client.get(reverse("reports:practice_decide", args=[waiting.pk]))

    assert answer.url == reverse("reports:practice_detail", args=[waiting.pk])


def test_published_card_is_closed_to_its_author(college_manager_client, college):
    shown = card(college=college)

    page = college_manager_client.post(reverse("reports:practice_change", args=[shown.pk]), TEXTS)

    assert "Карточка уже опубликована" in page.text


def test_catalogue_costs_the_same_queries_however_long(django_assert_max_num_queries):
    card()
    with django_assert_max_num_queries(8) as one:
        Client().get(LIST)
    for _number in range(4):
        card()
    with django_assert_max_num_queries(8) as five:
        Client().get(LIST)
    assert len(one) == len(five)
