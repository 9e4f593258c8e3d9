import pytest

from colleges.models import Alignment, Module, Programme, ProgrammeFunction
from colleges.selectors.programme_removal import what_goes, what_holds
from colleges.services.alignment_states import agree_by_college
from colleges.services.alignments import set_cells
from colleges.services.next_intake import repeat_programme
from colleges.services.programme_removal import ProgrammeInUseError, remove_programme
from core.models import AuditEntry
from tests.colleges.aligned import make_aligned
from tests.factories.assessments import SheetFactory
from tests.factories.colleges import (
    ModuleFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import PlacementFactory

pytestmark = pytest.mark.django_db


def remove(programme, now):
    remove_programme(programme=programme, actor_id=None, now=now)


def test_programme_made_by_mistake_goes_with_all_its_parts(now):
    programme, kept = ProgrammeFactory(intake_year=2025), ProgrammeFunctionFactory().programme
    ProgrammeFunctionFactory(programme=programme)
    parent = ModuleFactory(programme=programme)
    ModuleFactory(programme=programme, parent=parent)
    key, speciality = programme.pk, programme.speciality_id
    assert what_goes(programme=programme) == [("трудовые функции", 1), ("модули", 2)]

    remove(programme, now)

    assert list(Programme.objects.all()) == [kept]
    assert not Module.objects.exists()
    assert ProgrammeFunction.objects.count() == 1
    line = AuditEntry.objects.get(action="colleges.remove_programme")
    assert line.object_id == str(key)
    assert line.details == {"speciality_id": speciality, "intake_year": 2025}


def test_next_intake_made_by_mistake_goes_with_its_draft_alignment(now):
    aligned = make_aligned()
    set_cells(
        programme=aligned.programme,
        changes=[
            aligned.change(aligned.key(0), 0, 1.0),
            aligned.change(aligned.module_key, 0, 1.0),
        ],
        actor_id=None,
        now=now,
    )
    repeated = repeat_programme(
        programme=aligned.programme,
        intake_year=aligned.programme.intake_year + 1,
        with_alignment=True,
        actor_id=None,
        now=now,
    )
    before = Alignment.objects.filter(version__programme=aligned.programme).count()
    assert Alignment.objects.filter(version__programme=repeated).exists()

    remove(repeated, now)

    assert list(Programme.objects.all()) == [aligned.programme]
    assert Alignment.objects.count() == before


@pytest.mark.parametrize("held_by", ["group", "sheet", "placement"])
def test_programme_that_somebody_uses_stays_whole(held_by, now):
    programme = ProgrammeFactory()
    module = ModuleFactory(programme=programme)
    if held_by == "group":
        StudyGroupFactory(programme=programme)
    elif held_by == "sheet":
        SheetFactory(module=module)
    else:
        PlacementFactory(module=module)
    ((_words, count),) = what_holds(programme=programme)
    assert count == 1
    with pytest.raises(ProgrammeInUseError):
        remove(programme, now)
    assert Module.objects.filter(pk=module.pk).exists()
    assert not AuditEntry.objects.filter(action="colleges.remove_programme").exists()


def test_agreed_alignment_is_not_removed_with_its_programme(now):
    aligned = make_aligned()
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(0), 0, 1.0)],
        actor_id=None,
        now=now,
    )
    agree_by_college(programme=aligned.programme, actor_id=None, now=now)
    assert what_holds(programme=aligned.programme) == [("согласованные версии сопряжения", 1)]
    with pytest.raises(ProgrammeInUseError):
        remove(aligned.programme, now)
