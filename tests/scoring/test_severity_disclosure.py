"""No hidden severity can be computed from those printed beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rasch_mode import fit_mode
from scoring.region_data import Population
from scoring.severity_disclosure import RaterPlaces, printable
from scoring.simulation import RegionSetup, simulate_region


def places(persons, tie, organisation):
    return RaterPlaces(*(np.array(own, dtype=np.intp) for own in (persons, tie, organisation)))


def flags(*values):
    return np.array(values, dtype=bool)


def known_from(of, shown):
    """The attack: the severities that all equations together determine, by dense algebra.

    The only rater of a set has severity 0 whatever was rated: that tells nothing.
    """
    hidden = np.flatnonzero(~shown.raters)
    rows = [(of.tie[hidden] == tie).astype(float) for tie in np.unique(of.tie)]
    rows += [
        (of.organisation[hidden] == place) * of.persons[hidden].astype(float)
        for place in np.flatnonzero(shown.organisations)
    ]
    if not hidden.size:
        return []
    matrix = np.array(rows)
    rank = np.linalg.matrix_rank(matrix)
    units = np.eye(hidden.size)
    return [
        int(place)
        for place, unit in zip(hidden, units, strict=True)
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank
        and (of.tie == of.tie[place]).sum() > 1
    ]


def test_severities_of_a_college_sum_to_zero_so_one_hidden_is_given_back():
    """The planted attack: without a second hidden mentor the sum of the others is its severity."""
    region = simulate_region(
        RegionSetup(interns=120, raters=12, colleges=2, outside_part=0.0, seed=5)
    )
    population = Population(person=np.arange(120), group=region.college, score=region.exam)
    fit = fit_mode(region.ratings, region.intern, region.function, region.rater, population)
    college = np.zeros(len(fit.raters), dtype=np.intp)
    college[region.rater] = region.college[region.intern]
    own = college == 0
    secret = int(np.flatnonzero(own)[0])
    told = -sum(fit.severities[own]) + fit.severities[secret]
    assert told == pytest.approx(fit.severities[secret], abs=1e-4)

    shown = np.ones(len(fit.raters), dtype=bool)
    shown[secret] = False
    of = RaterPlaces(fit.rater_persons, college, np.full(len(fit.raters), -1))
    found = printable(of, shown, np.zeros(0, dtype=bool))
    assert not found.raters[secret]
    assert (~found.raters[own]).sum() >= 2
    assert found.raters[~own].all()


def test_organisation_less_its_shown_raters_would_be_the_hidden_one():
    of = places([10, 12, 3, 9, 9, 9], [0] * 6, [0, 0, 0, 1, 1, -1])
    shown = flags(True, True, False, True, True, False)
    found = printable(of, shown, flags(True, True))
    assert found.raters.tolist() == shown.tolist()
    assert found.organisations.tolist() == [False, True]


def test_organisation_with_enough_hidden_raters_is_printed():
    of = places([10, 4, 3, 2, 2], [0] * 5, [0, 0, 0, 1, 1])
    found = printable(of, flags(True, False, False, False, False), flags(True, False))
    assert found.organisations.tolist() == [True, False]


def test_sum_over_fewer_than_five_persons_is_not_told():
    of = places([10, 12, 2, 2], [0] * 4, [-1] * 4)
    found = printable(of, flags(True, True, False, False), np.zeros(0, dtype=bool))
    assert found.raters.tolist() == [False, True, False, False]


def test_two_equations_together_do_not_give_back_what_neither_gives():
    """Two hidden mentors of one enterprise and one college, with different weights."""
    of = places([20, 6, 3], [0] * 3, [0, 0, 0])
    alone = printable(of, flags(True, False, False), flags(True))
    assert known_from(of, alone) == []
    assert alone.organisations.tolist() == [False]


def test_nothing_hidden_and_nobody_at_all():
    of = places([9, 9], [0, 1], [0, 0])
    found = printable(of, flags(True, True), flags(True))
    assert found.raters.all()
    assert found.organisations.all()
    empty = printable(places([], [], []), flags(), flags())
    assert empty.raters.size == 0


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 2), st.integers(-1, 3), st.booleans()),
        min_size=1,
        max_size=14,
    ),
    st.randoms(use_true_random=False),
)
def test_no_hidden_severity_follows_and_order_does_not_matter(rows, random):
    def protect(order):
        persons, tie, organisation, wanted = (
            np.array([rows[at][field] for at in order]) for field in range(4)
        )
        of = RaterPlaces(persons, tie, organisation)
        return of, printable(of, wanted & (persons >= 5), np.ones(4, dtype=bool))

    whole = list(range(len(rows)))
    of, found = protect(whole)
    assert known_from(of, found) == []
    shuffled = whole[:]
    random.shuffle(shuffled)
    _other, again = protect(shuffled)
    assert again.raters.tolist() == [bool(found.raters[at]) for at in shuffled]
    assert again.organisations.tolist() == found.organisations.tolist()
