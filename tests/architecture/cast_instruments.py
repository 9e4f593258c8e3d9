"""Forms of assessment of the own and of a foreign college."""

from tests.architecture.cast import Cast, made
from tests.factories import assessments


@made
def own_instrument(cast: Cast) -> int:
    return assessments.InstrumentFactory(college=cast.college).pk


@made
def foreign_instrument(cast: Cast) -> int:
    return assessments.InstrumentFactory(college=cast["foreign_college_row"]).pk
