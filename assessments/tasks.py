"""Jobs of readiness: envelopes around the services."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.imports.jobs import APPLY_JOB, CHECK_JOB, target_of_batch
from assessments.imports.registry import kind_of_key
from assessments.selectors.documents import kept_archive
from assessments.selectors.methodology_versions import COMPARE_JOB
from assessments.services.adjustments import ADJUST_JOB, adjust_college
from assessments.services.college_runs import compute_colleges
from assessments.services.comparisons import compare_methodology
from assessments.services.document_checks import (
    CHECK_COLLEGE_JOB,
    CHECK_PAPERS_JOB,
    check_documents,
    plan_checks,
)
from assessments.services.documents import (
    ARCHIVE_JOB,
    PURGE_JOB,
    make_archive,
    purge_archives,
)
from assessments.services.evaluations import accept_evaluation
from assessments.services.figures import announce_figures
from assessments.services.movements import heed_correction
from assessments.services.requirements import accept_requirements
from assessments.services.runs import (
    COLLEGES_JOB,
    RUN_JOB,
    STUDENTS_JOB,
    compute_stale_students,
    plan_run,
)
from assessments.services.severities import SEVERITY_JOB, estimate_severities
from assessments.services.surveys import heed_withdrawal
from colleges.services.consents import WITHDRAWAL_JOB
from colleges.services.requirements import REQUIREMENTS_CHANGED
from colleges.services.students import CORRECTION_JOB
from core.enums import ImportState
from core.import_batches import BatchNotApplicable, kept_batch, purge_batches
from core.import_flow import Watch, apply_batch, check_batch
from core.import_kinds import ImportKind, Target, TargetClosed
from core.jobs.execution import JobContext, JobRefused
from core.jobs.registry import job_handler
from core.models import ImportBatch


@job_handler(RUN_JOB, title=_("Расчёт готовности региона"))
def run_readiness(context: JobContext, *, run_id: int) -> dict[str, Any]:
    return {"colleges": plan_run(run_id=run_id, now=context.clock())}


@job_handler(COLLEGES_JOB, title=_("Расчёт готовности колледжей"))
def run_colleges(context: JobContext, *, run_id: int, college_ids: list[int]) -> dict[str, Any]:
    return {
        "changed": compute_colleges(run_id=run_id, college_ids=college_ids, clock=context.clock)
    }


@job_handler(STUDENTS_JOB, title=_("Пересчёт обучающихся"))
def run_students(context: JobContext, *, college_id: int) -> dict[str, Any]:
    computed = compute_stale_students(college_id=college_id, now=context.clock())
    if computed:
        announce_figures(now=context.clock())
    return {"students": computed}


@job_handler("assessments.accept_evaluation", title=_("Приём оценки наставника"))
def run_evaluation(context: JobContext, *, evaluation_id: int) -> dict[str, Any]:
    return {"students": accept_evaluation(evaluation_id=evaluation_id, now=context.clock())}


@job_handler(REQUIREMENTS_CHANGED, title=_("Пересчёт программы"))
def run_requirements(context: JobContext, *, programme_id: int) -> dict[str, Any]:
    return {"students": accept_requirements(programme_id=programme_id, now=context.clock())}


@job_handler(WITHDRAWAL_JOB, title=_("Отзыв согласия"))
def run_withdrawal(context: JobContext, *, student_id: int) -> dict[str, Any]:
    return {"evidence": heed_withdrawal(student_id=student_id, now=context.clock())}


@job_handler(CORRECTION_JOB, title=_("Исправление данных обучающегося"))
def run_correction(context: JobContext, *, student_id: int) -> dict[str, Any]:
    return {"students": heed_correction(student_id=student_id, now=context.clock())}


@job_handler(COMPARE_JOB, title=_("Проба методики"))
def run_comparison(context: JobContext, *, version_id: int) -> dict[str, Any]:
    result = compare_methodology(
        version_id=version_id, now=context.clock(), progress=context.progress
    )
    return result | {"url": reverse("assessments:methodology_detail", args=[version_id])}


@job_handler(CHECK_JOB, title=_("Проверка файла"))
def run_import_check(context: JobContext, *, batch_id: int) -> dict[str, Any]:
    batch, kind, target = _import(batch_id)
    check_batch(kind=kind, batch=batch, target=target, progress=context.progress)
    return {"url": reverse("assessments:import_batch", args=[batch_id])}


@job_handler(APPLY_JOB, title=_("Загрузка файла"))
def run_import(context: JobContext, *, batch_id: int) -> dict[str, Any]:
    batch, kind, target = _import(batch_id)
    if batch.state != ImportState.APPLIED:
        try:
            apply_batch(
                kind=kind,
                batch=batch,
                target=target,
                actor_id=context.job.requested_by_id,
                now=context.clock(),
                watch=Watch(outside=context.progress, inside=context.progress_inside),
            )
        except BatchNotApplicable as error:
            raise JobRefused(gettext("Файл содержит ошибки или уже отменён.")) from error
        except TargetClosed as closed:
            raise JobRefused(str(closed)) from closed
    return {"url": reverse("assessments:import_batch", args=[batch_id])}


def _import(batch_id: int) -> tuple[ImportBatch, ImportKind, Target]:
    batch = kept_batch(pk=batch_id)
    kind = kind_of_key(batch.kind)
    target = target_of_batch(batch)
    if kind is None or target is None:
        raise JobRefused(gettext("То, для чего был файл, уже удалено."))
    return batch, kind, target


@job_handler(SEVERITY_JOB, title=_("Строгость оценивающих"), nightly=True)
def run_severities(context: JobContext, *, night: str = "") -> dict[str, Any]:
    run = estimate_severities(
        now=context.clock(), night=date.fromisoformat(night) if night else None
    )
    return {"raters": run.estimates.count(), "url": reverse("dashboards:raters")}


@job_handler(ADJUST_JOB, title=_("Готовность с поправкой на строгость"))
def run_adjustment(context: JobContext, *, college_id: int) -> dict[str, Any]:
    return {"students": adjust_college(college_id=college_id, now=context.clock())}


@job_handler(ARCHIVE_JOB, title=_("Документы группы"))
def run_documents(context: JobContext, *, archive_id: int, address: str) -> dict[str, Any]:
    archive = kept_archive(pk=archive_id)
    if archive is None:
        raise JobRefused(gettext("То, для чего было задание, уже удалено."))
    count = make_archive(
        archive=archive,
        address=address,
        clock=context.clock,
        progress=context.progress,
        fenced=context.fenced,
    )
    return {"documents": count, "url": reverse("assessments:document_archive", args=[archive_id])}


@job_handler(PURGE_JOB, title=_("Удаление старых архивов документов"), nightly=True)
def run_archive_purge(context: JobContext, *, night: str = "") -> dict[str, Any]:
    return {"archives": purge_archives(now=context.clock())}


@job_handler(CHECK_PAPERS_JOB, title=_("Проверка выданных документов"), nightly=True)
def run_document_checks(context: JobContext, *, night: str = "") -> dict[str, Any]:
    return {"colleges": plan_checks(now=context.clock())}


@job_handler(CHECK_COLLEGE_JOB, title=_("Проверка выданных документов колледжа"))
def run_college_document_check(context: JobContext, *, college_id: int) -> dict[str, Any]:
    return {"changed": check_documents(college_id=college_id, now=context.clock())}


@job_handler("assessments.purge_import_files", title=_("Удаление старых файлов"), nightly=True)
def run_import_purge(context: JobContext, *, night: str = "") -> dict[str, Any]:
    now = context.clock()
    before = now - timedelta(days=settings.IMPORT_FILE_DAYS)
    return {"files": purge_batches(before=before, now=now)}
