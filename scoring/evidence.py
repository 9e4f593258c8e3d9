"""Evidence and requirements as arrays: what the readiness model reads."""

from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.parameters import Component, Parameters, Voice

_COLUMN_TYPES: Final[dict[str, Any]] = {
    "student": np.int32,
    "function": np.int32,
    "component": np.int8,
    "kind": np.int8,
    "score": np.float64,
    "strength": np.float64,
    "criterion": np.int64,
    "rater": np.int64,
    "date": np.int32,
}
_COLUMN_DEFAULTS: Final = {
    "component": Component.PRACTICAL,
    "strength": 1.0,
    "criterion": -1,
    "rater": -1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceArrays:
    """Confirmed evidence, one row per (evidence, labour function); equal lengths.

    student    index of the student, 0..S-1
    function   index of the labour function, 0..F-1; -1 for evidence of a whole component
    component  code of `Component`
    kind       code of `Kind`
    score      x in [0, 1]
    strength   m: how strongly the criterion bears on the function, 1 full, 0.5 partial
    criterion  index of the criterion, -1 none; rows without one never replace each other
    rater      index of the rater, -1 unknown; unknown raters of one kind are taken as one
    date       days since 1 January 1970, like `as_of`

    PRACTICAL rows of a function make T; PRACTICAL rows without a function have no effect.
    KNOWLEDGE and MOTIVATION rows speak about the student whatever their function. SELF rows need a
    function. Rows sorted by student are handled fastest, the results do not depend on the order.
    """

    student: NDArray[np.int32]
    function: NDArray[np.int32]
    component: NDArray[np.int8]
    kind: NDArray[np.int8]
    score: NDArray[np.float64]
    strength: NDArray[np.float64]
    criterion: NDArray[np.int64]
    rater: NDArray[np.int64]
    date: NDArray[np.int32]

    def __post_init__(self) -> None:
        lengths = {len(getattr(self, name)) for name in _COLUMN_TYPES}
        if len(lengths) > 1:
            raise ValueError("arrays of evidence must have equal lengths")

    @classmethod
    def build(cls, **columns: Any) -> Self:
        """Make arrays of the right types from sequences by column name.

        A single number is repeated. Left out: component PRACTICAL, strength 1, criterion and rater
        -1; the other columns must be given (TypeError).
        """
        given: dict[str, Any] = {**_COLUMN_DEFAULTS, **columns}
        if set(given) != set(_COLUMN_TYPES):
            raise TypeError(f"columns of evidence are {', '.join(_COLUMN_TYPES)}")
        shape = np.shape(given["student"])
        return cls(
            **{
                name: np.ascontiguousarray(np.broadcast_to(np.asarray(given[name], dtype), shape))
                for name, dtype in _COLUMN_TYPES.items()
            }
        )

    def __len__(self) -> int:
        return len(self.student)

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Return the given rows (indices or a mask)."""
        return replace(self, **{name: getattr(self, name)[rows] for name in _COLUMN_TYPES})

    def of_employer(self, parameters: Parameters) -> NDArray[np.bool_]:
        """Say which rows are an employer's judgement (by their kind)."""
        of_employer: NDArray[np.bool_] = parameters.voices()[self.kind] == Voice.EMPLOYER
        return of_employer

    @classmethod
    def concatenate(cls, parts: list[Self]) -> Self:
        """Join parts in the given order."""
        return cls(
            **{
                name: np.concatenate([getattr(part, name) for part in parts])
                for name in _COLUMN_TYPES
            }
        )

    @classmethod
    def empty(cls) -> Self:
        return cls.build(student=[], function=[], kind=[], score=[], date=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """Which labour functions each student's programme requires.

    programme      (S,) index of the student's programme, 0..P-1; -1 when it has none
    start          (P+1,) the functions of programme p are rows start[p]:start[p+1]
    function       index of a required labour function, each once a programme
    importance     v > 0
    mandatory      whether a low score caps the level
    function_count F, more than any function index in evidence and requirements
    """

    programme: NDArray[np.int32]
    start: NDArray[np.int64]
    function: NDArray[np.int32]
    importance: NDArray[np.float64]
    mandatory: NDArray[np.bool_]
    function_count: int

    def __post_init__(self) -> None:
        rows = len(self.function)
        if len(self.importance) != rows or len(self.mandatory) != rows:
            raise ValueError("arrays of requirements must have equal lengths")
        if len(self.start) < 1 or self.start[0] != 0 or self.start[-1] != rows:
            raise ValueError("start must run from 0 to the number of requirements")
        if rows and (self.importance <= 0).any():
            raise ValueError("the importance of a required function must be positive")
        if rows and not 0 <= self.function.min() <= self.function.max() < self.function_count:
            raise ValueError("function_count must exceed every required function")

    @classmethod
    def build(
        cls,
        *,
        programme: Any,
        functions: list[list[tuple[int, float, bool]]],
        function_count: int | None = None,
    ) -> Self:
        """Make requirements from lists of (function, importance, mandatory), one a programme."""
        rows = [row for required in functions for row in required]
        function = np.array([row[0] for row in rows], dtype=np.int32)
        sizes = [len(required) for required in functions]
        return cls(
            programme=np.asarray(programme, dtype=np.int32),
            start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            function=function,
            importance=np.array([row[1] for row in rows], dtype=np.float64),
            mandatory=np.array([row[2] for row in rows], dtype=np.bool_),
            function_count=(
                function_count if function_count is not None else int(function.max(initial=-1)) + 1
            ),
        )

    @property
    def student_count(self) -> int:
        return len(self.programme)

    @property
    def programme_count(self) -> int:
        return len(self.start) - 1

    def row_programme(self) -> NDArray[np.int64]:
        """Return the programme of each requirement row."""
        return np.repeat(np.arange(self.programme_count), np.diff(self.start))

    def required_count(self) -> NDArray[np.int64]:
        """Return for each student how many functions are required of it."""
        sizes = np.append(np.diff(self.start), 0)  # programme -1 reads the last entry
        return sizes[self.programme]


def check(evidence: EvidenceArrays, requirements: Requirements, parameters: Parameters) -> None:
    """Raise ValueError when indices, scores or strengths are outside what the model allows."""
    if not len(evidence):
        return
    limits = (
        ("student", evidence.student, 0, requirements.student_count),
        ("function", evidence.function, -1, requirements.function_count),
        ("component", evidence.component, 0, len(Component)),
        ("kind", evidence.kind, 0, max(parameters.kinds) + 1),
    )
    for name, values, low, high in limits:
        if values.min() < low or values.max() >= high:
            raise ValueError(f"{name} of evidence must lie in [{low}, {high})")
    if not (evidence.score.min() >= 0 and evidence.score.max() <= 1):
        raise ValueError("scores of evidence must lie in [0, 1]")
    if not (evidence.strength.min() >= 0 and evidence.strength.max() < np.inf):
        raise ValueError("strengths of evidence must not be negative")
