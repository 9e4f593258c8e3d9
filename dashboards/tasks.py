"""Plans of what may be printed, made before anybody opens a page."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.services.figures import FIGURES_CHANGED
from core.jobs.execution import JobContext
from core.jobs.registry import job_handler
from dashboards.selectors.disclosure import make_plans


@job_handler(FIGURES_CHANGED, title=_("Что можно показывать"))
def plan_disclosure(context: JobContext) -> dict[str, Any]:
    years = make_plans(
        region_code=settings.REGION_CODE,
        minimum=settings.MINIMUM_CELL,
        progress=context.progress,
    )
    return {"years": years}
