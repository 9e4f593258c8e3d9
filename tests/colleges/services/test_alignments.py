import pytest

from colleges.models import Alignment, AlignmentVersion
from colleges.rules.alignments import CellChange
from colleges.selectors.alignments import cells_of
from colleges.selectors.coverage import coverage_of_programmes
from colleges.services.alignments import (
    AlignmentAgreedError,
    ForeignCellError,
    set_cells,
    set_parts,
)
from core.models import AuditEntry
from tests.colleges.aligned import make_aligned
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned():
    return make_aligned()


@pytest.fixture
def write(aligned, now):
    def write(*changes, actor_id=None):
        return set_cells(programme=aligned.programme, changes=changes, actor_id=actor_id, now=now)

    return write


def stored():
    return sorted(
        Alignment.objects.values_list("competence_id", "module_id", "function_id", "strength"),
        key=str,
    )


def test_cells_are_written_changed_and_emptied(aligned, write, now):
    person = UserFactory()
    first, second = aligned.key(0), aligned.module_key
    outcome = write(
        aligned.change(first, 0, 1.0), aligned.change(second, 1, 0.5), actor_id=person.pk
    )
    assert len(outcome.saved) == 2
    assert outcome.conflicts == ()
    assert (outcome.version.number, outcome.version.state) == (1, "draft")
    assert [event.kind for event in outcome.version.events.all()] == ["started"]
    entry = AuditEntry.objects.get(action="colleges.set_alignment")
    assert entry.details["cells"] == [
        [str(first), aligned.functions[0].pk, 0.0, 1.0],
        [str(second), aligned.functions[1].pk, 0.0, 0.5],
    ]

    write(aligned.change(first, 0, 0.5, was=1.0), aligned.change(second, 1, 0.0, was=0.5))
    assert stored() == [(first.pk, None, aligned.functions[0].pk, 0.5)]
    assert AlignmentVersion.objects.count() == 1


def test_codes_that_repeat_do_not_mix(aligned, write):
    """ПК 1.1 stands twice in the standard: each has its own row."""
    write(aligned.change(aligned.key(0), 0, 1.0), aligned.change(aligned.key(1), 0, 0.5))
    assert {row[0]: row[3] for row in stored()} == {aligned.key(0).pk: 1.0, aligned.key(1).pk: 0.5}


def test_cell_changed_by_somebody_else_is_left_and_told(aligned, write):
    other = UserFactory(display_name="Методист")
    write(aligned.change(aligned.key(0), 0, 0.5), actor_id=other.pk)
    outcome = write(
        aligned.change(aligned.key(0), 0, 1.0, was=0.0), aligned.change(aligned.key(1), 0, 1.0)
    )
    (conflict,) = outcome.conflicts
    assert (conflict.now, conflict.changed_by, conflict.has_parts) == (0.5, "Методист", False)
    assert {row[0]: row[3] for row in stored()} == {aligned.key(0).pk: 0.5, aligned.key(1).pk: 1.0}


def test_same_wish_twice_is_no_conflict(aligned, write):
    write(aligned.change(aligned.key(0), 0, 0.5))
    outcome = write(aligned.change(aligned.key(0), 0, 0.5, was=0.0))
    assert outcome.conflicts == ()
    assert len(stored()) == 1


def test_cells_of_others_are_refused_whole(aligned, write):
    foreign = make_aligned()
    for change in (
        foreign.change(foreign.key(0), 0, 1.0),
        CellChange(aligned.key(0), foreign.functions[0].pk, 1.0, 0.0),
        CellChange(foreign.module_key, aligned.functions[0].pk, 1.0, 0.0),
    ):
        with pytest.raises(ForeignCellError):
            write(aligned.change(aligned.key(0), 0, 1.0), change)
    assert stored() == []


def test_agreed_version_is_not_changed(aligned, write):
    write(aligned.change(aligned.key(0), 0, 1.0))
    AlignmentVersion.objects.update(state="agreed_college")
    with pytest.raises(AlignmentAgreedError):
        write(aligned.change(aligned.key(1), 0, 1.0))
    assert len(stored()) == 1


def test_details_set_the_whole_cell_and_protect_it(aligned, write, now):
    key, function = aligned.key(0), aligned.functions[0]
    first = aligned.actions[0].pk

    def detail(parts):
        return set_parts(
            programme=aligned.programme,
            function_id=function.pk,
            parts={key: parts},
            actor_id=None,
            now=now,
        )

    assert detail({first: 1.0, aligned.actions[1].pk: 0.0}) == 1
    assert detail({first: 1.0}) == 0
    version = AlignmentVersion.objects.get()
    cell = cells_of(version=version)[str(key), function.pk]
    assert (cell.strength, cell.parts) == (0.5, 1)
    coverage = coverage_of_programmes([aligned.programme.pk])[aligned.programme.pk]
    assert coverage.functions[function.pk].by_kind == {"action": 0.5, "skill": 0.0}
    # One function at 0.5, the other at 0.
    assert coverage.index == 0.25

    (conflict,) = write(aligned.change(key, 0, 0.0, was=0.5)).conflicts
    assert conflict.has_parts

    every = dict.fromkeys(function.elements.values_list("pk", flat=True), 1.0)
    detail(every)
    assert cells_of(version=version)[str(key), function.pk].strength == 1.0
    detail(dict.fromkeys(every, 0.0))
    cell = cells_of(version=version)[str(key), function.pk]
    assert (cell.strength, cell.parts) == (1.0, 0)


def test_details_of_another_functions_elements_are_refused(aligned, now):
    foreign = make_aligned()
    with pytest.raises(ForeignCellError):
        set_parts(
            programme=aligned.programme,
            function_id=aligned.functions[0].pk,
            parts={aligned.key(0): {foreign.actions[0].pk: 1.0}},
            actor_id=None,
            now=now,
        )
