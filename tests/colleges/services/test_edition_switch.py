import pytest

from colleges.models import Alignment, AlignmentVersion, ProgrammeFunction, ProgrammeStandard
from colleges.services.alignment_states import (
    WrongAlignmentStateError,
    agree_by_association,
    agree_by_college,
)
from colleges.services.alignments import set_cells, set_parts
from colleges.services.edition_switch import plan_switch, switch_programme
from colleges.services.requirements import REQUIREMENTS_CHANGED
from core.models import AuditEntry, Job
from standards.selectors.edition_changes import succession_of
from standards.services.edition_changes import confirm_edition_change
from tests.colleges.aligned import make_aligned
from tests.factories.colleges import ProgrammeStandardFactory
from tests.factories.standards import (
    FunctionElementFactory,
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned(now):
    """The first function is detailed by one action, both have cells."""
    made = make_aligned()
    set_cells(
        programme=made.programme,
        changes=[made.change(made.key(1), 0, 0.5), made.change(made.module_key, 1, 1.0)],
        actor_id=None,
        now=now,
    )
    set_parts(
        programme=made.programme,
        function_id=made.functions[0].pk,
        parts={made.key(0): {made.actions[0].pk: 1.0}},
        actor_id=None,
        now=now,
    )
    ProgrammeStandardFactory(
        programme=made.programme, standard=made.functions[0].standard, priority=2
    )
    return made


@pytest.fixture
def edition(aligned):
    """A newer edition: two functions, the first with the detailed action word for word."""
    old = aligned.functions[0].standard
    new = ProfessionalStandardFactory(code=old.code, order_number="новый")
    group = GeneralizedFunctionFactory(standard=new)
    functions = [
        LabourFunctionFactory(generalized_function=group, code=f"B/0{n}.3", position=n)
        for n in (1, 2)
    ]
    FunctionElementFactory(function=functions[0], text="Настройка плуга", position=0)
    FunctionElementFactory(function=functions[0], text="Новое действие", position=1)
    return old, new, functions


def confirm(edition, now, *successors):
    old, new, _functions = edition
    own = list(old.labour_functions.order_by("position"))
    confirm_edition_change(
        old=old,
        new=new,
        successors=dict(zip((row.pk for row in own), successors, strict=True)),
        actor_id=None,
        now=now,
    )
    return succession_of(old=old, new=new)


def cells(version):
    return sorted(
        Alignment.objects.filter(version=version).values_list(
            "competence_id", "module_id", "function_id", "element__text", "strength"
        ),
        key=str,
    )


def test_agreed_alignment_is_carried_over_as_a_draft_and_stays_as_it_was(aligned, edition, now):
    own = {"programme": aligned.programme, "actor_id": None, "now": now}
    agree_by_college(**own)
    agreed = agree_by_association(**own)
    before = cells(agreed)
    ProgrammeFunction.objects.filter(function=aligned.functions[0]).update(
        importance=1.5, is_mandatory=True
    )
    first, second = edition[2]
    succession = confirm(edition, now, {first.pk: "replaced_by"}, {second.pk: "equivalent"})
    plan = plan_switch(programme=aligned.programme, succession=succession)
    assert (plan.cells, plan.dropped_cells) == (3, 0)
    draft = switch_programme(succession=succession, **own)

    assert (draft.number, draft.state) == (2, "draft")
    assert cells(agreed) == before
    assert cells(draft) == sorted(
        [
            (aligned.key(0).pk, None, first.pk, None, 0.5),
            (aligned.key(0).pk, None, first.pk, "Настройка плуга", 1.0),
            (aligned.key(1).pk, None, first.pk, None, 0.5),
            (None, aligned.module.pk, second.pk, None, 1.0),
        ],
        key=str,
    )
    required = ProgrammeFunction.objects.filter(programme=aligned.programme)
    assert set(required.values_list("function_id", "importance", "is_mandatory")) == {
        (first.pk, 1.5, True),
        (second.pk, 1.0, False),
    }
    standard = ProgrammeStandard.objects.get(programme=aligned.programme)
    assert (standard.standard, standard.priority) == (edition[1], 2)
    entry = AuditEntry.objects.get(action="colleges.switch_edition")
    assert entry.details["cells"] == 3
    assert Job.objects.get(kind=REQUIREMENTS_CHANGED).parameters == {
        "programme_id": aligned.programme.pk
    }
    assert switch_programme(succession=succession, **own) is None


def test_merged_functions_take_the_fullest_cell_and_the_ended_are_dropped(aligned, edition, now):
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(1), 1, 1.0)],
        actor_id=None,
        now=now,
    )
    only = edition[2][1]
    merged = confirm(edition, now, {only.pk: "replaced_by"}, {only.pk: "replaced_by"})
    draft = switch_programme(programme=aligned.programme, succession=merged, actor_id=None, now=now)
    assert draft.number == 1
    assert (aligned.key(1).pk, None, only.pk, None, 1.0) in cells(draft)
    assert ProgrammeFunction.objects.get(programme=aligned.programme).function == only


def test_function_without_a_successor_leaves_the_programme(aligned, edition, now):
    succession = confirm(edition, now, {}, {edition[2][1].pk: "replaced_by"})
    plan = plan_switch(programme=aligned.programme, succession=succession)
    assert [row.function_id for row in plan.dropped] == [aligned.functions[0].pk]
    assert (plan.cells, plan.dropped_cells) == (1, 2)
    switch_programme(programme=aligned.programme, succession=succession, actor_id=None, now=now)
    assert cells(AlignmentVersion.objects.get()) == [
        (None, aligned.module.pk, edition[2][1].pk, None, 1.0)
    ]


def test_split_function_gives_its_cells_to_both(aligned, edition, now):
    first, second = edition[2]
    succession = confirm(edition, now, {first.pk: "replaced_by", second.pk: "replaced_by"}, {})
    switch_programme(programme=aligned.programme, succession=succession, actor_id=None, now=now)
    version = AlignmentVersion.objects.get()
    own = version.alignments.filter(competence_id=aligned.key(1).pk)
    assert set(own.values_list("function_id", "strength")) == {(first.pk, 0.5), (second.pk, 0.5)}


def test_whole_cell_stays_full_only_over_actions_that_were_covered(aligned, edition, now):
    """The second old function is fully covered; its successors hold two actions each."""
    first, second = edition[2]
    for text in ("Запуск двигателя", "Остановка двигателя"):
        FunctionElementFactory(function=aligned.functions[1], text=text)
        FunctionElementFactory(function=second, text=text)
    succession = confirm(edition, now, {}, {first.pk: "replaced_by", second.pk: "replaced_by"})
    switch_programme(programme=aligned.programme, succession=succession, actor_id=None, now=now)
    assert cells(AlignmentVersion.objects.get()) == sorted(
        [
            (None, aligned.module.pk, first.pk, None, 0.5),
            (None, aligned.module.pk, second.pk, None, 1.0),
        ],
        key=str,
    )


def test_nothing_is_switched_while_the_association_decides(aligned, edition, now):
    agree_by_college(programme=aligned.programme, actor_id=None, now=now)
    succession = confirm(edition, now, {edition[2][0].pk: "replaced_by"}, {})
    with pytest.raises(WrongAlignmentStateError):
        switch_programme(programme=aligned.programme, succession=succession, actor_id=None, now=now)
    assert ProgrammeFunction.objects.filter(function=aligned.functions[0]).exists()
