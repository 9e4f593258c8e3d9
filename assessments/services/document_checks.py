"""Every night: which issued papers say something else than the portal would say today."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.enums import DocumentStanding
from assessments.models import IssuedDocument
from assessments.selectors.documents import standing_of
from core.jobs.queue import enqueue

CHECK_PAPERS_JOB: Final = "assessments.check_documents"
CHECK_COLLEGE_JOB: Final = "assessments.check_college_documents"
_AT_ONCE: Final = 200


def plan_checks(*, now: datetime) -> int:
    """Ask for one job a college that has papers in force; return how many."""
    kept = IssuedDocument.objects.filter(revoked_at__isnull=True)
    colleges = kept.order_by("college_id").values_list("college_id", flat=True).distinct()
    for college_id in colleges:
        with transaction.atomic():
            enqueue(
                CHECK_COLLEGE_JOB,
                now=now,
                deduplication_key=f"{CHECK_COLLEGE_JOB}:{college_id}",
                college_id=college_id,
            )
    return len(colleges)


def check_documents(*, college_id: int, now: datetime) -> int:
    """Note which papers of a college have changed since; return how many there are.

    A paper whose data are again what it says is no longer noted. The page of a paper and its
    verification ask by themselves and never wait for this.
    """
    kept = IssuedDocument.objects.filter(college_id=college_id, revoked_at__isnull=True)
    documents = kept.select_related("student", "group", "sheet", "placement").order_by("pk")
    today = timezone.localdate(now)
    changed = 0
    for document in documents.iterator(chunk_size=_AT_ONCE):
        is_changed = standing_of(document=document, today=today) == DocumentStanding.CHANGED
        changed += is_changed
        if is_changed != (document.found_changed_at is not None):
            IssuedDocument.objects.filter(pk=document.pk).update(
                found_changed_at=now if is_changed else None
            )
    return changed
