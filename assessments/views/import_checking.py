"""A file checked for the first time or again: a small one at once, a large one by a job."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from assessments.imports.jobs import CHECK_JOB, is_long, may_be_looked_into
from assessments.views.sheets import scope_of
from core.import_batches import Upload, keep_upload
from core.import_flow import check_batch, check_upload, look_into
from core.import_kinds import ImportKind, TableKind, Target
from core.jobs.queue import enqueue
from core.models import ImportBatch


def check_new(kind: ImportKind, upload: Upload, target: Target) -> HttpResponse:
    """Check an upload and show its report. Raise UnreadableFileError.

    A long file is checked by a job; what the portal may not have is looked for before it is kept,
    but for the very largest files, which the job drops then.
    """
    now = timezone.now()
    if not is_long(upload.content):
        batch = check_upload(kind=kind, upload=upload, target=target, now=now)
        return redirect("assessments:import_batch", pk=batch.pk)
    if isinstance(kind, TableKind) and may_be_looked_into(upload.content):
        look_into(kind=kind, upload=upload, target=target)
    batch = keep_upload(upload=upload, now=now)
    job = enqueue(CHECK_JOB, now=now, requested_by_id=upload.uploaded_by_id, batch_id=batch.pk)
    return redirect("accounts:job_detail", job.pk)


def check_again(
    request: HttpRequest, batch: ImportBatch, kind: ImportKind, target: Target
) -> HttpResponse:
    """Check a kept file again and show its report."""
    if is_long(bytes(batch.content)):
        job = enqueue(
            CHECK_JOB,
            now=timezone.now(),
            requested_by_id=scope_of(request).user_id,
            deduplication_key=f"{CHECK_JOB}:{batch.pk}",
            batch_id=batch.pk,
        )
        return redirect("accounts:job_detail", job.pk)
    check_batch(kind=kind, batch=batch, target=target)
    return redirect("assessments:import_batch", pk=batch.pk)
