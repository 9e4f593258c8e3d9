"""Uploaded files between the dry run and the import: kept whole, applied once."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from core.enums import ImportState
from core.models import ImportBatch
from core.tables.problems import Problem

_SHOWN_PROBLEMS = 500


class BatchNotApplicable(RuntimeError):
    """The file has errors, or has been applied already."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What applying would do: counts by deed, and everything found wrong on the way.

    `deeds` names every single deed; two dry runs that differ in any deed differ in `fingerprint`.
    """

    counts: Mapping[str, int]
    problems: Sequence[Problem]
    rows_total: int
    deeds: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        lines = (*self.deeds, *(f"{key}={count}" for key, count in sorted(self.counts.items())))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @property
    def rows_wrong(self) -> int:
        return len({(p.sheet, p.row) for p in self.problems if p.is_error})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, what it is for, and who brought it."""

    kind: str
    file_name: str
    content: bytes
    college_id: int
    parameters: Mapping[str, Any]
    uploaded_by_id: int | None


def keep_batch(*, upload: Upload, dry_run: DryRun, now: datetime) -> ImportBatch:
    """Keep the file with the report of its dry run."""
    return ImportBatch.objects.create(
        kind=upload.kind,
        college_id=upload.college_id,
        parameters=dict(upload.parameters),
        file_name=upload.file_name[-255:],
        content=upload.content,
        sha256=hashlib.sha256(upload.content).hexdigest(),
        uploaded_by_id=upload.uploaded_by_id,
        uploaded_at=now,
        **_findings(dry_run),
    )


def renew_batch(*, batch: ImportBatch, dry_run: DryRun) -> None:
    """Replace the report of a batch that waits to be applied by a newer dry run of its file."""
    ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(**_findings(dry_run))
    batch.refresh_from_db()


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
                {**asdict(problem), "place": problem.place, "is_error": problem.is_error}
                for problem in _errors_first(dry_run.problems)[:_SHOWN_PROBLEMS]
            ],
            "problems_total": len(dry_run.problems),
        },
    }


def _errors_first(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems in their order, the errors before the warnings."""
    return sorted(problems, key=lambda problem: not problem.is_error)


def find_batch(
    *, pk: int, kinds: Collection[str], college_ids: frozenset[int]
) -> ImportBatch | None:
    """Return the batch of one of the kinds, brought by one of the colleges; None for any other."""
    return ImportBatch.objects.filter(pk=pk, kind__in=kinds, college_id__in=college_ids).first()


def take_batch(*, batch: ImportBatch, now: datetime) -> ImportBatch:
    """Mark the batch applied, inside the transaction that applies it.

    Raise BatchNotApplicable when it is not to be applied; only one caller gets it.
    """
    taken = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(
        state=ImportState.APPLIED, applied_at=now
    )
    if not taken:
        raise BatchNotApplicable
    batch.refresh_from_db()
    return batch
