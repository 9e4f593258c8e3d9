import datetime as dt

import pytest

from employers.selectors.functions import (
    actions_of_functions,
    default_functions,
    functions_of_placement,
    functions_of_programme,
    functions_on_offer,
    functions_queryset,
)
from tests.factories.colleges import (
    AlignmentFactory,
    EnrolmentFactory,
    ModuleFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import PlacementFactory
from tests.factories.standards import FunctionElementFactory, LabourFunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def required(group, functions):
    for function in reversed(functions):
        ProgrammeFunctionFactory(programme=group.programme, function=function)
    return functions


def test_functions_of_programme_stand_in_the_order_of_the_standard(group, required):
    retired = LabourFunctionFactory(is_retired=True)
    ProgrammeFunctionFactory(programme=group.programme, function=retired)
    ProgrammeFunctionFactory()
    assert functions_of_programme(programme=group.programme) == required


def test_default_is_everything_that_the_programme_requires(group, required):
    assert default_functions(programme=group.programme) == required


def test_module_narrows_the_default_to_what_it_prepares_for(group, required):
    module = ModuleFactory(programme=group.programme)
    AlignmentFactory(programme=group.programme, module=module, function=required[1])
    assert default_functions(programme=group.programme, module=module) == [required[1]]


def test_module_without_alignment_narrows_nothing(group, required):
    module = ModuleFactory(programme=group.programme)
    AlignmentFactory(programme=group.programme, module=module)
    assert default_functions(programme=group.programme, module=module) == required


def test_functions_of_placement_are_its_own(placement, functions):
    PlacementFactory(functions=[LabourFunctionFactory()])
    assert functions_of_placement(placement_id=placement.pk) == functions


def test_functions_on_offer_are_those_of_the_group_entered_last(placement, group, required):
    assert functions_on_offer(placement=placement) == required
    placement.student.enrolments.update(state="transferred")
    later = StudyGroupFactory(programme__college=group.college)
    EnrolmentFactory(group=later, student=placement.student, started_on=dt.date(2026, 9, 1))
    assert functions_on_offer(placement=placement) == []


def test_student_without_a_group_is_offered_nothing():
    assert functions_on_offer(placement=PlacementFactory()) == []


def test_functions_queryset_keeps_the_order_of_the_standard(functions):
    assert list(functions_queryset(reversed(functions))) == functions


def test_actions_are_told_by_function_in_order(functions):
    for position, text in ((1, "второе"), (0, "первое")):
        FunctionElementFactory(function=functions[0], text=text, position=position)
    FunctionElementFactory(function=functions[0], kind="knowledge", position=0)
    FunctionElementFactory()
    ids = [function.pk for function in functions]
    assert actions_of_functions(function_ids=ids) == {functions[0].pk: ["первое", "второе"]}
