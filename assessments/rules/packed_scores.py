"""A student's scores of functions as one block of bytes, and back.

They are always computed together, mostly read together, and replaced together; as rows of a table
each of them would cost more to store and to enter into a key than to compute (decision 0024).
Another layout needs a migration that packs the stored blocks anew.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.enums import Confidence

# Little-endian whatever the machine: what the database holds may be read by another one.
LAYOUT: Final = np.dtype(
    [
        ("function_id", "<i4"),
        ("newest_on", "<i4"),
        ("evidence_count", "<i2"),
        ("kind_count", "<i2"),
        ("rater_count", "<i2"),
        ("confidence", "<i2"),
        ("value", "<f8"),
        ("weight", "<f8"),
        ("college_value", "<f8"),
        ("employer_value", "<f8"),
        ("posterior_mean", "<f8"),
        ("interval_low", "<f8"),
        ("interval_high", "<f8"),
        ("ready_probability", "<f8"),
    ]
)
_EPOCH: Final = date(1970, 1, 1).toordinal()
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionScore:
    """Student × labour function (docs/scoring.md); where there is none, there is no evidence."""

    function_id: int
    value: float
    weight: float
    evidence_count: int
    kind_count: int
    rater_count: int
    newest_on: date
    college_value: float | None
    employer_value: float | None
    posterior_mean: float | None
    interval_low: float | None
    interval_high: float | None
    ready_probability: float | None
    confidence: Confidence | None


def pack(students: NDArray[np.int64], scores: Arrays) -> dict[int, bytes]:
    """Return the block of each student; `scores` are ordered by student, then function.

    NaN is "none", and so is a confidence of -1.
    """
    return blocks_by_student(LAYOUT, students, scores)


def blocks_by_student(
    layout: np.dtype[Any], students: NDArray[np.int64], columns: Arrays
) -> dict[int, bytes]:
    """Return the rows of each student one after another; rows are ordered by student."""
    rows = np.empty(len(students), dtype=layout)
    for name in layout.names or ():
        rows[name] = columns[name]
    data = rows.tobytes()
    first = np.flatnonzero(np.diff(students, prepend=-1))
    bounds = (np.append(first, len(students)) * layout.itemsize).tolist()
    return {
        student: data[start:end]
        for student, (start, end) in zip(students[first].tolist(), pairwise(bounds), strict=True)
    }


def unpack(blocks: Mapping[int, bytes]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the student of each score and the scores of all blocks, in the order of `blocks`."""
    sizes = [len(block) // LAYOUT.itemsize for block in blocks.values()]
    students = np.repeat(np.array(list(blocks), dtype=np.int64), sizes)
    return students, np.frombuffer(b"".join(blocks.values()), dtype=LAYOUT)


def scores_of(block: bytes) -> dict[int, FunctionScore]:
    """Return one student's scores by function."""
    rows = np.frombuffer(block, dtype=LAYOUT)
    names = LAYOUT.names or ()
    return {row[0]: _score(dict(zip(names, row, strict=True))) for row in rows.tolist()}


def count_voices(blocks: Iterable[bytes]) -> dict[int, tuple[int, int]]:
    """Count, by function, the students judged by the college and those judged by an employer."""
    rows = np.frombuffer(b"".join(blocks), dtype=LAYOUT)
    functions, places = np.unique(rows["function_id"], return_inverse=True)
    college, employer = (
        np.bincount(places[~np.isnan(rows[name])], minlength=len(functions))
        for name in ("college_value", "employer_value")
    )
    counts = zip(college.tolist(), employer.tolist(), strict=True)
    return dict(zip(functions.tolist(), counts, strict=True))


def _score(row: dict[str, Any]) -> FunctionScore:
    plain: dict[str, Any] = {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in row.items()
    }
    plain["newest_on"] = date.fromordinal(row["newest_on"] + _EPOCH)
    plain["confidence"] = None if row["confidence"] < 0 else Confidence(row["confidence"])
    return FunctionScore(**plain)


def changed_functions(differences: Iterable[tuple[bytes, bytes]]) -> NDArray[np.int32]:
    """Return the function of each score that is new, gone or different between pairs of blocks."""
    pairs = dict(enumerate(differences))
    before = _keyed({place: pair[0] for place, pair in pairs.items()})
    after = _keyed({place: pair[1] for place, pair in pairs.items()})
    _, old, new = np.intersect1d(before[0], after[0], assume_unique=True, return_indices=True)
    same = np.ones(len(old), dtype=np.bool_)
    for name in LAYOUT.names or ():
        one, other = before[1][name][old], after[1][name][new]
        # NaN is the one number that differs from itself.
        same &= (one == other) | ((one != one) & (other != other))  # noqa: PLR0124
    gone = np.delete(before[1]["function_id"], old)
    return np.concatenate([gone, np.delete(after[1]["function_id"], new[same])])


def _keyed(blocks: Mapping[int, bytes]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    places, rows = unpack(blocks)
    return (places << 32) | rows["function_id"], rows
