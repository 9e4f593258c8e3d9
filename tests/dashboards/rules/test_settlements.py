"""The region by kind of place, from printed colleges alone."""

import pytest

from dashboards.rules.disclosure import ShownFigures
from dashboards.rules.settlements import by_settlement

KINDS = ("city", "small_town", "village")


def shown(assessed, ready):
    return ShownFigures(assessed=assessed, ready=ready)


def test_printed_colleges_add_up_by_kind_in_the_order_of_kinds():
    rows = by_settlement(
        [("village", shown(10, 2)), ("city", shown(30, 15)), ("village", shown(20, 10))], KINDS
    )
    assert [(row.kind, row.figures.assessed, row.figures.ready) for row in rows] == [
        ("city", 30, 15),
        ("village", 30, 12),
    ]
    assert rows[1].figures.share_ready == 0.4
    low, high = rows[1].figures.interval  # Wilson 95 %, 12 of 30
    assert (low, high) == (pytest.approx(0.2459, abs=1e-4), pytest.approx(0.5768, abs=1e-4))


def test_hidden_college_is_in_no_sum_and_cannot_be_subtracted():
    hidden = ShownFigures(why_hidden="скрыто")
    half = ShownFigures(assessed=40, why_hidden="скрыто")
    rows = by_settlement([("village", shown(10, 2)), ("village", hidden), ("village", half)], KINDS)
    assert (rows[0].figures.assessed, rows[0].printed, rows[0].colleges) == (10, 1, 3)


def test_kind_of_hidden_colleges_has_no_figures_and_kind_without_students_no_row():
    rows = by_settlement([("city", ShownFigures(why_hidden="скрыто")), ("village", None)], KINDS)
    assert [(row.kind, row.figures, row.printed) for row in rows] == [("city", None, 0)]
