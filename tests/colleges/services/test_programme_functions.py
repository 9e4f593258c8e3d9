import pytest

from colleges.models import Alignment, AlignmentVersion, ProgrammeFunction, ProgrammeStandard
from colleges.services.alignment_states import (
    WrongAlignmentStateError,
    agree_by_association,
    agree_by_college,
)
from colleges.services.alignments import set_cells
from colleges.services.programme_functions import add_functions, change_function, remove_function
from colleges.services.requirements import REQUIREMENTS_CHANGED
from core.models import AuditEntry, Job
from tests.colleges.aligned import make_aligned
from tests.factories.colleges import ProgrammeStandardFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned(now):
    made = make_aligned()
    changes = [made.change(made.key(1), 0, 0.5), made.change(made.module_key, 1, 1.0)]
    set_cells(programme=made.programme, changes=changes, actor_id=None, now=now)
    return made


@pytest.fixture
def own(aligned, now):
    return {"programme": aligned.programme, "actor_id": None, "now": now}


def required(programme):
    rows = ProgrammeFunction.objects.filter(programme=programme)
    return set(rows.values_list("function_id", "importance", "is_mandatory"))


def cells(version):
    rows = Alignment.objects.filter(version=version)
    return set(rows.values_list("function_id", "strength"))


def readiness_requested(programme):
    parameters = Job.objects.filter(kind=REQUIREMENTS_CHANGED).values_list("parameters", flat=True)
    return list(parameters) == [{"programme_id": programme.pk}]


def test_functions_are_added_with_their_standard_and_readiness_follows(aligned, own):
    old = aligned.functions[0].standard
    ProgrammeStandardFactory(programme=aligned.programme, standard=old, priority=3)
    new, retired = LabourFunctionFactory(), LabourFunctionFactory(is_retired=True)
    ids = [new.pk, retired.pk, aligned.functions[0].pk, 0]
    assert add_functions(function_ids=ids, is_mandatory=True, **own) == 1
    assert required(aligned.programme) == {
        (aligned.functions[0].pk, 1.0, False),
        (aligned.functions[1].pk, 1.0, False),
        (new.pk, 1.0, True),
    }
    standards = ProgrammeStandard.objects.filter(programme=aligned.programme)
    assert set(standards.values_list("standard_id", "priority")) == {
        (old.pk, 3),
        (new.standard_id, 4),
    }
    assert readiness_requested(aligned.programme)
    entry = AuditEntry.objects.get(action="colleges.add_functions")
    assert entry.details == {"functions": [new.pk]}
    assert add_functions(function_ids=ids, is_mandatory=True, **own) == 0
    assert AuditEntry.objects.filter(action="colleges.add_functions").count() == 1


def test_importance_and_duty_are_changed_once(aligned, now):
    row = ProgrammeFunction.objects.get(function=aligned.functions[0])
    for _time in range(2):
        change_function(required=row, importance=2.0, is_mandatory=True, actor_id=None, now=now)
    assert (aligned.functions[0].pk, 2.0, True) in required(aligned.programme)
    assert readiness_requested(aligned.programme)
    assert AuditEntry.objects.filter(action="colleges.change_function").count() == 1


def test_removed_function_takes_its_cells_out_of_the_draft(aligned, own):
    first, second = aligned.functions
    assert remove_function(function_id=first.pk, **own) is None
    assert required(aligned.programme) == {(second.pk, 1.0, False)}
    assert cells(AlignmentVersion.objects.get()) == {(second.pk, 1.0)}
    assert readiness_requested(aligned.programme)
    entry = AuditEntry.objects.get(action="colleges.remove_function")
    assert entry.details == {"function_id": first.pk, "dropped_cells": 1}


def test_agreed_alignment_stays_and_a_version_begins_without_the_function(aligned, own):
    agree_by_college(**own)
    agreed = agree_by_association(**own)
    first, second = aligned.functions
    draft = remove_function(function_id=first.pk, **own)
    assert (draft.number, draft.state) == (2, "draft")
    assert cells(agreed) == {(first.pk, 0.5), (second.pk, 1.0)}
    assert cells(draft) == {(second.pk, 1.0)}


def test_function_without_cells_leaves_an_agreed_alignment_alone(aligned, own):
    new = LabourFunctionFactory()
    add_functions(function_ids=[new.pk], is_mandatory=False, **own)
    agree_by_college(**own)
    agree_by_association(**own)
    assert remove_function(function_id=new.pk, **own) is None
    assert AlignmentVersion.objects.count() == 1


def test_nothing_is_added_or_removed_while_the_association_decides(aligned, own):
    agree_by_college(**own)
    with pytest.raises(WrongAlignmentStateError):
        add_functions(function_ids=[LabourFunctionFactory().pk], is_mandatory=False, **own)
    with pytest.raises(WrongAlignmentStateError):
        remove_function(function_id=aligned.functions[0].pk, **own)
    assert len(required(aligned.programme)) == 2
