"""One version of the methodology as numbers. Defaults: design of the first published version."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Component(IntEnum):
    """What a row of evidence speaks about; R (reflection) is derived from SELF."""

    PRACTICAL = 0
    KNOWLEDGE = 1
    MOTIVATION = 2
    SELF = 3


class Kind(IntEnum):
    """Kinds of evidence, as stored."""

    DEMO_EXAM = 0
    INDEPENDENT_ASSESSMENT = 1
    MODULE_EXAM = 2
    WORKPLACE_PRACTICE = 3
    EMPLOYER_RATING = 4
    COLLEGE_PRACTICE = 5
    INTERIM_MARK = 6
    CONTEST = 7
    QUESTIONNAIRE = 8
    SELF_ASSESSMENT = 9


class Voice(IntEnum):
    """Whose judgement a kind of evidence is; the gap compares COLLEGE with EMPLOYER only."""

    INDEPENDENT = 0
    COLLEGE = 1
    EMPLOYER = 2


class Repeat(StrEnum):
    """Which of several attempts at one criterion counts."""

    LATEST = "latest"
    BEST = "best"
    MEAN = "mean"


class OfficialScore(StrEnum):
    """Which readiness is official: as raters gave it, or adjusted for their severity."""

    PLAIN = "plain"
    ADJUSTED = "adjusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindParameters:
    """`weight` q (0: kind not used), measurement variance s² of one row at full strength."""

    weight: float
    variance: float
    voice: Voice

    def __post_init__(self) -> None:
        if not 0 <= self.weight < float("inf"):
            raise ValueError("the weight of a kind of evidence must not be negative")
        if not 0 < self.variance < float("inf"):
            raise ValueError("a measurement variance must be positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentWeights:
    practical: float = 0.40
    knowledge: float = 0.25
    motivation: float = 0.20
    reflection: float = 0.15

    def as_array(self) -> NDArray[np.float64]:
        """Return D, K, M, R scaled to a sum of 1."""
        raw = np.array([self.practical, self.knowledge, self.motivation, self.reflection])
        if (raw < 0).any() or not 0 < raw.sum() < np.inf:
            raise ValueError("component weights must not be negative, and not all zero")
        scaled: NDArray[np.float64] = raw / raw.sum()
        return scaled


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceRule:
    """Limits of the words "low" and "high" for a student's function."""

    low_below_evidence: int = 3
    low_below_raters: int = 2
    high_evidence: int = 12
    high_raters: int = 3
    high_half_width: float = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorFallback:
    """Prior of a true score where the region's data are too few to estimate it."""

    mean: float = 0.60
    variance: float = 0.04
    min_students: int = 30
    variance_floor: float = 1e-4
    min_degrees_of_freedom: int = 100


DEFAULT_KINDS: Final[dict[int, KindParameters]] = {
    Kind.DEMO_EXAM: KindParameters(weight=1.0, variance=0.020, voice=Voice.INDEPENDENT),
    Kind.INDEPENDENT_ASSESSMENT: KindParameters(
        weight=1.0, variance=0.020, voice=Voice.INDEPENDENT
    ),
    Kind.MODULE_EXAM: KindParameters(weight=0.8, variance=0.030, voice=Voice.COLLEGE),
    Kind.WORKPLACE_PRACTICE: KindParameters(weight=0.8, variance=0.040, voice=Voice.EMPLOYER),
    Kind.EMPLOYER_RATING: KindParameters(weight=0.8, variance=0.045, voice=Voice.EMPLOYER),
    Kind.COLLEGE_PRACTICE: KindParameters(weight=0.6, variance=0.040, voice=Voice.COLLEGE),
    Kind.INTERIM_MARK: KindParameters(weight=0.5, variance=0.050, voice=Voice.COLLEGE),
    Kind.CONTEST: KindParameters(weight=0.6, variance=0.040, voice=Voice.INDEPENDENT),
    Kind.QUESTIONNAIRE: KindParameters(weight=1.0, variance=0.040, voice=Voice.COLLEGE),
    Kind.SELF_ASSESSMENT: KindParameters(weight=0.2, variance=0.060, voice=Voice.INDEPENDENT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Everything a methodology version fixes; ValueError when the values make no sense.

    `half_life_months` None switches ageing off. `bounds` are lower bounds of the levels above the
    lowest; `ready_levels` their codes that count as ready; `weak_link_cap` the highest level of a
    student with a mandatory function below `weak_link`. `function_target` is the score that a
    labour function must reach to be called mastered, `interval` the mass of the shown interval.
    """

    kinds: dict[int, KindParameters] = field(default_factory=lambda: dict(DEFAULT_KINDS))
    half_life_months: float | None = 36.0
    repeat: Repeat = Repeat.LATEST
    components: ComponentWeights = field(default_factory=ComponentWeights)
    bounds: tuple[float, ...] = (0.50, 0.70, 0.85)
    ready_levels: tuple[int, ...] = (2, 3)
    weak_link: float | None = 0.50
    weak_link_cap: int = 1
    min_completeness: float = 0.80
    min_coverage: float = 0.50
    function_target: float = 0.70
    interval: float = 0.90
    confidence: ConfidenceRule = field(default_factory=ConfidenceRule)
    prior: PriorFallback = field(default_factory=PriorFallback)
    official: OfficialScore = OfficialScore.PLAIN

    def __post_init__(self) -> None:
        self.components.as_array()
        if not self.kinds or min(self.kinds) < 0:
            raise ValueError("kinds of evidence need codes from 0 up")
        # Weights are powers of two of months since the epoch: a shorter half-life overflows them.
        if self.half_life_months is not None and not self.half_life_months >= 1:
            raise ValueError("the half-life must be at least one month, or None for no ageing")
        inside = all(0 < bound <= 1 for bound in self.bounds)
        if not self.bounds or not inside or list(self.bounds) != sorted(set(self.bounds)):
            raise ValueError("level bounds must rise within (0, 1]")
        levels = range(len(self.bounds) + 1)
        if not self.ready_levels or any(level not in levels for level in self.ready_levels):
            raise ValueError("ready levels must be codes of existing levels")
        if self.weak_link_cap not in levels:
            raise ValueError("the cap of the weak link must be the code of an existing level")
        if not 0 < self.interval < 1:
            raise ValueError("the interval's mass must lie between 0 and 1")

    @property
    def ready_bound(self) -> float:
        """Return the lowest index whose level counts as ready."""
        lowest = min(self.ready_levels)
        return self.bounds[lowest - 1] if lowest else 0.0

    def weights(self) -> NDArray[np.float64]:
        """Return q indexed by kind code; codes without parameters weigh NaN."""
        return self._table([(code, kind.weight) for code, kind in self.kinds.items()])

    def variances(self) -> NDArray[np.float64]:
        """Return s² indexed by kind code; codes without parameters are NaN."""
        return self._table([(code, kind.variance) for code, kind in self.kinds.items()])

    def voices(self) -> NDArray[np.int8]:
        """Return the voice indexed by kind code."""
        voices = self._table([(code, float(kind.voice)) for code, kind in self.kinds.items()])
        return np.nan_to_num(voices).astype(np.int8)

    def _table(self, pairs: list[tuple[int, float]]) -> NDArray[np.float64]:
        table = np.full(max(self.kinds) + 1, np.nan)
        for code, value in pairs:
            table[code] = value
        return table


def default_parameters() -> Parameters:
    """Return the parameters of the first methodology version."""
    return Parameters()
