import pytest
from django.test import Client
from django.urls import reverse

from reports.enums import ReleaseState
from reports.models import Release
from reports.services.releases import publish_release, withdraw_release
from tests.factories.colleges import StudyGroupFactory
from tests.factories.dashboards import figures_of


@pytest.fixture
def published(draft, approve, now):
    approve(draft)
    return publish_release(release=draft, actor_id=None, now=now)


def test_everybody_reads_a_published_report_only(draft, approve, now):
    page = reverse("reports:release_public", args=[draft.slug])
    file = reverse("reports:release_download", args=[draft.slug, "csv"])
    anybody = Client()
    assert anybody.get(page).status_code == anybody.get(file).status_code == 404
    approve(draft)
    assert anybody.get(page).status_code == anybody.get(file).status_code == 404
    publish_release(release=draft, actor_id=None, now=now)
    answer = anybody.get(page)
    text = answer.content.decode()
    assert "К работе готовы 53" in text
    assert "Молчаливый" in text
    assert "скрыто, чтобы нельзя было узнать о группе меньше 10 человек" in text
    assert draft.content_sha256 in text
    assert anybody.get(file).content == bytes(draft.files.get(file_format="csv").content)
    withdraw_release(release=draft, note="Ошибка", actor_id=None, now=now)
    assert anybody.get(page).status_code == anybody.get(file).status_code == 404


def test_home_shows_the_latest_report_or_says_there_is_none(client, published):
    assert published.title in client.get("/").content.decode()
    Release.objects.all().delete()
    assert "Отчётов ещё нет" in client.get("/").content.decode()


def test_unknown_file_is_not_found(client, published):
    url = reverse("reports:release_download", args=[published.slug, "exe"])
    assert client.get(url).status_code == 404


def test_new_report_is_proposed_for_the_last_graduation_that_is_over(
    region, run, region_officer_client, frozen_now
):
    group = StudyGroupFactory(graduation_year=2027)
    figures_of(group, (0, 9, 0, 0))
    form = region_officer_client.get(reverse("reports:release_create")).context["form"]
    assert form.fields["graduation_year"].choices[0] == (2027, "2027")
    assert form["graduation_year"].value() == 2026


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_reports_asks_the_database_as_often_for_many(
    draft, region_officer_client, count, django_assert_max_num_queries
):
    for number in range(1, count):
        draft.pk, draft.slug = None, f"copy-{number}"
        draft.save()
    with django_assert_max_num_queries(8):
        answer = region_officer_client.get(reverse("reports:release_list"))
    assert len(answer.context["rows"]) == count


def test_official_makes_a_report(region, run, region_officer_client, frozen_now, run_jobs):
    client = region_officer_client
    answer = client.post(
        reverse("reports:release_create"), {"title": "Отчёт", "graduation_year": 2026}
    )
    release = Release.objects.get()
    detail = reverse("reports:release_detail", args=[release.pk])
    assert answer.url == detail
    assert "собирается" in client.get(detail).content.decode()
    run_jobs()
    assert "Не сдали данные: Молчаливый." in client.get(detail).content.decode()
    approve = reverse("reports:release_approve", args=[release.pk])
    client.post(approve)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    client.post(approve, {"acknowledged": "on"})
    assert "Проверка раскрытия: в очереди" in client.get(detail).content.decode()
    client.post(reverse("reports:release_publish", args=[release.pk]))
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    run_jobs()
    assert "ни одно из них нельзя вычислить" in client.get(detail).content.decode()
    client.post(reverse("reports:release_publish", args=[release.pk]))
    release.refresh_from_db()
    assert release.state == ReleaseState.PUBLISHED


def test_expert_reads_and_does_not_approve(draft, association_expert_client):
    client = association_expert_client
    assert client.get(reverse("reports:release_detail", args=[draft.pk])).status_code == 200
    answer = client.post(
        reverse("reports:release_approve", args=[draft.pk]), {"acknowledged": "on"}
    )
    assert answer.status_code == 403
