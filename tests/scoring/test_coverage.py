"""Coverage by the formulas of `scoring/coverage.py`, computed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.coverage import (
    Link,
    coverage_band,
    element_strengths,
    function_coverage,
    programme_coverage,
    standard_coverage,
    weighted_mean,
)

ACTIONS = {"action": ["d1", "d2", "d3", "d4"], "skill": ["s1", "s2"], "knowledge": []}


def test_nothing_linked_covers_nothing():
    coverage = function_coverage(ACTIONS, [])
    assert coverage.index == 0
    assert coverage.by_kind == {"action": 0, "skill": 0}
    assert coverage.gaps == ("d1", "d2", "d3", "d4", "s1", "s2")
    assert coverage.whole == 0


def test_whole_cell_counts_for_every_element():
    coverage = function_coverage(ACTIONS, [Link("ПК 1.1", 0.5)])
    assert coverage.by_kind == {"action": 0.5, "skill": 0.5}
    assert coverage.index == 0.5
    assert coverage.gaps == ()
    assert coverage.partial == ("d1", "d2", "d3", "d4", "s1", "s2")


def test_details_replace_the_whole_cell_of_their_source_alone():
    links = [Link("ПК 1.1", 0.5), Link("ПК 1.1", 1.0, "d1"), Link("ПК 1.1", 0.5, "d2")]
    coverage = function_coverage(ACTIONS, links)
    assert coverage.strengths == {"d1": 1, "d2": 0.5, "d3": 0, "d4": 0, "s1": 0, "s2": 0}
    assert coverage.index == (1 + 0.5) / 4
    assert coverage.by_kind["skill"] == 0

    with_other = function_coverage(ACTIONS, [*links, Link("ПМ.01", 0.5)])
    assert with_other.index == (1 + 0.5 + 0.5 + 0.5) / 4


def test_best_source_decides_two_halves_are_not_a_whole():
    assert element_strengths(["d1"], [Link("a", 0.5), Link("b", 0.5)]) == {"d1": 0.5}


def test_function_without_actions_goes_by_its_other_elements_and_without_any_by_its_cell():
    assert (
        function_coverage({"action": [], "skill": ["s1", "s2"]}, [Link("a", 1.0, "s1")]).index
        == 0.5
    )
    assert function_coverage({"action": []}, [Link("a", 0.5)]).index == 0.5


def test_weights_of_elements():
    assert weighted_mean({"d1": 1.0, "d2": 0.0}, {"d1": 3.0}) == 0.75
    assert weighted_mean({}) == 0


def test_means_of_standard_and_programme():
    assert standard_coverage([1.0, 0.5, 0.0]) == 0.5
    assert standard_coverage([]) is None
    # (1·0.9 + ½·0.6) / 1.5; the standard without functions does not count.
    assert programme_coverage([(1, 0.9), (2, 0.6), (3, None)]) == pytest.approx(0.8)
    assert programme_coverage([(1, None)]) is None


@pytest.mark.parametrize(
    ("index", "band"), [(0, 0), (0.499, 0), (0.5, 1), (0.79, 1), (0.1 * 8, 2), (0.8, 2), (1, 2)]
)
def test_bands(index, band):
    assert coverage_band(index) == band


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from([0.5, 1.0]),
            st.sampled_from([None, "d1", "d2", "s1"]),
        )
    )
)
def test_coverage_is_a_share_and_one_more_source_never_lowers_it(raw):
    links = [Link(source, strength, element) for source, strength, element in raw]
    before = function_coverage(ACTIONS, links)
    after = function_coverage(ACTIONS, [*links, Link("new", 0.5)])
    assert 0 <= before.index <= after.index <= 1
    assert after.index >= 0.5
