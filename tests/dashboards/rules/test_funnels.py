"""Colleges against the region's share."""

import pytest

from dashboards.rules.funnels import CollegeCount, judge


def college(key, ready, assessed):
    return CollegeCount(key=key, name=f"К{key}", detail="", ready=ready, assessed=assessed)


def test_judge_names_colleges_beyond_chance_in_either_direction():
    found = judge(
        [college(1, 50, 100), college(2, 95, 100), college(3, 20, 100), college(4, 11, 20)],
        target=0.5,
    )
    assert [row.exact_signal for row in found.rows] == [0, 2, -2, 0]
    assert found.phi > 1
    assert [row.share for row in found.rows] == [0.5, 0.95, 0.2, 0.55]


def test_judge_limits_are_exact_and_wider_for_small_colleges():
    found = judge([college(1, 5, 10), college(2, 50, 100)], target=0.5)
    small, large = found.rows
    # Exact binomial quantiles: 97.5 % of Bin(100, 1/2) lies at 60, of Bin(10, 1/2) at 8.
    assert 0.59 < large.limits95[1] < 0.60
    assert 0.75 < small.limits95[1] < 0.80
    assert small.limits998[0] < small.limits95[0] < large.limits95[0]


def test_judge_colleges_alike_share_one_pooled_share_without_an_interval():
    found = judge([college(1, 10, 20), college(2, 10, 20), college(3, 11, 20)], target=0.5)
    assert found.alike
    assert [row.pooled for row in found.rows] == pytest.approx([31 / 60] * 3)
    assert {row.pooled_interval for row in found.rows} == {None}
    assert {row.ranks for row in found.rows} == {(1, 3)}


def test_judge_pools_a_small_college_more():
    found = judge([college(1, 9, 10), college(2, 180, 200), college(3, 60, 200)], target=0.6)
    small, large, _low = found.rows
    assert small.share == large.share == 0.9
    assert small.pooled < large.pooled < 0.9
    assert small.ranks[1] > small.ranks[0]


def test_judge_college_without_assessed_people_is_no_zero():
    assert judge([college(1, 0, 0)], target=0.5) is None
    found = judge([college(1, 0, 0), college(2, 10, 20)], target=0.5)
    assert [row.college.key for row in found.rows] == [2]


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_judge_everybody_alike_has_limits_at_the_edge(target):
    found = judge([college(1, int(20 * target), 20)], target=target)
    assert found.rows[0].signal == 0
    assert found.rows[0].limits95 == pytest.approx((target, target), abs=0.06)
