"""Uploaded files between the dry run and the import: kept whole, applied once."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core.audit import record_action
from core.enums import ImportState
from core.models import ImportBatch, RememberedColumns
from core.tables.problems import Problem

SHOWN_PROBLEMS = 500
_SUMMARY_LINES = 12
_SHOWN_LINES = 60
# Where `chosen` says which columns the kept copy is without.
LEFT_OUT = "columns_left_out"
# What of a report names nobody.
_SUMMARY = frozenset({"counts", "problems_total", "errors_total", "changes_nothing"})


class BatchNotApplicable(RuntimeError):
    """The file has errors, or has been applied already."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What applying would do: counts by deed, and everything found wrong on the way.

    `deeds` names every single deed; two dry runs that differ in any deed differ in `fingerprint`.
    `people` says who stands in the rows with problems, by (sheet, row). `lines` tell in words what
    counts cannot: the things to be made; `unused` are titles of columns that were not read;
    `hidden_rows` is how many rows the file hides; `missing` is, as plain JSON, what has to be made
    before the file can be loaded; `can_leave_out` says that the file was refused for columns
    without which it could be loaded.
    """

    counts: Mapping[str, int]
    problems: Sequence[Problem]
    rows_total: int
    deeds: Sequence[str] = ()
    people: Mapping[tuple[str, int], str] = field(default_factory=dict)
    lines: Sequence[str] = ()
    unused: Sequence[str] = ()
    hidden_rows: int = 0
    missing: Sequence[Mapping[str, Any]] = ()
    can_leave_out: bool = False

    @property
    def fingerprint(self) -> str:
        lines = (*self.deeds, *(f"{key}={count}" for key, count in sorted(self.counts.items())))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def changes_nothing(self) -> bool:
        return not self.deeds

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @property
    def rows_wrong(self) -> int:
        return len({(p.sheet, p.row) for p in self.problems if p.is_error})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, what it is for, who brought it, and what they said of it (`chosen`)."""

    kind: str
    file_name: str
    content: bytes
    college_id: int
    parameters: Mapping[str, Any]
    uploaded_by_id: int | None
    chosen: Mapping[str, Any] = field(default_factory=dict)


def keep_upload(*, upload: Upload, now: datetime) -> ImportBatch:
    """Keep the file before anybody has looked into it: a job will check it."""
    return _keep(upload, now, {"state": ImportState.UPLOADED})


def keep_batch(*, upload: Upload, dry_run: DryRun, now: datetime) -> ImportBatch:
    """Keep the file with the report of its dry run."""
    return _keep(upload, now, _findings(dry_run))


def _keep(upload: Upload, now: datetime, findings: Mapping[str, Any]) -> ImportBatch:
    """Keep the file; that columns were left out of it is told to the journal as well."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(**_facts(upload, now), **findings)
        if upload.chosen.get(LEFT_OUT):
            record_action(
                action="imports.leave_out_columns",
                actor_id=upload.uploaded_by_id,
                now=now,
                target=batch,
                details={"kind": upload.kind, "count": len(upload.chosen[LEFT_OUT])},
            )
    return batch


def _facts(upload: Upload, now: datetime) -> dict[str, Any]:
    return {
        "kind": upload.kind,
        "college_id": upload.college_id,
        "parameters": dict(upload.parameters),
        "file_name": upload.file_name[-255:],
        "content": upload.content,
        "sha256": hashlib.sha256(upload.content).hexdigest(),
        "uploaded_by_id": upload.uploaded_by_id,
        "chosen": dict(upload.chosen),
        "uploaded_at": now,
    }


def renew_batch(*, batch: ImportBatch, dry_run: DryRun, is_surprise: bool = False) -> None:
    """Replace the report of a batch that is not applied by a newer dry run of its file.

    `is_surprise`: the person asked to apply and gets another report instead; it then says so.
    """
    findings = _findings(dry_run)
    findings["report"]["is_surprise"] = is_surprise
    _unapplied(batch).update(**findings)
    batch.refresh_from_db()


def keep_content(*, batch: ImportBatch, content: bytes) -> None:
    """Keep another copy of the file instead: of the first one not all may be kept."""
    _unapplied(batch).update(content=content)
    batch.content = content


def forget_content(*, batch: ImportBatch) -> None:
    """Drop the file itself: it holds what the portal may not keep."""
    _unapplied(batch).update(content=b"")
    batch.content = b""


def choose(*, batch: ImportBatch, chosen: Mapping[str, Any]) -> None:
    """Keep what a person said of columns and cells; raise BatchNotApplicable when too late."""
    if not _unapplied(batch).update(chosen=dict(chosen)):
        raise BatchNotApplicable
    batch.chosen = dict(chosen)


def _unapplied(batch: ImportBatch) -> QuerySet[ImportBatch]:
    waiting = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.REFUSED)
    return ImportBatch.objects.filter(pk=batch.pk, state__in=waiting)


def is_as_reported(*, batch: ImportBatch, dry_run: DryRun) -> bool:
    """Say whether applying would do exactly what the person was shown."""
    return not dry_run.has_errors and batch.report.get("fingerprint") == dry_run.fingerprint


def _findings(dry_run: DryRun) -> dict[str, Any]:
    return {
        "state": ImportState.REFUSED if dry_run.has_errors else ImportState.CHECKED,
        "rows_total": dry_run.rows_total,
        "rows_wrong": dry_run.rows_wrong,
        "report": {
            "counts": dict(dry_run.counts),
            "fingerprint": dry_run.fingerprint,
            "problems": [
                {
                    **asdict(problem),
                    "place": problem.place,
                    "is_error": problem.is_error,
                    "who": dry_run.people.get((problem.sheet, problem.row or 0), ""),
                }
                for problem in _errors_first(dry_run.problems)[:SHOWN_PROBLEMS]
            ],
            "problems_total": len(dry_run.problems),
            "errors_total": sum(problem.is_error for problem in dry_run.problems),
            "summary": _summary(dry_run.problems),
            "changes_nothing": dry_run.changes_nothing,
            "lines": list(dry_run.lines)[:_SHOWN_LINES],
            "hidden_rows": dry_run.hidden_rows,
            "missing": list(dry_run.missing)[:_SHOWN_LINES],
            "can_leave_out": dry_run.can_leave_out,
            "unused": list(dry_run.unused)[:_SHOWN_LINES],
        },
    }


def _summary(problems: Sequence[Problem]) -> list[list[Any]]:
    """Return [column, message, how many times, is it an error], errors and the frequent first."""
    counted = Counter((p.column_title, p.message, p.is_error) for p in problems)
    ordered = sorted(counted.items(), key=lambda pair: (not pair[0][2], -pair[1]))
    return [[column, text, n, wrong] for (column, text, wrong), n in ordered[:_SUMMARY_LINES]]


def _errors_first(problems: Sequence[Problem]) -> list[Problem]:
    """Return the errors before the warnings, each as they stand in the file from top to bottom."""
    sheets = {name: place for place, name in enumerate(dict.fromkeys(p.sheet for p in problems))}
    return sorted(problems, key=lambda p: (not p.is_error, sheets[p.sheet], p.row or 0))


def find_batch(
    *, pk: int, kinds: Collection[str], college_ids: frozenset[int]
) -> ImportBatch | None:
    """Return the batch of one of the kinds, brought by one of the colleges; None for any other."""
    return ImportBatch.objects.filter(pk=pk, kind__in=kinds, college_id__in=college_ids).first()


def kept_batch(*, pk: int) -> ImportBatch:
    """Return the batch for a job, which acts for the portal; raise DoesNotExist."""
    return ImportBatch.objects.get(pk=pk)


def take_batch(*, batch: ImportBatch, actor_id: int | None, now: datetime) -> ImportBatch:
    """Mark the batch applied, inside the transaction that applies it.

    Raise BatchNotApplicable when it is not to be applied; only one caller gets it.
    """
    taken = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(
        state=ImportState.APPLIED, applied_at=now, applied_by_id=actor_id
    )
    if not taken:
        raise BatchNotApplicable
    batch.refresh_from_db()
    return batch


def keep_undo(*, batch: ImportBatch, undo: Mapping[str, Any]) -> None:
    """Keep what takes the batch back, inside the transaction that applies it."""
    ImportBatch.objects.filter(pk=batch.pk).update(undo=dict(undo))


def untake_batch(*, batch: ImportBatch, actor_id: int | None, now: datetime) -> ImportBatch:
    """Mark the batch undone, inside the transaction that undoes it; only one caller gets it.

    Raise BatchNotApplicable when it is not applied, or its time is over.
    """
    taken = ImportBatch.objects.filter(
        pk=batch.pk, state=ImportState.APPLIED, purged_at__isnull=True
    ).update(state=ImportState.UNDONE, undone_at=now, undone_by_id=actor_id)
    if not taken:
        raise BatchNotApplicable
    batch.refresh_from_db()
    return batch


def batches_of(*, kinds: Collection[str], college_ids: frozenset[int]) -> QuerySet[ImportBatch]:
    """Return the colleges' files without their content, newest first."""
    return (
        ImportBatch.objects.filter(kind__in=kinds, college_id__in=college_ids)
        .select_related("uploaded_by", "applied_by", "undone_by")
        .defer("content", "undo", "chosen")
        .order_by("-uploaded_at", "-pk")
    )


def same_file_applied(*, batch: ImportBatch) -> ImportBatch | None:
    """Return the latest applied batch of the very same file and purpose; None when none is."""
    return (
        ImportBatch.objects.filter(
            kind=batch.kind,
            college_id=batch.college_id,
            sha256=batch.sha256,
            parameters=batch.parameters,
            state=ImportState.APPLIED,
        )
        .exclude(pk=batch.pk)
        .defer("content", "undo", "chosen")
        .order_by("-applied_at")
        .first()
    )


def same_file_as(*, batch: ImportBatch, kind: str) -> ImportBatch | None:
    """Return the latest batch of the very same file that is of another kind and not taken back."""
    gone = (ImportState.UNDONE, ImportState.PURGED)
    return (
        ImportBatch.objects.filter(kind=kind, college_id=batch.college_id, sha256=batch.sha256)
        .exclude(state__in=gone)
        .defer("content", "undo", "chosen")
        .order_by("-uploaded_at", "-pk")
        .first()
    )


def remembered_columns(*, kind: str, college_id: int) -> dict[str, dict[str, int | None]]:
    """Return key -> column number (None: none) by the signature of a header met before."""
    rows = RememberedColumns.objects.filter(college_id=college_id, kind=kind)
    return {row.signature: row.columns for row in rows.order_by("pk")}


def remember(
    *,
    kind: str,
    college_id: int,
    signature: str,
    columns: Mapping[str, int | None],
    now: datetime,
) -> None:
    """Keep which column holds what in files with this header, instead of what was kept before."""
    RememberedColumns.objects.update_or_create(
        college_id=college_id,
        kind=kind,
        signature=signature,
        defaults={"columns": dict(columns), "saved_at": now},
    )


def purge_batches(*, before: datetime, now: datetime) -> int:
    """Empty the colleges' files brought before a moment; return how many, a second time none.

    Bytes, cells, names and what would take the file back go; who brought it, when and how many rows
    it had stays. A file that nobody had applied is closed.
    """
    old = ImportBatch.objects.filter(
        uploaded_at__lt=before, purged_at__isnull=True, college_id__isnull=False
    ).order_by("pk")
    count = 0
    for batch in old.only("pk", "state", "report").iterator(chunk_size=50):
        is_open = batch.state in (ImportState.UPLOADED, ImportState.CHECKED, ImportState.REFUSED)
        with transaction.atomic():
            emptied = ImportBatch.objects.filter(pk=batch.pk, purged_at__isnull=True).update(
                content=b"",
                report={name: batch.report[name] for name in _SUMMARY & batch.report.keys()},
                chosen={},
                undo={},
                purged_at=now,
                state=ImportState.PURGED if is_open else batch.state,
            )
            if emptied:
                record_action(action="imports.purge", actor_id=None, now=now, target=batch)
        count += emptied
    return count
