"""From uploaded files to stored standards: read all of them first, then store all or none."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from standards.imports.registry_xml import read_registry
from standards.rules.reports import ImportReport, ParsedFile, SourceFile
from standards.services.imports import plan_import, store_standards


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
