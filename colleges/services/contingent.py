"""Lists of groups: a dry run that says everything, and an import that does all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from colleges.models import CURRENT_STATES, Student, StudyGroup
from colleges.services.students import StudentDetails, enrol_students
from core.audit import record_action
from core.import_batches import DryRun
from core.names import FullName, name_key
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row

_UPDATED: Final = ("birth_date", "sex", "record_book")


class NamedRow(Protocol):
    """What this service needs of a row of the list."""

    @property
    def full_name(self) -> FullName | None: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def sex(self) -> str | None: ...
    @property
    def record_book(self) -> str | None: ...
    @property
    def group(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class ContingentPlan:
    """What applying a list to a group would do."""

    new: tuple[StudentDetails, ...]
    updates: tuple[tuple[Student, StudentDetails], ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        return DryRun(
            counts={"new": len(self.new), "updated": len(self.updates), "same": self.same},
            problems=self.problems,
            rows_total=self.rows_total,
        )


def plan_contingent(*, reading: Reading[Any], group: StudyGroup) -> ContingentPlan:
    """Compare a list with a group: by record-book number, else by name and birth date."""
    planner = _Planner(group)
    for row in reading.rows:
        planner.take(row)
    return ContingentPlan(
        new=tuple(planner.new),
        updates=tuple(planner.updates),
        same=planner.same,
        problems=(*reading.problems, *planner.problems),
        rows_total=sum(len(table.rows) + len(table.bad_rows) for table in reading.tables),
    )


class _Planner:
    def __init__(self, group: StudyGroup) -> None:
        self.group = group
        members = Student.objects.filter(
            enrolments__group=group, enrolments__state__in=CURRENT_STATES
        )
        self.by_name: dict[str, list[Student]] = {}
        for student in members.order_by("pk"):
            self.by_name.setdefault(student.search_name, []).append(student)
        self.by_book = {
            student.record_book: student
            for student in Student.objects.filter(college_id=group.college_id).exclude(
                record_book=""
            )
        }
        self.members = {student.pk for students in self.by_name.values() for student in students}
        self.new: list[StudentDetails] = []
        self.updates: list[tuple[Student, StudentDetails]] = []
        self.same = 0
        self.problems: list[Problem] = []
        self.seen: dict[tuple[str, str, date | None], int] = {}

    def take(self, row: Row[NamedRow]) -> None:
        name = row.record.full_name
        if name is None:
            self.problems.append(row.problem(_("Нет фамилии и имени."), key="person"))
            return
        if row.record.group and row.record.group.casefold() != self.group.name.casefold():
            self.problems.append(
                row.problem(
                    _("Строка другой группы, а список загружается в группу «%(group)s».")
                    % {"group": self.group.name},
                    key="group",
                )
            )
            return
        details = _details(name, row.record)
        if self._is_repeated(row, details):
            return
        known = self._known(row, details)
        if known is not None:
            self._compare(row, known, details)
        else:
            self.new.append(details)

    def _is_repeated(self, row: Row[NamedRow], details: StudentDetails) -> bool:
        key = (_key(details), details.record_book, details.birth_date)
        earlier = self.seen.setdefault(key, row.number)
        if earlier == row.number:
            return False
        self.problems.append(
            row.problem(
                _("Уже есть в строке %(row)s. Однофамильцев различает номер зачётки.")
                % {"row": earlier},
                key="person",
            )
        )
        return True

    def _known(self, row: Row[NamedRow], details: StudentDetails) -> Student | None:
        if details.record_book and details.record_book in self.by_book:
            return self.by_book[details.record_book]
        candidates = [
            student
            for student in self.by_name.get(_key(details), [])
            if not details.birth_date
            or not student.birth_date
            or details.birth_date == student.birth_date
        ]
        if len(candidates) > 1:
            self.problems.append(
                row.problem(
                    _("В группе несколько людей с этим именем: укажите номер зачётной книжки."),
                    key="person",
                )
            )
        return candidates[0] if candidates else None

    def _compare(self, row: Row[NamedRow], known: Student, details: StudentDetails) -> None:
        if known.pk not in self.members:
            self.problems.append(
                row.problem(
                    _("Номер зачётной книжки занят обучающимся другой группы."), key="record_book"
                )
            )
        elif known.search_name != _key(details):
            self.problems.append(
                row.problem(
                    _("Под этим номером зачётной книжки записан другой человек."),
                    key="record_book",
                    severity=Severity.ERROR,
                )
            )
        elif any(_fresh(known, details, field) for field in _UPDATED):
            self.updates.append((known, details))
        else:
            self.same += 1


def _key(details: StudentDetails) -> str:
    return name_key(details.last_name, details.first_name, details.patronymic)


def _fresh(known: Student, details: StudentDetails, field: str) -> bool:
    """Say whether the list gives a field that the portal has not, or has otherwise."""
    value = getattr(details, field)
    return bool(value) and value != getattr(known, field)


def _details(name: FullName, record: NamedRow) -> StudentDetails:
    return StudentDetails(
        last_name=name.last,
        first_name=name.first,
        patronymic=name.patronymic,
        birth_date=record.birth_date,
        sex=record.sex or "",
        record_book=record.record_book or "",
    )


def apply_contingent(
    *,
    plan: ContingentPlan,
    group: StudyGroup,
    started_on: date,
    actor_id: int | None,
    now: datetime,
) -> int:
    """Write the whole plan in one transaction; return how many rows were written."""
    with transaction.atomic():
        if plan.new:
            enrol_students(
                group=group,
                students=plan.new,
                started_on=started_on,
                actor_id=actor_id,
                now=now,
            )
        _write_updates(plan.updates)
        record_action(
            action="colleges.apply_contingent",
            actor_id=actor_id,
            now=now,
            target=group,
            details={"new": len(plan.new), "updated": len(plan.updates)},
        )
    return len(plan.new) + len(plan.updates)


def _write_updates(updates: Sequence[tuple[Student, StudentDetails]]) -> None:
    changed = []
    for student, details in updates:
        for field in _UPDATED:
            if _fresh(student, details, field):
                setattr(student, field, getattr(details, field))
        changed.append(student)
    Student.objects.bulk_update(changed, list(_UPDATED), batch_size=500)
