"""Forms of assessment as a college sees them: its own and the shared ones."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from assessments.models import Criterion, CriterionFunction, Instrument, Sheet
from colleges.models import Programme, ProgrammeFunction
from core.scope import Scope
from core.text import search_variants
from standards.enums import LinkState
from standards.models import FunctionLink, LabourFunction
from standards.selectors.edition_changes import SUCCESSION


def instruments_seen(*, scope: Scope) -> QuerySet[Instrument]:
    """Return the college's own forms and the shared ones, with those of the archive."""
    if not scope.is_college_staff:
        return Instrument.objects.none()
    return Instrument.objects.filter(
        Q(college__isnull=True) | Q(college_id__in=scope.college_ids)
    ).order_by("is_archived", "name", "pk")


def find_instruments(
    *, scope: Scope, query: str = "", kind: int | None = None, owner: str = ""
) -> QuerySet[Instrument]:
    """Return the forms that match; `owner` is "own" or "shared"."""
    found = instruments_seen(scope=scope)
    if query.strip():
        wanted = Q()
        for variant in search_variants(query):
            wanted |= Q(name__icontains=variant) | Q(code__icontains=variant)
        found = found.filter(wanted)
    if kind is not None:
        found = found.filter(kind=kind)
    if owner:
        found = found.filter(college__isnull=owner == "shared")
    return found


def counts_of_instruments(
    *, scope: Scope, instruments: list[Instrument]
) -> dict[int, dict[str, int]]:
    """Return for each form its criteria, the functions it shows and the own college's sheets.

    `required` are those of the functions that some programme of the college requires.
    """
    ids = [one.pk for one in instruments]
    criteria = Criterion.objects.filter(instrument__in=ids).order_by("instrument_id")
    shown = criteria.values_list("instrument_id").annotate(
        criteria=Count("pk", distinct=True),
        shown=Count("functions", distinct=True),
        required=Count(
            "functions", filter=Q(functions__in=_required_functions(scope)), distinct=True
        ),
    )
    sheets = Sheet.objects.visible_to(scope).filter(instrument__in=ids).order_by("instrument_id")
    made = dict(sheets.values_list("instrument_id").annotate(sheets=Count("pk")))
    found = {pk: counted for pk, *counted in shown}
    names = ("criteria", "functions", "required")
    return {
        pk: {
            **dict(zip(names, found.get(pk, (0, 0, 0)), strict=True)),
            "sheets": made.get(pk, 0),
        }
        for pk in ids
    }


def instrument_of(*, scope: Scope, pk: int) -> Instrument | None:
    """Return a form that the college sees; None for any other."""
    return instruments_seen(scope=scope).filter(pk=pk).first()


def may_change(*, scope: Scope, instrument: Instrument) -> bool:
    """Say whether the form is the college's own and no sheet stands on it, of whatever state."""
    own = instrument.college_id in scope.college_ids
    return own and not instrument.sheets.exists()


def criteria_of_instrument(*, instrument: Instrument) -> list[Criterion]:
    """Return the criteria in their order, each with its `bearings` and their functions."""
    return list(
        instrument.criteria.order_by("position", "pk").prefetch_related(
            "bearings__function__standard"
        )
    )


def functions_to_choose(*, scope: Scope, instrument: Instrument | None) -> list[LabourFunction]:
    """Return the functions of the college's programmes and those the form shows already."""
    shown = CriterionFunction.objects.filter(criterion__instrument=instrument)
    return _ordered(
        LabourFunction.objects.filter(
            Q(pk__in=_required_functions(scope)) | Q(pk__in=shown.values("function"))
        )
    )


def required_among(*, scope: Scope, functions: Collection[int]) -> set[int]:
    """Return those of the functions that some programme of the college requires."""
    return set(_required_functions(scope).filter(function__in=functions))


def required_successors(*, scope: Scope, functions: Collection[int]) -> dict[int, list[int]]:
    """Return by function no longer required what has replaced it and is required now.

    By the confirmed mapping of editions; a function without a required successor is left out.
    """
    outdated = set(functions) - required_among(scope=scope, functions=functions)
    links = FunctionLink.objects.filter(
        source__in=outdated,
        target__in=_required_functions(scope),
        state=LinkState.APPROVED,
        kind__in=SUCCESSION,
    ).order_by("source_id", "target__position", "target_id")
    found: dict[int, list[int]] = {}
    for source, target in links.values_list("source_id", "target_id"):
        if target not in found.setdefault(source, []):
            found[source].append(target)
    return found


def _required_functions(scope: Scope) -> QuerySet[ProgrammeFunction, int]:
    return (
        ProgrammeFunction.objects.filter(programme__in=Programme.objects.visible_to(scope))
        .order_by()
        .values_list("function_id", flat=True)
    )


def functions_of_programme(*, programme: Programme) -> set[int]:
    """Return the keys of the functions that the programme requires."""
    return set(programme.required_functions.values_list("function_id", flat=True))


def _ordered(functions: QuerySet[LabourFunction]) -> list[Any]:
    return list(
        functions.select_related("standard").order_by("standard__code", "position", "code", "pk")
    )
