import pytest

from colleges.models import Module
from core.dependents import dependents_of
from tests.factories.assessments import SheetFactory
from tests.factories.colleges import ModuleFactory

pytestmark = pytest.mark.django_db


def test_rows_of_packages_above_are_found_and_counted():
    module = ModuleFactory()
    assert dependents_of(module) == []
    SheetFactory.create_batch(2, module=module)
    ModuleFactory(programme=module.programme, parent=module)
    assert sorted(count for _name, count in dependents_of(module)) == [1, 2]
    assert [count for _name, count in dependents_of(module, ignored=(Module,))] == [2]
