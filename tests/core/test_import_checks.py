from dataclasses import dataclass, replace
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from core.import_checks import ForbiddenColumnsError, refuse_forbidden, with_remarks
from core.tables.cells import Workbook
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


def refuse(book):
    refuse_forbidden(read_tables(book, SPEC), book)


def said(*rows):
    return [
        (problem.row, problem.is_error, problem.message)
        for problem in with_remarks(reading(*rows)).problems
    ]


@pytest.mark.parametrize(
    "title",
    ["СНИЛС", "СНИЛС/ИИН (необяз.)", "ОВЗ (да/нет)", "Инвалидность", "Паспорт, серия", "Судимости"],
)
def test_column_that_the_portal_may_not_keep_is_refused_by_name(title):
    with pytest.raises(ForbiddenColumnsError, match="столбец") as refused:
        refuse(workbook(["Фамилия", "Имя", "Группа", title], ["Ким", "Юлия", "М-31", "1"]))
    assert f"«{title}»" in str(refused.value)


@pytest.mark.parametrize("title", ["ИНН работодателя", "Группа", "Отметка", "Страховая компания"])
def test_other_columns_are_not_refused(title):
    refuse(workbook(["Фамилия", "Имя", "Группа", title], ["Ким", "Юлия", "М-31", "1"]))


HEAD = ["Фамилия", "Имя", "Группа", "Столбец"]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        (["112-233-445 95"], "столбец D, строка 2"),
        (["Ли Юлия 112-233-445 95"], "столбец D, строка 2"),
        (["11223344595", "08765430300"], "столбец D"),
        # As a number it lost its zero.
        ([11223344595, 8765430300], "столбец D"),
        (["990101300003", "990101300003", "без номера"], "столбец D"),
    ],
)
def test_numbers_of_people_are_refused_whatever_their_column_is_called(values, place):
    rows = [["Ким", "Юлия", "М-31", value] for value in values]
    with pytest.raises(ForbiddenColumnsError) as refused:
        refuse(workbook(HEAD, *rows))
    assert str(refused.value).startswith(f"Лист «Лист1», {place}: там номера СНИЛС или ИИН.")


@pytest.mark.parametrize(
    "values",
    [
        ["112-233-445 96"],  # a slip, or no such number
        ["11223344595"],  # one of a hundred has the digits by chance
        ["89181234567", "89181234568", "11223344595", "08765430300"],
        ["7707083893", "500100732259"],
        ["2024/15", "0012"],
    ],
)
def test_other_numbers_are_not_refused(values):
    refuse(workbook(HEAD, *(["Ким", "Юлия", "М-31", value] for value in values)))


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_column_is_refused_on_a_sheet_that_is_no_such_table(is_hidden):
    known = workbook(["Фамилия", "Имя", "Группа"], ["Ким", "Юлия", "М-31"]).sheets[0]
    other = workbook(["Реестр"], ["Номер по списку", "СНИЛС"], [1, "112-233-445 95"]).sheets[0]
    book = Workbook("t.xlsx", (known, replace(other, name="Личные", hidden=is_hidden)))

    with pytest.raises(ForbiddenColumnsError, match="Лист «Личные», столбец «СНИЛС»"):
        refuse(book)


def test_words_that_are_no_titles_of_columns_are_not_refused():
    known = workbook(["Фамилия", "Имя", "Группа"], ["Ким", "Юлия", "М-31"]).sheets[0]
    other = workbook(
        ["Паспорт группы М-31"],
        ["Раздел", "Заполнение ветеринарных паспортов животных и журналов учёта в хозяйстве"],
        ["Паспорт трактора", 5],
    ).sheets[0]

    refuse(Workbook("t.xlsx", (known, replace(other, name="Прочее"))))


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
