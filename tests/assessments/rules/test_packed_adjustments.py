import numpy as np

from assessments.rules.packed_adjustments import AdjustedFunction, adjusted_of, pack_adjusted


def test_adjusted_functions_come_back_by_student():
    blocks = pack_adjusted(
        np.array([4, 4, 9]),
        {
            "function_id": np.array([20, 10, 10]),
            "is_limited": np.array([False, True, False]),
            "plain": np.array([0.1, 0.2, 1 / 3]),
            "adjusted": np.array([0.15, 0.3, 0.25]),
        },
    )
    assert {student: adjusted_of(block) for student, block in blocks.items()} == {
        4: {20: AdjustedFunction(0.1, 0.15, False), 10: AdjustedFunction(0.2, 0.3, True)},
        9: {10: AdjustedFunction(1 / 3, 0.25, False)},
    }


def test_nobody_adjusted_has_no_block():
    nothing = np.zeros(0)
    names = ("function_id", "is_limited", "plain", "adjusted")
    assert pack_adjusted(np.zeros(0, np.int64), dict.fromkeys(names, nothing)) == {}
