"""What changed since an earlier run, in parts that sum to the difference."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.changes import Cause

# In the order in which they are told; ageing never moves an index, but it is asked for.
CAUSE_WORDS: Final[dict[Cause, Promise]] = {
    Cause.ADDED: _("новые оценки"),
    Cause.VOIDED: _("аннулированные"),
    Cause.AGEING: _("старение"),
    Cause.STANDARD: _("требования"),
    Cause.METHODOLOGY: _("методика"),
}

Span = tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPoint:
    """A finished run that can be compared with: `number` is its key, `day` its date."""

    number: int
    day: date
    version: int


@dataclass(frozen=True, slots=True)
class Part:
    """One cause and by how much it moved the index."""

    cause: Cause
    amount: float

    @property
    def word(self) -> str:
        return str(CAUSE_WORDS[self.cause])


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionMove:
    """A labour function whose score changed; the spans are the intervals of the two scores."""

    name: str
    before: float | None
    after: float | None
    before_span: Span = None
    after_span: Span = None

    @property
    def total(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentChange:
    """Change of one student's index since a run; `total` None without an index then or now.

    `parts` sum to `total`. `functions` are those that moved most. The spans are the intervals of
    the index then and now.
    """

    since: RunPoint
    before: float | None
    after: float | None
    before_span: Span
    after_span: Span
    total: float | None
    parts: tuple[Part, ...]
    functions: tuple[FunctionMove, ...]

    @property
    def is_same(self) -> bool:
        return self.total == 0 and not self.functions


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanChange:
    """Change of a group's mean index, of a whole college too; `total` None without assessed people.

    Provisional estimates are left out, as in the means of all pages. `parts` are those of students
    assessed both times, `composition` is what others bring; together they sum to `total`. The spans
    are the 95 % intervals of the means, None where fewer than two people stand behind one.
    """

    key: int
    name: str
    before: float | None
    after: float | None
    before_span: Span
    after_span: Span
    total: float | None
    parts: tuple[Part, ...]
    composition: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeChange:
    """A college and its groups since a run."""

    since: RunPoint
    college: MeanChange
    groups: tuple[MeanChange, ...]
