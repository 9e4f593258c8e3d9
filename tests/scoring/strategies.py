"""Random small regions for property tests."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from scoring.readiness import (
    Component,
    EvidenceArrays,
    Kind,
    Repeat,
    Requirements,
    default_parameters,
)

STUDENTS, FUNCTIONS, PROGRAMMES = 4, 5, 2
FIRST_DAY = 20000

# Few distinct values, so that ties, repeats and exact thresholds happen often.
SCORES = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.85, 1.0])


@st.composite
def evidence_rows(draw, students=STUDENTS, functions=FUNCTIONS):
    component = draw(st.sampled_from([0, 0, 0, 0, 1, 2, 3]))
    kind = Kind.SELF_ASSESSMENT if component == Component.SELF else draw(st.integers(0, 7))
    return (
        draw(st.integers(0, students - 1)),
        draw(st.integers(-1, functions - 1)),
        component,
        int(kind),
        draw(SCORES),
        draw(st.sampled_from([0.5, 1.0, 1.0])),
        draw(st.integers(-1, 3)),
        draw(st.integers(-1, 3)),
        FIRST_DAY + draw(st.integers(0, 6)) * 150,
    )


NAMES = (
    "student", "function", "component", "kind", "score", "strength", "criterion", "rater", "date",
)  # fmt: skip


def arrays(rows):
    columns = list(zip(*rows, strict=True)) if rows else [[]] * len(NAMES)
    return EvidenceArrays.build(**dict(zip(NAMES, map(list, columns), strict=True)))


def evidences(min_size=0, max_size=40):
    return st.lists(evidence_rows(), min_size=min_size, max_size=max_size).map(arrays)


@st.composite
def requirement_sets(draw, students=STUDENTS, functions=FUNCTIONS):
    programmes = [
        [
            (function, draw(st.sampled_from([1.0, 2.0, 3.5])), draw(st.booleans()))
            for function in sorted(draw(st.sets(st.integers(0, functions - 1), max_size=functions)))
        ]
        for _ in range(PROGRAMMES)
    ]
    of_student = [draw(st.integers(-1, PROGRAMMES - 1)) for _ in range(students)]
    return Requirements.build(programme=of_student, functions=programmes, function_count=functions)


def parameter_sets():
    return st.builds(
        lambda half_life, repeat, coverage: replace(
            default_parameters(), half_life_months=half_life, repeat=repeat, min_coverage=coverage
        ),
        st.sampled_from([None, 6.0, 36.0]),
        st.sampled_from(list(Repeat)),
        st.sampled_from([0.5, 0.8]),
    )


def permuted(evidence, seed):
    return evidence.take(np.random.default_rng(seed).permutation(len(evidence)))
