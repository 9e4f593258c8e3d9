"""A student's functions that an adjustment moved, as one block of bytes, and back.

Kept as scores are (assessments.rules.packed_scores); the next night writes all of them anew.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessments.rules.packed_scores import Arrays, blocks_by_student

_LAYOUT: Final = np.dtype(
    [("function_id", "<i4"), ("is_limited", "<i4"), ("plain", "<f8"), ("adjusted", "<f8")]
)


@dataclass(frozen=True, slots=True)
class AdjustedFunction:
    """T as raters gave it and as raters of average severity would have; the own interval's stop."""

    plain: float
    adjusted: float
    is_limited: bool


def pack_adjusted(students: NDArray[np.int64], functions: Arrays) -> dict[int, bytes]:
    """Return the block of each student; `functions` are ordered by student."""
    return blocks_by_student(_LAYOUT, students, functions)


def adjusted_of(block: bytes) -> dict[int, AdjustedFunction]:
    """Return one student's adjusted functions by key."""
    rows = np.frombuffer(block, dtype=_LAYOUT).tolist()
    return {
        function: AdjustedFunction(plain, adjusted, bool(limited))
        for function, limited, plain, adjusted in rows
    }
