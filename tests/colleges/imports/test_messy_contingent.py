"""One list of three people in two groups, in every shape in which colleges keep such lists."""

import datetime as dt
import zipfile
from io import BytesIO

import openpyxl
import pytest

from colleges.enums import EnrolmentState
from colleges.imports.contingent import ContingentImport
from colleges.models import Enrolment, Student
from colleges.services.contingent import Place
from core.import_kinds import Target, TargetClosed
from core.tables.cells import UnreadableFileError
from tests.core.tables.workbooks import FILES, make_xlsx
from tests.factories.colleges import StudyGroupFactory
from tests.importing import Loader, counts, found

pytestmark = pytest.mark.django_db

BORN = (dt.date(2008, 3, 5), dt.date(2007, 11, 17), dt.date(2008, 1, 30))
EXPECTED = [
    ("М-31", "Ким", "Юлия", "", BORN[1]),
    ("М-31", "Семёнов", "Пётр", "Ильич", BORN[0]),
    ("Т-11", "Салимов-Ли", "Руслан", "Тимур оглы", BORN[2]),
]


@pytest.fixture
def loader():
    group = StudyGroupFactory(name="М-31")
    StudyGroupFactory(programme=group.programme, name="Т-11")
    target = Target(
        college_id=group.college_id, subject=Place(college=group.college), title="", route=""
    )
    return Loader(ContingentImport(), target)


def csv(text, encoding):
    return text.strip().replace("\n", "\r\n").encode(encoding)


PLAIN = """
Группа;ФИО;Дата рождения
М-31;Семёнов Пётр Ильич;05.03.2008
М-31;Ким Юлия;17.11.2007
Т-11;Салимов-Ли Руслан Тимур оглы;30.01.2008
"""


def header_in_row_eight_with_numbers_and_sums():
    rows = [
        ("ГБПОУ «Аграрный колледж»",),
        (),
        ("Контингент на 01.10.2026",),
        (), (), (), (),
        ("№ п/п", "Ф.И.О. студента", "Д.р.", "Учебная группа", "Примечание"),
        (1, 2, 3, 4, 5),
        (1, "СЕМЁНОВ ПЁТР ИЛЬИЧ", BORN[0], "М-31", None),
        (2, "Ким  Юлия", "17 ноября 2007 г.", None, "а"),
        ("Итого", 2, None, None, None),
        ("№ п/п", "Ф.И.О. студента", "Д.р.", "Учебная группа", "Примечание"),
        (3, "Салимов - Ли Руслан Тимур оглы", "30.01.08", "т–11", None),
        ("Всего по колледжу: 3",),
        ("Зам. директора ___________ /Петрова/",),
    ]  # fmt: skip
    return make_xlsx(rows)


def groups_as_rows_between_the_people():
    rows = [
        ("Фамилия", "Имя", "Отчество", "Дата рождения"),
        ("Группа М-31",),
        ("Семёнов", "Пётр", "Ильич", "05.03.2008"),
        ("Ким", "Юлия", "-", "2007-11-17"),
        ("Группа: Т-11",),
        ("Салимов-Ли", "Руслан", "Тимур оглы", "30.01.2008"),
    ]
    return make_xlsx(rows)


def sheet_for_each_group():
    first = [("ФИО", "Дата рождения", "Пол"), ("Семёнов Пётр Ильич", BORN[0], "м")]
    first.append(("Ким Юлия", BORN[1], "ж"))
    second = [("Фамилия И.О.",), ("ФИО", "Дата рождения", "Пол")]
    second.append(("Салимов-Ли Руслан Тимур оглы", BORN[2], "м"))
    return make_xlsx(first, sheet="М-31", more={"т-11": second, "Пустой": []})


def group_told_by_the_title_above():
    first = [("Список студентов группы «М-31»",), ("ФИО", "Дата рождения", "Пол")]
    first += [("Семёнов Пётр Ильич", BORN[0], "м"), ("Ким Юлия", BORN[1], "ж")]
    second = [("Группа № Т-11",), ("ФИО", "Дата рождения", "Пол")]
    second.append(("Салимов-Ли Руслан Тимур оглы", BORN[2], "м"))
    return make_xlsx(first, sheet="Лист1", more={"Лист2": second})


def merged_group_and_a_header_of_two_rows():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("Группа", "Сведения о студенте", None, None),
        (None, "Фамилия", "Имя Отчество", "Дата рождения"),
    ):
        sheet.append(row)
    sheet["C2"] = "Имя"
    sheet["E2"] = "Отчество"
    sheet.append(("М-31", "Семёнов", "Пётр", BORN[0], "Ильич"))
    sheet.append((None, "Ким", "Юлия", BORN[1], None))
    sheet.append(("Т-11", "Салимов-Ли", "Руслан", BORN[2], "Тимур оглы"))
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:E1")
    sheet.merge_cells("A3:A4")
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def opendocument():
    """The smallest file that a spreadsheet program would take for its own."""
    lines = [line.split(";") for line in PLAIN.strip().splitlines()]
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in line
        )
        + "</table:table-row>"
        for line in lines
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{urn}:office:1.0"'
        f' xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Л">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"/>',
        )
    return target.getvalue()


SHAPES = {
    "cp1251.csv": csv(PLAIN, "cp1251"),
    "utf8.csv": csv(PLAIN, "utf-8-sig"),
    "commas.csv": csv(PLAIN.replace(";", ","), "utf-8"),
    "tabs.txt": csv(PLAIN.replace(";", "\t"), "utf-16"),
    "eighth.xlsx": header_in_row_eight_with_numbers_and_sums(),
    "dividers.xlsx": groups_as_rows_between_the_people(),
    "sheets.xlsx": sheet_for_each_group(),
    "titles.xlsx": group_told_by_the_title_above(),
    "merged.xlsx": merged_group_and_a_header_of_two_rows(),
    "plain.ods": opendocument(),
}


@pytest.mark.parametrize("name", SHAPES)
def test_list_is_read_whatever_its_shape_and_a_second_time_changes_nothing(loader, name):
    batch = loader.check_bytes(SHAPES[name], name)

    assert found(batch) == []
    assert counts(batch) == {"new": 3, "updated": 0, "same": 0}
    loader.apply(batch)
    written = Enrolment.objects.values_list(
        "group__name",
        "student__last_name",
        "student__first_name",
        "student__patronymic",
        "student__birth_date",
    )
    assert sorted(written) == EXPECTED
    again = loader.check_bytes(SHAPES[name], name)
    assert (counts(again)["same"], again.report["changes_nothing"]) == (3, True)


def test_old_excel_is_read_too(loader):
    """The file was made by a spreadsheet program: no library here writes this format."""
    batch = loader.check_bytes((FILES / "group.xls").read_bytes(), "group.xls")

    assert batch.rows_total == 2
    assert found(batch) == []
    assert counts(batch)["new"] == 2


def test_damaged_and_doubtful_cells_are_said_each_in_its_place(loader):
    batch = loader.check(
        ("Группа", "ФИО", "Дата рождения", "№ зачётки"),
        ("М-31", "Ким Юлия", 39512, "0012"),
        ("М-31", "Ли", BORN[0], "0013"),
        ("М-31", "Цой Олег", "00.01.1900", "0012"),
        ("М-13", "Пак Анна", BORN[0], dt.date(2026, 2, 1)),
        ("М-31", "Ан И.О.", BORN[0], None),
        (None, None, None, "0014"),
    )

    spoilt = "Таблица превратила значение в дату. Задайте столбцу формат «Текстовый»."
    assert found(batch) == [
        (2, "C", "Число вместо даты.", ["05.03.2008"]),
        (3, "B", "Нужны фамилия и имя.", []),
        (4, "C", "Такой даты нет в календаре.", []),
        (5, "D", spoilt, ["1.2", "01.02", "1-2"]),
        (6, "B", "Нужны полные имя и отчество, а не инициалы.", []),
        (7, "B", "Не заполнено: «ФИО».", []),
    ]


def test_namesakes_are_two_people_when_the_file_tells_them_apart(loader):
    header = ("Группа", "ФИО", "Дата рождения", "№ зачётки")
    batch = loader.load(
        header, ("М-31", "Ким Юлия", BORN[0], "0012"), ("М-31", "Ким Юлия", BORN[1], "0013")
    )
    assert counts(batch)["new"] == 2

    unclear = loader.check(header, ("М-31", "Ким Юлия", None, None))
    message = "В группе несколько людей с этим именем: укажите номер зачётной книжки."
    assert found(unclear) == [(2, "B", message, [])]


def test_person_of_another_group_with_the_same_birthday_is_a_transfer(loader):
    header = ("Группа", "ФИО", "Дата рождения", "Пол")
    loader.load(header, ("М-31", "Ким Юлия", BORN[0], "ж"))

    moved = loader.check(header, ("Т-11", "Ким Юлия", BORN[0], "ж"))

    message = "Уже состоит в группе «М-31»: это перевод, а не новый обучающийся."
    assert found(moved) == [(2, "B", message, [])]


def test_number_without_its_zeros_is_the_same_number(loader):
    header = ("Группа", "ФИО", "№ зачётки", "Пол")
    loader.load(header, ("М-31", "Ким Юлия", "0012", None))

    batch = loader.load(header, ("М-31", "Ким Юлия", 12, "ж"))

    assert counts(batch) == {"new": 0, "updated": 1, "same": 0}
    message = "Таблица потеряла нули: номер остаётся 0012."
    assert found(batch, warnings=True) == [(2, "C", message, [])]
    assert Enrolment.objects.values_list("student__record_book", "student__sex").get() == (
        "0012",
        "f",
    )


def test_group_that_became_a_date_is_recognised(loader):
    StudyGroupFactory(programme__college=loader.target.subject.college, name="10-11")

    batch = loader.check(("Группа", "ФИО", "Пол"), (dt.date(2026, 11, 10), "Ким Юлия", "ж"))

    assert found(batch) == [(2, "A", "Такой группы в колледже нет.", ["10-11"])]


def test_person_on_leave_is_enrolled_with_that_state_and_taken_back(loader):
    header = ("Группа", "ФИО", "Статус")
    batch = loader.load(header, ("М-31", "Ким Юлия", "академ"), ("М-31", "Ли Анна", "учится"))

    assert found(batch, warnings=True) == []
    states = Enrolment.objects.order_by("student__last_name").values_list("state", flat=True)
    assert list(states) == [EnrolmentState.ACADEMIC_LEAVE, EnrolmentState.STUDYING]
    changed = loader.check(header, ("М-31", "Ким Юлия", "учится"), ("М-31", "Ли Анна", "академ"))
    message = "В портале другое состояние: {}. Изменяет его приказ на карточке."
    assert found(changed, warnings=True) == [
        (2, "C", message.format("академический отпуск"), []),
        (3, "C", message.format("обучается"), []),
    ]
    loader.undo(batch)
    assert not Student.objects.exists()


def test_person_back_from_leave_keeps_the_list_from_being_taken_back(loader):
    batch = loader.load(("Группа", "ФИО", "Статус"), ("М-31", "Ким Юлия", "академ"))
    Enrolment.objects.update(state=EnrolmentState.STUDYING)

    with pytest.raises(TargetClosed, match="перевели, отчислили"):
        loader.undo(batch)


def test_birth_date_is_checked_as_on_the_form(loader):
    rows = [("М-31", "Ким Юлия", dt.date(year, 11, 1)) for year in (1908, 2026, 2030)]

    batch = loader.check(("Группа", "ФИО", "Дата рождения"), *rows)

    message = "Проверьте год рождения."
    assert found(batch) == [(row, "C", message, []) for row in (2, 3, 4)]


def test_what_is_no_name_stops_its_row(loader):
    batch = loader.check(
        ("Группа", "Фамилия", "Имя", "Отчество"),
        ("М-31", "Ли", "Юлия2", None),
        ("М-31", "Цой", "Ян", "т.89181234567"),
        ("М-31", "Пак", "Ян", "староста"),
        ("М-31", "Лю", "Юлия\u200b", None),
    )

    foreign = "Лишнее в имени: «{}». Нужны только буквы, дефис и апостроф."
    note = "«староста» похоже на пометку: уберите её или напишите имя с заглавной буквы."
    assert found(batch) == [
        (2, "C", foreign.format("Юлия2"), []),
        (3, "D", foreign.format("т.89181234567"), []),
        (4, "D", note, []),
    ]
    assert counts(batch)["new"] == 1


def test_record_book_that_lost_digits_or_became_a_date_is_an_error(loader):
    batch = loader.check(
        ("Группа", "ФИО", "№ зачётки"),
        ("М-31", "Ким Юлия", 1e15),
        ("М-31", "Ли Анна", dt.date(2026, 10, 11)),
        ("М-31", "Цой Олег", 120013.0),
    )

    lost = "Число длиннее 15 цифр: таблица потеряла последние. Введите его как текст."
    spoilt = "Таблица превратила значение в дату. Задайте столбцу формат «Текстовый»."
    assert found(batch) == [(2, "C", lost, []), (3, "C", spoilt, ["11.10", "11-10"])]


def test_dashes_and_a_group_pulled_down_are_no_rows(loader):
    batch = loader.check(
        ("№", "Группа", "ФИО", "№ зачётки"),
        (1, "М-31", "Ким Юлия", "1"),
        (2, "М-31", "-", "—"),
        (3, "Т-11", None, None),
        (4, None, "Ли Анна", "2"),
    )

    assert found(batch) == found(batch, warnings=True) == []
    loader.apply(batch)
    names = Enrolment.objects.order_by("student__last_name").values_list("group__name", flat=True)
    assert list(names) == ["М-31", "Т-11"]


def test_bare_names_of_groups_between_the_people_divide_the_list(loader):
    batch = loader.load(("ФИО", "Пол"), ("М – 31",), ("Ким Юлия", "ж"), ("Т-11",), ("Ли Анна", "ж"))

    assert counts(batch)["new"] == 2
    names = Enrolment.objects.order_by("student__last_name").values_list("group__name", flat=True)
    assert list(names) == ["М-31", "Т-11"]


@pytest.mark.parametrize(
    "numbers",
    [("1.", "2.", "3.", "4."), ("I", "II", "III", "IV"), (None, 2, 3, 4), (None, "2.", "3.", "4.")],
)
def test_row_of_column_numbers_is_no_person(loader, numbers):
    header = ("№", "Группа", "ФИО", "Дата рождения")
    batch = loader.check(header, numbers, (1, "М-31", "Ким Юлия", BORN[0]))

    assert (found(batch), counts(batch)["new"]) == ([], 1)


def test_headers_of_1c_are_known_by_what_they_are_about(loader):
    batch = loader.load(
        ("Группа.Наименование", "ФИО", "Студент.Дата рождения"), ("М-31", "Ким Юлия", BORN[0])
    )

    assert found(batch, warnings=True) == []
    assert Student.objects.get().birth_date == BORN[0]


def test_second_table_beside_the_first_is_not_lost(loader):
    batch = loader.check(
        ("Группа", "ФИО", None, "Группа", "ФИО"),
        ("М-31", "Ким Юлия", None, "Т-11", "Ли Анна"),
    )

    message = (
        "Столбец «ФИО» уже есть (B), и в нём другое: рядом стоят две таблицы. "
        "Поставьте вторую под первой или на отдельный лист."
    )
    assert (1, "E", message, []) in found(batch)


def test_open_quote_is_told_by_its_row(loader):
    text = 'Группа;ФИО;Пол\nМ-31;Ким Юлия;ж\nМ-31;"Ли Анна;ж\nМ-31;Цой Олег;м\n'

    with pytest.raises(UnreadableFileError, match="незакрытая кавычка в строке 3"):
        loader.check_bytes(csv(text, "utf-8"), "list.csv")


def test_opendocument_with_a_password_is_told_so(loader):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x00\x01")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")

    with pytest.raises(UnreadableFileError, match="защищён паролем"):
        loader.check_bytes(content.getvalue(), "list.ods")
