"""The expectation of a college's share knows nothing that is not printed."""

import pytest

from dashboards.rules.expectations import PrintedCount, expected_shares_of, rest_of

WORKERS = ("worker", "9", "village")
SPECIALISTS = ("specialist", "9", "village")


def count(college, context, ready, assessed):
    return PrintedCount(college, context, ready, assessed)


def test_expectation_follows_the_level_of_programmes():
    shares = expected_shares_of(
        [
            count(1, WORKERS, 40, 200),
            count(2, SPECIALISTS, 160, 200),
            count(3, WORKERS, 20, 100),
            count(3, SPECIALISTS, 80, 100),
        ]
    )
    assert shares[1] == pytest.approx(0.2, abs=0.015)
    assert shares[2] == pytest.approx(0.8, abs=0.015)
    assert shares[3] == pytest.approx(0.5, abs=0.01)


def test_rest_of_a_printed_college_has_no_known_context():
    parts = [count(1, WORKERS, 8, 40)]
    rest = rest_of(1, settlement="village", ready=30, assessed=60, parts=parts)
    assert rest == PrintedCount(1, ("?", "?", "village"), 22, 20)
    assert rest_of(1, settlement="village", ready=8, assessed=40, parts=parts) is None


def test_college_of_mostly_hidden_programmes_has_no_expectation():
    counts = [
        count(1, WORKERS, 8, 40),
        count(1, ("?", "?", "village"), 20, 41),
        count(2, WORKERS, 8, 40),
        count(2, ("?", "?", "village"), 20, 40),
    ]
    assert set(expected_shares_of(counts)) == {2}
    assert expected_shares_of([]) == {}
