"""Keeping uploaded files between the check and the import: both see the same bytes."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.enums import ImportState
from core.models import ImportBatch
from standards.rules.reports import EditionReport, ImportReport, Outcome, ParsedFile, SourceFile
from standards.selectors.uploads import KIND
from standards.services.imports import plan_import, store_standards


class UploadNotWaitingError(Exception):
    """The upload is not there or has been imported already."""


@transaction.atomic
def keep_upload(
    *,
    sources: Sequence[SourceFile],
    files: Sequence[ParsedFile],
    is_excerpt: bool,
    uploaded_by_id: int | None,
    now: datetime,
) -> str:
    """Store the files with the report of a dry run; return the upload's name for addresses."""
    upload = uuid.uuid4().hex
    report = plan_import(files=files, is_excerpt=is_excerpt)
    for source, file in zip(sources, files, strict=True):
        rows = editions_of_file(report, file)
        ImportBatch.objects.create(
            kind=KIND,
            parameters={"upload": upload, "is_excerpt": is_excerpt},
            file_name=source.name,
            content=source.content,
            sha256=file.sha256,
            state=ImportState.CHECKED,
            rows_total=len(rows),
            report={"editions": rows},
            uploaded_by_id=uploaded_by_id,
            uploaded_at=now,
        )
    return upload


@transaction.atomic
def apply_upload(
    *, upload: str, files: Sequence[ParsedFile], applied_by_id: int | None, now: datetime
) -> ImportReport:
    """Import the files of a checked upload, all or none, and keep what was done in their reports.

    Raise UploadNotWaitingError when the upload is unknown or was imported before: a second click.
    """
    batches = list(
        ImportBatch.objects.select_for_update()
        .filter(kind=KIND, parameters__upload=upload, state=ImportState.CHECKED)
        .order_by("pk")
    )
    if not batches:
        raise UploadNotWaitingError(_("Эти файлы уже загружены."))
    report = store_standards(
        files=files,
        imported_by_id=applied_by_id,
        now=now,
        is_excerpt=bool(batches[0].parameters["is_excerpt"]),
    )
    for batch, file in zip(batches, files, strict=True):
        batch.report = {"editions": editions_of_file(report, file)}
        batch.state = ImportState.APPLIED
        batch.applied_at = now
        batch.save(update_fields=["report", "state", "applied_at"])
    return report


def editions_of_file(report: ImportReport, file: ParsedFile) -> list[dict[str, Any]]:
    """Return the report's lines about one file as plain values for JSON."""
    return [_as_plain(edition) for edition in report.editions if edition.file_sha256 == file.sha256]


def _as_plain(edition: EditionReport) -> dict[str, Any]:
    standard, counts = edition.standard, edition.counts
    return {
        "code": standard.code,
        "name": standard.name,
        "order_number": standard.order_number,
        "approved_on": standard.approved_on.isoformat() if standard.approved_on else None,
        "outcome": Outcome(edition.outcome).value,
        "generalized_functions": counts.generalized_functions,
        "labour_functions": counts.labour_functions,
        "actions": counts.actions,
        "skills": counts.skills,
        "knowledge": counts.knowledge,
        "warnings": list(edition.warnings),
        "added": list(edition.changes.added),
        "retired": list(edition.changes.retired),
        "changed": list(edition.changes.changed),
        "standard_id": edition.standard_id,
    }
