from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import text


def test_squeeze_leaves_one_space_and_whole_letters():
    assert text.squeeze(" Агро\u00adном\u200b \u00a0\n и\u0306од ") == "Агроном йод"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ЁЛКИН", "елкин"),
        ("Колледж\u00a0 «Нива»", "колледж нива"),
        ("Петров — Водкин", "петров - водкин"),
        ("Ивaнoв", "иванов"),  # a and o typed in Latin
        ("Hиколай", "николай"),  # capital H typed in Latin
        ("Қыдырәлі", "қыдырәлi"),  # the last i typed in Latin
    ],
)
def test_search_key_is_equal_for_spellings_of_one_thing(one, other):
    assert text.search_key(one) == text.search_key(other)


def test_search_key_leaves_latin_words_and_kazakh_letters():
    assert text.search_key("Excel XLSX") == "excel xlsx"
    assert text.search_key("Ұлттық Әл-Фараби") == "ұлттық әл-фараби"


@given(st.text())
def test_search_key_of_a_key_is_itself(anything):
    key = text.search_key(anything)
    assert text.search_key(key) == key


@pytest.mark.parametrize(
    ("title", "key"), [("Ф. И. О.", "фио"), ("№ п/п", "№пп"), ("Дата\nрождения*", "датарождения")]
)
def test_compact_key_keeps_letters_digits_and_number_sign(title, key):
    assert text.compact_key(title) == key


def test_mend_lookalikes_touches_only_mixed_words():
    assert text.mend_lookalikes("Kлимов из OOO Agro") == "Климов из OOO Agro"


def test_to_cyrillic_key_folds_whole_latin_words():
    assert text.to_cyrillic_key("POMAH") == text.to_cyrillic_key("роман")


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("А/01.3", "A/01.3"), ("а / 01.3", "A/01.3"), ("М–31", "M-31"), ("ЭРСХТ-21", "ЭPCXT-21")],
)
def test_fold_code_makes_lookalikes_latin(typed, folded):
    assert text.fold_code(typed) == folded


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("А/01.3", "A/01.3"),
        ("a/1,3", "A/01.3"),
        ("С01.5", "C/01.5"),
        ("D / 12.7", "D/12.7"),
        ("Д/01.6", "Д/01.6"),
        ("ПК 1.1", None),
        ("A/01", None),
        ("", None),
    ],
)
def test_function_code_gives_the_official_form(typed, code):
    assert text.function_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ПК 1.10", "ПК 1.10"),
        ("пк1,10.", "ПК 1.10"),
        ("ПK-2.3", "ПК 2.3"),  # K typed in Latin
        ("OK 1", "ОК 01"),  # both letters typed in Latin
        ("ОК 09", "ОК 09"),
        ("ДПК 3.1", "ДПК 3.1"),
        ("1.1", None),
        ("ПМ.01", None),
    ],
)
def test_competence_code_gives_the_form_of_the_standard(typed, code):
    assert text.competence_code(typed) == code


@pytest.mark.parametrize(
    ("damaged", "candidates"),
    [
        (1.1, ("1.1", "1.10")),
        (1.12, ("1.12",)),
        (date(2026, 2, 1), ("1.2", "01.02", "1-2")),
        (datetime(2026, 11, 10), ("10.11", "10.11", "10-11")),  # noqa: DTZ001
        (3.0, ()),
        (3, ()),
        ("1.1", ()),
        (None, ()),
    ],
)
def test_code_candidates_name_what_may_have_been_typed(damaged, candidates):
    assert text.code_candidates(damaged) == candidates


def test_lost_zeros_found_after_the_ninth_code():
    codes = [f"ПК 1.{number}" for number in range(1, 10)] + ["ПК 1.1", "ПК 1.11", "ПК 2.1"]
    assert text.lost_zeros(codes) == {9: "ПК 1.10"}


def test_lost_zeros_of_the_twentieth_code_and_none_in_a_whole_list():
    assert text.lost_zeros(["1.18", "1.19", "1.2"]) == {2: "1.20"}
    assert text.lost_zeros(["ПК 1.1", "ПК 1.2", "ПК 2.1", "ПК 2.2"]) == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ghbdtn", "привет"), ("Bdfyjd", "Иванов"), ("`krf", "ёлка"), ("руддщ", "hello")],
)
def test_switch_layout_gives_the_other_keyboard(typed, meant):
    assert text.switch_layout(typed) == meant


@pytest.mark.parametrize(
    ("query", "variants"),
    [
        ("bdfyjd", ("bdfyjd", "иванов")),
        ("Ёлкин", ("елкин", "~krby")),
        ("Ивaнов", ("иванов",)),  # a typed in Latin: a slip, not a layout
        ("213", ("213",)),
        ("  ", ()),
    ],
)
def test_search_variants_offer_the_other_layout_once(query, variants):
    assert text.search_variants(query) == variants
