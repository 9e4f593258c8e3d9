"""A student's card: what is known, how sure it is, why, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import Component
from assessments.rules.packed_adjustments import AdjustedFunction

# What the index is made of; a self-assessment enters it as reflection.
COMPONENT_WORDS: Final[Mapping[Component, str | Promise]] = {
    Component.PRACTICAL: _("практика"),
    Component.KNOWLEDGE: _("знания"),
    Component.MOTIVATION: _("мотивация"),
    Component.SELF: _("рефлексия"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One piece of evidence of a function, newest first; `effect` is its share in the index."""

    observed_on: date
    kind: str
    source: str
    value: str
    score: float
    effect: float | None = None
    # The function that it speaks of, where the source does not name what was judged.
    function: str = ""
    # Who judged: a kind of judge, and the name of a colleague for the college's own staff.
    rater: str = ""
    who: str = ""
    voided_at: datetime | None = None
    void_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfLine:
    """A function as the student sees the own work, and as everybody else does."""

    name: str
    own: float
    others: float | None
    low: float | None = None
    high: float | None = None
    confidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPoint:
    """The index as of a day, and how many pieces of evidence that day brought."""

    day: date
    index: float | None
    interval: tuple[float, float] | None
    level: int | None
    is_provisional: bool
    new_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionLine:
    """A required (or otherwise assessed) function; `value` None: nobody has assessed it."""

    key: int
    code: str
    name: str
    is_required: bool
    is_mandatory: bool
    value: float | None = None
    low: float | None = None
    high: float | None = None
    ready_probability: float | None = None
    level: int | None = None
    confidence: int | None = None
    evidence_count: int = 0
    rater_count: int = 0
    college_value: float | None = None
    employer_value: float | None = None
    evidence: tuple[EvidenceLine, ...] = ()
    # Where the severity of raters moves the score: both of its numbers.
    adjustment: AdjustedFunction | None = None

    @property
    def full_name(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def gap(self) -> float | None:
        if self.college_value is None or self.employer_value is None:
            return None
        return self.college_value - self.employer_value


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """What a function lacks: `score` None when it has not been assessed."""

    name: str
    score: float | None
    low: float | None = None
    high: float | None = None
    confidence: int | None = None
    target: float
    is_mandatory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """The index as mentors gave it and as adjusted for their severity; one of them is official."""

    plain: float
    adjusted: float
    plain_level: int | None
    adjusted_level: int | None
    is_limited: bool
    adjusted_is_official: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentCard:
    """Everything about one student's readiness at one moment."""

    index: float | None
    index_low: float | None
    index_high: float | None
    level: int | None
    is_provisional: bool
    is_ready: bool
    is_capped: bool
    completeness: float
    coverage: float
    components: tuple[tuple[str, float | None], ...]
    functions: tuple[FunctionLine, ...]
    raising: tuple[EvidenceLine, ...]
    lowering: tuple[EvidenceLine, ...]
    weak_link: str
    weak_link_bound: float | None
    widest_gap: tuple[str, float] | None
    steps: tuple[PlanStep, ...]
    missing_components: tuple[Component, ...]
    is_reachable: bool
    index_after: float | None
    ready_bound: float
    function_target: float
    # The mass that the shown intervals hold.
    interval_mass: float
    as_of_date: date
    adjustment: Adjustment | None
    methodology_version: int
    # How sure the index is (Confidence), and P(true index reaches `ready_bound`).
    index_confidence: int = 0
    index_chance: float | None = None
    history: tuple[HistoryPoint, ...] = ()
    own_view: tuple[SelfLine, ...] = ()
