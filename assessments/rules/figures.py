"""Figures of a group of students, made from sums that add up."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from scoring.intervals import mean_interval, wilson

_FIELDS: Final = (
    "students",
    "assessed",
    "provisional",
    "ready",
    "low",
    "basic",
    "sufficient",
    "high",
    "employer_voice",
    "evidence",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """Counts of people and, of the assessed ones, share ready (with Wilson 95 %) and mean index.

    `students` = `assessed` + `provisional`; shares and means are None where nobody is assessed.
    """

    students: int = 0
    assessed: int = 0
    provisional: int = 0
    ready: int = 0
    low: int = 0
    basic: int = 0
    sufficient: int = 0
    high: int = 0
    employer_voice: int = 0
    evidence: int = 0
    index_sum: float = 0.0
    index_square_sum: float = 0.0

    def __add__(self, other: "GroupFigures") -> "GroupFigures":
        counts = {name: getattr(self, name) + getattr(other, name) for name in _FIELDS}
        return GroupFigures(
            **counts,
            index_sum=self.index_sum + other.index_sum,
            index_square_sum=self.index_square_sum + other.index_square_sum,
        )

    @property
    def share_ready(self) -> float | None:
        return self.ready / self.assessed if self.assessed else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.assessed:
            return None
        low, high = wilson(np.array([self.ready]), np.array([float(self.assessed)]))
        return float(low[0]), float(high[0])

    @property
    def mean_index(self) -> float | None:
        return self.index_sum / self.assessed if self.assessed else None

    @property
    def mean_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean index; None where fewer than two are assessed."""
        return _mean_interval(self.assessed, self.index_sum, self.index_square_sum)

    @property
    def evidence_each(self) -> float | None:
        """How much evidence there is of one student."""
        return self.evidence / self.students if self.students else None

    @property
    def share_employer_voice(self) -> float | None:
        return self.employer_voice / self.students if self.students else None

    @property
    def levels(self) -> tuple[int, int, int, int]:
        """Counts by level, lowest first."""
        return self.low, self.basic, self.sufficient, self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionFigures:
    """A function over a group of students: mean T, employers' mean, college minus employer."""

    students: int = 0
    value_sum: float = 0.0
    value_square_sum: float = 0.0
    low_confidence: int = 0
    employer_count: int = 0
    employer_sum: float = 0.0
    gap_count: int = 0
    gap_sum: float = 0.0

    def __add__(self, other: "FunctionFigures") -> "FunctionFigures":
        return FunctionFigures(
            students=self.students + other.students,
            value_sum=self.value_sum + other.value_sum,
            value_square_sum=self.value_square_sum + other.value_square_sum,
            low_confidence=self.low_confidence + other.low_confidence,
            employer_count=self.employer_count + other.employer_count,
            employer_sum=self.employer_sum + other.employer_sum,
            gap_count=self.gap_count + other.gap_count,
            gap_sum=self.gap_sum + other.gap_sum,
        )

    @property
    def mean(self) -> float | None:
        return self.value_sum / self.students if self.students else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean; None where fewer than two students stand behind it."""
        return _mean_interval(self.students, self.value_sum, self.value_square_sum)

    @property
    def is_uncertain(self) -> bool:
        """Whether most of the scores are of low confidence: their mean has no colour then."""
        return 2 * self.low_confidence > self.students

    @property
    def employer_mean(self) -> float | None:
        return self.employer_sum / self.employer_count if self.employer_count else None

    @property
    def gap(self) -> float | None:
        return self.gap_sum / self.gap_count if self.gap_count else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedFigures:
    """A function over a group of students: mean T as raters gave it and as adjusted."""

    students: int = 0
    plain_sum: float = 0.0
    adjusted_sum: float = 0.0

    def __add__(self, other: "AdjustedFigures") -> "AdjustedFigures":
        return AdjustedFigures(
            students=self.students + other.students,
            plain_sum=self.plain_sum + other.plain_sum,
            adjusted_sum=self.adjusted_sum + other.adjusted_sum,
        )

    @property
    def plain(self) -> float | None:
        return self.plain_sum / self.students if self.students else None

    @property
    def adjusted(self) -> float | None:
        return self.adjusted_sum / self.students if self.students else None

    @property
    def difference(self) -> float | None:
        if not self.students:
            return None
        return (self.adjusted_sum - self.plain_sum) / self.students


def _mean_interval(count: int, total: float, squares: float) -> tuple[float, float] | None:
    low, high = mean_interval(count, total, squares)
    return None if np.isnan(low) else (float(low), float(high))
