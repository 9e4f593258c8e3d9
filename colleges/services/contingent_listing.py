"""Who stands in a list of people: each once, in a group of the college, with what the list says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState, Funding
from colleges.models import College, StudyGroup
from colleges.rules.ages import is_birth_date
from colleges.rules.group_names import group_in_title
from colleges.services.contingent_groups import NewGroups, Unknown, named_group
from colleges.services.contingent_programmes import ProgrammeCheck
from colleges.services.students import StudentDetails
from core.names import FullName, foreign_to_name, name_key, note_in_name
from core.tables.likeness import closest
from core.tables.problems import Problem, Severity
from core.tables.records import Row
from core.text import code_candidates, fold_code

_LONGEST_NAME: Final = 100
_LIKELY_GROUP: Final = 60
# Letters typed for digits.
_DIGITS: Final = str.maketrans("ЗзОоБбOoIl", "3300660011")
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
    def is_targeted(self) -> bool | None: ...
    @property
    def study_state(self) -> str | None: ...
    @property
    def speciality_code(self) -> str | None: ...
    @property
    def speciality(self) -> str | None: ...
    @property
    def intake_year(self) -> str | None: ...
    @property
    def course(self) -> str | None: ...
    @property
    def study_form(self) -> str | None: ...
    @property
    def entry_base(self) -> str | None: ...


def _name_fault(row: Row[NamedRow], name: FullName) -> tuple[str, str] | None:
    """Return what is in a name that is none, and the key of its cell."""
    parts = (name.last, name.first, name.patronymic)
    foreign, note = foreign_to_name(*parts), note_in_name(*parts)
    if foreign:
        message = _("Лишнее в имени: «%(what)s». Нужны только буквы, дефис и апостроф.")
    elif note:
        message = _("«%(what)s» похоже на пометку: уберите её или напишите имя с заглавной буквы.")
    else:
        return None
    return message % {"what": foreign or note}, _part_with(row, name, foreign or note)


def _part_with(row: Row[NamedRow], name: FullName, word: str) -> str:
    parts = {"last_name": name.last, "first_name": name.first, "patronymic": name.patronymic}
    found = next((key for key, part in parts.items() if word in part.split()), "last_name")
    return found if found in row.layout.columns else "person"


@dataclass(slots=True)
class Listed:
    """A person of the list; `row` is where the list says so first.

    `wishes` are fields of the enrolment of which the list says anything.
    """

    row: Row[NamedRow]
    group: StudyGroup
    details: StudentDetails
    name_key: str
    wishes: dict[str, Any] = field(default_factory=dict)


def group_keys(*, college: College) -> frozenset[str]:
    """Return the names of the college's groups as they are compared."""
    names = StudyGroup.objects.filter(college=college, is_archived=False).order_by("pk")
    return frozenset(fold_code(name) for name in names.values_list("name", flat=True))


class _Groups:
    """Which group a row belongs to."""

    def __init__(self, college: College, group: StudyGroup | None) -> None:
        self.college = college
        self.group = group
        self.new: NewGroups | None = None
        self.known: dict[str, list[StudyGroup]] = {}
        groups = StudyGroup.objects.filter(college=college, is_archived=False)
        groups = groups.select_related("programme__speciality")
        for one in groups.order_by("pk") if group is None else ():
            self.known.setdefault(fold_code(one.name), []).append(one)

    def find(self, row: Row[NamedRow]) -> tuple[StudyGroup | None, str, tuple[str, ...]]:
        """Return the group, or else why there is none and what was likely meant."""
        written = row.record.group or ""
        if self.group is not None:
            if not written or fold_code(written) == fold_code(self.group.name):
                return self.group, "", ()
            message = _("Строка другой группы, а список загружается в группу «%(group)s».")
            return None, message % {"group": self.group.name}, ()
        return self._find_named(written, row)

    def _find_named(
        self, written: str, row: Row[NamedRow]
    ) -> tuple[StudyGroup | None, str, tuple[str, ...]]:
        # A sheet may be called as a group is, whatever its name looks like.
        named = written or group_in_title(row.sheet) or row.sheet
        key = fold_code(named)
        found = self.known.get(key, [])
        if self.new is not None and key in self.new.made:
            return self.new.made[key], "", ()
        if len(found) == 1:
            return found[0], "", ()
        if found:
            return None, _("Групп с таким названием несколько: загрузите её список отдельно."), ()
        if not written and not group_in_title(row.sheet):
            return None, _("Не указана группа: нужен столбец «Группа» или лист с её названием."), ()
        names = [group.name for groups in self.known.values() for group in groups]
        # A spreadsheet makes a date of a group called «10-11».
        typed = [code for code in code_candidates(row.raw.get("group")) if code in names]
        if self.new is not None:
            # A new group «ЭР-42» is no misspelt «ЭР-41».
            names = [name for name in names if _digits(name) == _digits(named)]
        near = typed[0] if typed else closest(named, names, likely=_LIKELY_GROUP)
        return None, _("Такой группы в колледже нет."), (near,) if near else ()


def _digits(name: str) -> str:
    return "".join(sign for sign in name.translate(_DIGITS) if sign.isdigit())


class Listing:
    """Who stands in the file, each person once."""

    def __init__(self, *, college: College, group: StudyGroup | None, today: date) -> None:
        self.today = today
        self.groups = _Groups(college, group)
        self.people: list[Listed] = []
        self.problems: list[Problem] = []
        self.by_name: dict[tuple[str, int], list[Listed]] = {}
        self.by_book: dict[str, Listed] = {}
        # Groups of the list, and whom it knows to have left: (name, group).
        self.met_groups: dict[int, StudyGroup] = {}
        self.left: set[tuple[str, int]] = set()
        self.programmes = ProgrammeCheck()

    def offer_groups(
        self, rows: Sequence[Row[NamedRow]], answers: Mapping[tuple[str, int], str]
    ) -> None:
        """Let unknown groups be made; what was answered is heard."""
        groups = self.groups
        groups.new = NewGroups(
            college=groups.college, rows=rows, known=groups.known, answers=answers, today=self.today
        )

    @property
    def new_groups(self) -> tuple[StudyGroup, ...]:
        """The groups to be made in which the list places anybody."""
        made = [] if self.groups.new is None else self.groups.new.made.values()
        return tuple(group for group in made if group.pk in self.met_groups)

    @property
    def lines(self) -> list[str]:
        return [] if self.groups.new is None else self.groups.new.lines()

    def take(self, row: Row[NamedRow]) -> None:
        details = self._details(row)
        group = None if details is None else self._group(row)
        if details is None or group is None:
            return
        self.met_groups[group.pk] = group
        if not self._stays(row):
            self.left.add((_key(details), group.pk))
            return
        key = _key(details)
        namesakes = self.by_name.setdefault((key, group.pk), [])
        twins = [listed for listed in namesakes if may_be_one(listed.details, details)]
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
            listed = Listed(row, group, details, key, _wishes(row.record))
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
        elif fault := _name_fault(row, name):
            self._report(row, *fault)
        elif (born := row.record.birth_date) and not is_birth_date(born, today=self.today):
            self._report(row, _("Проверьте год рождения."), "birth_date")
        else:
            return _details(name, row.record)
        return None

    def _group(self, row: Row[NamedRow]) -> StudyGroup | None:
        group, message, fixes = self.groups.find(row)
        if group is None:
            unknown = Unknown() if self.groups.new is None else self.groups.new.of_row(row)
            problem = _unknown_group(row, unknown, message, fixes)
            # Each row with a likely correction is told, so that all of them can be mended at once.
            if not unknown.is_said or problem.fixes:
                self.problems.append(problem)
        else:
            self.programmes.take(row, group)
        return group

    def _stays(self, row: Row[NamedRow]) -> bool:
        """Say whether the row is of somebody who studies; those who left are passed over."""
        state = row.record.study_state
        if state in _GONE:
            message = _("Строка пропущена: список добавляет тех, кто учится.")
            self.problems.append(problem_of(row, message, "state", Severity.WARNING))
        return state not in _GONE

    def _report(self, row: Row[NamedRow], message: str, key: str) -> None:
        self.problems.append(problem_of(row, message, key))


def _unknown_group(
    row: Row[NamedRow], unknown: Unknown, message: str, fixes: Sequence[str]
) -> Problem:
    """Return what is said of a group that the college does not have, beside its name."""
    problem = row.problem(
        unknown.message or message,
        key="group",
        suggestion=" / ".join(fixes) or unknown.hint,
        fixes=fixes,
        answers=unknown.answers,
    )
    return replace(problem, value=problem.value or named_group(row), page=unknown.page)


def problem_of(
    row: Row[NamedRow], message: str, key: str, severity: Severity = Severity.ERROR
) -> Problem:
    """Return a problem of the cell; of the surname's cell where the name stands in three."""
    place = name_column(row) if key == "person" else key
    return row.problem(message, key=place, severity=severity)


def name_column(row: Row[NamedRow]) -> str:
    """Return the key of the cell with the name, or with the surname where it stands in three."""
    return "person" if "person" in row.layout.columns else "last_name"


class Marked(Protocol):
    """What tells namesakes apart."""

    @property
    def birth_date(self) -> date | None: ...
    @property
    def record_book(self) -> str: ...


def may_be_one(known: Marked, details: StudentDetails) -> bool:
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
        is_on_leave=first.is_on_leave or second.is_on_leave,
    )


def _key(details: StudentDetails) -> str:
    return name_key(details.last_name, details.first_name, details.patronymic)


def _wishes(record: NamedRow) -> dict[str, Any]:
    said = {"funding": record.funding, "has_target_contract": record.is_targeted}
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
        has_target_contract=bool(record.is_targeted),
        is_on_leave=record.study_state == EnrolmentState.ACADEMIC_LEAVE,
    )
