"""How far a job has come inside its transaction, where no other connection sees its row.

Kept in the cache: that of the one process of an embedded portal, or Redis. Neither waits for a lock
of the database, so SQLite with its one writer cannot be held up. Whatever is lost here is told anew
a moment later, and the job's row stays the truth.
"""

from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.cache import cache

from core.models import Job

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Live:
    """What the job said last from inside its transaction."""

    done: int
    total: int
    message: str


def tell_live(job: Job, *, done: int, total: int, message: str) -> None:
    """Tell of this attempt at the job; a cache that does not answer costs no work."""
    try:
        cache.set(_key(job), (done, total, message), timeout=settings.JOB_LEASE_SECONDS)
    except Exception as error:
        logger.info("live_progress_not_told", job_id=job.pk, reason=type(error).__name__)


def forget_live(job: Job) -> None:
    """Take back what was told of this attempt."""
    try:
        cache.delete(_key(job))
    except Exception as error:
        logger.info("live_progress_not_forgotten", job_id=job.pk, reason=type(error).__name__)


def live_progress(job: Job) -> Live | None:
    """Return what the present attempt told, if that is further than what its row says."""
    try:
        kept = cache.get(_key(job))
    except Exception as error:
        logger.info("live_progress_not_read", job_id=job.pk, reason=type(error).__name__)
        return None
    if kept is None:
        return None
    live = Live(*kept)
    is_further = live.done * job.progress_total >= job.progress_done * live.total
    return live if is_further else None


def _key(job: Job) -> str:
    return f"job-live:{job.pk}:{job.attempts}"
