"""The life of an alignment: draft, agreed by the college, agreed by the employers' association."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from colleges.enums import AlignmentEventKind, AlignmentState
from colleges.models import Alignment, AlignmentEvent, AlignmentVersion, Module, Programme
from colleges.services.alignments import begin_version
from core.audit import record_action


class WrongAlignmentStateError(RuntimeError):
    """The deed does not fit the state: somebody was faster, or the version is not the newest."""


class EmptyAlignmentError(RuntimeError):
    """There is nothing to agree or to copy."""


@transaction.atomic
def agree_by_college(
    *, programme: Programme, actor_id: int | None, now: datetime
) -> AlignmentVersion:
    """Close the draft for the association. Raise EmptyAlignmentError when it is empty."""
    version = _newest(programme, AlignmentState.DRAFT)
    if not version.alignments.exists():
        raise EmptyAlignmentError
    _move(version, AlignmentState.AGREED_COLLEGE)
    _note(version, AlignmentEventKind.AGREED_COLLEGE, actor_id, now)
    return version


@transaction.atomic
def agree_by_association(
    *, programme: Programme, actor_id: int | None, now: datetime
) -> AlignmentVersion:
    """Agree for the employers what the college has agreed."""
    version = _newest(programme, AlignmentState.AGREED_COLLEGE)
    _move(version, AlignmentState.AGREED_EMPLOYERS)
    _note(version, AlignmentEventKind.AGREED_EMPLOYERS, actor_id, now)
    return version


@transaction.atomic
def return_alignment(
    *,
    programme: Programme,
    reason: str,
    actor_id: int | None,
    now: datetime,
    by_college: bool = False,
) -> AlignmentVersion:
    """Make a version that waits for the association a draft again, with the reason kept.

    `by_college`: the college takes it back itself.
    """
    version = _newest(programme, AlignmentState.AGREED_COLLEGE)
    _move(version, AlignmentState.DRAFT)
    kind = AlignmentEventKind.WITHDRAWN if by_college else AlignmentEventKind.RETURNED
    _note(version, kind, actor_id, now, reason=reason)
    return version


@transaction.atomic
def begin_next_version(
    *, programme: Programme, actor_id: int | None, now: datetime
) -> AlignmentVersion:
    """Begin a draft with the cells of the agreed version, which itself stays as it is."""
    before = _newest(programme, AlignmentState.AGREED_EMPLOYERS)
    version = begin_version(
        programme=programme,
        number=before.number + 1,
        event=AlignmentEventKind.STARTED,
        actor_id=actor_id,
        now=now,
    )
    copy_cells(source=before, target=version, actor_id=actor_id, now=now)
    _audit(version, "colleges.begin_alignment_version", actor_id, now)
    return version


@transaction.atomic
def copy_from_intake(
    *, programme: Programme, earlier: Programme, actor_id: int | None, now: datetime
) -> tuple[AlignmentVersion, int]:
    """Begin the alignment of a programme with the newest version of an earlier intake's.

    Competences are carried by their key, or by code and text when the educational standard is
    another; modules by code. Return the draft and how many cells have no counterpart. Raise
    WrongAlignmentStateError when the programme has an alignment already.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    source = AlignmentVersion.objects.filter(programme=earlier).order_by("-number").first()
    if source is None:
        raise EmptyAlignmentError
    if AlignmentVersion.objects.filter(programme=programme).exists():
        raise WrongAlignmentStateError
    version = begin_version(
        programme=programme,
        number=1,
        event=AlignmentEventKind.COPIED,
        actor_id=actor_id,
        now=now,
    )
    lost = copy_cells(source=source, target=version, actor_id=actor_id, now=now)
    _audit(version, "colleges.copy_alignment", actor_id, now, {"from": source.pk, "lost": lost})
    return version, lost


def copy_cells(
    *, source: AlignmentVersion, target: AlignmentVersion, actor_id: int | None, now: datetime
) -> int:
    """Copy the cells that have a place in the target's programme; return how many have none."""
    programme = target.programme
    is_same = source.programme_id == programme.pk
    modules = None if is_same else _modules_by_old(source.programme, programme)
    competences = None if is_same else _competences_by_old(source.programme, programme)
    functions = set(programme.required_functions.values_list("function_id", flat=True))
    rows: list[Alignment] = []
    lost = 0
    for row in source.alignments.order_by("pk"):
        competence, module = row.competence_id, row.module_id
        if competence is not None and competences is not None:
            competence = competences.get(competence)
        if module is not None and modules is not None:
            module = modules.get(module)
        if row.function_id not in functions or (competence is None and module is None):
            lost += row.element_id is None
            continue
        row.pk = None
        row._state.adding = True  # noqa: SLF001 -- Django's documented way to copy a row
        row.version, row.competence_id, row.module_id = target, competence, module
        row.changed_by_id, row.changed_at = actor_id, now
        rows.append(row)
    Alignment.objects.bulk_create(rows, batch_size=500)
    return lost


def _modules_by_old(old: Programme, new: Programme) -> Mapping[int, int]:
    by_code = dict(Module.objects.filter(programme=new).order_by("pk").values_list("code", "pk"))
    rows = Module.objects.filter(programme=old).order_by("pk").values_list("pk", "code")
    return {pk: by_code[code] for pk, code in rows if code in by_code}


def _competences_by_old(old: Programme, new: Programme) -> Mapping[int, int]:
    """Map competences by code and text; the same standard maps each to itself."""
    if new.educational_standard is None or old.educational_standard is None:
        return {}
    wanted = {(row.code, row.text): row.pk for row in new.educational_standard.competences.all()}
    rows = old.educational_standard.competences.all()
    if old.educational_standard_id == new.educational_standard_id:
        return {row.pk: row.pk for row in rows}
    return {row.pk: wanted[row.code, row.text] for row in rows if (row.code, row.text) in wanted}


def _newest(programme: Programme, state: AlignmentState) -> AlignmentVersion:
    """Return the newest version, the programme locked; raise unless it is in `state`."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    version = AlignmentVersion.objects.filter(programme=programme).order_by("-number").first()
    if version is None or version.state != state:
        raise WrongAlignmentStateError
    return version


def _move(version: AlignmentVersion, state: AlignmentState) -> None:
    version.state = state
    version.save(update_fields=["state"])


def _note(
    version: AlignmentVersion,
    kind: AlignmentEventKind,
    actor_id: int | None,
    now: datetime,
    *,
    reason: str = "",
) -> None:
    AlignmentEvent.objects.create(
        version=version, kind=kind, actor_id=actor_id, at=now, reason=reason
    )
    _audit(version, f"colleges.alignment_{kind.value}", actor_id, now)


def _audit(
    version: AlignmentVersion,
    action: str,
    actor_id: int | None,
    now: datetime,
    details: Mapping[str, int] | None = None,
) -> None:
    record_action(action=action, actor_id=actor_id, now=now, target=version, details=details)
