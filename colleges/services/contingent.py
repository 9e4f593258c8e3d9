"""Lists of groups: a dry run that says everything found, for one group or a whole college."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState
from colleges.models import College, Enrolment, Student, StudyGroup
from colleges.services.contingent_alike import Alike, Question, state_words
from colleges.services.contingent_groups import of_group, of_person
from colleges.services.contingent_listing import (
    Listed,
    Listing,
    NamedRow,
    may_be_one,
    name_column,
    problem_of,
)
from colleges.services.students import StudentDetails
from core.import_batches import DryRun
from core.names import name_key
from core.progress import Stage, told
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row

OWN_FIELDS: Final = ("birth_date", "sex", "record_book")
NAME_FIELDS: Final = ("last_name", "first_name", "patronymic")
STUDENT_FIELDS: Final = (*OWN_FIELDS, *NAME_FIELDS, "search_name")
_NAMED: Final = 40
ENROLMENT_FIELDS: Final = ("funding", "has_target_contract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a list goes: into one group, or into the groups that its rows name."""

    college: College
    group: StudyGroup | None = None
    # Whoever may make groups by hand may let a list make them.
    may_make_groups: bool = False


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
    # The number of a place and the record that somebody said is of another person.
    apart: tuple[tuple[int, int], ...] = ()
    # What the list does not say of the groups' people, in words.
    absent: tuple[str, ...] = ()
    # Groups to be made, with negative keys, and the same in words.
    groups: tuple[StudyGroup, ...] = ()
    made: tuple[str, ...] = ()

    @property
    def new(self) -> tuple[StudentDetails, ...]:
        return tuple(details for _group, details in self.places)

    def dry_run(self) -> DryRun:
        return DryRun(
            counts={"new": len(self.places), "updated": len(self.updates), "same": self.same},
            problems=self.problems,
            rows_total=self.rows_total,
            lines=() if any(one.is_error for one in self.problems) else (*self.made, *self.absent),
            deeds=(
                *(f"group {g.pk} {g.name} {g.programme_id}" for g in self.groups),
                *(f"new {group.pk} {details}" for group, details in self.places),
                *(f"update {u.student.pk} {u.of_student} {u.of_enrolment}" for u in self.updates),
                *(f"apart {number} {pk}" for number, pk in self.apart),
            ),
        )


def plan_contingent(*, reading: Reading[Any], place: Place, today: date) -> ContingentPlan:
    """Compare a list with the groups: by record-book number, else by name and birth date.

    A person who stands on several sheets of the file is one person; twice on one sheet is an error.
    Whoever is not found and looks like somebody known is asked about.
    """
    listing = Listing(college=place.college, group=place.group, today=today)
    if place.may_make_groups and place.group is None:
        listing.offer_groups(reading.rows, reading.answers)
    for row in told(reading.rows, Stage.CHECKED):
        listing.take(row)
    listing.problems += listing.programmes.problems()
    planner = _Planner(place, reading.answers)
    for person in told(listing.people, Stage.COMPARED):
        planner.take(person)
    planner.settle()
    return ContingentPlan(
        places=tuple(planner.places),
        updates=tuple(planner.updates),
        same=planner.same,
        problems=(*reading.problems, *listing.problems, *planner.problems),
        rows_total=reading.rows_total,
        apart=tuple(planner.apart),
        absent=tuple(planner.absent(listing)),
        groups=listing.new_groups,
        made=tuple(listing.lines),
    )


class _Planner:
    """What the listed people mean for the college as it is."""

    def __init__(self, place: Place, answers: Mapping[tuple[str, int], str]) -> None:
        self.place = place
        self.answers = answers
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
        # People whom nothing tells to be known, and whether the group has a namesake.
        self.unknown: list[tuple[Listed, bool]] = []
        self.apart: list[tuple[int, int]] = []

    def take(self, listed: Listed) -> None:
        row, details = listed.row, listed.details
        owner = self.by_book.get(details.record_book) or self._owner_of_bare(listed)
        if owner is not None:
            self._take_owner(listed, owner)
            return
        namesakes = self.by_name.get(listed.name_key, [])
        here = [one for one in namesakes if one.group_id == listed.group.pk]
        known = [one for one in here if may_be_one(one.student, details)]
        if len(known) > 1:
            message = _("В группе несколько людей с этим именем: укажите номер зачётной книжки.")
            self._report(row, message, "person")
        elif known:
            self._compare(listed, known[0])
        elif elsewhere := _same_day(namesakes, details):
            message = _("Уже состоит в группе «%(group)s»: это перевод, а не новый обучающийся.")
            self._report(row, message % {"group": elsewhere.group.name}, "person")
        else:
            self.unknown.append((listed, bool(here)))

    def settle(self) -> None:
        """Say of everybody not found whether they are new, once all others have their records."""
        if not self.unknown:
            return
        alike = Alike(
            college=self.place.college,
            current=self.by_student.values(),
            matched=self.met.keys(),
            answers={at: of_person(said) for at, said in self.answers.items()},
        )
        for listed, has_namesake in self.unknown:
            verdict = alike.judge(listed)
            if verdict.question is not None:
                self._ask(listed.row, verdict.question)
            elif verdict.same is not None:
                self._compare(listed, verdict.same, is_renamed=verdict.is_renamed)
            else:
                self.apart += [(len(self.places), pk) for pk in verdict.apart]
                self.places.append((listed.group, listed.details))
                if has_namesake and not verdict.apart:
                    message = _("В группе уже есть человек с этим именем: будет добавлен ещё один.")
                    self.problems.append(
                        problem_of(listed.row, message, "person", Severity.WARNING)
                    )

    def absent(self, listing: Listing) -> Iterator[str]:
        """Yield who studies in the groups of the list and is not in it, or has left by its words.

        Somebody whose answer is awaited is not told: a file with errors says nothing of this.
        """
        people: dict[int, tuple[list[str], list[str]]] = {}
        for enrolment in self.by_student.values():
            studies = enrolment.state != EnrolmentState.GRADUATED
            place = enrolment.group_id
            if not studies or place not in listing.met_groups or enrolment.student_id in self.met:
                continue
            has_left = (_key_of(enrolment.student), place) in listing.left
            people.setdefault(place, ([], []))[has_left].append(enrolment.student.full_name)
        for pk, group in listing.met_groups.items():
            missing, left = people.get(pk, ([], []))
            if missing:
                yield _told(_("%(group)s: в портале есть, в файле нет: %(names)s."), group, missing)
            if left:
                message = _("%(group)s: в файле выбыли, в портале учатся: %(names)s.")
                yield _told(message, group, left)

    def _ask(self, row: Row[NamedRow], question: Question) -> None:
        key = name_column(row)
        # The same row may have answered for its group.
        kept = of_group(self.answers.get((row.sheet, row.number), ""))
        before = kept if kept.endswith("\n") else ""
        answers = [replace(one, value=before + one.value) for one in question.answers]
        self.problems.append(
            row.problem(question.message, key=key, suggestion=question.hint, answers=answers)
        )

    def _owner_of_bare(self, listed: Listed) -> Student | None:
        """Return whose number the row has without the zeros in front, which spreadsheets drop."""
        book = listed.details.record_book
        owners = self.by_bare_book.get(book.lstrip("0"), []) if book else []
        if len(owners) != 1 or _key_of(owners[0]) != listed.name_key:
            return None
        full = owners[0].record_book
        message = _("Таблица потеряла нули: номер остаётся %(number)s.") % {"number": full}
        self.problems.append(problem_of(listed.row, message, "record_book", Severity.WARNING))
        listed.details = replace(listed.details, record_book=full)
        return owners[0]

    def _take_owner(self, listed: Listed, owner: Student) -> None:
        enrolment = self.by_student.get(owner.pk)
        if enrolment is None:
            message = _(
                "Этот номер зачётной книжки у того, кто выбыл (%(state)s): восстановление "
                "оформляют приказом на карточке."
            )
            last = owner.enrolments.order_by("-started_on", "-pk").first()
            self._report(listed.row, message % {"state": state_words(last)}, "record_book")
        elif enrolment.group_id != listed.group.pk:
            message = _("Номер зачётной книжки занят обучающимся другой группы.")
            self._report(listed.row, message, "record_book")
        elif _key_of(owner) != listed.name_key:
            message = _("Под этим номером зачётной книжки записан другой человек.")
            self._report(listed.row, message, "record_book")
        else:
            self._compare(listed, enrolment)

    def _compare(self, listed: Listed, known: Enrolment, *, is_renamed: bool = False) -> None:
        student, row = known.student, listed.row
        earlier = self.met.setdefault(student.pk, row.number)
        if earlier != row.number:
            message = _("Тот же обучающийся, что и в строке %(row)s.") % {"row": earlier}
            self._report(row, message, "person")
            return
        self._heed_state(row, known)
        said = {name: getattr(listed.details, name) for name in OWN_FIELDS}
        said = {name: value for name, value in said.items() if value}
        if is_renamed:
            names = {name: getattr(listed.details, name) for name in NAME_FIELDS}
            said |= names | {"search_name": listed.name_key}
        of_student = _differences(student, said)
        of_enrolment = _differences(known, listed.wishes)
        if of_student or of_enrolment:
            self.updates.append(Update(student, known, of_student, of_enrolment))
        else:
            self.same += 1

    def _heed_state(self, row: Row[NamedRow], known: Enrolment) -> None:
        """Say that the list knows another state: it takes an order to change it."""
        state = row.record.study_state
        if state is None or state == known.state:
            return
        message = _("В портале другое состояние: %(state)s. Изменяет его приказ на карточке.")
        said = {"state": EnrolmentState(known.state).label}
        self.problems.append(problem_of(row, message % said, "state", Severity.WARNING))

    def _report(self, row: Row[NamedRow], message: str, key: str) -> None:
        self.problems.append(problem_of(row, message, key))


def _told(message: str, group: StudyGroup, names: Sequence[str]) -> str:
    listed = ", ".join(sorted(names)[:_NAMED])
    if len(names) > _NAMED:
        more = {"named": listed, "count": len(names) - _NAMED}
        listed = _("%(named)s и ещё %(count)s") % more
    return message % {"group": group.name, "names": listed}


def _key_of(student: Student) -> str:
    return name_key(student.last_name, student.first_name, student.patronymic)


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
