from dataclasses import dataclass
from io import BytesIO

import openpyxl
import xlsxwriter

from core.import_checks import with_remarks
from core.tables.parsing import Text
from core.tables.reading import read_workbook
from core.tables.records import read_tables
from core.tables.specs import Column, TableSpec
from tests.core.tables.workbooks import make_xlsx


@dataclass(frozen=True)
class Person:
    last_name: str | None
    first_name: str | None
    group: str | None


SPEC = TableSpec(
    record=Person,
    columns=(
        Column(key="last_name", title="Фамилия", parse=Text(), required=True),
        Column(key="first_name", title="Имя", parse=Text()),
        Column(key="group", title="Группа", parse=Text()),
    ),
)


def workbook(*rows):
    return read_workbook(make_xlsx(rows), "t.xlsx")


def reading(*rows):
    return read_tables(workbook(*rows), SPEC)


def said(*rows):
    return [
        (problem.row, problem.is_error, problem.message)
        for problem in with_remarks(reading(*rows)).problems
    ]


def test_values_under_no_title_are_told_and_a_remark_beside_one_row_is_not():
    """As where «Фамилия» stands over two columns: the second one is nobody's."""
    head = ["Фамилия", None, "Имя", "Группа"]
    rows = [["Ким", "12.03.2008", "Юлия", "М-31"], ["Ли", "01.02.2008", "Анна", "М-31"]]
    told = (
        "У столбцов нет заголовка, их значения не загружаются: B. Подпишите столбцы или укажите их "
        "в разделе «Столбцы и листы»."
    )
    assert said(head, *rows) == [(1, False, told)]
    plain = [[*row[:1], None, *row[2:]] for row in rows]
    assert said(head, *plain, ["Пак", None, "Ян", "М-31", None, "спросить"]) == []


def test_columns_from_which_nothing_is_read_are_told():
    assert said(
        ["№ п/п", "Фамилия", "Имя", "Группа", "Адрес", "Пустой", "Телефон"],
        [1, "Ким", "Юлия", "М-31", "с. Дивное", None, "8-000"],
    ) == [
        (
            1,
            False,
            (
                "Эти столбцы не загружаются: «Адрес», «Телефон». Если среди них есть нужный, "
                "укажите его в разделе «Столбцы и листы»."
            ),
        )
    ]
    assert said(["№", "Фамилия", "Имя", "Группа"], [1, "Ким", "Юлия", "М-31"]) == []


def test_header_without_rows_is_an_error():
    assert said(["Фамилия", "Имя", "Группа"], ["Итого:", None, None]) == [
        (1, True, "Под заголовком нет ни одной строки: заполните таблицу и загрузите снова.")
    ]


def test_file_without_a_filled_cell_says_so():
    found = read_tables(read_workbook(make_xlsx([]), "t.xlsx"), SPEC).problems
    assert [one.message for one in found] == [
        "В файле нет ни одной заполненной ячейки на видимых листах."
    ]


def test_formula_without_a_stored_value_is_an_error_and_not_an_empty_cell():
    book = openpyxl.Workbook()
    book.active.append(["Фамилия", "Имя", "Группа"])
    book.active.append(["=B3", "Юлия", "=CONCATENATE(1,2)"])
    page = book.create_sheet("Второй", 0)
    page.append(["Фамилия", "Имя", "Группа"])
    page.append(["Ким", "Анна", None])
    content = BytesIO()
    book.save(content)

    found = read_tables(read_workbook(content.getvalue(), "t.xlsx"), SPEC)
    assert [row.record.last_name for row in found.rows] == ["Ким"]
    message = (
        "Формула без сохранённого значения. Откройте файл в Excel, сохраните и загрузите снова."
    )
    assert [(one.place, one.value, one.message) for one in found.problems] == [
        ("лист «Sheet», строка 2, столбец A", "=B3", message),
        ("лист «Sheet», строка 2, столбец C", "=CONCATENATE(1,2)", message),
    ]


def test_formula_with_a_stored_value_is_that_value():
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet()
    page.write_row(0, 0, ["Фамилия", "Имя", "Группа"])
    page.write_formula(1, 0, '="К"&"им"', None, "Ким")
    book.close()
    found = read_tables(read_workbook(content.getvalue(), "t.xlsx"), SPEC)
    assert ([row.record.last_name for row in found.rows], found.problems) == (["Ким"], ())
