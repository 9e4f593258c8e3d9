import pytest
from django.core.exceptions import ValidationError

from colleges.models import (
    Alignment,
    AlignmentVersion,
    Module,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
)
from colleges.services.alignments import set_cells
from colleges.services.next_intake import repeat_programme
from core.models import AuditEntry
from tests.colleges.aligned import make_aligned
from tests.factories.colleges import ModuleFactory, ProgrammeStandardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned(now):
    made = make_aligned(intake_year=2024, study_form="extramural", qualification="техник")
    ModuleFactory(programme=made.programme, code="МДК.01.01", parent=made.module, hours=40)
    ProgrammeFunction.objects.filter(function=made.functions[0]).update(
        importance=2.0, is_mandatory=True
    )
    ProgrammeStandardFactory(
        programme=made.programme, standard=made.functions[0].standard, priority=1
    )
    changes = [made.change(made.key(1), 0, 0.5), made.change(made.module_key, 1, 1.0)]
    set_cells(programme=made.programme, changes=changes, actor_id=None, now=now)
    return made


def test_everything_of_the_programme_goes_to_the_next_intake(aligned, now):
    repeated = repeat_programme(
        programme=aligned.programme, intake_year=2025, with_alignment=True, actor_id=None, now=now
    )
    facts = ("college_id", "speciality_id", "educational_standard_id", "study_form")
    for name in (*facts, "qualification", "entry_base", "duration_months"):
        assert getattr(repeated, name) == getattr(aligned.programme, name)
    assert repeated.intake_year == 2025
    functions = ProgrammeFunction.objects.filter(programme=repeated)
    assert set(functions.values_list("function_id", "importance", "is_mandatory")) == {
        (aligned.functions[0].pk, 2.0, True),
        (aligned.functions[1].pk, 1.0, False),
    }
    assert list(
        ProgrammeStandard.objects.filter(programme=repeated).values_list("standard_id", "priority")
    ) == [(aligned.functions[0].standard_id, 1)]
    modules = Module.objects.filter(programme=repeated).order_by("position")
    assert set(modules.values_list("code", "hours", "parent__code", "parent__programme")) == {
        ("ПМ.01", 120, None, None),
        ("МДК.01.01", 40, "ПМ.01", repeated.pk),
    }
    version = AlignmentVersion.objects.get(programme=repeated)
    assert set(
        Alignment.objects.filter(version=version).values_list(
            "competence_id", "module__code", "function_id", "strength"
        )
    ) == {
        (aligned.key(1).pk, None, aligned.functions[0].pk, 0.5),
        (None, "ПМ.01", aligned.functions[1].pk, 1.0),
    }
    entry = AuditEntry.objects.get(action="colleges.create_programme")
    assert entry.details == {"from_programme_id": aligned.programme.pk}


def test_alignment_may_stay_behind_and_a_year_is_repeated_once(aligned, now):
    own = {"programme": aligned.programme, "with_alignment": False, "actor_id": None, "now": now}
    repeated = repeat_programme(intake_year=2025, **own)
    assert not AlignmentVersion.objects.filter(programme=repeated).exists()
    with pytest.raises(ValidationError, match="Такая программа этого года набора уже есть"):
        repeat_programme(intake_year=2025, **own)
    assert Programme.objects.count() == 2
