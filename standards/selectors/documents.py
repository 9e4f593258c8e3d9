"""One standard, one function: what their pages show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from standards.enums import ElementKind, LinkState
from standards.models import (
    FunctionElement,
    FunctionLink,
    GeneralizedFunction,
    LabourFunction,
    ProfessionalStandard,
)

Texts = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class FunctionText:
    """A labour function with what it consists of, in the order of the official form."""

    function: LabourFunction
    actions: list[str]
    skills: list[str]
    knowledge: list[str]
    other: list[str]


@dataclass(frozen=True, slots=True)
class GroupText:
    """A generalised function with its labour functions in force."""

    group: GeneralizedFunction
    functions: list[FunctionText]


def find_standard(*, pk: int) -> ProfessionalStandard | None:
    """Return the edition, None when there is none."""
    return ProfessionalStandard.objects.filter(pk=pk).first()


def find_function(*, pk: int) -> LabourFunction | None:
    """Return a function with its group and standard, a retired one too; None when there is none."""
    return (
        LabourFunction.objects.filter(pk=pk)
        .select_related("standard", "generalized_function")
        .first()
    )


def editions_of(*, standard: ProfessionalStandard) -> list[ProfessionalStandard]:
    """Return all editions of a standard's code, the newest first."""
    return list(
        ProfessionalStandard.objects.filter(country=standard.country, code=standard.code).order_by(
            F("approved_on").desc(nulls_last=True), "pk"
        )
    )


def is_in_force(standard: ProfessionalStandard, today: date) -> bool:
    """Say whether an edition is in force on a day; the last day does not count."""
    return standard.valid_to is None or standard.valid_to > today


def text_of(*, standard: ProfessionalStandard) -> list[GroupText]:
    """Return the text of a standard by groups, groups without functions in force left out."""
    functions = (
        LabourFunction.objects.filter(standard=standard, is_retired=False)
        .select_related("generalized_function")
        .order_by("position", "pk")
    )
    texts = _texts_of([function.pk for function in functions])
    by_group: dict[int, list[FunctionText]] = defaultdict(list)
    groups: dict[int, GeneralizedFunction] = {}
    for function in functions:
        group = function.generalized_function
        groups[group.pk] = group
        by_group[group.pk].append(_function_text(function, texts[function.pk]))
    ordered = sorted(groups.values(), key=lambda group: (group.position, group.pk))
    return [GroupText(group, by_group[group.pk]) for group in ordered]


def text_of_function(*, function: LabourFunction) -> FunctionText:
    """Return what one function consists of."""
    return _function_text(function, _texts_of([function.pk])[function.pk])


def neighbours(*, function: LabourFunction) -> tuple[LabourFunction | None, LabourFunction | None]:
    """Return the functions in force before and after this one in its standard."""
    siblings = LabourFunction.objects.filter(
        standard_id=function.standard_id, is_retired=False
    ).exclude(pk=function.pk)
    before = siblings.filter(position__lt=function.position).order_by("-position", "-pk").first()
    after = siblings.filter(position__gte=function.position).order_by("position", "pk").first()
    return before, after


def approved_links(*, function: LabourFunction) -> list[FunctionLink]:
    """Return the approved relations with functions of other editions and countries."""
    return list(
        FunctionLink.objects.filter(
            Q(source=function) | Q(target=function), state=LinkState.APPROVED
        )
        .select_related("source__standard", "target__standard")
        .order_by("kind", "pk")
    )


def _texts_of(function_ids: Sequence[int]) -> dict[int, Texts]:
    rows = (
        FunctionElement.objects.filter(function_id__in=function_ids)
        .order_by("function_id", "kind", "position", "pk")
        .values_list("function_id", "kind", "text")
    )
    texts: dict[int, Texts] = defaultdict(lambda: defaultdict(list))
    for function_id, kind, text in rows:
        texts[function_id][kind].append(text)
    return texts


def _function_text(function: LabourFunction, texts: Texts) -> FunctionText:
    return FunctionText(
        function=function,
        actions=texts[ElementKind.ACTION],
        skills=texts[ElementKind.SKILL],
        knowledge=texts[ElementKind.KNOWLEDGE],
        other=texts[ElementKind.OTHER],
    )
