"""Lists of groups: a dry run that says everything, and an import that does all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from core.text import fold_code

_UPDATED: Final = ("birth_date", "sex", "record_book")
_LONGEST_NAME: Final = 100


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
            deeds=(
                *(f"new {details}" for details in self.new),
                *(f"update {student.pk} {details}" for student, details in self.updates),
            ),
        )


def lock_group(*, group: StudyGroup) -> StudyGroup:
    """Take the group for this transaction: two lists of one group are applied one by one."""
    return StudyGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)


def plan_contingent(*, reading: Reading[Any], group: StudyGroup) -> ContingentPlan:
    """Compare a list with a group: by record-book number, else by name and birth date.

    A person who stands on several sheets of the file is one person; twice on one sheet is an error.
    """
    listing = _Listing(group)
    for row in reading.rows:
        listing.take(row)
    planner = _Planner(group)
    for person in listing.people:
        planner.take(person)
    return ContingentPlan(
        new=tuple(planner.new),
        updates=tuple(planner.updates),
        same=planner.same,
        problems=(*reading.problems, *listing.problems, *planner.problems),
        rows_total=sum(len(table.rows) + len(table.bad_rows) for table in reading.tables),
    )


@dataclass(slots=True)
class _Listed:
    """A person of the list; `row` is where the list says so first."""

    row: Row[NamedRow]
    details: StudentDetails


class _Listing:
    """Who stands in the file, each person once."""

    def __init__(self, group: StudyGroup) -> None:
        self.group = group
        self.people: list[_Listed] = []
        self.problems: list[Problem] = []
        self.by_name: dict[str, list[_Listed]] = {}
        self.by_book: dict[str, _Listed] = {}

    def take(self, row: Row[NamedRow]) -> None:
        details = self._details(row)
        if details is None:
            return
        namesakes = self.by_name.setdefault(_key(details), [])
        twins = [listed for listed in namesakes if _may_be_one(listed.details, details)]
        repeated = next((one for one in twins if one.row.sheet == row.sheet), None)
        if repeated is not None:
            message = _("Уже есть в строке %(row)s. Однофамильцев различает номер зачётной книжки.")
            self._report(row, message % {"row": repeated.row.number}, "person")
        elif len(twins) > 1:
            self._report(row, _("В файле несколько людей с этим именем: кто это?"), "person")
        elif twins:
            twins[0].details = _together(twins[0].details, details)
        elif details.record_book and details.record_book in self.by_book:
            other = self.by_book[details.record_book].row.number
            message = _("Этот номер зачётной книжки уже стоит в строке %(row)s.") % {"row": other}
            self._report(row, message, "record_book")
        else:
            listed = _Listed(row, details)
            self.people.append(listed)
            namesakes.append(listed)
            self.by_book.setdefault(details.record_book, listed)

    def _details(self, row: Row[NamedRow]) -> StudentDetails | None:
        name = row.record.full_name
        if name is None:
            self._report(row, _("Нет фамилии и имени."), "person")
        elif "." in name.first:
            self._report(row, _("Нужны полные имя и отчество, а не инициалы."), "person")
        elif max(len(name.last), len(name.first), len(name.patronymic)) > _LONGEST_NAME:
            self._report(row, _("Слишком длинное имя."), "person")
        elif row.record.group and fold_code(row.record.group) != fold_code(self.group.name):
            message = _("Строка другой группы, а список загружается в группу «%(group)s».")
            self._report(row, message % {"group": self.group.name}, "group")
        else:
            return _details(name, row.record)
        return None

    def _report(self, row: Row[NamedRow], message: str, key: str) -> None:
        self.problems.append(_problem(row, message, key))


class _Planner:
    """What the listed people mean for the group as it is."""

    def __init__(self, group: StudyGroup) -> None:
        members = Student.objects.filter(
            enrolments__group=group, enrolments__state__in=CURRENT_STATES
        )
        self.members = {student.pk: student for student in members.order_by("pk")}
        self.by_name: dict[str, list[Student]] = {}
        for student in self.members.values():
            self.by_name.setdefault(_key_of(student), []).append(student)
        self.by_book = {
            student.record_book: student
            for student in Student.objects.filter(college_id=group.college_id).exclude(
                record_book=""
            )
        }
        self.new: list[StudentDetails] = []
        self.updates: list[tuple[Student, StudentDetails]] = []
        self.same = 0
        self.problems: list[Problem] = []
        self.met: dict[int, int] = {}

    def take(self, listed: _Listed) -> None:
        row, details = listed.row, listed.details
        owner = self.by_book.get(details.record_book)
        if owner is not None:
            self._take_owner(row, owner, details)
            return
        namesakes = self.by_name.get(_key(details), [])
        known = [student for student in namesakes if _may_be_one(student, details)]
        if len(known) > 1:
            message = _("В группе несколько людей с этим именем: укажите номер зачётной книжки.")
            self._report(row, message, "person")
        elif known:
            self._compare(row, known[0], details)
        else:
            self.new.append(details)
            if namesakes:
                message = _("В группе уже есть человек с этим именем: будет добавлен ещё один.")
                self.problems.append(_problem(row, message, "person", Severity.WARNING))

    def _take_owner(self, row: Row[NamedRow], owner: Student, details: StudentDetails) -> None:
        if owner.pk not in self.members:
            message = _("Номер зачётной книжки занят обучающимся другой группы.")
            self._report(row, message, "record_book")
        elif _key_of(owner) != _key(details):
            message = _("Под этим номером зачётной книжки записан другой человек.")
            self._report(row, message, "record_book")
        else:
            self._compare(row, owner, details)

    def _compare(self, row: Row[NamedRow], known: Student, details: StudentDetails) -> None:
        earlier = self.met.setdefault(known.pk, row.number)
        if earlier != row.number:
            message = _("Тот же обучающийся, что и в строке %(row)s.") % {"row": earlier}
            self._report(row, message, "person")
        elif any(_fresh(known, details, field) for field in _UPDATED):
            self.updates.append((known, details))
        else:
            self.same += 1

    def _report(self, row: Row[NamedRow], message: str, key: str) -> None:
        self.problems.append(_problem(row, message, key))


def _problem(
    row: Row[NamedRow], message: str, key: str, severity: Severity = Severity.ERROR
) -> Problem:
    """Return a problem of the cell; of the surname's cell where the name stands in three."""
    place = "last_name" if key == "person" and key not in row.layout.columns else key
    return row.problem(message, key=place, severity=severity)


class _Marked(Protocol):
    """What tells namesakes apart."""

    @property
    def birth_date(self) -> date | None: ...
    @property
    def record_book(self) -> str: ...


def _may_be_one(known: _Marked, details: StudentDetails) -> bool:
    """Say whether two people of one name may be one: nothing that both tell differs.

    Equal birth dates outweigh different record books: the number was then corrected.
    """
    dates = {known.birth_date, details.birth_date} - {None}
    if len(dates) > 1:
        return False
    if known.birth_date and known.birth_date == details.birth_date:
        return True
    return len({known.record_book, details.record_book} - {""}) < 2


def _together(first: StudentDetails, second: StudentDetails) -> StudentDetails:
    """Return what two sheets say of one person."""
    return replace(
        first,
        birth_date=first.birth_date or second.birth_date,
        sex=first.sex or second.sex,
        record_book=first.record_book or second.record_book,
    )


def _key_of(student: Student) -> str:
    return name_key(student.last_name, student.first_name, student.patronymic)


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
