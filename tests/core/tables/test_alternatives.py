from dataclasses import make_dataclass

from core.tables.alternatives import read_alternatives
from core.tables.parsing import Person, Text
from core.tables.reading import read_workbook
from core.tables.specs import Column, TableSpec
from tests.core.tables.workbooks import make_xlsx


def spec(**required):
    titles = {"person": "ФИО", "last": "Фамилия", "first": "Имя"}
    return TableSpec(
        record=make_dataclass("Row", list(required), frozen=True),
        columns=tuple(
            Column(
                key=key,
                title=titles[key],
                parse=Person() if key == "person" else Text(),
                required=needed,
            )
            for key, needed in required.items()
        ),
    )


WHOLE = spec(person=True)
PARTS = spec(last=True, first=True)


def read(*rows, **options):
    return read_alternatives(read_workbook(make_xlsx(rows, **options), "a.xlsx"), (WHOLE, PARTS))


def test_each_sheet_is_read_by_the_first_shape_that_fits_it():
    reading = read(
        ("ФИО",), ("Ким Юлия",), more={"Вторая": [("Фамилия", "Имя"), ("Лунёв", "Артём")]}
    )

    assert reading.problems == ()
    assert str(reading.rows[0].record.person) == "Ким Юлия"
    assert (reading.rows[1].record.last, reading.rows[1].sheet) == ("Лунёв", "Вторая")


def test_sheet_without_a_table_is_a_warning_beside_a_good_one():
    reading = read(("ФИО",), ("Ким Юлия",), more={"Заметки": [("не таблица",)]})

    assert [(p.sheet, p.is_error) for p in reading.problems] == [("Заметки", False)]


def test_file_without_a_table_is_an_error_of_the_first_shape():
    reading = read(("не таблица",))

    assert [p.message for p in reading.problems] == [
        "Не найдена строка заголовка. Нужны столбцы: «ФИО»."
    ]


def test_rows_with_errors_do_not_make_the_sheet_of_another_shape():
    reading = read(("ФИО",), ("Ким",))

    assert [(p.row, p.message) for p in reading.problems] == [(2, "Нужны фамилия и имя.")]


def test_rows_read_are_told_in_blocks_over_all_sheets(monkeypatch):
    monkeypatch.setattr("core.tables.records.ROWS_BETWEEN_WORDS", 2)
    rows = [("ФИО",), *[(f"Ким Юлия{'я' * number}",) for number in range(4)]]
    told = []

    read_alternatives(
        read_workbook(
            make_xlsx(rows, more={"Вторая": [("Фамилия", "Имя"), ("Лунёв", "Артём")]}), "a.xlsx"
        ),
        (WHOLE, PARTS),
        watch=lambda done, total: told.append((done, total)),
    )

    assert told == [(2, 7), (4, 7), (7, 7)]
