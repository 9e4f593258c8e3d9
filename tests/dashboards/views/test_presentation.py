import pytest

from assessments.rules.figures import FunctionFigures
from dashboards.rules.panels import FunctionRow
from dashboards.views.presentation import function_cell


@pytest.mark.parametrize(("faint", "level"), [(5, 2), (6, None)])
def test_mean_that_rests_mostly_on_little_data_has_no_colour(faint, level):
    figures = FunctionFigures(students=10, value_sum=8.0, low_confidence=faint)
    row = FunctionRow(key=1, code="A/01", name="Посев", standard="13.006", figures=figures)
    cell = function_cell(row)
    assert (cell["mean"], cell["level"]) == (0.8, level)
