import datetime as dt

import pytest
from django.urls import reverse

from core.enums import JobState
from core.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
KIND = "accounts.send_password_reset"


@pytest.fixture
def make_job(now):
    def make(user=None, **fields) -> Job:
        values = {"kind": KIND, "created_at": now, "due_at": now, "requested_by": user}
        return Job.objects.create(**values | fields)

    return make


def test_job_page_of_running_job_shows_progress_and_asks_again(
    college_manager_client, make_job, now
):
    job = make_job(
        college_manager_client.user,
        state=JobState.RUNNING,
        progress_done=14,
        progress_total=21,
        message="Колледж 14 из 21",
        started_at=now,
        lease_expires_at=now + dt.timedelta(minutes=1),
    )
    page = college_manager_client.get(f"/jobs/{job.pk}/").text
    assert "Письмо со ссылкой для пароля: выполняется" in page
    assert '<progress aria-label="Письмо со ссылкой для пароля" value="66" max="100">' in page
    assert "Колледж 14 из 21" in page
    assert f'hx-get="/jobs/{job.pk}/progress/" hx-trigger="every 1s"' in page
    # Without JavaScript there is a button to look again.
    assert "<noscript>" in page


def test_job_fragment_is_the_changing_part_only(college_manager_client, make_job):
    job = make_job(college_manager_client.user)
    fragment = college_manager_client.get(f"/jobs/{job.pk}/progress/").text
    assert fragment.lstrip().startswith('<div class="job job--queued"')
    assert "<html" not in fragment


def test_job_done_shows_its_result_and_asks_no_more(college_manager_client, make_job, now):
    job = make_job(
        college_manager_client.user,
        state=JobState.DONE,
        result={"url": "/help/"},
        started_at=now,
        finished_at=now + dt.timedelta(seconds=12),
    )
    page = college_manager_client.get(f"/jobs/{job.pk}/").text
    assert '<a class="button button--main" href="/help/">Открыть результат</a>' in page
    assert "работа заняла 12 с" in page
    assert "hx-get" not in page
    assert "<noscript>" not in page


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", 7, None])
def test_job_result_leads_inside_the_portal_only(college_manager_client, make_job, now, address):
    job = make_job(
        college_manager_client.user, state=JobState.DONE, result={"url": address}, finished_at=now
    )
    assert "Открыть результат" not in college_manager_client.get(f"/jobs/{job.pk}/").text


def test_job_failed_offers_to_repeat_without_technical_words(
    college_manager_client, administrator_client, make_job
):
    job = make_job(
        college_manager_client.user,
        state=JobState.FAILED,
        attempts=5,
        error="ConnectionRefusedError: 111",
    )
    page = college_manager_client.get(f"/jobs/{job.pk}/").text
    assert f"номер задания {job.pk}" in page
    assert "ConnectionRefusedError" not in page
    assert f'action="/jobs/{job.pk}/retry/"' in page
    assert "ConnectionRefusedError: 111" in administrator_client.get(f"/jobs/{job.pk}/").text


def test_job_retry_leads_to_the_new_job(college_manager_client, make_job):
    job = make_job(
        college_manager_client.user,
        state=JobState.FAILED,
        parameters={"user_id": 1, "base_url": "https://portal.example"},
    )
    answer = college_manager_client.post(f"/jobs/{job.pk}/retry/")
    again = Job.objects.exclude(pk=job.pk).get()
    assert answer.url == reverse("accounts:job_detail", args=[again.pk])
    assert again.requested_by == college_manager_client.user


def test_job_that_has_not_failed_cannot_be_repeated(college_manager_client, make_job):
    job = make_job(college_manager_client.user)
    assert college_manager_client.post(f"/jobs/{job.pk}/retry/").status_code == 404


@pytest.mark.parametrize("path", ["/jobs/{}/", "/jobs/{}/progress/"])
def test_job_of_somebody_else_is_not_found(
    college_manager_client, college_teacher_client, administrator_client, make_job, path
):
    job = make_job(college_manager_client.user)
    assert college_teacher_client.get(path.format(job.pk)).status_code == 404
    assert college_manager_client.get(path.format(job.pk)).status_code == 200
    assert administrator_client.get(path.format(job.pk)).status_code == 200


def test_job_waiting_long_says_that_it_is_not_lost(college_manager_client, make_job, now):
    job = make_job(college_manager_client.user, created_at=now - dt.timedelta(minutes=3))
    page = college_manager_client.get(f"/jobs/{job.pk}/").text
    assert "Исполнитель занят. Страницу можно закрыть" in page
    assert 'hx-trigger="every 5s"' in page


def test_job_of_dead_worker_says_that_another_takes_it(college_manager_client, make_job, now):
    job = make_job(
        college_manager_client.user,
        state=JobState.RUNNING,
        started_at=now - dt.timedelta(minutes=2),
        lease_expires_at=now - dt.timedelta(seconds=1),
    )
    page = college_manager_client.get(f"/jobs/{job.pk}/").text
    assert "задание передаётся другому" in page


def test_job_list_filters_by_state(administrator_client, make_job):
    make_job(state=JobState.FAILED)
    make_job()
    page = administrator_client.get("/jobs/?state=failed")
    assert [row["job"].state for row in page.context["rows"]] == [JobState.FAILED]


@pytest.mark.parametrize("count", [1, 4])
def test_job_list_query_count_is_constant(
    administrator_client, make_job, count, django_assert_num_queries
):
    for _ in range(count):
        make_job()
    # Session, person, roles; number of jobs, the jobs.
    with django_assert_num_queries(5):
        administrator_client.get("/jobs/")
