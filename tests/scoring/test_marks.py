import numpy as np
import pytest

from scoring.marks import mark_of_average, mark_of_percent, percent_of


def test_percent_is_rounded_half_up_before_the_mark_is_taken():
    # 27.998 of 40 points is 69.995 %, which prints as 70.00 % and is a «5».
    percent = percent_of([27.998, 27.9979, 8.0, np.nan], 40)
    np.testing.assert_array_equal(percent, [70.0, 69.99, 20.0, np.nan])
    np.testing.assert_array_equal(mark_of_percent(percent), [5, 4, 3, np.nan])


def test_mark_of_percent_lower_bound_belongs_to_the_mark():
    percent = [0, 19.99, 20, 39.99, 40, 69.99, 70, 100]
    assert mark_of_percent(percent).tolist() == [2, 2, 3, 3, 4, 4, 5, 5]
    assert mark_of_percent([69.994, 69.995]).tolist() == [4, 5]
    assert mark_of_percent(percent, (50, 60, 80)).tolist() == [2, 2, 2, 2, 2, 4, 4, 5]


def test_mark_of_average_leaves_no_gap_between_ranges():
    assert mark_of_average([4.494, 4.495]).tolist() == [4, 5]
    assert mark_of_average([2.49, 2.5, 3.49, 3.5, 4.45, 4.5, 5]).tolist() == [2, 3, 3, 4, 4, 5, 5]


def test_marks_without_sense_are_refused():
    with pytest.raises(ValueError, match="must rise"):
        mark_of_percent([50], (40, 40, 70))
    with pytest.raises(ValueError, match="positive"):
        percent_of([5], 0)
