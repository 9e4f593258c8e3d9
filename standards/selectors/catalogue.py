"""The catalogue of standards: reference data, the same for everybody who is logged in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import snowballstemmer
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from core.text import search_variants
from standards.models import GeneralizedFunction, LabourFunction, ProfessionalStandard

MATCHES_SHOWN = 3
MIN_STEMMED = 5


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
    in force. A word is looked for in the standard's own texts and in its functions' names; case,
    ё/е, endings and the keyboard layout do not matter.
    """
    found = ProfessionalStandard.objects.all()
    if wanted.area:
        found = found.filter(code__startswith=f"{wanted.area}.")
    if not wanted.all_editions:
        found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    if wanted.query.strip():
        found = found.filter(_matches(wanted.query))
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
    ).order_by("code", F("approved_on").desc(nulls_last=True), "pk")


def functions_found(*, query: str, standard_ids: Sequence[int]) -> dict[int, list[FoundFunction]]:
    """Return, by standard, the first functions that the query finds; none for an empty query."""
    if not query.strip():
        return {}
    rows = (
        _in_force()
        .filter(_words_in("search_text", query), standard_id__in=standard_ids)
        .order_by("standard_id", "position", "pk")
        .values_list("standard_id", "pk", "code", "name")
    )
    found: dict[int, list[FoundFunction]] = {}
    for standard_id, pk, code, name in rows:
        matches = found.setdefault(standard_id, [])
        if len(matches) < MATCHES_SHOWN:
            matches.append(FoundFunction(pk, code, name))
    return found


def _in_force() -> QuerySet[LabourFunction]:
    return LabourFunction.objects.filter(is_retired=False)


def _matches(query: str) -> Q:
    functions = _in_force().filter(_words_in("search_text", query), standard=OuterRef("pk"))
    return _words_in("search_text", query) | Q(Exists(functions))


def _words_in(field: str, query: str) -> Q:
    condition = Q(pk__in=[])
    for variant in search_variants(query):
        every_word = Q()
        for word in variant.split():
            every_word &= Q(**{f"{field}__contains": _stem(word)})
        condition |= every_word
    return condition


def _stem(word: str) -> str:
    """Cut the ending of a Russian word, so that «трактористы» finds «тракторист»."""
    if len(word) < MIN_STEMMED or not word.isalpha():
        return word
    stem: str = snowballstemmer.stemmer("russian").stemWord(word)
    return stem
