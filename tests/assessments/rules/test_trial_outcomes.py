"""What another version of the methodology tells of graduates' work."""

from assessments.rules.trial_outcomes import TriedGraduate, outcomes_by_year


def graduates(year, at_work, others):
    return [TriedGraduate(year, *pair, at_work=True) for pair in at_work] + [
        TriedGraduate(year, *pair, at_work=False) for pair in others
    ]


def test_tried_version_that_ranks_rightly_gains_over_one_that_does_not():
    # The official index is the same for all: AUC 0.5; the tried one is right of every pair.
    rows = graduates(2025, [(0.5, 0.9)] * 6, [(0.5, 0.2)] * 7)
    found = outcomes_by_year(rows, minimum=5)
    assert found == {"2025": {"auc": [1.0, 1.0, 1.0], "gain": [0.5, 0.5, 0.5]}}


def test_years_are_told_apart_and_those_of_few_people_left_out():
    rows = graduates(2024, [(0.7, 0.8)] * 5, [(0.6, 0.8)] * 5) + graduates(
        2025, [(0.7, 0.8)] * 40, [(0.6, 0.7)] * 4
    )
    found = outcomes_by_year(rows, minimum=5)
    assert list(found) == ["2024"]
    assert found["2024"]["auc"][0] == 0.5
    assert found["2024"]["gain"][0] == -0.5


def test_one_person_on_a_side_has_no_interval_and_no_number_even_without_a_minimum():
    assert outcomes_by_year(graduates(2025, [(0.7, 0.8)], [(0.6, 0.7)] * 9), minimum=1) == {}
