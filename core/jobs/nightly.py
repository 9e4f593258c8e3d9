"""Work of every night, asked for by whoever sweeps: beat's task or the embedded sweeper."""

from datetime import datetime, time
from typing import Final

from django.db import transaction
from django.utils import timezone

from core.jobs.queue import enqueue
from core.jobs.registry import nightly_kinds
from core.models import Job

# By the portal's own clock: after the day's work and before the morning's.
NIGHT_STARTS: Final = time(2, 30)


def enqueue_nightly(*, now: datetime) -> int:
    """Ask for the night's jobs that nobody has asked for yet; return how many.

    A portal that slept through the night asks when it wakes up. Two sweepers at once may ask
    twice: handlers do a night's work once.
    """
    today = timezone.localtime(now)
    if today.time() < NIGHT_STARTS:
        return 0
    night = today.date().isoformat()
    since = today.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = 0
    for kind in nightly_kinds():
        key = f"{kind}:{night}"
        if Job.objects.filter(kind=kind, created_at__gte=since, deduplication_key=key).exists():
            continue
        with transaction.atomic():
            enqueue(kind, now=now, deduplication_key=key, night=night)
        asked += 1
    return asked
