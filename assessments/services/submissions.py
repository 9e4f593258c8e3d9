"""What is kept of a step of a sheet's life: the event, its signers, its confirmed warnings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import RaterKind, ResultState, SheetEventKind, SignerRole
from assessments.models import AcknowledgedWarning, Result, Sheet, SheetEvent, SheetSigner
from assessments.rules.unusual import Unusual
from assessments.selectors.sheets import criteria_of_sheet
from assessments.selectors.submissions import print_of_cells, unusual_in_sheet


class SheetNotReady(ValueError):
    """The sheet cannot be submitted yet; the text says why, in Russian."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A member of the commission, as the paper protocol names them."""

    name: str
    role: SignerRole
    post: str = ""
    is_absent: bool = False


def check_signers(*, sheet: Sheet, signers: Sequence[Signer]) -> None:
    """Raise SheetNotReady unless the commission can sign: a present chairman and another member.

    A sheet of a single teacher needs no commission; one that is named must be whole all the same.
    """
    if not signers and sheet.rater.kind != RaterKind.COMMISSION:
        return
    chairmen = [signer for signer in signers if signer.role == SignerRole.CHAIRMAN]
    if len(chairmen) != 1:
        raise SheetNotReady(_("Назовите председателя комиссии: он один."))
    if chairmen[0].is_absent:
        raise SheetNotReady(
            _("Председатель отсутствует: укажите председателем того, кто его заменил.")
        )
    if not any(s.role == SignerRole.MEMBER and not s.is_absent for s in signers):
        raise SheetNotReady(
            _("Кроме председателя нужен хотя бы один присутствующий член комиссии.")
        )
    if len({signer.name.casefold() for signer in signers}) != len(signers):
        raise SheetNotReady(_("Один человек назван в комиссии дважды."))


def check_seen(*, sheet: Sheet, seen: str | None) -> None:
    """Raise SheetNotReady when the cells are not those that were checked; None: nobody checked."""
    if seen is not None and seen != print_of_cells(sheet=sheet):
        raise SheetNotReady(
            _("Пока вы проверяли, ведомость изменили. Посмотрите изменения и сдайте ещё раз.")
        )


def check_warnings(
    *,
    sheet: Sheet,
    places: Mapping[int, bool],
    confirmed: Collection[str] | None,
    now: datetime,
) -> list[Unusual]:
    """Return what is unusual in the sheet; raise SheetNotReady when some is not confirmed.

    `confirmed` holds the keys of what the person was shown. None: no person hands the sheet in.
    """
    if confirmed is None:
        return []
    found = unusual_in_sheet(sheet=sheet, places=places, today=timezone.localdate(now))
    if any(finding.key not in confirmed for finding in found):
        raise SheetNotReady(_("Проверьте предупреждения и отметьте каждое."))
    return found


def keep_places(
    *, sheet: Sheet, places: Mapping[int, bool], actor_id: int | None, now: datetime
) -> None:
    """Give a cell to everybody who stands in the sheet without one: the list is fixed by that.

    The cell is empty and has the version of a cell that was never filled. Who was on academic leave
    is not in the protocol.
    """
    first = criteria_of_sheet(sheet=sheet).first()
    if first is None:
        return
    have = set(Result.objects.filter(sheet=sheet).values_list("student_id", flat=True))
    Result.objects.bulk_create(
        Result(
            sheet=sheet,
            student_id=student_id,
            criterion=first,
            state=ResultState.EMPTY,
            version=0,
            updated_by_id=actor_id,
            updated_at=now,
        )
        for student_id, is_on_leave in sorted(places.items())
        if student_id not in have and not is_on_leave
    )


def record_event(
    *, sheet: Sheet, kind: SheetEventKind, actor_id: int | None, now: datetime, reason: str = ""
) -> SheetEvent:
    """Append a step of the sheet's life."""
    return SheetEvent.objects.create(
        sheet=sheet, kind=kind, actor_id=actor_id, at=now, reason=reason
    )


def record_submission(
    *, event: SheetEvent, signers: Sequence[Signer], warnings: Sequence[Unusual]
) -> None:
    """Keep with a submission who signed and what was confirmed."""
    SheetSigner.objects.bulk_create(
        SheetSigner(
            event=event,
            position=position,
            name=signer.name,
            post=signer.post,
            role=signer.role,
            is_absent=signer.is_absent,
        )
        for position, signer in enumerate(signers)
    )
    AcknowledgedWarning.objects.bulk_create(
        AcknowledgedWarning(
            event=event,
            kind=finding.kind,
            student_id=finding.student_id,
            criterion_id=finding.criterion_id,
            other_criterion_id=finding.other_criterion_id,
            facts=dict(finding.facts),
        )
        for finding in warnings
    )
