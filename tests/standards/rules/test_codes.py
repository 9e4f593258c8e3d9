import pytest

from standards.rules.codes import (
    function_sort_key,
    is_standard_code,
    normalise_standard_code,
    numbering_gaps,
    read_function_code,
    read_group_code,
    read_level,
)


@pytest.mark.parametrize(
    ("written", "code"),
    [("06.001 ", "06.001"), ("6.001", "06.001"), ("13,006.", "13.006"), ("проект", "проект")],
)
def test_standard_code_as_written_is_normalised(written: str, code: str) -> None:
    assert normalise_standard_code(written) == code


def test_standard_code_of_other_form_is_not_official() -> None:
    assert is_standard_code("13.006")
    assert not is_standard_code("проект")


@pytest.mark.parametrize(
    ("written", "canonical", "level", "sublevel"),
    [
        ("A/01.3", "A/01.3", 3, None),
        ("А/01.3", "A/01.3", 3, None),  # Cyrillic А
        ("С/02.5", "C/02.5", 5, None),  # Cyrillic С
        ("a/1,3", "A/01.3", 3, None),
        ("B / 10. 4.", "B/10.4", 4, None),
        ("A01.3", "A/01.3", 3, None),
        ("A/01.7.1", "A/01.7.1", 7, 1),
        ("A/04", "A/04", None, None),
        ("D/03.6 Разработка", "D/03.6", 6, None),
    ],
)
def test_function_code_as_written_becomes_canonical(
    written: str, canonical: str, level: int | None, sublevel: int | None
) -> None:
    code = read_function_code(written)

    assert (code.text, code.level, code.sublevel) == (canonical, level, sublevel)


def test_function_code_that_is_none_keeps_its_text() -> None:
    code = read_function_code("без кода")

    assert (code.text, code.number, code.level) == ("БEЗ KOДA", None, None)


def test_function_code_folded_and_mended_are_told_apart() -> None:
    folded, mended = read_function_code("А/01.3"), read_function_code("A/1.3")

    assert (folded.folded, folded.mended) == (True, False)
    assert (mended.folded, mended.mended) == (False, True)


@pytest.mark.parametrize(
    ("written", "read"),
    [("A", ("A", False)), ("В", ("B", True)), ("ОТФ D.", ("D", False)), ("-", ("", False))],
)
def test_group_code_as_written_is_read(written: str, read: tuple[str, bool]) -> None:
    assert read_group_code(written) == read


def test_function_codes_sort_naturally() -> None:
    codes = ["B/01.5", "A/10.3", "A/02.3", "A/01.7.1", "A/01.7", "странный"]

    assert sorted(codes, key=function_sort_key) == [
        "A/01.7",
        "A/01.7.1",
        "A/02.3",
        "A/10.3",
        "B/01.5",
        "странный",
    ]


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("6", (6, None)),
        ("7.1", (7, 1)),
        ("6 уровень", (6, None)),
        ("10", (None, None)),
        ("", (None, None)),
    ],
)
def test_level_as_written_is_read(written: str, level: tuple[int | None, int | None]) -> None:
    assert read_level(written) == level


def test_numbering_gaps_name_missing_numbers() -> None:
    assert numbering_gaps([3, 5]) == [1, 2, 4]
    assert numbering_gaps([]) == []
