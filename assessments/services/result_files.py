"""Results from a file into a sheet: planned against the group, applied as if typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import ResultState
from assessments.models import Sheet
from assessments.selectors.sheets import results_of_sheet, students_of_sheet
from assessments.services.sheets import CellInput, record_results
from colleges.models import Student
from core.import_batches import DryRun
from core.names import FullName, name_key
from core.tables.parsing import closest
from core.tables.problems import Problem
from core.tables.records import Reading, Row


class CellsChanged(RuntimeError):
    """The sheet is no longer what the plan was made for; nothing of the plan was written."""


class PersonRow(Protocol):
    """What this service needs of a row of results."""

    @property
    def person(self) -> FullName | None: ...
    @property
    def record_book(self) -> str | None: ...
    @property
    def cells(self) -> Mapping[int, str]: ...


@dataclass(frozen=True, slots=True)
class ResultsPlan:
    """Cells to write, how many of them hold another value now, and what was found on the way."""

    cells: tuple[CellInput, ...]
    replaced: int
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        return DryRun(
            counts={"cells": len(self.cells), "replaced": self.replaced, "same": self.same},
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(str(cell) for cell in self.cells),
        )


def plan_results(
    *, reading: Reading[Any], as_result: Callable[[Row[Any]], PersonRow], sheet: Sheet
) -> ResultsPlan:
    """Find each row's student in the group, and which cells differ from the sheet.

    Every planned cell carries the version it replaces: a cell changed meanwhile is a conflict.
    """
    finder = _Finder(list(students_of_sheet(sheet=sheet)))
    stored = results_of_sheet(sheet=sheet)
    cells: list[CellInput] = []
    problems: list[Problem] = list(reading.problems)
    replaced = same = 0
    for row in (row for table in reading.tables for row in table.rows):
        record = as_result(row)
        student, problem = finder.find(row, record)
        if student is None:
            problems += [problem] if problem is not None else []
            continue
        for criterion_id, raw in record.cells.items():
            present = stored.get((student.pk, criterion_id))
            if present is not None and present.raw_value == raw:
                same += 1
                continue
            replaced += present is not None and present.state != ResultState.EMPTY
            version = present.version if present is not None else 0
            cells.append(CellInput(student.pk, criterion_id, raw, version))
    total = sum(len(table.rows) + len(table.bad_rows) for table in reading.tables)
    return ResultsPlan(tuple(cells), replaced, same, tuple(problems), total)


class _Finder:
    """Finds a student by record-book number, else by name, whole or with initials."""

    def __init__(self, students: Sequence[Student]) -> None:
        self.students = students
        self.by_book: dict[str, list[Student]] = {}
        for student in students:
            if student.record_book:
                self.by_book.setdefault(_book_key(student.record_book), []).append(student)
        self.seen: dict[tuple[str, int], int] = {}

    def find(self, row: Row[Any], record: PersonRow) -> tuple[Student | None, Problem | None]:
        key = "record_book" if record.record_book else "person"
        found = self._candidates(record)
        if len(found) != 1:
            return None, self._not_found(row, record, key, len(found))
        student = found[0]
        if record.record_book and record.person and not _fits(student, record.person):
            message = _("Под этим номером зачётной книжки записан другой человек.")
            return None, row.problem(message, key=key)
        earlier = self.seen.setdefault((row.sheet, student.pk), row.number)
        if earlier != row.number:
            text = _("Этот обучающийся уже есть в строке %(row)s.") % {"row": earlier}
            return None, row.problem(text, key=key)
        return student, None

    def _candidates(self, record: PersonRow) -> list[Student]:
        if record.record_book:
            found = self.by_book.get(_book_key(record.record_book), [])
            exact = [student for student in found if student.record_book == record.record_book]
            return exact or found
        name = record.person
        if name is None:
            return []
        exact = [student for student in self.students if _name_of(student).key == name.key]
        return exact or [student for student in self.students if _fits(student, name)]

    def _not_found(self, row: Row[Any], record: PersonRow, key: str, count: int) -> Problem:
        if count:
            message = _("В группе несколько людей с этим именем: укажите номер зачётной книжки.")
            return row.problem(message, key=key)
        if record.record_book:
            return row.problem(_("Такого номера зачётной книжки в группе нет."), key=key)
        if record.person is None:
            return row.problem(_("Нет ни фамилии, ни номера зачётной книжки."), key=key)
        near = closest(str(record.person), [student.full_name for student in self.students])
        suggestion = _("похоже на «%(name)s»") % {"name": near} if near else ""
        message = _("Такого обучающегося в группе нет.")
        return row.problem(message, key=key, suggestion=suggestion)


def _book_key(number: str) -> str:
    """Return the number without the zeros in front, which spreadsheets drop."""
    return number.casefold().lstrip("0")


def _name_of(student: Student) -> FullName:
    return FullName(student.last_name, student.first_name, student.patronymic)


def _fits(student: Student, name: FullName) -> bool:
    """Say whether a name as written may be the student's: initials and no patronymic are enough."""
    return (
        name_key(student.last_name, "") == name_key(name.last, "")
        and _part_fits(student.first_name, name.first)
        and _part_fits(student.patronymic, name.patronymic)
    )


def _part_fits(full: str, written: str) -> bool:
    if not full or not written:
        return True
    full_key, key = name_key(full, ""), name_key(written, "").replace(".", "")
    if written.endswith("."):
        return full_key.startswith(key.rstrip("|"))
    return full_key == key


def apply_results(*, plan: ResultsPlan, sheet: Sheet, actor_id: int | None, now: datetime) -> int:
    """Write the planned cells as if typed, all or nothing; return how many.

    Raise SheetIsLocked, or CellsChanged when a cell is refused after all.
    """
    with transaction.atomic():
        outcomes = record_results(sheet=sheet, cells=plan.cells, actor_id=actor_id, now=now)
        refused = [outcome.error for outcome in outcomes if outcome.error]
        if refused:
            raise CellsChanged(refused[0])
    return len(outcomes)
