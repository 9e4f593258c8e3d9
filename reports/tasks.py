"""Jobs of reports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.jobs.execution import JobContext
from core.jobs.registry import job_handler
from reports.services.releases import BUILD_JOB, build_release


@job_handler(BUILD_JOB, title=_("Сборка отчёта"))
def run_build(context: JobContext, *, release_id: int) -> dict[str, Any]:
    return {"built": build_release(release_id=release_id, now=context.clock())}
