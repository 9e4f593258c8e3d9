from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl

from core.tables.parsing import Choice, Code, Person, Text, YesNo
from core.tables.quantities import Day, Integer, Number
from core.tables.reading import read_workbook
from core.tables.records import read_tables
from core.tables.specs import Column, ColumnGroup, TableSpec, header_of
from core.tables.templates import Template, write_template
from core.text import competence_code


@dataclass(frozen=True)
class Practice:
    name: Any
    book: Any
    born: Any
    course: Any
    points: Any
    form: Any
    agreed: Any
    district: Any
    levels: Any


CODE = Code(official=competence_code, example="ПК 1.1")
FORM = Choice({"full": ("очная", "очно"), "part": ("заочная",)})
DISTRICT = Choice({number: (f"Муниципальный округ № {number}",) for number in range(33)})
LEVEL = Choice({2: ("полностью", "1"), 1: ("частично", "0,5"), 0: ("нет", "-", "0")})

SPEC = TableSpec(
    record=Practice,
    columns=(
        Column(key="name", title="ФИО", parse=Person(), required=True, hint="Как в паспорте."),
        Column(key="book", title="№ зачётной книжки", parse=Text()),
        Column(
            key="born",
            title="Дата рождения",
            parse=Day(earliest=date(1990, 1, 1), latest=date(2016, 12, 31)),
        ),
        Column(key="course", title="Курс", parse=Integer(minimum=1, maximum=5), required=True),
        Column(key="points", title="Балл", parse=Number(minimum=0)),
        Column(key="form", title="Форма обучения", parse=FORM, required=True),
        Column(key="agreed", title="Целевой договор", parse=YesNo()),
        Column(key="district", title="Округ", parse=DISTRICT),
    ),
    groups=(ColumnGroup(key="levels", title="Освоение ПК", header=header_of(CODE), parse=LEVEL),),
)
TEMPLATE = Template(
    title="Практика",
    spec=SPEC,
    headers={"levels": ("ПК 1.9", "ПК 1.10")},
    rows=(
        {
            "name": "Ёлкина Мария",
            "book": "0123",
            "born": date(2008, 5, 12),
            "course": 3,
            "points": 87.5,
            "form": "очная",
            "agreed": "да",
            "district": "Муниципальный округ № 7",
            "levels:ПК 1.9": "полностью",
            "levels:ПК 1.10": "нет",
        },
    ),
    lines=200,
    instructions=("Одна строка — один студент.",),
)


def opened():
    return openpyxl.load_workbook(BytesIO(write_template(TEMPLATE)))


def rules(sheet):
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def test_template_reads_back_without_a_problem():
    reading = read_tables(read_workbook(write_template(TEMPLATE), "Практика.xlsx"), SPEC)

    assert [problem.message for problem in reading.problems] == [
        "Лист пропущен: на нём нет строки заголовка такой таблицы."  # «Как заполнять»
    ]
    (row,) = reading.rows
    assert str(row.record.name) == "Ёлкина Мария"
    assert row.record.book == "0123"
    assert row.record.born == date(2008, 5, 12)
    assert row.record.points == Decimal("87.5")
    assert (row.record.form, row.record.agreed, row.record.district) == ("full", True, 7)
    assert row.record.levels == (("ПК 1.9", 2), ("ПК 1.10", 0))


def test_template_marks_required_columns_and_keeps_codes_as_text():
    sheet = opened()["Практика"]

    assert [cell.value for cell in sheet[1]] == [
        "ФИО*",
        "№ зачётной книжки",
        "Дата рождения",
        "Курс*",
        "Балл",
        "Форма обучения*",
        "Целевой договор",
        "Округ",
        "ПК 1.9",
        "ПК 1.10",
    ]
    assert [cell.number_format for cell in sheet[2]][:5] == ["@", "@", "dd.mm.yyyy", "0", "General"]
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.freeze_panes == "A2"


def test_template_offers_lists_and_checks():
    book = opened()
    found = rules(book["Практика"])

    assert found["F2:F201"].formula1 == '"очная,заочная"'
    assert found["G2:G201"].formula1 == '"да,нет"'
    assert found["I2:I201"].formula1 == '"полностью,частично,нет"'
    assert found["H2:H201"].formula1 == "'Списки'!$A$1:$A$33"
    assert book["Списки"].sheet_state == "hidden"
    assert book["Списки"]["A33"].value == "Муниципальный округ № 32"
    assert (found["C2:C201"].type, found["C2:C201"].operator) == ("date", None)
    course = found["D2:D201"]
    assert (course.type, course.formula1, course.formula2) == ("whole", "1", "5")
    points = found["E2:E201"]
    assert (points.type, points.operator, points.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert found["A2:A201"].prompt == "Как в паспорте."


def test_template_explains_every_column():
    guide = opened()["Как заполнять"]
    rows = [[cell.value for cell in row] for row in guide.iter_rows(min_row=1, max_col=3)]

    assert rows[0][0] == "Практика"
    assert rows[1][0] == "Одна строка — один студент."
    assert rows[2][0] == "Столбцы со звёздочкой заполняются в каждой строке."
    assert rows[4] == ["Столбец", "Обязателен", "Что писать"]
    assert rows[5] == ["ФИО", "да", "Как в паспорте."]
    assert rows[7] == ["Дата рождения", "нет", "Дата вида 12.05.2026."]
    assert rows[10] == ["Форма обучения", "да", "Одно из значений: «очная», «заочная»."]
    assert rows[14] == [
        "ПК 1.10",
        "нет",
        "Освоение ПК. Одно из значений: «полностью», «частично», «нет».",
    ]


def test_equal_templates_give_equal_bytes():
    assert write_template(TEMPLATE) == write_template(TEMPLATE)
