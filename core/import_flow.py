"""The one way of every imported file: read, plan, keep, plan again, apply the whole or nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record_action
from core.enums import ImportState
from core.import_batches import (
    DryRun,
    Upload,
    choose,
    forget_content,
    is_as_reported,
    keep_batch,
    keep_content,
    keep_undo,
    renew_batch,
    take_batch,
    untake_batch,
)
from core.import_checks import unused_titles, with_remarks
from core.import_forbidden import ForbiddenColumnsError, refuse_forbidden
from core.import_hidden import hidden_remarks, hidden_rows
from core.import_kinds import (
    Applied,
    DocumentKind,
    ImportKind,
    Plan,
    PlanOutdated,
    TableKind,
    Target,
    TargetClosed,
)
from core.import_reading import (
    Source,
    answers_of,
    names_of_rows,
    open_source,
    placed_columns,
    remember_columns,
)
from core.models import ImportBatch
from core.numbers import format_number
from core.progress import Stage, heard_by
from core.tables.alternatives import read_alternatives
from core.tables.cells import UnreadableFileError, Workbook, column_number
from core.tables.copies import write_copy
from core.tables.corrections import write_marked
from core.tables.headers import Placed
from core.tables.problems import Problem
from core.tables.records import Reading

# done, total, what is being done
Progress = Callable[[int, int, str], None]
# Of so many parts every stage takes some: about as much as it takes of the time.
WHOLE: Final = 100


# More than the header, which stands among the first twenty.
_LOOKED_ROWS: Final = 60
_READING: Final = "reading"
_REPORT: Final = "report"
# Where in the whole each stage of the dry run and of the writing begins.
_CHECK: Final = {_READING: 0, Stage.CHECKED: 50, Stage.COMPARED: 65, _REPORT: 85}
_APPLY: Final = {_READING: 0, Stage.CHECKED: 40, Stage.COMPARED: 50, Stage.WRITTEN: 60}


def _silent(done: int, total: int, message: str) -> None:
    """Nobody watches a short import."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who hears how far the writing has come.

    `inside` is told while the transaction is open, in which nobody sees a job's row change.
    """

    outside: Progress = _silent
    inside: Progress = _silent


_NOBODY: Final = Watch()


@dataclass(frozen=True, slots=True)
class Contents:
    """A file as read for its target."""

    source: Source
    workbook: Workbook
    reading: Reading[Any]


class _Stages:
    """Tells how far a file has come, in words and parts of the whole."""

    def __init__(self, progress: Progress, *, starts: Mapping[str, int]) -> None:
        self.progress = progress
        self.starts = starts

    def begin(self, stage: str, message: str) -> None:
        self.progress(self.starts[stage], WHOLE, message)

    def rows_read(self, done: int, total: int) -> None:
        words = {"done": format_number(done), "total": format_number(total)}
        message = _("Файл читается: строка %(done)s из %(total)s") % words
        self._tell(_READING, done, total, message)

    def rows_told(self, stage: Stage, done: int, total: int) -> None:
        words = {"done": format_number(done), "total": format_number(total)}
        messages = {
            Stage.CHECKED: _("Проверено строк: %(done)s из %(total)s"),
            Stage.COMPARED: _("Сверено с тем, что уже есть: %(done)s из %(total)s"),
            Stage.WRITTEN: _("Записано: %(done)s из %(total)s"),
        }
        self._tell(stage, done, total, messages[stage] % words)

    def _tell(self, stage: str, done: int, total: int, message: str) -> None:
        start = self.starts[stage]
        end = min((place for place in self.starts.values() if place > start), default=WHOLE)
        self.progress(start + (end - start) * done // max(total, 1), WHOLE, message)


def source_of(batch: ImportBatch) -> Source:
    """Return the kept file with what was said of it."""
    return Source(
        content=bytes(batch.content),
        name=batch.file_name,
        kind=batch.kind,
        college_id=batch.college_id or 0,
        chosen=batch.chosen,
    )


def read_source(
    *,
    kind: TableKind,
    source: Source,
    target: Target,
    watch: Callable[[int, int], None] | None = None,
) -> Contents:
    """Read the table by the kind's columns. Raise UnreadableFileError in Russian.

    `watch` is told now and then how many rows are read, and of how many.
    """
    workbook = open_source(source)
    placed = placed_columns(source, workbook)
    specs = kind.specs(target=target)
    reading = read_alternatives(workbook, specs, placed=placed, watch=watch)
    refuse_forbidden(reading, workbook)
    hidden = hidden_remarks(reading, workbook, specs, source.chosen.get("sheets", {}))
    reading = replace(
        reading, problems=(*reading.problems, *hidden), answers=answers_of(source.chosen)
    )
    return Contents(source, workbook, with_remarks(reading))


def look_into(*, kind: TableKind, upload: Upload, target: Target) -> None:
    """Refuse a file that may not be kept before it is: of its rows only the first are read.

    Raise UnreadableFileError, ForbiddenColumnsError.
    """
    source = _source_of_upload(upload)
    workbook = open_source(source)
    first = tuple(replace(sheet, rows=sheet.rows[:_LOOKED_ROWS]) for sheet in workbook.sheets)
    top = replace(workbook, sheets=first)
    placed = placed_columns(source, top)
    reading = read_alternatives(top, kind.specs(target=target), placed=placed)
    refuse_forbidden(reading, workbook)


def _source_of_upload(upload: Upload) -> Source:
    return Source(
        content=upload.content,
        name=upload.file_name,
        kind=upload.kind,
        college_id=upload.college_id,
        chosen=upload.chosen,
    )


def _read(
    kind: ImportKind,
    source: Source,
    target: Target,
    watch: Callable[[int, int], None] | None = None,
) -> Any:
    """Return what the kind plans from. Raise UnreadableFileError in Russian."""
    if isinstance(kind, TableKind):
        return read_source(kind=kind, source=source, target=target, watch=watch).reading
    if isinstance(kind, DocumentKind):
        return kind.read(content=source.content, name=source.name)
    raise TypeError(f"{type(kind).__name__} is neither a table nor a document")


def _read_to_keep(
    kind: ImportKind,
    source: Source,
    target: Target,
    watch: Callable[[int, int], None] | None = None,
) -> tuple[Any, bytes]:
    """Return what the kind plans from, and the file as it may be kept. Raise UnreadableFileError.

    Words that may not be kept are told of once, for the kept copy is without them.
    """
    reading = _read(kind, source, target, watch)
    told = [
        one for one in getattr(reading, "problems", ()) if getattr(one, "kept", None) is not None
    ]
    if not told:
        return reading, source.content
    cells = [[one.sheet, one.row, column_number(one.column), one.kept] for one in told]
    said = {**source.chosen, "cells": [*source.chosen.get("cells", ()), *cells]}
    content = write_copy(open_source(replace(source, chosen=said)))
    again = _read(kind, replace(source, content=content), target)
    return replace(again, problems=(*again.problems, *told)), content


def _dry_run(plan: Plan, reading: Any) -> DryRun:
    dry_run = plan.dry_run()
    if not isinstance(reading, Reading):
        return dry_run
    return replace(
        dry_run,
        people=names_of_rows(reading, dry_run.problems),
        unused=unused_titles(reading),
        hidden_rows=hidden_rows(reading),
    )


def check_upload(*, kind: ImportKind, upload: Upload, target: Target, now: datetime) -> ImportBatch:
    """Make the dry run and keep the file with its report. Raise UnreadableFileError."""
    reading, content = _read_to_keep(kind, _source_of_upload(upload), target)
    plan = kind.plan(reading=reading, target=target)
    return keep_batch(
        upload=replace(upload, content=content), dry_run=_dry_run(plan, reading), now=now
    )


def check_batch(
    *, kind: ImportKind, batch: ImportBatch, target: Target, progress: Progress = _silent
) -> None:
    """Make the dry run of a kept file anew and replace its report; an applied batch stays as it is.

    A file that cannot be read at all gets a report that says so.
    """
    stages = _Stages(progress, starts=_CHECK)
    stages.begin(_READING, _("Файл читается"))
    try:
        source = source_of(batch)
        reading, content = _read_to_keep(kind, source, target, stages.rows_read)
    except UnreadableFileError as error:
        can_leave_out = False
        if isinstance(error, ForbiddenColumnsError):
            forget_content(batch=batch)
            can_leave_out = error.can_leave_out
        problem = Problem(sheet=batch.file_name, message=str(error))
        dry_run = DryRun({}, [problem], 0, can_leave_out=can_leave_out)
        renew_batch(batch=batch, dry_run=dry_run)
        return
    if content != source.content:
        keep_content(batch=batch, content=content)
    stages.begin(Stage.CHECKED, _("Строки сверяются с тем, что уже есть"))
    with heard_by(stages.rows_told):
        plan = kind.plan(reading=reading, target=target)
    stages.begin(_REPORT, _("Отчёт записывается"))
    renew_batch(batch=batch, dry_run=_dry_run(plan, reading))


def apply_batch(
    *,
    kind: ImportKind,
    batch: ImportBatch,
    target: Target,
    actor_id: int | None,
    now: datetime,
    watch: Watch = _NOBODY,
) -> Applied | None:
    """Apply the very bytes of the dry run, planned anew: all rows, or none.

    None means that it would do other things than were shown: the report is renewed and nothing is
    written. Raise BatchNotApplicable when the batch is applied already or has errors, TargetClosed.
    """
    stages = _Stages(watch.outside, starts=_APPLY)
    stages.begin(_READING, _("Файл читается"))
    reading = _read(kind, source_of(batch), target, stages.rows_read)
    stages.begin(Stage.CHECKED, _("Строки сверяются и записываются"))
    inside = _Stages(watch.inside, starts=_APPLY)
    try:
        with heard_by(inside.rows_told), transaction.atomic():
            ready = kind.prepare(target=target)
            plan = kind.plan(reading=reading, target=ready)
            dry_run = _dry_run(plan, reading)
            waits = batch.state == ImportState.CHECKED
            if waits and not is_as_reported(batch=batch, dry_run=dry_run):
                renew_batch(batch=batch, dry_run=dry_run, is_surprise=True)
                return None
            take_batch(batch=batch, actor_id=actor_id, now=now)
            applied = kind.apply(plan=plan, target=ready, actor_id=actor_id, now=now)
            keep_undo(batch=batch, undo=applied.undo)
            return applied
    except PlanOutdated:
        plan = kind.plan(reading=reading, target=target)
        renew_batch(batch=batch, dry_run=_dry_run(plan, reading), is_surprise=True)
        return None


def undo_batch(
    *, kind: ImportKind, batch: ImportBatch, target: Target, actor_id: int | None, now: datetime
) -> int:
    """Take an applied batch back as a whole; return how many rows or cells changed.

    Raise BatchNotApplicable when it is not applied, TargetClosed when later work stands on it.
    """
    with transaction.atomic():
        taken = untake_batch(batch=batch, actor_id=actor_id, now=now)
        if not taken.undo:
            raise TargetClosed(_("Файл загрузили, когда отмены ещё не было."))
        ready = kind.prepare(target=target)
        count = kind.undo(undo=taken.undo, target=ready, actor_id=actor_id, now=now)
        record_action(
            action="imports.undo",
            actor_id=actor_id,
            now=now,
            target=batch,
            details={"kind": batch.kind, "count": count},
        )
    return count


def upload_as(*, batch: ImportBatch, kind: TableKind, uploaded_by_id: int | None) -> Upload:
    """Return the batch's file to be loaded as another kind, with all that was said of it.

    Columns that both kinds know under one key stay named as they were, by hand or from memory.
    Raise UnreadableFileError.
    """
    source = source_of(batch)
    said = dict(source.chosen.get("sheets", {}))
    for name, placed in placed_columns(source, open_source(source)).items():
        about = {"row": placed.row, "columns": dict(placed.columns), "is_left_out": False}
        said[name] = about
    return Upload(
        kind=kind.key,
        file_name=batch.file_name,
        content=source.content,
        college_id=source.college_id,
        parameters=batch.parameters,
        uploaded_by_id=uploaded_by_id,
        chosen={**source.chosen, "sheets": said},
    )


def mend_cells(*, batch: ImportBatch, cells: Mapping[tuple[str, int, int], str]) -> None:
    """Put a person's text into cells of the file, by (sheet, row, column); nothing is checked yet.

    The file itself stays as it came. Raise BatchNotApplicable.
    """
    earlier = batch.chosen.get("cells", ())
    kept = {(sheet, row, column): text for sheet, row, column, text in earlier} | dict(cells)
    listed = [[*place, text] for place, text in sorted(kept.items())]
    choose(batch=batch, chosen={**batch.chosen, "cells": listed})


def answer_rows(*, batch: ImportBatch, answers: Mapping[tuple[str, int], str]) -> None:
    """Keep what a person answered to questions about rows, by (sheet, row); nothing is checked yet.

    Raise BatchNotApplicable.
    """
    kept = answers_of(batch.chosen) | dict(answers)
    listed = [[*place, value] for place, value in sorted(kept.items())]
    choose(batch=batch, chosen={**batch.chosen, "answers": listed})


def choose_hidden_rows(*, batch: ImportBatch, are_left_out: bool) -> None:
    """Keep whether hidden rows are left out; nothing is checked yet. Raise BatchNotApplicable."""
    choose(batch=batch, chosen={**batch.chosen, "without_hidden_rows": are_left_out})


def choose_columns(
    *,
    batch: ImportBatch,
    placed: Mapping[str, Placed],
    left_out: Collection[str],
    worth_keeping: Collection[str],
    now: datetime,
) -> None:
    """Keep which column holds what, sheet by sheet; remember it for files with the same header.

    Only what is said of the sheets `worth_keeping` is remembered. Raise BatchNotApplicable.
    """
    sheets: dict[str, Any] = {
        name: {"row": said.row, "columns": dict(said.columns), "is_left_out": False}
        for name, said in placed.items()
    }
    sheets |= {name: {"is_left_out": True} for name in left_out}
    with transaction.atomic():
        choose(batch=batch, chosen={**batch.chosen, "sheets": sheets})
        source = source_of(batch)
        kept = {name: said for name, said in placed.items() if name in worth_keeping}
        remember_columns(source=source, workbook=open_source(source), placed=kept, now=now)


def marked_file(*, kind: TableKind, batch: ImportBatch, target: Target) -> bytes:
    """Return the file's tables with every error beside its row. Raise UnreadableFileError."""
    contents = read_source(kind=kind, source=source_of(batch), target=target)
    problems = kind.plan(reading=contents.reading, target=target).dry_run().problems
    return write_marked([table.layout for table in contents.reading.tables], problems)
