"""Consents of two records that turn out to be one person: a withdrawal is the person's word."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from colleges.enums import ConsentPurpose
from colleges.models import Consent, Student
from colleges.selectors.consents import outlived
from colleges.services.consents import END_SURVEYS, WITHDRAWAL_JOB
from core.jobs.queue import enqueue

MOVED: Final = "consents"
CLOSED: Final = "closed_consents"


def join_consents(*, kept: Student, dropped: Student, now: datetime) -> dict[str, Any]:
    """End what a withdrawal ends, give the papers of `dropped` to `kept`; return what was done.

    A paper of the same kind as one in force stays with the dropped record. Runs inside of the
    merge's transaction, after the rest of the records is one; what the withdrawal silences follows
    by its job.
    """
    closed = outlived(kept, dropped)
    for paper, moment in closed:
        Consent.objects.filter(pk=paper.pk).update(withdrawn_at=moment)
    in_force = set(
        Consent.objects.filter(student=kept, withdrawn_at__isnull=True).values_list(
            "purpose", "given_by"
        )
    )
    moved = [
        row.pk
        for row in dropped.consents.all()
        if row.withdrawn_at is not None or (row.purpose, row.given_by) not in in_force
    ]
    Consent.objects.filter(pk__in=moved).update(student=kept)
    if any(ConsentPurpose(paper.purpose) in END_SURVEYS for paper, _moment in closed):
        enqueue(WITHDRAWAL_JOB, now=now, student_id=kept.pk)
    return {MOVED: moved, CLOSED: [paper.pk for paper, _moment in closed]}


def part_consents(*, moved: Sequence[int], closed: Sequence[int], dropped: Student) -> None:
    """Undo `join_consents`: papers go back, and those that it ended are in force again.

    Except where the same consent has been given anew meanwhile, or the person has since taken back
    one of the same purpose: that later word is theirs too.
    """
    Consent.objects.filter(pk__in=moved).update(student=dropped)
    for paper in Consent.objects.filter(pk__in=closed, withdrawn_at__isnull=False):
        others = Consent.objects.filter(student=paper.student_id, purpose=paper.purpose).exclude(
            pk__in=closed
        )
        later = Q(given_by=paper.given_by, withdrawn_at=None) | Q(
            withdrawn_at__gt=paper.withdrawn_at
        )
        if not others.filter(later).exists():
            Consent.objects.filter(pk=paper.pk).update(withdrawn_at=None)
