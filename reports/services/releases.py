"""The life of a release: requested, built, approved, published, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.readiness import latest_complete_run
from core.audit import record_action
from core.jobs.queue import enqueue
from reports.enums import FileFormat, ReleaseState
from reports.models import Release, ReleaseFile
from reports.rules.audits import audit_findings, is_clean
from reports.rules.checklist import Finding, check_content
from reports.rules.content import content_hash
from reports.rules.counts import counts_to_json
from reports.selectors.content import ReportRequest, make_report
from reports.selectors.releases import issued_beside
from reports.services.files import make_file

BUILD_JOB: Final = "reports.build_release"


class WrongReleaseState(RuntimeError):
    """The deed does not fit the release's state."""


class ReleaseHasErrors(ValueError):
    """The checklist found errors: such a release is not approved."""


class ReleaseNotAudited(RuntimeError):
    """Since the audit of disclosure another release of that year has been published."""


class NoCompleteRun(LookupError):
    """Readiness has not been computed yet: there is nothing to report."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A release's checklist, errors first."""

    findings: Sequence[Finding]

    @property
    def has_errors(self) -> bool:
        return any(finding.is_error for finding in self.findings)


def request_release(
    *, title: str, graduation_year: int, requested_by_id: int | None, now: datetime
) -> Release:
    """Write an empty release and have it built by a job from the last complete run.

    Raise NoCompleteRun.
    """
    run = latest_complete_run()
    if run is None:
        raise NoCompleteRun
    with transaction.atomic():
        release = Release.objects.create(
            slug=_free_slug(graduation_year, now),
            title=title,
            graduation_year=graduation_year,
            methodology=methodology_in_force(),
            run=run,
            created_by_id=requested_by_id,
            created_at=now,
        )
        release.job = enqueue(
            BUILD_JOB, now=now, requested_by_id=requested_by_id, release_id=release.pk
        )
        release.save(update_fields=["job"])
        record_action(
            action="reports.request_release", actor_id=requested_by_id, now=now, target=release
        )
    return release


def _free_slug(graduation_year: int, now: datetime) -> str:
    base = slugify(f"readiness-{graduation_year}-{timezone.localdate(now).isoformat()}")
    taken = set(Release.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


def build_release(*, release_id: int, now: datetime) -> bool:
    """Read the panels, freeze them and make the files; False when the release is built already."""
    release = Release.objects.select_related("run__methodology").get(pk=release_id)
    if release.state != ReleaseState.BUILDING or release.run is None:
        return False
    report = make_report(
        ReportRequest(
            graduation_year=release.graduation_year,
            run=release.run,
            now=now,
            minimum=settings.MINIMUM_PUBLIC_CELL,
            issued=[issued.knowledge for issued in issued_beside(release)],
        )
    )
    with transaction.atomic():
        built = Release.objects.filter(pk=release.pk, state=ReleaseState.BUILDING).update(
            state=ReleaseState.DRAFT,
            content=report.content,
            content_sha256=content_hash(report.content),
            counts=counts_to_json(report.counts),
            data_date=timezone.localdate(now),
        )
        if built:
            release.refresh_from_db()
            _write_files(release, now)
            record_action(action="reports.build_release", actor_id=None, now=now, target=release)
    return bool(built)


def _write_files(release: Release, now: datetime) -> None:
    ReleaseFile.objects.filter(release=release).delete()
    for file_format in FileFormat:
        made = make_file(release, file_format)
        ReleaseFile.objects.create(
            release=release,
            file_format=file_format,
            file_name=made.name,
            content=made.content,
            size=len(made.content),
            sha256=made.sha256,
            created_at=now,
        )


def check_release(release: Release) -> Checked:
    """Return the checklist of a built release: what forbids approval and what to think about."""
    content: Mapping[str, Any] = release.content
    findings = check_content(content)
    if release.content_sha256 != content_hash(content):
        findings.insert(
            0, Finding(_("Содержание не совпадает с контрольной суммой."), is_error=True)
        )
    findings += audit_findings(release.audit, sha256=release.content_sha256)
    return Checked(sorted(findings, key=lambda finding: (not finding.is_error, finding.is_good)))


def is_audited(release: Release) -> bool:
    """Whether its content, as it is, was found safe beside all that is published by now."""
    beside = [issued.release_id for issued in issued_beside(release)]
    return is_clean(release.audit, sha256=release.content_sha256, beside=beside)


def publish_release(*, release: Release, actor_id: int | None, now: datetime) -> Release:
    """Open an approved release to everybody; raise WrongReleaseState, ReleaseNotAudited."""
    with transaction.atomic():
        locked = locked_release(release.pk, ReleaseState.APPROVED)
        if not is_audited(locked):
            raise ReleaseNotAudited
        locked.state = ReleaseState.PUBLISHED
        locked.published_at, locked.published_by_id = now, actor_id
        locked.save(update_fields=["state", "published_at", "published_by"])
        record_action(action="reports.publish_release", actor_id=actor_id, now=now, target=locked)
    return locked


def withdraw_release(
    *, release: Release, note: str, actor_id: int | None, now: datetime
) -> Release:
    """Take a published release back, saying why; raise WrongReleaseState."""
    with transaction.atomic():
        locked = locked_release(release.pk, ReleaseState.PUBLISHED)
        locked.state = ReleaseState.WITHDRAWN
        locked.correction_note = note
        locked.save(update_fields=["state", "correction_note"])
        record_action(action="reports.withdraw_release", actor_id=actor_id, now=now, target=locked)
    return locked


def locked_release(release_id: int, *expected: ReleaseState) -> Release:
    """Return the release locked with all others of its year; raise WrongReleaseState.

    Releases of a year are planned against each other, so two of them never go out at once.
    """
    year = Release.objects.values_list("graduation_year").filter(pk=release_id)
    rows = Release.objects.select_for_update(of=("self",)).filter(graduation_year__in=year)
    locked = {row.pk: row for row in rows.order_by("pk")}[release_id]
    if locked.state not in expected:
        raise WrongReleaseState(locked.state)
    return locked
