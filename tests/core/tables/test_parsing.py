from datetime import date, datetime, time
from decimal import Decimal

import pytest

from core.names import FullName
from core.tables.parsing import (
    CellError,
    Choice,
    Code,
    Doubt,
    Person,
    Text,
    YesNo,
    is_blank,
    shown,
)
from core.text import competence_code, function_code

COMPETENCE = Code(official=competence_code, example="ПК 1.1")
NUMBERED = Code(official=lambda text: text or None, example="1.1")
FORM = Choice({"full": ("очная", "очно"), "part": ("очно-заочная",), "none": ("-", "нет")})


def error(parser, value):
    with pytest.raises(CellError) as caught:
        parser(value)
    return caught.value.message, caught.value.suggestion


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""),
        (4.5, "4,5"),
        (1e15, "1000000000000000"),
        (12, "12"),
        (True, "ИСТИНА"),
        (False, "ЛОЖЬ"),
        (date(2026, 5, 12), "12.05.2026"),
        (datetime(2026, 5, 12, 9, 5), "12.05.2026 09:05"),  # noqa: DTZ001
        (time(9, 5), "09:05:00"),
        (" а ", " а "),
    ],
)
def test_shown_prints_as_russian_excel(value, printed):
    assert shown(value) == printed


def test_is_blank_knows_spaces_and_dashes():
    assert all(is_blank(value) for value in (None, "", " \u00a0", "-", "–", "—"))
    assert not any(is_blank(value) for value in (0, False, "0", "--", "н/я"))
    assert not is_blank("—", dash_is_blank=False)


def test_text_is_squeezed_and_numbers_become_text():
    assert Text()(" ЭРСХТ-21\u00a0 \n") == "ЭРСХТ-21"
    assert Text()(213) == "213"
    assert Text()(4.5) == "4,5"


def test_text_that_became_a_date_is_doubted():
    assert Text()(date(2026, 11, 10)) == Doubt(
        "10.11.2026",
        "Таблица превратила значение в дату. Задайте столбцу формат «Текстовый».",
        ("10.11", "10-11"),
    )


def test_text_too_long_is_refused():
    assert error(Text(max_length=3), "абвг") == ("Текст длиннее 3\u00a0знаков.", "")
    assert Text(max_length=3)("абв") == "абв"


def test_code_comes_in_its_official_form():
    assert COMPETENCE("пк1,10") == "ПК 1.10"
    assert Code(official=function_code, example="A/01.3")("А/01.3") == "A/01.3"


def test_code_that_is_none_is_refused_with_an_example():
    assert error(COMPETENCE, "ПМ.01") == ("Не похоже на код.", "образец: «ПК 1.1»")


def test_code_written_as_number_is_taken_with_doubt():
    assert NUMBERED(1.1) == Doubt(
        "1.1", "Код записан числом: таблица могла потерять последний ноль.", ("1.10",)
    )
    assert NUMBERED(1.12) == "1.12"
    assert NUMBERED(7) == "7"
    assert Code(official=NUMBERED.official, example="1.1", listed_once=True)(1.1) == "1.1"


def test_code_that_became_a_date_is_refused_with_what_was_typed():
    assert error(NUMBERED, date(2026, 2, 1)) == (
        "Код превратился в дату. Введите его как текст.",
        "1.2 / 01.02 / 1-2",
    )


def test_person_is_split_into_parts():
    assert Person()("Ёлкина Мария (Староста)") == FullName("Ёлкина", "Мария", "", "Староста")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Ким", "Нужны фамилия и имя."),
        ("Преподаватель: Ким А. А.", "Не похоже на фамилию, имя и отчество."),
        ("______ / Ким", "Не похоже на фамилию, имя и отчество."),
        (12, "Не похоже на фамилию, имя и отчество."),
        ("(Староста)", "Не похоже на фамилию, имя и отчество."),
    ],
)
def test_person_without_a_name_is_refused(value, message):
    assert error(Person(), value) == (message, "")


@pytest.mark.parametrize(
    ("value", "option"),
    [("Очная", "full"), ("ОЧНО", "full"), ("очно–заочная", "part"), ("—", "none")],
)
def test_choice_forgives_spelling(value, option):
    assert FORM(value) == option


def test_choice_refuses_with_the_likely_value():
    assert error(FORM, "очнная") == ("Такого значения нет в списке.", "очная")
    assert error(FORM, "вечерняя") == (
        "Такого значения нет в списке: «очная», «очно-заочная», «-».",
        "",
    )


def test_choice_lists_official_spellings_and_knows_whether_a_dash_is_a_value():
    assert FORM.choices == ("очная", "очно-заочная", "-")
    assert not FORM.dash_is_blank
    assert Choice({Decimal(5): ("5",)}).dash_is_blank


@pytest.mark.parametrize("value", ["да", "ДА", "+", "v", "✓", "х", "x", 1, True, "есть", "Иә"])
def test_yes_in_all_its_forms(value):
    assert YesNo()(value) is True


@pytest.mark.parametrize("value", ["нет", "-", "—", 0, False, "н", "Жоқ"])
def test_no_in_all_its_forms(value):
    assert YesNo()(value) is False


def test_neither_yes_nor_no_is_refused():
    assert error(YesNo(), "может быть") == ("Нужно «да» или «нет».", "")
    assert YesNo().choices == ("да", "нет")


STATE = Choice(
    {
        "works": ("трудоустроен", "работает"),
        "self": ("самозанятый",),
        "will": ("прогноз: будет самозанятым", "будет самозанятым"),
        "studies": ("продолжил обучение",),
        "will_study": ("продолжит обучение",),
        "jobless": ("зарегистрирован безработным", "состоит в ЦЗН"),
        "seeks": ("ищет работу, спроса нет",),
    },
    {"не трудоустроен": ("jobless", "seeks"), "нетрудоустроена": ("jobless", "seeks")},
)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        # The opposite of what is written is never proposed, however few the letters.
        ("не работает", ""),
        ("Не состоит в ЦЗН", ""),
        ("не самозанятый", ""),
        ("не безработный", ""),
        ("будет трудоустроен", ""),
        ("будет самозанятыми", "прогноз: будет самозанятым"),
        # Words that say several things, and words known to be unclear, are for a person.
        ("работает, самозанятый", "трудоустроен / самозанятый"),
        ("продолжи обучение", "продолжил обучение / продолжит обучение"),
        ("не трудоустроен", "зарегистрирован безработным / ищет работу, спроса нет"),
        ("не  трудоустроена", "зарегистрирован безработным / ищет работу, спроса нет"),
        ("трудоустроен (ООО «Нива»)", "трудоустроен"),
        ("трудоустроенн", "трудоустроен"),
    ],
)
def test_choice_proposes_no_opposite_and_lets_a_person_choose(written, suggestion):
    assert error(STATE, written)[1] == suggestion
