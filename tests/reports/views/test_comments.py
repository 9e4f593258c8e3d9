import pytest
from django.test import Client
from django.urls import reverse

from reports.enums import CommentState
from reports.models import Comment
from reports.services.releases import publish_release
from tests.factories.reports import CommentFactory, ReleaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
TEXT = "Не видно, сколько выпускников ушло в армию."


@pytest.fixture
def published(draft, approve, now):
    approve(draft)
    return publish_release(release=draft, actor_id=None, now=now)


def page_of(release):
    return reverse("reports:discussion", args=[release.slug])


def send(client, release, **data):
    url = reverse("reports:comment_create", args=[release.slug])
    return client.post(url, {"anchor": "", "text": TEXT} | data)


def test_remark_is_written_read_answered_and_then_seen_by_everybody(
    published, college_teacher_client, college_teacher, region_officer_client
):
    page = page_of(published)
    answer = send(college_teacher_client, published, anchor="municipalities")
    comment = Comment.objects.get()

    assert answer.url == page
    assert TEXT not in Client().get(page).text
    own = college_teacher_client.get(page)
    assert [row["state"] for row in own.context["own"]] == ["ожидает проверки"]
    queue = region_officer_client.get(reverse("reports:comment_list"))
    assert [row["pk"] for row in queue.context["rows"]] == [comment.pk]

    region_officer_client.post(
        reverse("reports:comment_detail", args=[comment.pk]),
        {"decision": "shown", "answer": "Графа появится весной."},
    )

    public = Client().get(page)
    (row,) = public.context["rows"]
    assert row["signature"] == f"Преподаватель, мастер, {college_teacher.college.short_name}"
    assert row["about"] == "Округа"
    assert college_teacher.user.display_name not in public.text
    assert TEXT in public.text
    assert "Графа появится весной." in public.text
    report = Client().get(reverse("reports:release_public", args=[published.slug]))
    assert "Обсуждение: 1" in report.text


def test_hidden_remark_tells_its_author_why_and_others_only_that_it_was(
    college_teacher_client, college_teacher, region_officer_client
):
    comment = CommentFactory(author=college_teacher.user)
    decide = reverse("reports:comment_detail", args=[comment.pk])

    refused = region_officer_client.post(decide, {"decision": "hidden"})
    assert "Напишите причину: её прочтёт автор." in refused.text
    region_officer_client.post(decide, {"decision": "hidden", "hidden_because": "Не об отчёте"})

    page = page_of(comment.release)
    assert "Не об отчёте" in college_teacher_client.get(page).text
    public = Client().get(page)
    assert "Не об отчёте" not in public.text
    assert comment.text not in public.text
    assert "Скрыто по правилам обсуждения: 1." in public.text


def test_names_and_addresses_are_refused_in_words(college_teacher_client, region_officer_client):
    release = ReleaseFactory(published=True)

    page = send(college_teacher_client, release, text="Спросите Анну Сергеевну, +7 912 345-67-89")
    comment = CommentFactory(release=release)
    answer = region_officer_client.post(
        reverse("reports:comment_detail", args=[comment.pk]),
        {"decision": "shown", "answer": "Ответит Иванов И. И."},
    )

    assert "Уберите сведения о людях: номер телефона, отчество." in page.text
    # What was written stays in the form.
    assert "Спросите Анну Сергеевну" in page.text
    assert "Уберите сведения о людях: фамилия с инициалами." in answer.text
    comment.refresh_from_db()
    assert (Comment.objects.count(), comment.state) == (1, CommentState.WAITING)


def test_address_of_a_refused_form_leads_back_to_the_discussion(college_teacher_client):
    release = ReleaseFactory(published=True)
    refused = send(college_teacher_client, release, text="кратко")

    answer = college_teacher_client.get(refused.request["PATH_INFO"], {"page": 2})

    assert (answer.status_code, answer.url) == (302, page_of(release))


def test_too_many_remarks_are_refused_in_words(college_teacher_client, college_teacher, now):
    release = ReleaseFactory(published=True)
    CommentFactory.create_batch(5, author=college_teacher.user, created_at=now)

    page = send(college_teacher_client, release)

    assert "За час можно написать не больше 5 отзывов." in page.text
    assert Comment.objects.count() == 5


def test_guest_reads_by_the_page_and_is_told_how_to_write():
    release = ReleaseFactory(published=True)
    CommentFactory.create_batch(21, release=release, state=CommentState.SHOWN)
    CommentFactory(state=CommentState.SHOWN)

    page = Client().get(page_of(release))
    last = Client().get(page_of(release), {"page": 2})

    assert (len(page.context["rows"]), len(last.context["rows"])) == (20, 1)
    assert page.context["shown"] == 21
    assert "Читать может каждый" in page.text
    assert 'id="write"' not in page.text


def test_discussion_costs_the_same_queries_however_long(
    college_teacher_client, django_assert_max_num_queries
):
    release = ReleaseFactory(published=True)
    CommentFactory(release=release, state=CommentState.SHOWN)
    with django_assert_max_num_queries(12) as one:
        college_teacher_client.get(page_of(release))
    CommentFactory.create_batch(5, release=release, state=CommentState.SHOWN)
    with django_assert_max_num_queries(12) as six:
        college_teacher_client.get(page_of(release))
    assert len(one) == len(six)


def test_what_nobody_has_read_comes_first_and_states_are_filtered(
    region_officer_client, administrator_client
):
    waiting = CommentFactory()
    shown = CommentFactory(state=CommentState.SHOWN)
    hidden = CommentFactory(state=CommentState.HIDDEN, hidden_because="Не об отчёте")
    url = reverse("reports:comment_list")

    everything = region_officer_client.get(url).context["rows"]
    assert [row["pk"] for row in everything] == [waiting.pk, hidden.pk, shown.pk]
    found = administrator_client.get(url, {"state": "hidden"})
    assert [row["pk"] for row in found.context["rows"]] == [hidden.pk]
    assert reverse("reports:comment_detail", args=[hidden.pk]) not in found.text
