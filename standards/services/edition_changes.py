"""Confirming what became of the functions of an edition that was replaced."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from core.audit import record_action
from standards.enums import FunctionLinkKind, LinkState
from standards.models import EditionChange, FunctionLink, LabourFunction, ProfessionalStandard
from standards.selectors.edition_changes import SUCCESSION


class UndecidedFunctionsError(ValueError):
    """Some old functions have neither a successor nor a word that there is none."""

    def __init__(self, function_ids: list[int]) -> None:
        self.function_ids = function_ids
        super().__init__(str(function_ids))


class ForeignFunctionError(ValueError):
    """A function named is not of these editions."""


@transaction.atomic
def confirm_edition_change(
    *,
    old: ProfessionalStandard,
    new: ProfessionalStandard,
    successors: Mapping[int, Mapping[int, str]],
    actor_id: int | None,
    now: datetime,
) -> EditionChange:
    """Write the links old → new as approved; an empty mapping says that there is no successor.

    Confirming again replaces what was confirmed before. Results, evidence and programmes are not
    touched: a programme is switched on its own. Raise UndecidedFunctionsError and
    ForeignFunctionError.
    """
    _check(old, new, successors)
    ended = sorted(pk for pk, chosen in successors.items() if not chosen)
    links = [
        (source_id, target_id, str(kind))
        for source_id, chosen in successors.items()
        for target_id, kind in chosen.items()
    ]
    change, _made = EditionChange.objects.update_or_create(
        old=old,
        new=new,
        defaults={
            "ended_function_ids": ended,
            "confirmed_by_id": actor_id,
            "confirmed_at": now,
        },
    )
    FunctionLink.objects.filter(
        source__standard=old, target__standard=new, kind__in=SUCCESSION
    ).delete()
    _write_links(links, actor_id, now)
    record_action(
        action="standards.confirm_edition_change",
        actor_id=actor_id,
        now=now,
        target=change,
        details={"links": [list(link) for link in links], "ended": ended},
    )
    return change


def _write_links(
    links: Sequence[tuple[int, int, str]], actor_id: int | None, now: datetime
) -> None:
    FunctionLink.objects.bulk_create(
        FunctionLink(
            source_id=source_id,
            target_id=target_id,
            kind=kind,
            state=LinkState.APPROVED,
            approved_by_id=actor_id,
            approved_at=now,
        )
        for source_id, target_id, kind in links
    )


def _check(
    old: ProfessionalStandard,
    new: ProfessionalStandard,
    successors: Mapping[int, Mapping[int, str]],
) -> None:
    own = set(_function_ids(old))
    undecided = sorted(own - set(successors))
    if undecided:
        raise UndecidedFunctionsError(undecided)
    targets = {pk for chosen in successors.values() for pk in chosen}
    kinds = {kind for chosen in successors.values() for kind in chosen.values()}
    if set(successors) - own or targets - set(_function_ids(new)) or kinds - set(SUCCESSION):
        raise ForeignFunctionError


def suggested_kind(*, is_same: bool) -> str:
    """Return the link that fits a pair: equivalent when nothing was changed but the code."""
    return FunctionLinkKind.EQUIVALENT if is_same else FunctionLinkKind.REPLACED_BY


def _function_ids(standard: ProfessionalStandard) -> list[int]:
    rows = LabourFunction.objects.filter(standard=standard, is_retired=False)
    return list(rows.values_list("pk", flat=True))
