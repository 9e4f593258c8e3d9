"""Whom a new person of a list may already be: asked of people, row by row, never guessed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState, Sex
from colleges.models import CURRENT_STATES, College, Enrolment, Student, StudyGroup
from colleges.rules.duplicates import SURE, Crowd, Likeness, Person, may_be_same
from colleges.services.students import StudentDetails
from core.numbers import format_date
from core.tables.problems import Answer
from core.tables.records import Row
from core.text import joined_name

SAME: Final = "same"
RENAMED: Final = "renamed"
OTHER: Final = "other"
_STUDIES: Final = (EnrolmentState.STUDYING, EnrolmentState.ACADEMIC_LEAVE)


class ListedPerson(Protocol):
    """A person of the list, as far as likeness goes."""

    @property
    def row(self) -> Row[Any]: ...
    @property
    def group(self) -> StudyGroup: ...
    @property
    def details(self) -> StudentDetails: ...
    @property
    def name_key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask about a row: `others` are the keys of the students who may be its person."""

    message: str
    hint: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row's person is: somebody known (`same`), a question, or neither: a new person.

    `is_renamed`: the known one gets the name of the file. `apart` are the records of which somebody
    said that they are of other people.
    """

    same: Enrolment | None = None
    is_renamed: bool = False
    question: Question | None = None
    apart: tuple[int, ...] = ()


class Alike:
    """The people of a college, those who left as well, and the new ones of the list met so far."""

    def __init__(
        self,
        *,
        college: College,
        current: Iterable[Enrolment],
        matched: Collection[int],
        answers: Mapping[tuple[str, int], str],
    ) -> None:
        """`matched` are the students who stand in rows of their own: nobody else is they."""
        self.answers = answers
        self.places: dict[int, Enrolment] = {}
        self.students: dict[int, Student] = {}
        for enrolment in current:
            self._know(enrolment.student, enrolment)
        left = Student.objects.filter(college=college, merged_into__isnull=True).exclude(
            enrolments__state__in=CURRENT_STATES
        )
        last = Enrolment.objects.filter(student__in=left).select_related("student", "group")
        for student in left.order_by("pk"):
            self._know(student, None)
        for enrolment in last.order_by("started_on", "pk"):
            self._know(enrolment.student, enrolment)
        self.crowd = Crowd(
            Person(pk, one.search_name, one.birth_date, one.sex, self._group(pk))
            for pk, one in self.students.items()
            if pk not in matched
        )
        self.listed: dict[int, ListedPerson] = {}

    def _know(self, student: Student, place: Enrolment | None) -> None:
        self.students[student.pk] = student
        if place is not None:
            self.places[student.pk] = place

    def _group(self, pk: int) -> int | None:
        place = self.places.get(pk)
        return place.group_id if place is not None and place.state in CURRENT_STATES else None

    def judge(self, listed: ListedPerson) -> Verdict:
        """Say what a row's person is, with the answer that somebody gave, if they gave one."""
        details = listed.details
        key = -1 - len(self.listed)
        person = Person(
            key, listed.name_key, details.birth_date, details.sex, group=listed.group.pk
        )
        pairs = [pair for pair in self.crowd.like(person) if self._counts(pair, listed)]
        self.listed[person.pk] = listed
        self.crowd.add(person)
        known = [pair.first if pair.second == person.pk else pair.second for pair in pairs]
        said = self.answers.get((listed.row.sheet, listed.row.number), "")
        answer, _space, about = said.partition(" ")
        same = self._still_here(about, known, listed) if answer in (SAME, RENAMED) else None
        if same is not None:
            return Verdict(same=same, is_renamed=answer == RENAMED)
        if answer == OTHER and {self._token(pk) for pk in known} <= set(about.split("\t")):
            return Verdict(apart=tuple(pk for pk in known if pk > 0))
        if not known:
            return Verdict()
        return Verdict(question=self._question(listed, pairs[0], known))

    def _still_here(
        self, about: str, known: Sequence[int], listed: ListedPerson
    ) -> Enrolment | None:
        """Return the place of the one who was named; None for somebody who has left meanwhile."""
        place = self.places.get(int(about)) if about.isdecimal() else None
        if place is None or place.student_id not in known or not _is_here(place, listed):
            return None
        return place

    def _counts(self, pair: Likeness, listed: ListedPerson) -> bool:
        """Say whether to ask: different record books outweigh all but name and day together."""
        other = self._other(pair)
        book = other.record_book if isinstance(other, Student) else other.details.record_book
        books = (book, listed.details.record_book)
        if isinstance(other, Student):
            return may_be_same(pair, *books)
        # Rows of one list: each stands for somebody, twins too, until they are clearly one.
        return pair.rank <= SURE and len({*books} - {""}) < 2 and not pair.names_differ

    def _other(self, pair: Likeness) -> "Student | ListedPerson":
        known = max(pair.first, pair.second)
        return self.students[known] if known > 0 else self.listed[known]

    def _token(self, pk: int) -> str:
        """Return what names a record in an answer, stable for as long as the file is."""
        if pk > 0:
            return str(pk)
        row = self.listed[pk].row
        return f"{row.sheet}!{row.number}"

    def _question(self, listed: ListedPerson, surest: Likeness, known: Sequence[int]) -> Question:
        answers = []
        for pk in known:
            place = self.places.get(pk)
            if place is not None and _is_here(place, listed):
                answers += _same(place.student, listed.details)
        other = " ".join((OTHER, "\t".join(self._token(pk) for pk in known)))
        answers.append(Answer(other, _("Другой человек, добавить")))
        hint = "; ".join(self._described(pk) for pk in known)
        return Question(self._message(listed, surest), hint, tuple(answers))

    def _message(self, listed: ListedPerson, surest: Likeness) -> str:
        known = max(surest.first, surest.second)
        words = {"why": str(surest.why)}
        if known < 0:
            words["row"] = str(self.listed[known].row.number)
            return (
                _("Похоже на строку %(row)s: %(why)s. Если это один человек, оставьте одну.")
                % words
            )
        place = self.places.get(known)
        if place is not None and _is_here(place, listed):
            return _("Похоже, этот человек уже есть в группе: %(why)s.") % words
        if place is not None and place.state in _STUDIES:
            words["group"] = place.group.name
            return (
                _(
                    "Похоже, этот человек учится в группе «%(group)s»: %(why)s. Перевод оформляют "
                    "приказом на карточке."
                )
                % words
            )
        words["state"] = state_words(place)
        return (
            _(
                "Похоже, этот человек уже был в колледже (%(state)s): %(why)s. Восстановление "
                "оформляют приказом на карточке."
            )
            % words
        )

    def _described(self, pk: int) -> str:
        if pk < 0:
            details = self.listed[pk].details
            name = joined_name(details.last_name, details.first_name, details.patronymic)
            return _with_day(name, details.birth_date)
        student, place = self.students[pk], self.places.get(pk)
        said = _with_day(student.full_name, student.birth_date)
        return f"{said}, {place.group.name}" if place is not None else said


def state_words(place: Enrolment | None) -> str:
    """Return how somebody left: «отчислен»."""
    return str(EnrolmentState(place.state).label) if place is not None else _("не в группе")


def _is_here(place: Enrolment, listed: ListedPerson) -> bool:
    return place.state in CURRENT_STATES and place.group_id == listed.group.pk


def _same(student: Student, details: StudentDetails) -> list[Answer]:
    """Return the answers that the person is this one: by the portal's name, by that of the file."""
    name = joined_name(details.last_name, details.first_name, details.patronymic)
    is_woman = Sex.FEMALE in (student.sex, details.sex)
    here = _("Это она: «%(name)s»") if is_woman else _("Это он: «%(name)s»")
    answers = [Answer(f"{SAME} {student.pk}", here % {"name": student.full_name})]
    is_poorer = not details.patronymic and bool(student.patronymic)
    if name != student.full_name and not is_poorer:
        words = _("Он же, теперь «%(name)s»") if not is_woman else _("Она же, теперь «%(name)s»")
        answers.append(Answer(f"{RENAMED} {student.pk}", words % {"name": name}))
    return answers


def _with_day(name: str, day: Any) -> str:
    return f"{name}, {format_date(day)}" if day else name
