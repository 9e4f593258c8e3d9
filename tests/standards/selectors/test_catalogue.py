import datetime as dt
from typing import Any

import pytest

from standards.enums import ElementKind
from standards.models import ProfessionalStandard
from standards.selectors.catalogue import (
    FoundElement,
    FoundFunction,
    StandardFilter,
    areas_in_use,
    elements_found,
    find_standards,
    functions_found,
)
from tests.factories.standards import (
    FunctionElementFactory,
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)


def found(query: str = "", **options: Any) -> list[ProfessionalStandard]:
    return list(find_standards(wanted=StandardFilter(query, **options), today=TODAY))


@pytest.fixture
def tractor() -> ProfessionalStandard:
    return ProfessionalStandardFactory(
        code="13.006",
        name="Тракторист-машинист",
        search_text="13.006 тракторист-машинист звеньевой",
    )


@pytest.fixture
def gardener() -> ProfessionalStandard:
    return ProfessionalStandardFactory(
        code="13.015", name="Садовник ёлочный", search_text="13.015 садовник елочный"
    )


def test_standards_come_by_code_newest_edition_first() -> None:
    old = ProfessionalStandardFactory(code="13.006", approved_on=dt.date(2014, 6, 4))
    new = ProfessionalStandardFactory(code="13.006", approved_on=dt.date(2020, 9, 2))
    undated = ProfessionalStandardFactory(code="13.006", approved_on=None)
    other = ProfessionalStandardFactory(code="06.001")

    assert found() == [other, new, old, undated]


@pytest.mark.parametrize(
    "query",
    [
        "ТРАКТОРИСТ",
        "трактористы",
        "машинист тракторист",
        "13.006",
        "nhfrnjhbcn",
        "  звеньевого ",
        "«Тракторист»",
    ],
)
def test_search_finds_by_words_of_the_standard(
    query: str, tractor: ProfessionalStandard, gardener: ProfessionalStandard
) -> None:
    assert found(query) == [tractor]


@pytest.mark.parametrize("query", ["елочный", "Ёлочный", "ЕЛОЧНЫЙ"])
def test_search_ignores_case_and_yo(
    query: str, tractor: ProfessionalStandard, gardener: ProfessionalStandard
) -> None:
    assert found(query) == [gardener]


def test_search_needs_every_word(tractor: ProfessionalStandard) -> None:
    assert found("тракторист садовник") == []


def test_search_finds_by_functions_in_force_and_names_them(
    tractor: ProfessionalStandard, gardener: ProfessionalStandard
) -> None:
    group = GeneralizedFunctionFactory(standard=tractor, code="A")
    ploughing = LabourFunctionFactory(
        generalized_function=group, code="A/01.3", name="Вспашка", search_text="a/01.3 вспашка"
    )
    LabourFunctionFactory(
        generalized_function=GeneralizedFunctionFactory(standard=gardener),
        search_text="вспашка",
        is_retired=True,
    )

    assert found("вспашки") == [tractor]
    assert functions_found(query="вспашка", standard_ids=[tractor.pk, gardener.pk]) == {
        tractor.pk: [FoundFunction(ploughing.pk, "A/01.3", "Вспашка")]
    }
    assert functions_found(query=" ", standard_ids=[tractor.pk]) == {}


def test_no_more_than_three_functions_are_named(tractor: ProfessionalStandard) -> None:
    group = GeneralizedFunctionFactory(standard=tractor)
    LabourFunctionFactory.create_batch(4, generalized_function=group, search_text="вспашка")

    named = functions_found(query="вспашка", standard_ids=[tractor.pk])
    assert len(named[tractor.pk]) == 3


def texts_of(standard: ProfessionalStandard, *texts: str, **options: Any) -> None:
    group = GeneralizedFunctionFactory(standard=standard)
    function = LabourFunctionFactory(generalized_function=group, code="A/01.3", **options)
    for text in texts:
        FunctionElementFactory(function=function, kind=ElementKind.SKILL, text=text)


@pytest.mark.parametrize("query", ["ПАХОТА", "пахоты", "ёлочной", "ЕЛОЧНАЯ пахота", "gf[jnf"])
def test_search_finds_by_texts_of_functions(
    query: str, tractor: ProfessionalStandard, gardener: ProfessionalStandard
) -> None:
    texts_of(tractor, "Приёмы пахоты ёлочной схемой", "Читать чертежи")

    expected = [tractor] if "лочн" not in query.lower() or " " in query else [tractor, gardener]
    assert sorted(found(query), key=lambda row: row.code) == expected
    (element,) = elements_found(query=query, standard_ids=[tractor.pk])[tractor.pk]
    assert element == FoundElement(
        FoundFunction(element.function.pk, "A/01.3", element.function.name),
        ElementKind.SKILL,
        "Приёмы пахоты ёлочной схемой",
    )


def test_words_of_a_text_are_all_in_one_text(tractor: ProfessionalStandard) -> None:
    texts_of(tractor, "Приёмы пахоты", "Читать чертежи")

    assert found("пахота чертежи") == []
    assert elements_found(query="пахота чертежи", standard_ids=[tractor.pk]) == {}


def test_texts_of_retired_functions_are_not_searched(tractor: ProfessionalStandard) -> None:
    texts_of(tractor, "Приёмы пахоты", is_retired=True)

    assert found("пахота") == []
    assert elements_found(query="пахота", standard_ids=[tractor.pk]) == {}


def test_short_word_is_not_looked_for_in_texts(tractor: ProfessionalStandard) -> None:
    texts_of(tractor, "На поле и в саду")

    assert found("на") == []
    assert elements_found(query="на", standard_ids=[tractor.pk]) == {}


def test_standard_named_by_the_query_comes_before_one_whose_texts_mention_it(
    tractor: ProfessionalStandard, gardener: ProfessionalStandard
) -> None:
    texts_of(tractor, "Работать вместе с садовником")

    assert found("садовник") == [gardener, tractor]


def test_first_three_texts_are_handed_over_in_the_order_of_the_form(
    tractor: ProfessionalStandard,
) -> None:
    group = GeneralizedFunctionFactory(standard=tractor)
    second = LabourFunctionFactory(generalized_function=group, position=2)
    first = LabourFunctionFactory(generalized_function=group, position=1)
    for kind in (ElementKind.KNOWLEDGE, ElementKind.ACTION):
        for number in (1, 0):
            FunctionElementFactory(
                function=first, kind=kind, text=f"Пахота {kind} {number}", position=number
            )
    FunctionElementFactory(function=second, text="Пахота позже")

    shown = elements_found(query="пахота", standard_ids=[tractor.pk])[tractor.pk]
    assert [element.text for element in shown] == [
        "Пахота action 0",
        "Пахота action 1",
        "Пахота knowledge 0",
    ]


def test_percent_sign_is_searched_for_as_such(tractor: ProfessionalStandard) -> None:
    assert found("%") == []
    assert found("_") == []


def test_area_restricts_to_first_two_digits(tractor: ProfessionalStandard) -> None:
    ProfessionalStandardFactory(code="06.013")

    assert found(area="13") == [tractor]
    assert areas_in_use() == ["06", "13"]


@pytest.mark.parametrize("code", ["KZ-1", "9211-1-004"])
def test_areas_leave_out_codes_of_another_form(code: str, tractor: ProfessionalStandard) -> None:
    ProfessionalStandardFactory(code=code)

    assert areas_in_use() == ["13"]


@pytest.mark.parametrize(
    ("valid_to", "shown"), [(None, True), (TODAY, False), (TODAY + dt.timedelta(days=1), True)]
)
def test_edition_out_of_force_is_shown_only_on_request(
    valid_to: dt.date | None, shown: bool
) -> None:
    standard = ProfessionalStandardFactory(valid_to=valid_to)

    assert found() == ([standard] if shown else [])
    assert found(all_editions=True) == [standard]


def test_counts_and_levels_are_of_functions_in_force(tractor: ProfessionalStandard) -> None:
    group = GeneralizedFunctionFactory(standard=tractor, code="A")
    LabourFunctionFactory(generalized_function=group, level="3")
    LabourFunctionFactory(generalized_function=group, level="5")
    LabourFunctionFactory(generalized_function=group, level="7", is_retired=True)
    gone = GeneralizedFunctionFactory(standard=tractor, code="B")
    LabourFunctionFactory(generalized_function=gone, is_retired=True)

    (row,) = found()
    assert (row.group_count, row.function_count) == (1, 2)
    assert (row.lowest_level, row.highest_level) == ("3", "5")


def test_standard_without_functions_has_no_levels(tractor: ProfessionalStandard) -> None:
    (row,) = found()
    assert (row.group_count, row.function_count, row.lowest_level) == (None, None, None)
