"""What every file of people has in common: who each row is about, no two rows about one thing."""

from collections.abc import Hashable
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from colleges.models import Enrolment, Student
from colleges.services.contingent import Place, enrolments_at
from colleges.services.student_finder import StudentFinder
from core.progress import Stage, told
from core.tables.problems import Problem
from core.tables.records import Reading, Row

Thing = TypeVar("Thing")


class PersonRows(Generic[Thing]):
    """Takes rows one by one and collects what to write: `wanted`, `same`, `problems`.

    A subclass says in `take` what becomes of a row, with the help of the methods here.
    """

    def __init__(self, *, reading: Reading[Any], place: Place) -> None:
        self.reading = reading
        self.place = place
        enrolments = enrolments_at(place=place)
        self.enrolment_of: dict[int, Enrolment] = {one.student_id: one for one in enrolments}
        self.finder = StudentFinder.at(enrolments, is_group=place.group is not None)
        self.problems: list[Problem] = list(reading.problems)
        self.wanted: list[Thing] = []
        self.same = 0
        self._seen: dict[Hashable, tuple[str, int]] = {}

    def take_all(self) -> None:
        """Take every good row of the file, in its order."""
        for row in told(self.reading.rows, Stage.CHECKED):
            self.take(row)

    def take(self, row: Row[Any]) -> None:
        """Add what the row asks for to `wanted`, or a problem, or count it as the same."""
        raise NotImplementedError

    def find(self, row: Row[Any]) -> Student | None:
        """Return the row's student; None, and the problem noted, when there is none."""
        student, problem = self.finder.find(row, row.record)
        self.note(problem)
        return student

    def note(self, *problems: Problem | None) -> bool:
        """Keep the problems; say whether one of them is an error."""
        found = [problem for problem in problems if problem is not None]
        self.problems += found
        return any(problem.is_error for problem in found)

    def is_repeated(self, row: Row[Any], thing: Hashable, message: str, *, key: str) -> bool:
        """Say whether an earlier row was about the same thing; `message` has a place for `row`."""
        here = row.sheet, row.number
        sheet, number = self._seen.setdefault(thing, here)
        if (sheet, number) == here:
            return False
        place = str(number)
        if sheet != row.sheet:
            place = _("%(row)s листа «%(sheet)s»") % {"row": number, "sheet": sheet}
        self.note(row.problem(message % {"row": place}, key=key))
        return True
