"""From uploaded files to stored standards: read all of them first, then store all or none."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from standards.imports.registry_xml import read_registry
from standards.rules.reports import ImportReport, ParsedFile, SourceFile
from standards.selectors.uploads import batches_of_upload
from standards.services.imports import plan_import, store_standards
from standards.services.uploads import apply_upload, keep_upload


def read_files(files: Iterable[SourceFile]) -> tuple[ParsedFile, ...]:
    """Read every file whole; raise RegistryFileRefusedError for the first that cannot be read."""
    return tuple(
        ParsedFile(
            name=file.name,
            sha256=hashlib.sha256(file.content).hexdigest(),
            standards=read_registry(file.content, file_name=file.name),
        )
        for file in files
    )


def check_standards(files: Iterable[SourceFile], *, is_excerpt: bool = False) -> ImportReport:
    """Say what importing the files would do, and change nothing."""
    return plan_import(files=read_files(files), is_excerpt=is_excerpt)


def import_standards(
    files: Iterable[SourceFile],
    *,
    imported_by_id: int | None,
    now: datetime,
    is_excerpt: bool = False,
) -> ImportReport:
    """Import the registry's files in one transaction; the same files again change nothing.

    `is_excerpt` marks texts composed for demonstration: they are shown as such and never replace
    or end an official edition. Raise RegistryFileRefusedError, nothing written, when a file is not
    readable whole.
    """
    return store_standards(
        files=read_files(files), imported_by_id=imported_by_id, now=now, is_excerpt=is_excerpt
    )


def check_upload(
    sources: Sequence[SourceFile],
    *,
    is_excerpt: bool,
    uploaded_by_id: int | None,
    now: datetime,
) -> str:
    """Read uploaded files and keep them with the report of a dry run; return the upload's name.

    Raise RegistryFileRefusedError, nothing kept, when a file is not readable whole.
    """
    return keep_upload(
        sources=sources,
        files=read_files(sources),
        is_excerpt=is_excerpt,
        uploaded_by_id=uploaded_by_id,
        now=now,
    )


def import_upload(upload: str, *, applied_by_id: int | None, now: datetime) -> ImportReport:
    """Import the very bytes that were checked; raise UploadNotWaitingError for a second time."""
    batches = batches_of_upload(upload=upload)
    sources = (SourceFile(batch.file_name, bytes(batch.content)) for batch in batches)
    return apply_upload(
        upload=upload, files=read_files(sources), applied_by_id=applied_by_id, now=now
    )
