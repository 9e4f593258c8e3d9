import pytest

from assessments.rules.figures import FunctionFigures
from assessments.rules.parameters import default_parameter_values
from dashboards.rules.panels import FunctionRow
from dashboards.views.presentation import function_cell
from tests.factories.assessments import MethodologyFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("faint", "level"), [(5, 2), (6, None)])
def test_mean_that_rests_mostly_on_little_data_has_no_colour(faint, level):
    figures = FunctionFigures(students=10, value_sum=8.0, low_confidence=faint)
    row = FunctionRow(key=1, code="A/01", name="Посев", standard="13.006", figures=figures)
    MethodologyFactory(published=True, parameters=default_parameter_values())
    cell = function_cell(row)
    assert (cell["mean"], cell["level"]) == (0.8, level)


@pytest.mark.parametrize(
    ("bounds", "level"), [([0.2, 0.3, 0.4], 3), ([0.2, 0.3, 0.5], 2), ([0.5, 0.6, 0.9], 0)]
)
def test_level_of_a_mean_is_by_the_bounds_in_force(bounds, level):
    MethodologyFactory(published=True, parameters=default_parameter_values() | {"bounds": bounds})
    figures = FunctionFigures(students=10, value_sum=4.5, low_confidence=0)
    row = FunctionRow(key=1, code="A/01", name="Посев", standard="13.006", figures=figures)
    assert function_cell(row)["level"] == level


def test_mean_has_no_level_before_a_version_is_in_force():
    figures = FunctionFigures(students=10, value_sum=4.5, low_confidence=0)
    row = FunctionRow(key=1, code="A/01", name="Посев", standard="13.006", figures=figures)
    assert (function_cell(row)["mean"], function_cell(row)["level"]) == (0.45, None)
