"""Making two records of one student one: nothing is deleted, everything can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.models import (
    Evidence,
    IssuedDocument,
    Result,
    ResultChange,
    StudentMerge,
    StudentSurvey,
)
from assessments.selectors.merging import (
    FIELDS,
    GROUP,
    adds_to,
    find_conflicts,
    pairs_of_outcomes,
    pairs_of_placements,
    pairs_of_results,
    rated,
    said_by_cell,
    said_by_outcome,
)
from assessments.services.evidence import reassign_evidence, void_evidence
from assessments.services.runs import request_students
from colleges.enums import EnrolmentState, TransferState
from colleges.models import CollegeTransfer, Enrolment, GraduateOutcome, Movement, Student
from colleges.services.consent_merging import join_consents
from core.audit import record_action
from core.names import name_key
from employers.models import Placement, RatingRequest

KEPT: Final = "kept"
DROPPED: Final = "dropped"
REASON: Final = "записи одного обучающегося объединены"
# What a cell of a sheet holds, apart from whose it is and how often it has changed.
CELL: Final = (
    "state",
    "raw_value",
    "score",
    "updated_by_id",
    "updated_at",
    "comment",
    "needs_attention",
)
# For the moment in which two rows of one day change owners, one of them stands a century earlier.
ASIDE: Final = timedelta(days=36_525)


@dataclass(slots=True)
class _Work:
    """One merge under way; `moved` is what `StudentMerge.moved` will hold."""

    kept: Student
    dropped: Student
    decisions: Mapping[str, str]
    now: datetime
    moved: dict[str, Any] = field(default_factory=dict)

    def takes_theirs(self, key: str) -> bool:
        return self.decisions.get(key) == DROPPED


def merge_students(
    *,
    kept: Student,
    dropped: Student,
    decisions: Mapping[str, str],
    actor_id: int | None,
    now: datetime,
) -> StudentMerge:
    """Give everything of `dropped` to `kept`; `decisions` say by conflict whose value stays.

    The value that was not chosen stays with the dropped record, its evidence annulled. Readiness of
    both follows by a job. Raise ValidationError (Russian) when a conflict is not decided, or the
    records cannot be merged.
    """
    with transaction.atomic():
        kept, dropped = lock_pair(kept.pk, dropped.pk)
        work = _Work(kept, dropped, _decided(kept, dropped, decisions), now)
        _merge_cells(work)
        _merge_placements(work)
        _merge_evidence(work)
        _merge_groups(work)
        _merge_rest(work)
        swapped = _merge_fields(work)
        merge = StudentMerge.objects.create(
            kept=kept,
            dropped=dropped,
            moved=work.moved,
            decisions=work.decisions,
            swapped=swapped,
            merged_by_id=actor_id,
            merged_at=now,
        )
        record_action(
            action="assessments.merge_students",
            actor_id=actor_id,
            now=now,
            target=kept,
            details={"dropped_id": dropped.pk, "merge_id": merge.pk, "decisions": work.decisions},
        )
        request_students(college_id=kept.college_id, student_ids=[kept.pk, dropped.pk], now=now)
    return merge


def lock_pair(first: int, second: int) -> tuple[Student, Student]:
    """Take both records for this transaction, in one order whoever asks."""
    rows = Student.objects.select_for_update(of=("self",)).filter(pk__in=[first, second])
    found = {student.pk: student for student in rows.order_by("pk")}
    return found[first], found[second]


def _decided(kept: Student, dropped: Student, decisions: Mapping[str, str]) -> dict[str, str]:
    """Return the decisions on what is in conflict, and nothing else that was sent."""
    if kept.pk == dropped.pk or kept.college_id != dropped.college_id:
        raise ValidationError(_("Объединяются две записи одного колледжа."))
    if kept.merged_into_id is not None or dropped.merged_into_id is not None:
        raise ValidationError(_("Одна из записей уже объединена с другой: обновите страницу."))
    if CollegeTransfer.objects.filter(
        student__in=(kept, dropped), state=TransferState.PENDING
    ).exists():
        raise ValidationError(_("Одна из записей ждёт ответа другого колледжа: сначала закончите."))
    conflicts = find_conflicts(kept=kept, dropped=dropped)
    for conflict in conflicts:
        if decisions.get(conflict.key) not in (KEPT, DROPPED):
            raise ValidationError(
                _("Выберите, что оставить: %(title)s.") % {"title": conflict.title},
                code="undecided",
            )
    return {conflict.key: decisions[conflict.key] for conflict in conflicts}


def _merge_cells(work: _Work) -> None:
    """Give cells that only the dropped record has; where both have one, exchange or leave."""
    pairs = pairs_of_results(work.kept, work.dropped)
    exchanged = []
    for ours, theirs in pairs:
        if work.takes_theirs(f"result:{ours.pk}") or adds_to(
            said_by_cell(theirs), said_by_cell(ours)
        ):
            exchange_cells(ours, theirs)
            exchanged.append([ours.pk, theirs.pk, ours.version, theirs.version])
    own = Result.objects.filter(student=work.dropped).exclude(
        pk__in=[theirs.pk for _ours, theirs in pairs]
    )
    cells = {(row.sheet_id, row.criterion_id) for row in own}
    changes = [
        row.pk
        for row in ResultChange.objects.filter(student=work.dropped)
        if (row.sheet_id, row.criterion_id) in cells
    ]
    work.moved["results"] = [row.pk for row in own]
    work.moved["changes"] = changes
    work.moved["exchanged"] = exchanged
    work.moved["left_results"] = [theirs.pk for _ours, theirs in pairs]
    Result.objects.filter(pk__in=work.moved["results"]).update(student=work.kept)
    ResultChange.objects.filter(pk__in=changes).update(student=work.kept)


def exchange_cells(ours: Result, theirs: Result) -> None:
    """Exchange what two cells hold; each stays at its place in the sheet.

    Both get a version that nobody has seen: what was typed without a network is then a conflict.
    """
    newer = max(ours.version, theirs.version) + 1
    for name in CELL:
        mine, other = getattr(ours, name), getattr(theirs, name)
        setattr(ours, name, other)
        setattr(theirs, name, mine)
    for row in (ours, theirs):
        row.version = newer
        row.save(update_fields=[*CELL, "version"])


def _merge_placements(work: _Work) -> None:
    pairs = pairs_of_placements(work.kept, work.dropped)
    keys = [row.pk for pair in pairs for row in pair]
    done = rated([row for pair in pairs for row in pair])
    asked = set(
        RatingRequest.objects.filter(placement__in=keys).values_list("placement_id", flat=True)
    )
    exchanged = []
    for ours, theirs in pairs:
        # The mentor's link goes on to be about the student, and not about a record left behind.
        standing = [(row.pk in done, row.pk in asked) for row in (ours, theirs)]
        only_theirs = standing[1] > standing[0] and ours.pk not in done
        if work.takes_theirs(f"placement:{ours.pk}") or only_theirs:
            exchange_placements(ours, theirs)
            exchanged.append([ours.pk, theirs.pk])
    left = {row.pk for pair in pairs for row in pair}
    own = Placement.objects.filter(student=work.dropped).exclude(pk__in=left)
    work.moved["placements"] = list(own.values_list("pk", flat=True))
    work.moved["exchanged_placements"] = exchanged
    Placement.objects.filter(pk__in=work.moved["placements"]).update(student=work.kept)


def exchange_placements(ours: Placement, theirs: Placement) -> None:
    """Let two placements of one enterprise and day change students."""
    mine, other = ours.student_id, theirs.student_id
    day = ours.starts_on
    Placement.objects.filter(pk=ours.pk).update(starts_on=day - ASIDE, student_id=other)
    Placement.objects.filter(pk=theirs.pk).update(student_id=mine)
    Placement.objects.filter(pk=ours.pk).update(starts_on=day)


def _merge_evidence(work: _Work) -> None:
    """Write the dropped record's evidence anew for the kept one, and annul what was not chosen.

    Runs after cells and placements have their owners: evidence follows what it speaks of.
    """
    live = Evidence.objects.filter(voided_at__isnull=True)
    exchanged = {theirs: ours for ours, theirs, *_versions in work.moved["exchanged"]}
    left = set(work.moved["left_results"]) - set(exchanged)
    lost = live.filter(
        Q(student=work.kept, result_id__in=list(exchanged.values()))
        | Q(student=work.dropped, result_id__in=left)
        | Q(student=work.kept, rating__evaluation__placement__student=work.dropped)
        | Q(
            student=work.dropped,
            rating__evaluation__placement__in=Placement.objects.filter(student=work.dropped),
        )
    )
    silenced = list(lost)
    work.moved["silenced"] = [row.pk for row in silenced]
    void_evidence(rows=silenced, reason=REASON, now=work.now)
    theirs = live.filter(student=work.dropped)
    work.moved["reassigned"] = list(theirs.order_by("pk").values_list("pk", flat=True))
    written = reassign_evidence(rows=theirs, student=work.kept, reason=REASON, now=work.now)
    for row in Evidence.objects.filter(pk__in=written, result_id__in=list(exchanged)):
        row.result_id = exchanged[row.result_id or 0]
        row.save(update_fields=["result"])
    work.moved["written"] = written


def _merge_groups(work: _Work) -> None:
    """Leave one current group: the chosen one; the other enrolment ends today.

    Two enrolments in one group are one entry in it and no transfer: the one that is left stays with
    the dropped record. Without a choice the earlier one counts.
    """
    ours = Enrolment.objects.current().filter(student=work.kept).first()
    theirs = Enrolment.objects.current().filter(student=work.dropped).first()
    ended: list[list[Any]] = []
    left: list[int] = []
    stays: Enrolment | None = None
    if ours is not None and theirs is not None:
        earlier = GROUP not in work.decisions and theirs.started_on < ours.started_on
        loser = ours if work.takes_theirs(GROUP) or earlier else theirs
        ended.append([loser.pk, loser.state, loser.ended_on and loser.ended_on.isoformat()])
        loser.ended_on = max(loser.started_on, timezone.localdate(work.now))
        loser.state = EnrolmentState.TRANSFERRED
        loser.save(update_fields=["state", "ended_on"])
        if ours.group_id == theirs.group_id:
            stays = loser
            left = [ours.pk] if loser is ours else []
    own = Enrolment.objects.filter(student=work.dropped)
    work.moved["ended"] = ended
    work.moved["enrolments"] = list(own.order_by("pk").values_list("pk", flat=True))
    work.moved["left_enrolments"] = left
    own.update(student=work.kept)
    if stays is not None:
        Enrolment.objects.filter(pk=stays.pk).update(student=work.dropped)


def _merge_rest(work: _Work) -> None:
    """Surveys, orders, consents, outcomes, issued papers and the account."""
    kept, dropped, moved = work.kept, work.dropped, work.moved
    exchanged = []
    pairs = pairs_of_outcomes(kept, dropped)
    for ours, theirs in pairs:
        more = adds_to(said_by_outcome(theirs), said_by_outcome(ours))
        if work.takes_theirs(f"outcome:{ours.pk}") or more:
            exchange_outcomes(ours, theirs)
            exchanged.append([ours.pk, theirs.pk])
    left = {row.pk for pair in pairs for row in pair}
    moved["exchanged_outcomes"] = exchanged
    moved["outcomes"] = [row.pk for row in dropped.outcomes.exclude(pk__in=left)]
    moved["surveys"] = [row.pk for row in dropped.surveys.all()]
    moved["movements"] = [row.pk for row in dropped.movements.all()]
    users = kept.memberships.values_list("user_id", flat=True)
    moved["memberships"] = [row.pk for row in dropped.memberships.exclude(user_id__in=list(users))]
    moved["transfers"] = [row.pk for row in dropped.transfers.all()]
    moved["documents"] = [row.pk for row in dropped.issued_documents.all()]
    for model, name in MOVED_PLAINLY:
        model.objects.filter(pk__in=moved[name]).update(student=kept)
    moved.update(join_consents(kept=kept, dropped=dropped, now=work.now))


MOVED_PLAINLY: Final[tuple[tuple[Any, str], ...]] = (
    (GraduateOutcome, "outcomes"),
    (StudentSurvey, "surveys"),
    (Movement, "movements"),
    (Membership, "memberships"),
    (IssuedDocument, "documents"),
    (CollegeTransfer, "transfers"),
)


def exchange_outcomes(ours: GraduateOutcome, theirs: GraduateOutcome) -> None:
    """Let two statuses of one day and source change students."""
    mine, other, day = ours.student_id, theirs.student_id, ours.as_of_date
    GraduateOutcome.objects.filter(pk=ours.pk).update(as_of_date=day - ASIDE, student_id=other)
    GraduateOutcome.objects.filter(pk=theirs.pk).update(student_id=mine)
    GraduateOutcome.objects.filter(pk=ours.pk).update(as_of_date=day)


def _merge_fields(work: _Work) -> list[str]:
    """Take the chosen values, and those that only the dropped record has; return the fields."""
    swapped = [
        name
        for key, names in FIELDS.items()
        for name in names
        if work.takes_theirs(f"field:{key}") or not getattr(work.kept, name)
    ]
    swapped = [name for name in swapped if getattr(work.kept, name) != getattr(work.dropped, name)]
    work.dropped.merged_into = work.kept
    swap_fields(work.kept, work.dropped, swapped)
    return swapped


def swap_fields(one: Student, other: Student, names: list[str]) -> None:
    """Let two people exchange fields, so that no value is lost, and save both."""
    book = one.record_book
    for name in names:
        mine = getattr(one, name)
        setattr(one, name, getattr(other, name))
        setattr(other, name, mine)
    if book != one.record_book:
        # Two records never hold one number, not even for a moment.
        Student.objects.filter(pk__in=[one.pk, other.pk]).update(record_book="")
    for student in (one, other):
        student.search_name = name_key(student.last_name, student.first_name, student.patronymic)
        student.save()
