"""Jobs of readiness: envelopes around the services."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.selectors.methodology_versions import COMPARE_JOB
from assessments.services.comparisons import compare_methodology
from assessments.services.evaluations import accept_evaluation
from assessments.services.runs import (
    COLLEGE_JOB,
    RUN_JOB,
    STUDENTS_JOB,
    compute_college,
    compute_stale_students,
    plan_run,
)
from assessments.services.severities import SEVERITY_JOB, estimate_severities
from core.jobs.execution import JobContext
from core.jobs.registry import job_handler


@job_handler(RUN_JOB, title=_("Расчёт готовности региона"))
def run_readiness(context: JobContext, *, run_id: int) -> dict[str, Any]:
    return {"colleges": plan_run(run_id=run_id, now=context.clock())}


@job_handler(COLLEGE_JOB, title=_("Расчёт готовности колледжа"))
def run_college(context: JobContext, *, run_id: int, college_id: int) -> dict[str, Any]:
    result = compute_college(run_id=run_id, college_id=college_id, now=context.clock())
    return {} if result is None else {"changed": result.changed, "unchanged": result.unchanged}


@job_handler(STUDENTS_JOB, title=_("Пересчёт обучающихся"))
def run_students(context: JobContext, *, college_id: int) -> dict[str, Any]:
    return {"students": compute_stale_students(college_id=college_id, now=context.clock())}


@job_handler("assessments.accept_evaluation", title=_("Приём оценки наставника"))
def run_evaluation(context: JobContext, *, evaluation_id: int) -> dict[str, Any]:
    return {"students": accept_evaluation(evaluation_id=evaluation_id, now=context.clock())}


@job_handler(COMPARE_JOB, title=_("Проба методики"))
def run_comparison(context: JobContext, *, version_id: int) -> dict[str, Any]:
    result = compare_methodology(
        version_id=version_id, now=context.clock(), progress=context.progress
    )
    return result | {"url": reverse("assessments:methodology_detail", args=[version_id])}


@job_handler(SEVERITY_JOB, title=_("Строгость оценивающих"))
def run_severities(context: JobContext) -> dict[str, Any]:
    return {"raters": estimate_severities(now=context.clock()), "url": reverse("dashboards:raters")}
