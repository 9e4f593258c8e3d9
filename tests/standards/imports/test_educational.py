import datetime as dt
import json

import pytest

from standards.imports.educational import (
    EducationalFileRefusedError,
    read_educational_standards,
)

GOOD = {
    "code": "35.02.16",
    "name": "Эксплуатация техники",
    "order_number": "235",
    "order_date": "14 апреля 2022 г.",
    "ok_competencies": ["ОК 01. Выбирать способы решения задач;"],
    "pk_competencies": ["ПК 1.1. Выполнять приёмку.", "ПК 1.10 Оформлять документы;"],
}


def read(*records):
    return read_educational_standards("fgos.json", json.dumps(records).encode())


def problems(*records):
    with pytest.raises(EducationalFileRefusedError) as refused:
        read(*records)
    return refused.value.problems


def test_standard_is_read_with_its_competences():
    (found,) = read(GOOD)
    assert (found.code, found.kind, found.order_number) == ("35.02.16", "ppssz", "235")
    assert found.approved_on == dt.date(2022, 4, 14)
    assert [(row.kind, row.code, row.text) for row in found.competences] == [
        ("general", "ОК 01", "Выбирать способы решения задач"),
        ("professional", "ПК 1.1", "Выполнять приёмку"),
        ("professional", "ПК 1.10", "Оформлять документы"),
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "матем"}, "запись 1 (матем): «code» не код специальности или профессии."),
        ({"name": " "}, "запись 1 (35.02.16): не заполнено «name»."),
        ({"order_number": ""}, "запись 1 (35.02.16): не заполнен «order_number»."),
        ({"order_date": "скоро"}, "запись 1 (35.02.16): «order_date» не дата: «скоро»."),
        ({"ok_competencies": "ОК 01"}, "запись 1 (35.02.16): «ok_competencies» не список."),
        (
            {"pk_competencies": ["ПК 1.1. Да", "без кода"]},
            "запись 1 (35.02.16): «pk_competencies», строка 2: нет кода и текста: «без кода».",
        ),
    ],
)
def test_error_is_named_with_its_place(changed, words):
    assert problems({**GOOD, **changed}) == [words]


def test_all_errors_are_named_at_once_and_repeats_are_found():
    assert len(problems({**GOOD, "name": "", "order_date": ""}, {**GOOD, "code": ""})) == 3
    assert problems(GOOD, GOOD) == ["Стандарт 35.02.16, приказ № 235, стоит в файле дважды."]


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"{", "JSON"), (b"{}", "список"), (b"[]", "ни одной"), (b"\xff\xfe", "UTF-8")],
)
def test_file_of_another_kind_is_refused(content, word):
    with pytest.raises(EducationalFileRefusedError, match=word):
        read_educational_standards("fgos.json", content)


def test_csv_has_orders_only():
    content = "code,name,order_number,order_date\n35.01.27,Мастер,355,24 мая 2022 г.\n".encode()
    (found,) = read_educational_standards("codes.csv", content)
    assert (found.kind, found.competences) == ("ppkrs", None)
