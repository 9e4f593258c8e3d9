"""The catalogue of standards: reference data, the same for everybody who is logged in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber, StrIndex, Substr
from django.db.models.lookups import GreaterThan

from standards.enums import ElementKind
from standards.models import (
    EducationalStandard,
    FunctionElement,
    GeneralizedFunction,
    LabourFunction,
    ProfessionalStandard,
    Speciality,
)
from standards.rules.search import Stems, looks_into_texts, stems_of

MATCHES_SHOWN = 3
# Elements come in the order of the official form.
_KIND_PLACE = Case(
    *(When(kind=kind, then=place) for place, kind in enumerate(ElementKind)),
    output_field=SmallIntegerField(),
)


@dataclass(frozen=True, slots=True)
class StandardFilter:
    """What is asked of the catalogue; empty fields do not restrict."""

    query: str = ""
    area: str = ""
    all_editions: bool = False


@dataclass(frozen=True, slots=True)
class FoundFunction:
    """A function whose code or name holds what was searched for."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundElement:
    """An action, a skill or knowledge of a function whose text holds what was searched for."""

    function: FoundFunction
    kind: ElementKind
    text: str


def areas_in_use() -> list[str]:
    """Return the areas (two digits before the point of a code) that have standards, in order.

    Codes of another country's classifier (9211-1-004) belong to no area.
    """
    numbers = (
        ProfessionalStandard.objects.annotate(area=Substr("code", 1, 3))
        .order_by("area")
        .values_list("area", flat=True)
        .distinct()
    )
    return [number[:2] for number in numbers if re.fullmatch(r"\d\d\.", number)]


def find_standards(*, wanted: StandardFilter, today: date) -> QuerySet[ProfessionalStandard]:
    """Return editions by code, the newest of a code first.

    Annotated with `group_count`, `function_count`, `lowest_level` and `highest_level` of functions
    in force. A word is looked for in the standard's own texts, in its functions' codes and names
    and in the texts of their actions, skills and knowledge; standards that only such a text names
    come last. Case, ё/е, endings and the keyboard layout do not matter.
    """
    found = ProfessionalStandard.objects.all()
    if wanted.area:
        found = found.filter(code__startswith=f"{wanted.area}.")
    if not wanted.all_editions:
        found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    order: list[Any] = []
    if wanted.query.strip():
        stems = stems_of(wanted.query)
        named = _named(stems)
        found = found.filter(named | Q(pk__in=_standards_with_texts(stems)))
        order = [Case(When(named, then=0), default=1)]
    functions = _in_force().filter(standard=OuterRef("pk")).order_by().values("standard")
    groups = (
        GeneralizedFunction.objects.filter(
            Exists(_in_force().filter(generalized_function=OuterRef("pk"))),
            standard=OuterRef("pk"),
        )
        .order_by()
        .values("standard")
    )
    return found.annotate(
        group_count=Subquery(groups.annotate(n=Count("pk")).values("n")),
        function_count=Subquery(functions.annotate(n=Count("pk")).values("n")),
        lowest_level=Subquery(functions.exclude(level="").annotate(n=Min("level")).values("n")),
        highest_level=Subquery(functions.exclude(level="").annotate(n=Max("level")).values("n")),
    ).order_by(*order, "code", F("approved_on").desc(nulls_last=True), "pk")


def functions_found(*, query: str, standard_ids: Sequence[int]) -> dict[int, list[FoundFunction]]:
    """Return, by standard, the first functions that the query finds; none for an empty query."""
    if not query.strip():
        return {}
    rows = (
        _in_force()
        .filter(_words_in("search_text", stems_of(query)), standard_id__in=standard_ids)
        .order_by("standard_id", "position", "pk")
        .values_list("standard_id", "pk", "code", "name")
    )
    found: dict[int, list[FoundFunction]] = {}
    for standard_id, pk, code, name in rows:
        matches = found.setdefault(standard_id, [])
        if len(matches) < MATCHES_SHOWN:
            matches.append(FoundFunction(pk, code, name))
    return found


def elements_found(*, query: str, standard_ids: Sequence[int]) -> dict[int, list[FoundElement]]:
    """Return, by standard, the first actions, skills and knowledge whose text the query finds.

    All its words stand in one text. However many texts there are, the database hands over no more
    than are shown.
    """
    condition = _in_texts(stems_of(query))
    if condition is None:
        return {}
    rows = (
        FunctionElement.objects.filter(condition, function__standard_id__in=standard_ids)
        .filter(function__is_retired=False)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("function__standard_id"),
                order_by=["function__position", "function_id", _KIND_PLACE, "position", "pk"],
            ),
        )
        .filter(place__lte=MATCHES_SHOWN)
        .select_related("function")
        .order_by("function__standard_id", "place")
    )
    found: dict[int, list[FoundElement]] = {}
    for row in rows:
        function = row.function
        found.setdefault(function.standard_id, []).append(
            FoundElement(
                function=FoundFunction(function.pk, function.code, function.name),
                kind=ElementKind(row.kind),
                text=row.text,
            )
        )
    return found


def _in_force() -> QuerySet[LabourFunction]:
    return LabourFunction.objects.filter(is_retired=False)


def _named(stems: Sequence[Stems]) -> Q:
    """Hold of standards whose own words, or a function's code and name, hold what is looked for."""
    functions = _in_force().filter(_words_in("search_text", stems), standard=OuterRef("pk"))
    return _words_in("search_text", stems) | Q(Exists(functions))


def _words_in(field: str, wanted: Sequence[Stems]) -> Q:
    condition = Q(pk__in=[])
    for stems in wanted:
        every_word = Q()
        for stem in stems:
            every_word &= Q(**{f"{field}__contains": stem})
        condition |= every_word
    return condition


def _standards_with_texts(wanted: Sequence[Stems]) -> list[int]:
    """Return the standards with a text that holds what is looked for: one pass over all texts."""
    condition = _in_texts(wanted)
    if condition is None:
        return []
    return list(
        FunctionElement.objects.filter(condition, function__is_retired=False)
        .order_by()
        .values_list("function__standard_id", flat=True)
        .distinct()
    )


def _in_texts(wanted: Sequence[Stems]) -> Q | None:
    """Hold of elements that hold all stems of a reading; None when nothing is worth looking for.

    Plain search for a substring: the databases do it natively, unlike LIKE for Cyrillic on SQLite.
    """
    readings = [stems for stems in wanted if looks_into_texts(stems)]
    if not readings:
        return None
    condition = Q(pk__in=[])
    for stems in readings:
        every_word = Q()
        for stem in stems:
            every_word &= Q(GreaterThan(StrIndex("search_text", Value(stem)), 0))
        condition |= every_word
    return condition


def specialities() -> QuerySet[Speciality]:
    """Return the specialities and professions by code."""
    return Speciality.objects.order_by("code", "name", "pk")


def educational_standards() -> QuerySet[EducationalStandard]:
    """Return the educational standards by speciality, the newest first."""
    return EducationalStandard.objects.select_related("speciality").order_by(
        "speciality__code", "-approved_on", "pk"
    )
