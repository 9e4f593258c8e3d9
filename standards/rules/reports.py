"""What an import of standards did, or would do: plain values for pages, commands and the audit."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from standards.rules.editions import EditionCounts, ParsedStandard


class Outcome(StrEnum):
    """What happens to an edition."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    # A demonstration excerpt never replaces an official text.
    KEPT_OFFICIAL = "kept_official"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file that was read whole. `sha256` is of its bytes."""

    name: str
    sha256: str
    standards: tuple[ParsedStandard, ...]


@dataclass(frozen=True, slots=True)
class FunctionChanges:
    """Codes of labour functions that an update adds, takes out of force and words anew."""

    added: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionReport:
    """One edition of one import. `standard_id` is None for what a dry run would create."""

    file_name: str
    file_sha256: str
    standard: ParsedStandard
    counts: EditionCounts
    outcome: Outcome
    warnings: tuple[str, ...]
    changes: FunctionChanges
    standard_id: int | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All editions of an import, in the order of the files, each edition once."""

    editions: tuple[EditionReport, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(edition.outcome is outcome for edition in self.editions)


def end_of_edition(approvals: list[date | None], position: int) -> date | None:
    """Day on which the edition at `position` gave way to the next: the next one's approval.

    `approvals` are the approval dates of the editions of one code, earliest first, undated ones
    before them; editions of the same day are in force together. None for the latest.
    """
    own = approvals[position]
    later = (day for day in approvals[position + 1 :] if day is not None and day != own)
    return next(later, None)
