import pytest

from colleges.models import Alignment, AlignmentVersion
from colleges.selectors.coverage import newest_versions, versions_in_force
from colleges.services.alignment_states import (
    EmptyAlignmentError,
    WrongAlignmentStateError,
    agree_by_association,
    agree_by_college,
    begin_next_version,
    copy_from_intake,
    return_alignment,
)
from colleges.services.alignments import set_cells, set_parts
from core.models import AuditEntry
from tests.colleges.aligned import make_aligned
from tests.factories.accounts import UserFactory
from tests.factories.colleges import (
    ModuleFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned(now):
    made = make_aligned()
    set_cells(
        programme=made.programme,
        changes=[made.change(made.key(0), 0, 1.0), made.change(made.module_key, 1, 0.5)],
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
    return made


def events(version):
    return [(row.kind, row.actor_id, row.reason) for row in version.events.all()]


def test_life_of_a_version(aligned, now):
    director, expert = UserFactory(), UserFactory()
    own = {"programme": aligned.programme, "now": now}
    agree_by_college(actor_id=director.pk, **own)
    return_alignment(reason="Нет практики", actor_id=expert.pk, **own)
    agree_by_college(actor_id=director.pk, **own)
    version = agree_by_association(actor_id=expert.pk, **own)

    assert version.state == "agreed_employers"
    assert events(version) == [
        ("started", None, ""),
        ("agreed_college", director.pk, ""),
        ("returned", expert.pk, "Нет практики"),
        ("agreed_college", director.pk, ""),
        ("agreed_employers", expert.pk, ""),
    ]
    assert AuditEntry.objects.filter(action="colleges.alignment_returned").count() == 1


def test_deeds_fit_their_states_only(aligned, now):
    own = {"programme": aligned.programme, "actor_id": None, "now": now}
    for deed in (agree_by_association, begin_next_version):
        with pytest.raises(WrongAlignmentStateError):
            deed(**own)
    with pytest.raises(WrongAlignmentStateError):
        return_alignment(reason="x", **own)
    agree_by_college(**own)
    with pytest.raises(WrongAlignmentStateError):
        agree_by_college(**own)


def test_empty_alignment_is_not_agreed(now):
    aligned = make_aligned()
    with pytest.raises(WrongAlignmentStateError):
        agree_by_college(programme=aligned.programme, actor_id=None, now=now)
    AlignmentVersion.objects.create(programme=aligned.programme, created_at=now)
    with pytest.raises(EmptyAlignmentError):
        agree_by_college(programme=aligned.programme, actor_id=None, now=now)


def test_change_after_agreement_is_a_new_version_and_the_old_stays(aligned, now):
    own = {"programme": aligned.programme, "actor_id": None, "now": now}
    agree_by_college(**own)
    old = agree_by_association(**own)
    before = sorted(old.alignments.values_list("function_id", "element_id", "strength"), key=str)
    new = begin_next_version(**own)
    copied = sorted(new.alignments.values_list("function_id", "element_id", "strength"), key=str)
    assert (new.number, new.state, copied) == (2, "draft", before)

    change = aligned.change(aligned.module_key, 1, 1.0, was=0.5)
    set_cells(changes=[change], **own)
    assert (
        sorted(old.alignments.values_list("function_id", "element_id", "strength"), key=str)
        == before
    )
    key = aligned.programme.pk
    assert newest_versions([key])[key] == new
    assert versions_in_force([key])[key] == old
    agree_by_college(**own)
    assert versions_in_force([key])[key] == new


def test_copy_to_the_next_intake(aligned, now):
    old = aligned.programme
    new = ProgrammeFactory(
        college=old.college,
        speciality=old.speciality,
        educational_standard=old.educational_standard,
        intake_year=old.intake_year + 1,
    )
    for function in aligned.functions:
        ProgrammeFunctionFactory(programme=new, function=function)
    module = ModuleFactory(programme=new, code="ПМ.01")
    version, lost = copy_from_intake(programme=new, earlier=old, actor_id=None, now=now)
    assert lost == 0
    assert set(version.alignments.values_list("competence_id", "module_id", "strength")) == {
        (aligned.key(0).pk, None, 0.5),
        (aligned.key(0).pk, None, 1.0),
        (None, module.pk, 0.5),
    }
    assert events(version) == [("copied", None, "")]
    with pytest.raises(WrongAlignmentStateError):
        copy_from_intake(programme=new, earlier=old, actor_id=None, now=now)


def test_copy_tells_what_has_no_place(aligned, now):
    new = ProgrammeFactory(
        college=aligned.programme.college, speciality=aligned.programme.speciality, intake_year=2024
    )
    ProgrammeFunctionFactory(programme=new, function=aligned.functions[1])
    _version, lost = copy_from_intake(
        programme=new, earlier=aligned.programme, actor_id=None, now=now
    )
    assert lost == 2
    assert not Alignment.objects.filter(version__programme=new).exists()
