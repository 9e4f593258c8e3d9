"""Random parameters of a methodology as JSON: sensible, extreme and senseless ones."""

from copy import deepcopy

from hypothesis import strategies as st

from assessments.rules.parameter_lines import Input, parameter_lines, set_value
from assessments.rules.parameters import default_parameter_values

NUMBERS = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from([0, -0.0, 1, 1.5, True, 5e-324, 1e-300, 1e300, 1e308, 10**400]),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
LINES = parameter_lines()
PLACES = sorted(
    {line.path[:length] for line in LINES for length in range(1, len(line.path) + 1)}, key=str
)
GONE = object()


def allowed_values(line):
    """Return a strategy of values that a parameter may have, its ends most often."""
    if line.input is Input.CHOICE:
        return st.sampled_from([code for code, _words in line.choices])
    if line.input is Input.LEVEL:
        return st.integers(0, 3)
    if line.input is Input.LEVELS:
        return st.sampled_from([[2], [3], [2, 3], [3, 2]])
    ends = [line.allowed.least, line.allowed.most, *([0] if line.allowed.or_zero else [])]
    return st.sampled_from(ends + ([None] if line.optional else []))


@st.composite
def likely_values(draw):
    """Draw the defaults with any number of parameters at values that each may have by itself."""
    values = deepcopy(default_parameter_values())
    for line in LINES:
        if draw(st.booleans()):
            set_value(values, line.path, draw(allowed_values(line)))
    if draw(st.booleans()):
        values["bounds"] = sorted(draw(st.sampled_from([[0.01, 0.5, 1], [0.2, 0.3, 0.4]])))
    return values


@st.composite
def spoilt_values(draw):
    """Draw parameters of which one to three are anything that JSON can hold, or are missing."""
    values = draw(likely_values())
    for path in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        _put(values, path, draw(st.one_of(st.just(GONE), ANYTHING, ANYTHING)))
    return values


def _put(values, path, value):
    """Put a value at a place, if it is still there."""
    inner, last = values, path[-1]
    for part in path[:-1]:
        inner = inner.get(part) if isinstance(inner, dict) else None
    if isinstance(inner, dict) and value is GONE:
        inner.pop(last, None)
    elif isinstance(inner, dict) or (isinstance(inner, list) and last in range(len(inner))):
        inner[last] = None if value is GONE else value


def any_parameters():
    return st.one_of(likely_values(), likely_values(), spoilt_values(), ANYTHING)
