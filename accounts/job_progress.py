"""A job as people see it: words, per cent, where to go next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import JobState
from core.jobs.live import Live, live_progress
from core.jobs.registry import title_of
from core.models import Job
from core.numbers import NBSP, format_date

ASK_EVERY_SECOND_FOR: Final = timedelta(minutes=2)
LONG_WAIT: Final = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class JobProgress:
    """What the page of a job prints. `percent` is None while the amount of work is unknown.

    `poll_seconds` is 0 when nothing will change any more; the addresses are empty where there is
    nothing to open or repeat.
    """

    pk: int
    title: str
    state: str
    state_word: str
    percent: int | None
    message: str
    facts: str
    error: str
    poll_seconds: int
    poll_url: str
    result_url: str
    retry_url: str


def describe_job(job: Job, *, now: datetime, technical: bool) -> JobProgress:
    """Prepare a job for its page; `technical` adds the error as the worker reported it."""
    failed = job.state == JobState.FAILED
    live = live_progress(job) if job.state == JobState.RUNNING else None
    return JobProgress(
        pk=job.pk,
        title=title_of(job.kind) or _("Задание"),
        state=job.state,
        state_word=str(JobState(job.state).label),
        percent=_percent(job, live),
        message=_message(job, live, now=now),
        facts=_facts(job, technical=technical),
        error=job.error if failed and technical else "",
        poll_seconds=_pause(job, now=now),
        poll_url=reverse("accounts:job_progress", args=[job.pk]),
        result_url=_own_address(job.result.get("url")) if job.state == JobState.DONE else "",
        retry_url=reverse("accounts:job_retry", args=[job.pk]) if failed else "",
    )


def _percent(job: Job, live: Live | None) -> int | None:
    if job.state == JobState.DONE:
        return 100
    return job.percent if live is None else live.done * 100 // live.total


def _message(job: Job, live: Live | None, *, now: datetime) -> str:
    if job.state == JobState.FAILED:
        return _(
            "Не получилось: сделано %(attempts)s попыток, ничего не испорчено. Повторите; если не "
            "поможет, сообщите администратору номер задания %(number)s."
        ) % {"attempts": job.attempts, "number": job.pk}
    if job.state == JobState.QUEUED and job.attempts:
        return _("Попытка %(attempts)s не удалась, скоро будет следующая.") % {
            "attempts": job.attempts
        }
    if job.state == JobState.QUEUED and now - job.created_at > LONG_WAIT:
        return _("Исполнитель занят. Страницу можно закрыть: задание не потеряется.")
    lost = job.lease_expires_at is not None and job.lease_expires_at < now
    if job.state == JobState.RUNNING and lost:
        return _("Исполнитель не отвечает: задание передаётся другому.")
    return job.message if live is None else live.message


def _facts(job: Job, *, technical: bool) -> str:
    facts = [_("создано %(moment)s") % {"moment": _moment(job.created_at)}]
    if job.finished_at is not None and job.started_at is not None:
        seconds = max(1, round((job.finished_at - job.started_at).total_seconds()))
        facts.append(_("закончено %(moment)s") % {"moment": _moment(job.finished_at)})
        facts.append(_("работа заняла %(seconds)s с") % {"seconds": seconds})
    elif job.started_at is not None:
        facts.append(_("начато %(moment)s") % {"moment": _moment(job.started_at)})
    if technical:
        facts.append(f"{job.kind} №{NBSP}{job.pk}")
    return " · ".join(facts)


def _pause(job: Job, *, now: datetime) -> int:
    if job.is_finished:
        return 0
    return 1 if now - job.created_at < ASK_EVERY_SECOND_FOR else 5


def _own_address(address: object) -> str:
    """Return the address when it is a path of this portal, else nothing."""
    inside = isinstance(address, str) and address.startswith("/") and not address.startswith("//")
    return str(address) if inside else ""


def _moment(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{format_date(local)}{NBSP}{local:%H:%M}"
