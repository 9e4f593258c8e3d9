"""Lists of groups: a dry run that says everything found, for one group or a whole college."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState, Funding
from colleges.models import College, Enrolment, Student, StudyGroup
from colleges.services.students import StudentDetails
from core.import_batches import DryRun
from core.names import FullName, name_key
from core.progress import Stage, told
from core.tables.likeness import closest
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row
from core.text import code_candidates, fold_code

STUDENT_FIELDS: Final = ("birth_date", "sex", "record_book")
ENROLMENT_FIELDS: Final = ("funding", "has_target_contract")
_LONGEST_NAME: Final = 100
_LIKELY_GROUP: Final = 60
_GROUP_WORD: Final = re.compile(r"^\s*(?:группа|гр\.)\s*", re.IGNORECASE)
_GONE: Final = (EnrolmentState.EXPELLED, EnrolmentState.TRANSFERRED, EnrolmentState.GRADUATED)


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
    @property
    def funding(self) -> str | None: ...
    @property
    def has_target_contract(self) -> bool | None: ...
    @property
    def state(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a list goes: into one group, or into the groups that its rows name."""

    college: College
    group: StudyGroup | None = None


def enrolments_at(*, place: Place) -> list[Enrolment]:
    """Return who belongs to the group, or to any group of the college, with students and groups."""
    current = Enrolment.objects.current().filter(student__college=place.college)
    if place.group is not None:
        current = current.filter(group=place.group)
    return list(current.select_related("student", "group__college").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Update:
    """What a list says otherwise of a known person: field -> (old, new)."""

    student: Student
    enrolment: Enrolment
    of_student: Mapping[str, tuple[Any, Any]]
    of_enrolment: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class ContingentPlan:
    """What applying a list would do."""

    places: tuple[tuple[StudyGroup, StudentDetails], ...]
    updates: tuple[Update, ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    @property
    def new(self) -> tuple[StudentDetails, ...]:
        return tuple(details for _group, details in self.places)

    def dry_run(self) -> DryRun:
        return DryRun(
            counts={"new": len(self.places), "updated": len(self.updates), "same": self.same},
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=(
                *(f"new {group.pk} {details}" for group, details in self.places),
                *(f"update {u.student.pk} {u.of_student} {u.of_enrolment}" for u in self.updates),
            ),
        )


def plan_contingent(*, reading: Reading[Any], place: Place) -> ContingentPlan:
    """Compare a list with the groups: by record-book number, else by name and birth date.

    A person who stands on several sheets of the file is one person; twice on one sheet is an error.
    """
    listing = _Listing(place)
    for row in told(reading.rows, Stage.CHECKED):
        listing.take(row)
    planner = _Planner(place)
    for person in told(listing.people, Stage.COMPARED):
        planner.take(person)
    return ContingentPlan(
        places=tuple(planner.places),
        updates=tuple(planner.updates),
        same=planner.same,
        problems=(*reading.problems, *listing.problems, *planner.problems),
        rows_total=reading.rows_total,
    )


@dataclass(slots=True)
class _Listed:
    """A person of the list; `row` is where the list says so first.

    `wishes` are fields of the enrolment of which the list says anything.
    """

    row: Row[NamedRow]
    group: StudyGroup
    details: StudentDetails
    name_key: str
    wishes: dict[str, Any] = field(default_factory=dict)


class _Groups:
    """Which group a row belongs to."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.known: dict[str, list[StudyGroup]] = {}
        groups = StudyGroup.objects.filter(college=place.college, is_archived=False)
        for group in groups.order_by("pk") if place.group is None else ():
            self.known.setdefault(fold_code(group.name), []).append(group)

    def find(self, row: Row[NamedRow]) -> tuple[StudyGroup | None, str, tuple[str, ...]]:
        """Return the group, or else why there is none and what was likely meant."""
        written = row.record.group or ""
        if self.place.group is not None:
            if not written or fold_code(written) == fold_code(self.place.group.name):
                return self.place.group, "", ()
            message = _("Строка другой группы, а список загружается в группу «%(group)s».")
            return None, message % {"group": self.place.group.name}, ()
        return self._find_named(written, row)

    def _find_named(
        self, written: str, row: Row[NamedRow]
    ) -> tuple[StudyGroup | None, str, tuple[str, ...]]:
        named = written or _GROUP_WORD.sub("", row.sheet)
        found = self.known.get(fold_code(named), [])
        if len(found) == 1:
            return found[0], "", ()
        if found:
            return None, _("Групп с таким названием несколько: загрузите её список отдельно."), ()
        if not written:
            return None, _("Не указана группа: нужен столбец «Группа» или лист с её названием."), ()
        names = [group.name for groups in self.known.values() for group in groups]
        # A spreadsheet makes a date of a group called «10-11».
        typed = [code for code in code_candidates(row.raw.get("group")) if code in names]
        near = typed[0] if typed else closest(written, names, likely=_LIKELY_GROUP)
        return None, _("Такой группы в колледже нет."), (near,) if near else ()


class _Listing:
    """Who stands in the file, each person once."""

    def __init__(self, place: Place) -> None:
        self.groups = _Groups(place)
        self.people: list[_Listed] = []
        self.problems: list[Problem] = []
        self.by_name: dict[tuple[str, int], list[_Listed]] = {}
        self.by_book: dict[str, _Listed] = {}

    def take(self, row: Row[NamedRow]) -> None:
        details = self._details(row)
        group = None if details is None else self._group(row)
        if details is None or group is None or not self._stays(row):
            return
        key = _key(details)
        namesakes = self.by_name.setdefault((key, group.pk), [])
        twins = [listed for listed in namesakes if _may_be_one(listed.details, details)]
        repeated = next((one for one in twins if one.row.sheet == row.sheet), None)
        if repeated is not None:
            message = _("Уже есть в строке %(row)s. Однофамильцев различает номер зачётной книжки.")
            self._report(row, message % {"row": repeated.row.number}, "person")
        elif len(twins) > 1:
            self._report(row, _("В файле несколько людей с этим именем: кто это?"), "person")
        elif twins:
            twins[0].details = _together(twins[0].details, details)
            twins[0].wishes = _wishes(row.record) | twins[0].wishes
        elif details.record_book and details.record_book in self.by_book:
            other = self.by_book[details.record_book].row.number
            message = _("Этот номер зачётной книжки уже стоит в строке %(row)s.") % {"row": other}
            self._report(row, message, "record_book")
        else:
            listed = _Listed(row, group, details, key, _wishes(row.record))
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
        else:
            return _details(name, row.record)
        return None

    def _group(self, row: Row[NamedRow]) -> StudyGroup | None:
        group, message, fixes = self.groups.find(row)
        if group is None:
            self.problems.append(
                row.problem(message, key="group", suggestion=" / ".join(fixes), fixes=fixes)
            )
        return group

    def _stays(self, row: Row[NamedRow]) -> bool:
        """Say whether the row is of somebody who studies; those who left are passed over."""
        state = row.record.state
        if state == EnrolmentState.ACADEMIC_LEAVE:
            message = _("Академический отпуск отмечается на странице обучающегося.")
            self.problems.append(_problem(row, message, "state", Severity.WARNING))
        if state in _GONE:
            message = _("Строка пропущена: список добавляет тех, кто учится.")
            self.problems.append(_problem(row, message, "state", Severity.WARNING))
        return state not in _GONE

    def _report(self, row: Row[NamedRow], message: str, key: str) -> None:
        self.problems.append(_problem(row, message, key))


class _Planner:
    """What the listed people mean for the college as it is."""

    def __init__(self, place: Place) -> None:
        self.by_name: dict[str, list[Enrolment]] = {}
        self.by_student: dict[int, Enrolment] = {}
        for enrolment in enrolments_at(place=replace(place, group=None)):
            self.by_name.setdefault(_key_of(enrolment.student), []).append(enrolment)
            self.by_student[enrolment.student_id] = enrolment
        books = Student.objects.filter(college=place.college).exclude(record_book="")
        self.by_book = {student.record_book: student for student in books.order_by("pk")}
        self.by_bare_book: dict[str, list[Student]] = {}
        for student in self.by_book.values():
            self.by_bare_book.setdefault(student.record_book.lstrip("0"), []).append(student)
        self.places: list[tuple[StudyGroup, StudentDetails]] = []
        self.updates: list[Update] = []
        self.same = 0
        self.problems: list[Problem] = []
        self.met: dict[int, int] = {}

    def take(self, listed: _Listed) -> None:
        row, details = listed.row, listed.details
        owner = self.by_book.get(details.record_book) or self._owner_of_bare(listed)
        if owner is not None:
            self._take_owner(listed, owner)
            return
        namesakes = self.by_name.get(listed.name_key, [])
        here = [one for one in namesakes if one.group_id == listed.group.pk]
        known = [one for one in here if _may_be_one(one.student, details)]
        if len(known) > 1:
            message = _("В группе несколько людей с этим именем: укажите номер зачётной книжки.")
            self._report(row, message, "person")
        elif known:
            self._compare(listed, known[0])
        elif elsewhere := _same_day(namesakes, details):
            message = _("Уже состоит в группе «%(group)s»: это перевод, а не новый обучающийся.")
            self._report(row, message % {"group": elsewhere.group.name}, "person")
        else:
            self.places.append((listed.group, details))
            if here:
                message = _("В группе уже есть человек с этим именем: будет добавлен ещё один.")
                self.problems.append(_problem(row, message, "person", Severity.WARNING))

    def _owner_of_bare(self, listed: _Listed) -> Student | None:
        """Return whose number the row has without the zeros in front, which spreadsheets drop."""
        book = listed.details.record_book
        owners = self.by_bare_book.get(book.lstrip("0"), []) if book else []
        if len(owners) != 1 or _key_of(owners[0]) != listed.name_key:
            return None
        full = owners[0].record_book
        message = _("Таблица потеряла нули: номер остаётся %(number)s.") % {"number": full}
        self.problems.append(_problem(listed.row, message, "record_book", Severity.WARNING))
        listed.details = replace(listed.details, record_book=full)
        return owners[0]

    def _take_owner(self, listed: _Listed, owner: Student) -> None:
        enrolment = self.by_student.get(owner.pk)
        if enrolment is None or enrolment.group_id != listed.group.pk:
            message = _("Номер зачётной книжки занят обучающимся другой группы.")
            self._report(listed.row, message, "record_book")
        elif _key_of(owner) != listed.name_key:
            message = _("Под этим номером зачётной книжки записан другой человек.")
            self._report(listed.row, message, "record_book")
        else:
            self._compare(listed, enrolment)

    def _compare(self, listed: _Listed, known: Enrolment) -> None:
        student, row = known.student, listed.row
        earlier = self.met.setdefault(student.pk, row.number)
        if earlier != row.number:
            message = _("Тот же обучающийся, что и в строке %(row)s.") % {"row": earlier}
            self._report(row, message, "person")
            return
        said = {name: getattr(listed.details, name) for name in STUDENT_FIELDS}
        of_student = _differences(student, {name: v for name, v in said.items() if v})
        of_enrolment = _differences(known, listed.wishes)
        if of_student or of_enrolment:
            self.updates.append(Update(student, known, of_student, of_enrolment))
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


def _differences(known: Student | Enrolment, said: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return field -> (old, new) where the list says otherwise than the portal."""
    return {
        name: (getattr(known, name), value)
        for name, value in said.items()
        if value != getattr(known, name)
    }


def _same_day(namesakes: Sequence[Enrolment], details: StudentDetails) -> Enrolment | None:
    """Return the namesake born on the same known day: hardly another person."""
    born = details.birth_date
    return next((one for one in namesakes if born and one.student.birth_date == born), None)


def _wishes(record: NamedRow) -> dict[str, Any]:
    said = {"funding": record.funding, "has_target_contract": record.has_target_contract}
    return {name: value for name, value in said.items() if value is not None}


def _details(name: FullName, record: NamedRow) -> StudentDetails:
    return StudentDetails(
        last_name=name.last,
        first_name=name.first,
        patronymic=name.patronymic,
        birth_date=record.birth_date,
        sex=record.sex or "",
        record_book=record.record_book or "",
        funding=record.funding or Funding.BUDGET,
        has_target_contract=bool(record.has_target_contract),
    )
