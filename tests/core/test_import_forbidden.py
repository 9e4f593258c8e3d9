from dataclasses import dataclass, replace

import pytest

from core.import_forbidden import ForbiddenColumnsError, find_forbidden, refuse_forbidden
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


def refuse(book):
    refuse_forbidden(read_tables(book, SPEC), book)


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
        (["Ли Юлия 112-233-445 95"], "столбец D, строка 2"),
        (["нет", "112-233-445 95"], "столбец D, строка 3"),
        (["990101300003", "990101300003", "без номера"], "столбец D"),
    ],
)
def test_numbers_of_people_among_other_things_are_refused_and_never_left_out(values, place):
    rows = [["Ким", "Юлия", "М-31", value] for value in values]
    with pytest.raises(ForbiddenColumnsError) as refused:
        refuse(workbook(HEAD, *rows))
    assert not refused.value.can_leave_out
    assert str(refused.value) == (
        f"Лист «Лист1», {place}: там среди других сведений номера СНИЛС или ИИН. Такие сведения "
        "портал не хранит, и загружать их нельзя. Удалите их и загрузите файл снова. Файл не "
        "сохранён."
    )


@pytest.mark.parametrize(
    "values",
    [
        ["112-233-445 95"],
        ["112-233-445 95", None, "112 233 445 96"],  # with a slip it is a number all the same
        ["11223344595", "08765430300"],
        # As a number it lost its zero.
        [11223344595, 8765430300],
    ],
)
def test_column_of_nothing_but_numbers_of_people_can_be_left_out(values):
    rows = [["Ким", "Юлия", "М-31", value] for value in values]
    with pytest.raises(ForbiddenColumnsError) as refused:
        refuse(workbook(HEAD, *rows))
    assert refused.value.can_leave_out
    filled = sum(value is not None for value in values)
    assert f"лист «Лист1», столбец D, заполнено: {filled}." in str(refused.value)


def test_refusal_names_every_column_and_how_many_rows_are_filled():
    head = ["Фамилия", "СНИЛС", "Имя", "Группа", "Паспорт, серия"]
    rows = [["Ким", "1", "Юлия", "М-31", None], ["Ли", "2", "Анна", "М-31", "8501"]]
    with pytest.raises(ForbiddenColumnsError) as refused:
        refuse(workbook(head, *rows))
    assert str(refused.value) == (
        "В файле есть сведения, которые портал хранить не вправе: лист «Лист1», столбец B «СНИЛС», "
        "заполнено: 2; лист «Лист1», столбец E «Паспорт, серия», заполнено: 1. Файл не сохранён. "
        "Его можно загрузить без этих столбцов: выберите его ещё раз."
    )


def test_title_that_may_be_a_number_of_somebody_is_not_repeated():
    book = workbook(["Фамилия", "Имя", "СНИЛС 112-233-445 95"], ["Ким", "Юлия", "1"])
    found = find_forbidden(read_tables(book, SPEC), book)
    assert [one.place for one in found] == ["лист «Лист1», столбец C, заполнено: 1"]


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

    with pytest.raises(ForbiddenColumnsError, match="лист «Личные», столбец B, заполнено: 1"):
        refuse(book)


def test_words_that_are_no_titles_of_columns_are_not_refused():
    known = workbook(["Фамилия", "Имя", "Группа"], ["Ким", "Юлия", "М-31"]).sheets[0]
    other = workbook(
        ["Паспорт группы М-31"],
        ["Раздел", "Заполнение ветеринарных паспортов животных и журналов учёта в хозяйстве"],
        ["Паспорт трактора", 5],
    ).sheets[0]

    refuse(Workbook("t.xlsx", (known, replace(other, name="Прочее"))))
