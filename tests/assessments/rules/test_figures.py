"""Figures of groups made from sums."""

import pytest

from assessments.rules.figures import FunctionFigures, GroupFigures


def figures(*values):
    return FunctionFigures(
        students=len(values),
        value_sum=sum(values),
        value_square_sum=sum(value**2 for value in values),
    )


def test_mean_of_a_function_has_students_interval_over_added_groups():
    """By hand: 0.5, 0.6, 0.6, 0.7 deviate by 0.081650; t of 3 degrees is 3.182446."""
    whole = figures(0.5, 0.6) + figures(0.6, 0.7)
    assert whole.mean == pytest.approx(0.6)
    assert whole.interval == (pytest.approx(0.470078, abs=1e-6), pytest.approx(0.729922, abs=1e-6))


def test_mean_of_one_student_has_no_interval():
    assert figures(0.7).interval is None
    assert figures().interval is None


def test_mean_index_has_students_interval_of_the_assessed():
    whole = GroupFigures(students=6, assessed=4, index_sum=2.4, index_square_sum=1.46)
    assert whole.mean_interval == (
        pytest.approx(0.470078, abs=1e-6),
        pytest.approx(0.729922, abs=1e-6),
    )
    assert GroupFigures(students=1, assessed=1, index_sum=0.5).mean_interval is None


@pytest.mark.parametrize(("faint", "expected"), [(2, False), (3, True)])
def test_mean_mostly_of_low_confidence_is_uncertain(faint, expected):
    assert FunctionFigures(students=4, low_confidence=faint).is_uncertain is expected
