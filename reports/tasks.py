"""Jobs of reports."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.jobs.execution import JobContext
from core.jobs.registry import job_handler
from reports.services.audits import AUDIT_JOB, audit_release
from reports.services.releases import BUILD_JOB, build_release


@job_handler(BUILD_JOB, title=_("Сборка отчёта"))
def run_build(context: JobContext, *, release_id: int) -> dict[str, Any]:
    return {"built": build_release(release_id=release_id, now=context.clock())}


@job_handler(AUDIT_JOB, title=_("Проверка раскрытия"))
def run_audit(context: JobContext, *, release_id: int, actor_id: int | None) -> dict[str, Any]:
    audited = audit_release(
        release_id=release_id, actor_id=actor_id, now=context.clock(), report=context.progress
    )
    found = None if audited is None else len(audited.lines)
    return {"found": found, "url": reverse("reports:release_detail", args=[release_id])}
