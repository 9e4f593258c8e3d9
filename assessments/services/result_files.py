"""Results from a file into a sheet: planned against the group, applied as if typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Sheet
from assessments.selectors.sheets import results_of_sheet, students_of_sheet
from assessments.services.sheets import CellInput, record_results
from colleges.models import Student
from core.import_batches import DryRun
from core.names import FullName, name_key
from core.tables.problems import Problem
from core.tables.records import Reading, Row


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
    """Cells to write, and what was found on the way."""

    cells: tuple[CellInput, ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        return DryRun(
            counts={"cells": len(self.cells), "same": self.same},
            problems=self.problems,
            rows_total=self.rows_total,
        )


def plan_results(
    *, reading: Reading[Any], as_result: Callable[[Row[Any]], PersonRow], sheet: Sheet
) -> ResultsPlan:
    """Find each row's student in the group, and which cells differ from the sheet."""
    finder = _Finder(list(students_of_sheet(sheet=sheet)))
    stored = results_of_sheet(sheet=sheet)
    cells: list[CellInput] = []
    problems: list[Problem] = list(reading.problems)
    same = 0
    for row in reading.rows:
        record = as_result(row)
        student, problem = finder.find(row, record)
        if student is None:
            problems += [problem] if problem is not None else []
            continue
        for criterion_id, raw in record.cells.items():
            present = stored.get((student.pk, criterion_id))
            if present is not None and present.raw_value == raw:
                same += 1
            else:
                cells.append(CellInput(student.pk, criterion_id, raw))
    total = sum(len(table.rows) + len(table.bad_rows) for table in reading.tables)
    return ResultsPlan(tuple(cells), same, tuple(problems), total)


class _Finder:
    """Finds a student by record-book number, else by full name, else by surname and first name."""

    def __init__(self, students: Sequence[Student]) -> None:
        self.by_book = {s.record_book: s for s in students if s.record_book}
        self.by_name: dict[str, list[Student]] = {}
        for student in students:
            short = name_key(student.last_name, student.first_name)
            for key in {student.search_name, short}:
                self.by_name.setdefault(key, []).append(student)
        self.seen: dict[int, int] = {}

    def find(self, row: Row[Any], record: PersonRow) -> tuple[Student | None, Problem | None]:
        student, message, key = self._match(record)
        if student is None:
            return None, row.problem(message, key=key)
        earlier = self.seen.setdefault(student.pk, row.number)
        if earlier != row.number:
            text = _("Этот обучающийся уже есть в строке %(row)s.") % {"row": earlier}
            return None, row.problem(text, key="person")
        return student, None

    def _match(self, record: PersonRow) -> tuple[Student | None, str, str]:
        if record.record_book:
            found = self.by_book.get(record.record_book)
            return found, _("Такого номера зачётной книжки в группе нет."), "record_book"
        if record.person is None:
            return None, _("Нет ни фамилии, ни номера зачётной книжки."), "person"
        name = record.person
        people = self.by_name.get(name_key(name.last, name.first, name.patronymic), [])
        if not people and name.patronymic:
            people = [
                student
                for student in self.by_name.get(name_key(name.last, name.first), [])
                if not student.patronymic
            ]
        if len(people) > 1:
            return (
                None,
                _("В группе несколько людей с этим именем: укажите номер зачётной книжки."),
                "person",
            )
        return (people[0] if people else None), _("Такого обучающегося в группе нет."), "person"


def apply_results(*, plan: ResultsPlan, sheet: Sheet, actor_id: int | None, now: datetime) -> int:
    """Write the planned cells as if typed, all or nothing; return how many.

    Raise SheetIsLocked, or ValueError when a cell is refused after all.
    """
    with transaction.atomic():
        outcomes = record_results(sheet=sheet, cells=plan.cells, actor_id=actor_id, now=now)
        refused = [outcome.error for outcome in outcomes if outcome.error]
        if refused:
            raise ValueError(refused[0])
    return len(outcomes)
