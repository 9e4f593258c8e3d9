"""Who a row of a file is about: found by record-book number, else by name and whatever helps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol, Self

from django.utils.translation import gettext as _

from colleges.models import Enrolment, Student
from core.names import FullName, name_key
from core.tables.likeness import closest
from core.tables.problems import Problem, Severity
from core.tables.records import Row
from core.text import fold_code

_LIKELY_GROUP: Final = 60
_SUGGESTIONS: Final = 200  # likenesses are dear: in a wholly wrong file the first ones suffice


class PersonRow(Protocol):
    """What a row says of its person."""

    @property
    def person(self) -> FullName | None: ...
    @property
    def record_book(self) -> str | None: ...


class StudentFinder:
    """Finds students of a group, or of a whole college, where namesakes are likely.

    `groups` names the group of each student (by key) in a whole college; without it one group is
    searched, and a name alone is enough there.
    """

    def __init__(
        self, students: Iterable[Student], groups: Mapping[int, str] | None = None
    ) -> None:
        self.students = list(students)
        self.groups = groups
        self.by_book: dict[str, list[Student]] = {}
        self.by_surname: dict[str, list[Student]] = {}
        for student in self.students:
            if student.record_book:
                self.by_book.setdefault(_book_key(student.record_book), []).append(student)
            self.by_surname.setdefault(name_key(student.last_name, ""), []).append(student)
        self.suggested = 0
        # A wholly wrong file names the same few groups in each of its rows.
        self.group_keys = {fold_code(name): name for name in sorted(set((groups or {}).values()))}
        self.likely_groups: dict[str, str] = {}

    @classmethod
    def at(cls, enrolments: Sequence[Enrolment], *, is_group: bool) -> Self:
        """Return a finder among the people of one group, or of a whole college."""
        groups = {one.student_id: one.group.name for one in enrolments}
        return cls((one.student for one in enrolments), None if is_group else groups)

    def find(self, row: Row[Any], record: PersonRow) -> tuple[Student | None, Problem | None]:
        """Return the student, or None and why; with a student the problem is only a doubt."""
        key = "record_book" if record.record_book else "person"
        found = self._candidates(record)
        if len(found) != 1:
            return None, self._not_found(row, record, key, len(found))
        student = found[0]
        if record.record_book and record.person and not _fits(student, record.person):
            message = _("Под этим номером зачётной книжки записан другой человек.")
            return None, row.problem(message, key=key)
        if self.groups is not None and not self._has_more_than_name(record):
            message = _("Найден только по имени: проверьте, тот ли это обучающийся.")
            return student, row.problem(message, key=key, severity=Severity.WARNING)
        return student, None

    def _has_more_than_name(self, record: PersonRow) -> bool:
        return bool(record.record_book or _said(record, "birth_date") or _said(record, "group"))

    def _candidates(self, record: PersonRow) -> list[Student]:
        if record.record_book:
            found = self.by_book.get(_book_key(record.record_book), [])
            exact = [student for student in found if student.record_book == record.record_book]
            return exact or found
        name = record.person
        if name is None:
            return []
        namesakes = self.by_surname.get(name_key(name.last, ""), [])
        exact = [student for student in namesakes if _name_of(student).key == name.key]
        found = exact or [student for student in namesakes if _fits(student, name)]
        return [student for student in found if self._agrees(student, record)]

    def _agrees(self, student: Student, record: PersonRow) -> bool:
        """Say whether nothing else that the row tells is otherwise."""
        born: date | None = _said(record, "birth_date")
        if born and student.birth_date and born != student.birth_date:
            return False
        group = _said(record, "group")
        if group and self.groups is not None:
            return fold_code(self.groups.get(student.pk, "")) == fold_code(group)
        return True

    def _not_found(self, row: Row[Any], record: PersonRow, key: str, count: int) -> Problem:
        whole = self.groups is not None
        if count:
            message = (
                _("В колледже несколько людей с этим именем: укажите номер зачётной книжки.")
                if whole
                else _("В группе несколько людей с этим именем: укажите номер зачётной книжки.")
            )
            return row.problem(message, key=key)
        if record.record_book:
            message = (
                _("Такого номера зачётной книжки в колледже нет.")
                if whole
                else _("Такого номера зачётной книжки в группе нет.")
            )
            return row.problem(message, key=key)
        if record.person is None:
            return row.problem(_("Нет ни фамилии, ни номера зачётной книжки."), key=key)
        if otherwise := self._what_disagrees(row, record.person, _said(record, "group")):
            return otherwise
        near = self._near(record.person, _said(record, "group"))
        suggestion = _("похоже на «%(name)s»") % {"name": near} if near else ""
        message = (
            _("Такого обучающегося в колледже нет.")
            if whole
            else _("Такого обучающегося в группе нет.")
        )
        return row.problem(message, key=key, suggestion=suggestion, fixes=(near,) if near else ())

    def _what_disagrees(self, row: Row[Any], name: FullName, group: str | None) -> Problem | None:
        """Say that the group is wrong (nobody studies there, or not this person), or the day."""
        if not group or not self.groups:
            return None
        key = fold_code(group)
        if key not in self.group_keys:
            near = self._likely_group(group)
            message = _("Такой группы в колледже нет, или в ней никто не учится.")
            fixes = (near,) if near else ()
            return row.problem(message, key="group", suggestion=near, fixes=fixes)
        namesakes = self.by_surname.get(name_key(name.last, ""), [])
        found = {self.groups[one.pk] for one in namesakes if _name_of(one).key == name.key}
        if key in map(fold_code, found):
            message = _("У обучающегося с этим именем в этой группе другая дата рождения.")
            return row.problem(message, key="birth_date")
        if len(found) != 1:
            return None
        own = found.pop()
        message = _("Такого обучающегося в этой группе нет, он есть в группе «%(group)s».")
        return row.problem(message % {"group": own}, key="group", suggestion=own, fixes=(own,))

    def _likely_group(self, group: str) -> str:
        if group not in self.likely_groups:
            names = list(self.group_keys.values())
            self.likely_groups[group] = closest(group, names, likely=_LIKELY_GROUP)
        return self.likely_groups[group]

    def _near(self, name: FullName, group: str | None) -> str:
        if self.suggested >= _SUGGESTIONS:
            return ""
        self.suggested += 1
        groups = self.groups or {}
        near: Sequence[Student] = self.students
        if group and groups:
            key = fold_code(group)
            near = [one for one in near if fold_code(groups.get(one.pk, "")) == key] or near
        return closest(str(name), [student.full_name for student in near])


def _said(record: PersonRow, name: str) -> Any:
    """Return what the row says beyond the name; None where the kind of file has no such column."""
    return getattr(record, name, None)


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
