"""Counts rounded so that nobody is told apart."""

import pytest

from assessments.rules.coarse import coarse, part_in_words, told_coarsely


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (1_343, 1_345)]
)
def test_counts_are_told_to_the_nearest_five(count, told):
    assert coarse(count, minimum=5) == told


def test_half_goes_upwards_with_an_even_minimum():
    assert [coarse(count, minimum=10) for count in (4, 5, 14, 15)] == [0, 10, 10, 20]


def test_words_tell_neither_a_few_nor_all_but_a_few():
    assert told_coarsely(4, minimum=5) == told_coarsely(0, minimum=5) == "меньше 5"
    assert told_coarsely(13, minimum=5) == "около 15"
    assert part_in_words(3, 40, minimum=5) == part_in_words(0, 40, minimum=5) == "меньше 5"
    assert part_in_words(40, 40, minimum=5) == part_in_words(36, 40, minimum=5) == "почти все"
    assert part_in_words(20, 40, minimum=5) == "около 20"
