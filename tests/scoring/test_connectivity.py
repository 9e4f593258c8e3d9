import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.connectivity import Component, RaterLinks, components

# Two colleges: Anna and Boris share one of their persons, Vera judges alone.
RATERS = ["Анна", "Анна", "Анна", "Борис", "Борис", "Вера", "Вера"]
PERSONS = [1, 1, 2, 2, 3, 10, 11]


def test_components_are_counted_largest_first():
    found = components(RATERS, PERSONS)
    assert found.components == [
        Component(raters=2, persons=3, ratings=5, shared_persons=1),
        Component(raters=1, persons=2, ratings=2, shared_persons=0),
    ]
    assert found.person_components == {1: 0, 2: 0, 3: 0, 10: 1, 11: 1}


def test_components_links_tell_who_is_tied_to_whom():
    found = components(RATERS, PERSONS)
    tied = {"persons": 2, "shared_persons": 1, "partners": 1, "weak": False, "missing": 0}
    assert found.raters["Анна"] == RaterLinks(component=0, **tied)
    assert found.raters["Борис"] == RaterLinks(component=0, **tied)
    assert found.raters["Вера"] == RaterLinks(
        component=1, persons=2, shared_persons=0, partners=0, weak=True, missing=1
    )
    assert found.weakly_linked == ["Вера"]


@pytest.mark.parametrize(
    ("shared", "weak", "missing"), [(0, True, 3), (2, True, 1), (3, False, 0), (30, False, 0)]
)
def test_components_ask_for_a_tenth_of_persons(shared, weak, missing):
    persons = list(range(30))
    found = components(["one"] * 30 + ["other"] * shared, persons + persons[:shared])
    assert (found.raters["one"].weak, found.raters["one"].missing) == (weak, missing)


def test_components_asked_part_is_a_parameter():
    found = components(RATERS, PERSONS, asked_part=0.75)
    assert found.weakly_linked == ["Анна", "Борис", "Вера"]
    assert components(RATERS, PERSONS, asked_part=0.0).weakly_linked == []


def test_components_equal_sizes_stand_in_order_of_labels():
    found = components([5, 4, 3], ["x", "y", "z"])
    assert [found.raters[rater].component for rater in (3, 4, 5)] == [0, 1, 2]


def test_components_of_nothing():
    found = components([], [])
    assert (found.components, found.raters, found.person_components) == ([], {}, {})


def test_components_refuse_unequal_lengths():
    with pytest.raises(ValueError, match="equally long"):
        components(["a"], [1, 2])


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=30))
def test_components_equal_repeated_merging(pairs):
    raters, persons = zip(*pairs, strict=True)
    groups = [{("r", rater), ("p", person)} for rater, person in pairs]
    merged = []
    for group in groups:
        touching = [other for other in merged if other & group]
        merged = [other for other in merged if not other & group]
        merged.append(group.union(*touching))
    found = components(np.array(raters), np.array(persons))
    assert len(found.components) == len(merged)
    for group in merged:
        numbers = {found.raters[label].component for kind, label in group if kind == "r"}
        numbers |= {found.person_components[label] for kind, label in group if kind == "p"}
        assert len(numbers) == 1
    assert sum(part.ratings for part in found.components) == len(pairs)
    for rater in set(raters):
        own = {person for other, person in pairs if other == rater}
        others = {other for other, person in pairs if person in own} - {rater}
        shared = {person for other, person in pairs if other != rater} & own
        links = found.raters[rater]
        assert (links.persons, links.partners, links.shared_persons) == (
            len(own),
            len(others),
            len(shared),
        )
