"""The passage between two editions: what changed, what a person decided."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from standards.enums import FunctionLinkKind, LinkState
from standards.models import (
    EditionChange,
    FunctionElement,
    FunctionLink,
    LabourFunction,
    ProfessionalStandard,
)
from standards.rules.comparison import ComparedFunction, FunctionChange, compare_functions

SUCCESSION = (FunctionLinkKind.REPLACED_BY, FunctionLinkKind.EQUIVALENT)


@dataclass(frozen=True, slots=True)
class Succession:
    """What a confirmed change says: the successors of each old function, with the kind of link."""

    change: EditionChange
    successors: Mapping[int, Mapping[int, str]]


def find_editions(
    *, old_pk: int, new_pk: int
) -> tuple[ProfessionalStandard, ProfessionalStandard] | None:
    """Return two editions of one code; None for anything else."""
    rows = ProfessionalStandard.objects.in_bulk([old_pk, new_pk])
    old, new = rows.get(old_pk), rows.get(new_pk)
    if old is None or new is None or old.pk == new.pk:
        return None
    same = (old.country, old.code) == (new.country, new.code)
    return (old, new) if same else None


def functions_of_edition(*, standard: ProfessionalStandard) -> list[LabourFunction]:
    """Return the functions in force with their elements, in the order of the standard."""
    elements = FunctionElement.objects.order_by("kind", "position", "pk")
    return list(
        LabourFunction.objects.filter(standard=standard, is_retired=False)
        .prefetch_related(Prefetch("elements", queryset=elements))
        .order_by("position", "pk")
    )


def compare_editions(
    *, old: ProfessionalStandard, new: ProfessionalStandard
) -> list[FunctionChange]:
    """Return what probably became of each function; see `rules.comparison`."""
    return compare_functions(
        [_compared(row) for row in functions_of_edition(standard=old)],
        [_compared(row) for row in functions_of_edition(standard=new)],
    )


def _compared(row: LabourFunction) -> ComparedFunction:
    texts = tuple(f"{element.kind} {element.text}" for element in row.elements.all())
    return ComparedFunction(row.pk, row.code, row.name, texts)


def succession_of(*, old: ProfessionalStandard, new: ProfessionalStandard) -> Succession | None:
    """Return what was confirmed; None while nothing is."""
    change = (
        EditionChange.objects.filter(old=old, new=new)
        .select_related("confirmed_by", "old", "new")
        .first()
    )
    if change is None:
        return None
    rows = FunctionLink.objects.filter(
        source__standard=old, target__standard=new, state=LinkState.APPROVED, kind__in=SUCCESSION
    ).order_by("source_id", "target__position", "pk")
    successors: dict[int, dict[int, str]] = {}
    for row in rows:
        successors.setdefault(row.source_id, {})[row.target_id] = row.kind
    return Succession(change, successors)


def confirmed_succession(*, change_pk: int) -> Succession | None:
    """Return a confirmed change by its key, None when there is none."""
    change = EditionChange.objects.filter(pk=change_pk).select_related("old", "new").first()
    return succession_of(old=change.old, new=change.new) if change else None


def confirmed_changes(*, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the key of the confirmed change for those pairs (old, new) that have one."""
    old = [old_pk for old_pk, _new_pk in pairs]
    rows = EditionChange.objects.filter(old_id__in=old).values_list("old_id", "new_id", "pk")
    return {(old_pk, new_pk): pk for old_pk, new_pk, pk in rows if (old_pk, new_pk) in pairs}
