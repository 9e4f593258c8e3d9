"""Importing professional standards: one plan, shown by a dry run and carried out by an import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record_action
from core.enums import Country
from standards.models import LabourFunction, ProfessionalStandard
from standards.rules.editions import (
    EditionKey,
    ParsedStandard,
    content_sha256,
    count_edition,
)
from standards.rules.reports import (
    EditionReport,
    FunctionChanges,
    ImportReport,
    Outcome,
    ParsedFile,
    end_of_edition,
)
from standards.selectors.editions import editions_by_key, editions_of_code, functions_by_code
from standards.services.editions import function_is_same, write_edition

WRITTEN: Final = (Outcome.CREATED, Outcome.UPDATED)


@dataclass(frozen=True, slots=True)
class _Item:
    """An edition to import, with the file it is taken from and the row that it meets."""

    file: ParsedFile
    parsed: ParsedStandard
    warnings: tuple[str, ...]
    stored: ProfessionalStandard | None


def plan_import(
    *, files: Sequence[ParsedFile], is_excerpt: bool = False, country: str = Country.RUSSIA
) -> ImportReport:
    """Say what storing these files would do, and change nothing."""
    items = _items(files, country)
    return ImportReport(tuple(_report(item, is_excerpt=is_excerpt) for item in items))


@transaction.atomic
def store_standards(
    *,
    files: Sequence[ParsedFile],
    imported_by_id: int | None,
    now: datetime,
    is_excerpt: bool = False,
    country: str = Country.RUSSIA,
) -> ImportReport:
    """Store all editions of the files, or none.

    An edition is known by code, number of the order and date of approval. One whose content is
    already stored is left untouched; one with other content is updated in place, its functions
    keeping their keys. Earlier editions of the same code end on the day of the next approval. One
    audit line a file.
    """
    items = _items(files, country)
    reports: list[EditionReport] = []
    for item in items:
        report = _report(item, is_excerpt=is_excerpt)
        if report.outcome in WRITTEN:
            standard = write_edition(
                parsed=item.parsed,
                stored=item.stored,
                country=country,
                is_excerpt=is_excerpt,
                warnings=item.warnings,
                now=now,
            )
            report = replace(report, standard_id=standard.pk)
        reports.append(report)
    _end_earlier_editions(reports, country)
    for file in files:
        _record(file, reports, imported_by_id=imported_by_id, now=now)
    return ImportReport(tuple(reports))


def _items(files: Sequence[ParsedFile], country: str) -> list[_Item]:
    """Take each edition once; where the files hold it with different content, the last one."""
    codes = {standard.code for file in files for standard in file.standards}
    stored = editions_by_key(country=country, codes=codes)
    items: dict[EditionKey, _Item] = {}
    for file in files:
        for parsed in file.standards:
            earlier = items.get(parsed.key)
            warnings = parsed.warnings
            if earlier is not None:
                if content_sha256(earlier.parsed) == content_sha256(parsed):
                    continue
                warnings = (*warnings, _differing_copy(earlier))
            items[parsed.key] = _Item(file, parsed, warnings, stored.get(parsed.key))
    return list(items.values())


def _differing_copy(earlier: _Item) -> str:
    return _(
        "Та же редакция с другим содержанием есть в файле «%(file)s»: взята последняя по порядку."
    ) % {"file": earlier.file.name}


def _report(item: _Item, *, is_excerpt: bool) -> EditionReport:
    outcome = _outcome(item, is_excerpt=is_excerpt)
    changes = FunctionChanges()
    if outcome is Outcome.UPDATED and item.stored is not None:
        changes = _changes(item.parsed, functions_by_code(standard_id=item.stored.pk))
    return EditionReport(
        file_name=item.file.name,
        file_sha256=item.file.sha256,
        standard=item.parsed,
        counts=count_edition(item.parsed),
        outcome=outcome,
        warnings=item.warnings,
        changes=changes,
        standard_id=item.stored.pk if item.stored else None,
    )


def _outcome(item: _Item, *, is_excerpt: bool) -> Outcome:
    if item.stored is None:
        return Outcome.CREATED
    if is_excerpt and not item.stored.is_excerpt:
        return Outcome.KEPT_OFFICIAL
    same = item.stored.content_sha256 == content_sha256(item.parsed)
    if same and item.stored.is_excerpt == is_excerpt:
        return Outcome.UNCHANGED
    return Outcome.UPDATED


def _changes(parsed: ParsedStandard, stored: dict[str, LabourFunction]) -> FunctionChanges:
    active = {code for code, function in stored.items() if not function.is_retired}
    read = {function.code: function for function in parsed.labour_functions}
    return FunctionChanges(
        added=tuple(code for code in read if code not in active),
        retired=tuple(code for code in stored if code in active and code not in read),
        changed=tuple(
            code
            for code, function in read.items()
            if code in active and not function_is_same(stored[code], function)
        ),
    )


def _end_earlier_editions(reports: Iterable[EditionReport], country: str) -> None:
    """Set the end of editions that were replaced; an earlier end set by hand is kept."""
    written = (report for report in reports if report.outcome in WRITTEN)
    for code in sorted({report.standard.code for report in written}):
        _end_editions_of(code, country)


def _end_editions_of(code: str, country: str) -> None:
    editions = editions_of_code(country=country, code=code)
    for edition in editions:
        # An excerpt must not put an official text out of force.
        rivals = [other for other in editions if edition.is_excerpt or not other.is_excerpt]
        end = end_of_edition([other.approved_on for other in rivals], rivals.index(edition))
        if end is not None and (edition.valid_to is None or edition.valid_to > end):
            edition.valid_to = end
            edition.save(update_fields=["valid_to"])


def _record(
    file: ParsedFile,
    reports: Sequence[EditionReport],
    *,
    imported_by_id: int | None,
    now: datetime,
) -> None:
    own = [report for report in reports if report.file_sha256 == file.sha256]
    record_action(
        action="standards.import_file",
        actor_id=imported_by_id,
        now=now,
        details={
            "sha256": file.sha256,
            "standard_ids": [report.standard_id for report in own],
            **{
                outcome.value: sum(report.outcome is outcome for report in own)
                for outcome in Outcome
            },
        },
    )
