"""The one way of every imported file: read, plan, keep, plan again, apply the whole or nothing."""

from datetime import datetime

from django.db import transaction

from core.enums import ImportState
from core.import_batches import (
    Upload,
    is_as_reported,
    keep_batch,
    renew_batch,
    take_batch,
)
from core.import_kinds import Applied, ImportKind, Plan, PlanOutdated, Target
from core.models import ImportBatch
from core.tables.alternatives import read_alternatives
from core.tables.reading import read_workbook


def make_plan(*, kind: ImportKind, content: bytes, name: str, target: Target) -> Plan:
    """Read the file and compare it with what is stored. Raise UnreadableFileError in Russian."""
    reading = read_alternatives(read_workbook(content, name), kind.specs(target=target))
    return kind.plan(reading=reading, target=target)


def check_upload(*, kind: ImportKind, upload: Upload, target: Target, now: datetime) -> ImportBatch:
    """Make the dry run and keep the file with its report. Raise UnreadableFileError."""
    plan = make_plan(kind=kind, content=upload.content, name=upload.file_name, target=target)
    return keep_batch(upload=upload, dry_run=plan.dry_run(), now=now)


def apply_batch(
    *, kind: ImportKind, batch: ImportBatch, target: Target, actor_id: int | None, now: datetime
) -> Applied | None:
    """Apply the very bytes of the dry run, planned anew: all rows, or none.

    None means that it would do other things than were shown: the report is renewed and nothing is
    written. Raise BatchNotApplicable when the batch is applied already or has errors, TargetClosed.
    """
    try:
        with transaction.atomic():
            ready = kind.prepare(target=target)
            plan = make_plan(
                kind=kind, content=bytes(batch.content), name=batch.file_name, target=ready
            )
            dry_run = plan.dry_run()
            waits = batch.state == ImportState.CHECKED
            if waits and not is_as_reported(batch=batch, dry_run=dry_run):
                renew_batch(batch=batch, dry_run=dry_run)
                return None
            take_batch(batch=batch, now=now)
            return kind.apply(plan=plan, target=ready, actor_id=actor_id, now=now)
    except PlanOutdated:
        return None
