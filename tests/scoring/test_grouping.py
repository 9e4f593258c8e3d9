import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import grouping
from scoring.grouping import count_pairs, group_pairs, group_rows, ratio, sum_by

KEYS = st.lists(st.integers(0, 20), max_size=30).map(lambda keys: np.array(keys, dtype=np.int64))


@given(KEYS, st.sampled_from([21, 1 << 40, (1 << 62) - 1]))
def test_group_rows_equals_unique_for_every_size_of_key_space(keys, key_space):
    groups = group_rows(keys, key_space)
    unique, inverse = np.unique(keys, return_inverse=True)
    assert groups.keys.tolist() == unique.tolist()
    assert groups.of_row.tolist() == inverse.tolist()
    assert groups.sizes().tolist() == np.bincount(inverse, minlength=len(unique)).tolist()


@given(KEYS)
def test_count_pairs_counts_different_minor_keys(keys):
    minor = keys % 3
    expected = [len(set(minor[keys // 7 == major].tolist())) for major in range(3)]
    assert count_pairs(keys // 7, minor, majors=3, minors=3).tolist() == expected
    assert count_pairs(keys // 7, minor, majors=3, minors=1 << 40).tolist() == expected


def test_group_pairs_refuses_more_keys_than_an_integer_holds():
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(ValueError, match="too many"):
        group_pairs(one, one, majors=1 << 31, minors=1 << 31)


def test_ratio_of_nothing_is_not_assessed():
    np.testing.assert_array_equal(ratio(np.array([1.0, 0.0]), np.array([2.0, 0.0])), [0.5, np.nan])


def test_sum_by_empty_index_is_zero_floats():
    sums = sum_by(np.array([], dtype=np.int64), np.array([]), 2)
    assert sums.dtype == np.float64
    assert sums.tolist() == [0.0, 0.0]


def test_group_rows_uses_each_of_the_three_ways(monkeypatch):
    used = []
    for name in ("_by_table", "_by_packed_sort"):
        original = getattr(grouping, name)
        monkeypatch.setattr(
            grouping, name, lambda *args, f=original, n=name: (used.append(n), f(*args))[1]
        )
    for key_space in (10, 1 << 40, (1 << 62) - 1):
        group_rows(np.array([3, 3, 5], dtype=np.int64), key_space)
    assert used == ["_by_table", "_by_packed_sort"]
