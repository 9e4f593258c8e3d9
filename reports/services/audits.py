"""Approval of a release: asked for by an officer, given by the audit of disclosure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record_action
from core.jobs.queue import enqueue
from reports.enums import ReleaseState
from reports.models import Release
from reports.rules.audits import Audited, Report, audit_release_content, audit_to_json
from reports.rules.counts import IssuedRelease, counts_from_json
from reports.selectors.releases import issued_beside
from reports.services.releases import ReleaseHasErrors, check_release, locked_release

AUDIT_JOB: Final = "reports.audit_release"


def request_approval(*, release: Release, actor_id: int | None, now: datetime) -> Release:
    """Have a release audited; a draft in which nothing is found is approved by the job.

    An approved release can be audited again: others may have been published since. Raise
    WrongReleaseState, ReleaseHasErrors.
    """
    with transaction.atomic():
        locked = locked_release(release.pk, ReleaseState.DRAFT, ReleaseState.APPROVED)
        # What an audit has found is looked for anew.
        locked.audit = {}
        if check_release(locked).has_errors:
            raise ReleaseHasErrors
        locked.audit_job = enqueue(
            AUDIT_JOB,
            now=now,
            requested_by_id=actor_id,
            deduplication_key=f"{AUDIT_JOB}:{locked.pk}",
            release_id=locked.pk,
            actor_id=actor_id,
        )
        locked.save(update_fields=["audit", "audit_job"])
        record_action(action="reports.request_approval", actor_id=actor_id, now=now, target=locked)
    return locked


def audit_release(
    *, release_id: int, actor_id: int | None, now: datetime, report: Report
) -> Audited | None:
    """Audit a release, keep the result and approve it if it is clean, else make it a draft again.

    None when the release has changed its state or content meanwhile; repeating does no harm.
    """
    release = Release.objects.get(pk=release_id)
    if release.state not in (ReleaseState.DRAFT, ReleaseState.APPROVED):
        return None
    beside = issued_beside(release)
    audited = _audited(release, [issued.knowledge for issued in beside], report)
    with transaction.atomic():
        locked = locked_release(release_id, *ReleaseState)
        in_time = locked.state in (ReleaseState.DRAFT, ReleaseState.APPROVED)
        if not in_time or locked.content_sha256 != release.content_sha256:
            return None
        locked.audit = audit_to_json(
            audited,
            sha256=locked.content_sha256,
            beside=[issued.release_id for issued in beside],
            day=timezone.localdate(now),
        )
        _decide(locked, actor_id, now)
    return audited


def _audited(release: Release, issued: Sequence[IssuedRelease], report: Report) -> Audited:
    if not release.counts:
        text = _("Отчёт собран без чисел для проверки раскрытия: соберите его заново.")
        return Audited(cells=0, hidden=0, lines=(text,))
    return audit_release_content(
        counts_from_json(release.counts), release.content, issued=issued, report=report
    )


def _decide(locked: Release, actor_id: int | None, now: datetime) -> None:
    if check_release(locked).has_errors:
        locked.state, locked.approved_at, locked.approved_by_id = ReleaseState.DRAFT, None, None
    elif locked.state == ReleaseState.DRAFT:
        locked.state = ReleaseState.APPROVED
        locked.approved_at, locked.approved_by_id = now, actor_id
        record_action(action="reports.approve_release", actor_id=actor_id, now=now, target=locked)
    locked.save(update_fields=["audit", "state", "approved_at", "approved_by"])
