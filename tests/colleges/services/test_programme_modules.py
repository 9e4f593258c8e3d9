import pytest
from django.core.exceptions import ValidationError

from colleges.models import Module
from colleges.services.alignments import set_cells
from colleges.services.programme_modules import (
    ModuleInUseError,
    add_module,
    change_module,
    remove_module,
)
from colleges.services.programmes import ModuleDetails
from core.models import AuditEntry
from tests.colleges.aligned import make_aligned
from tests.factories.assessments import SheetFactory
from tests.factories.colleges import ModuleFactory
from tests.factories.employers import PlacementFactory

pytestmark = pytest.mark.django_db


def details(code="ПМ.02", **values):
    return ModuleDetails(**{"code": code, "name": "Ремонт машин", "hours": 90, **values})


def test_module_is_added_last_and_its_code_stays_unique_in_the_programme(now):
    first = ModuleFactory(code="ПМ.01", position=7)
    own = {"programme": first.programme, "actor_id": None, "now": now}
    module = add_module(details=details(), **own)
    assert (module.code, module.hours, module.position) == ("ПМ.02", 90, 8)
    entry = AuditEntry.objects.get(action="colleges.add_module")
    assert entry.details == {"module_id": module.pk}
    with pytest.raises(ValidationError, match="Модуль с таким кодом"):
        add_module(details=details("ПМ.01"), **own)
    with pytest.raises(ValidationError, match="Модуль с таким кодом"):
        change_module(module=module, details=details("ПМ.01"), actor_id=None, now=now)
    assert add_module(
        programme=ModuleFactory().programme, details=details("ПМ.01"), actor_id=None, now=now
    )


def test_change_is_noted_by_field(now):
    module = ModuleFactory(code="ПМ.02", name="Ремонт машин", hours=60)
    for _time in range(2):
        change_module(module=module, details=details(), actor_id=None, now=now)
    module.refresh_from_db()
    assert module.hours == 90
    entry = AuditEntry.objects.get(action="colleges.change_module")
    assert entry.details == {"module_id": module.pk, "changed": ["hours"]}


def test_module_that_nothing_depends_on_is_removed(now):
    module = ModuleFactory()
    remove_module(module=module, actor_id=None, now=now)
    assert not Module.objects.exists()
    assert AuditEntry.objects.get(action="colleges.remove_module").object_id == str(
        module.programme_id
    )


def _aligned(now):
    made = make_aligned()
    change = made.change(made.module_key, 0, 1.0)
    set_cells(programme=made.programme, changes=[change], actor_id=None, now=now)
    return made.module


@pytest.mark.parametrize(
    "use",
    [
        _aligned,
        lambda now: ModuleFactory(parent=ModuleFactory()).parent,
        lambda now: PlacementFactory(module=ModuleFactory()).module,
        lambda now: SheetFactory(module=ModuleFactory()).module,
    ],
    ids=["cell", "part", "placement", "sheet"],
)
def test_module_in_use_stays(use, now):
    module = use(now)
    with pytest.raises(ModuleInUseError):
        remove_module(module=module, actor_id=None, now=now)
    assert Module.objects.filter(pk=module.pk).exists()
