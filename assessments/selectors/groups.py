"""A group with its students and their readiness."""

from dataclasses import dataclass, replace
from uuid import UUID

from assessments.enums import Confidence
from assessments.models import StudentReadiness
from assessments.rules.intervals import index_confidence, interval_around
from assessments.selectors.methodology import narrow_interval
from colleges.models import Student, StudyGroup
from core.numbers import format_interval, format_number
from core.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentLine:
    """One student of a list; figures are None while not assessed."""

    uid: UUID
    name: str
    record_book: str
    index: float | None = None
    low: float | None = None
    high: float | None = None
    level: int | None = None
    is_provisional: bool = True
    coverage: float | None = None
    has_employer_voice: bool = False
    confidence: Confidence = Confidence.LOW

    @classmethod
    def of(cls, student: Student, row: StudentReadiness | None, *, narrow: float) -> "StudentLine":
        """Make the row of a student; `row` None: readiness has not been computed.

        `narrow` is half the width of an interval that is known well (`narrow_interval`).
        """
        line = cls(uid=student.uid, name=student.full_name, record_book=student.record_book)
        if row is None:
            return line
        low, high = interval_around(row.index, row.index_low, row.index_high)
        return replace(
            line,
            index=row.index,
            low=low,
            high=high,
            level=row.level,
            is_provisional=row.is_provisional,
            coverage=row.coverage,
            has_employer_voice=row.has_employer_voice,
            confidence=index_confidence(
                row.index_low,
                row.index_high,
                is_provisional=row.is_provisional,
                narrow=narrow,
            ),
        )

    @property
    def shown_level(self) -> int | None:
        """The level that colours a drawing; None while it is provisional."""
        return None if self.is_provisional else self.level

    @property
    def interval(self) -> str:
        """The interval in words; empty without one."""
        return "" if self.low is None else format_interval(self.low, self.high, 2)

    @property
    def sureness(self) -> str:
        """How sure the index is, in a word; empty without one."""
        return "" if self.index is None else str(self.confidence.label)

    @property
    def text(self) -> str:
        """The index with its interval in words; empty without one."""
        return format_number(self.index, 2) + (f" ({self.interval})" if self.interval else "")


def group_of(*, scope: Scope, pk: int) -> StudyGroup | None:
    """Return a group whose names `scope` may read; None for any other."""
    if not scope.sees_names:
        return None
    return (
        StudyGroup.objects.visible_to(scope)
        .select_related("programme__speciality", "college")
        .filter(pk=pk)
        .first()
    )


def students_of_group(*, group: StudyGroup) -> list[StudentLine]:
    """Return the group's students by name with their readiness."""
    students = Student.objects.filter(enrolments__in=group.enrolments.current()).order_by(
        "last_name", "first_name", "patronymic", "pk"
    )
    readiness = {row.student_id: row for row in StudentReadiness.objects.filter(group=group)}
    narrow = narrow_interval()
    return [
        StudentLine.of(student, readiness.get(student.pk), narrow=narrow) for student in students
    ]
