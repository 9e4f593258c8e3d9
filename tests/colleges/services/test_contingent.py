import datetime as dt

import pytest

from colleges.imports.contingent import SHAPES
from colleges.models import Enrolment, Student
from colleges.services.contingent import Place, plan_contingent
from colleges.services.contingent_changes import apply_contingent
from core.tables.alternatives import read_alternatives
from core.tables.reading import read_workbook
from tests.core.tables.workbooks import make_xlsx, real_file
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return StudyGroupFactory(name="М-31")


def member(group, last, first="Анна", patronymic="Ильинична", **fields):
    student = StudentFactory(
        college=group.college, last_name=last, first_name=first, patronymic=patronymic, **fields
    )
    return EnrolmentFactory(group=group, student=student).student


def plan(group, content, name="list.xlsx"):
    reading = read_alternatives(read_workbook(content, name), SHAPES)
    place = Place(college=group.college, group=group)
    return plan_contingent(reading=reading, place=place, today=DAY)


def rows_plan(group, *rows, **options):
    return plan(group, make_xlsx(rows, **options))


def counts(made):
    return (len(made.new), len(made.updates), made.same)


def errors(made):
    return [
        (problem.sheet, problem.row, problem.column, problem.message)
        for problem in made.problems
        if problem.is_error
    ]


def write(group, made):
    apply_contingent(plan=made, college=group.college, started_on=DAY, actor_id=None, now=NOW)
    return len(made.places) + len(made.updates)


def test_real_sheet_of_attendance_gives_its_eighteen_people(group):
    content = real_file("vedomost_group_2024_ANON.xlsx").read_bytes()

    made = plan(group, content, "vedomost.xlsx")

    assert errors(made) == []
    assert counts(made) == (18, 0, 0)
    assert made.rows_total == 36  # both sheets of the file name the same people
    assert [str((d.last_name, d.first_name, d.patronymic)) for d in made.new][5:7] == [
        "('Фамилия06', 'Имя06', '')",
        "('Фамилия07', 'Имя07', 'Отчество07')",
    ]
    assert write(group, made) == 18
    assert Enrolment.objects.filter(group=group, started_on=DAY).count() == 18
    assert counts(plan(group, content)) == (0, 0, 18)


def test_semicolon_cp1251_list_with_header_in_row_8_and_numbered_columns(group):
    lines = ["ГБПОУ «Колледж»", "", "Список", "", "", "", ""]
    lines += [
        "№;Фамилия;Имя;Отчество;Дата рождения;№ зачётной книжки;Средний балл",
        "1;2;3;4;5;6;7",
    ]
    lines += ["1;Семёнов;Пётр;Ильич;05.03.2008;0012;4,5", "2;Ким;Юлия;;17.11.2007;0013;3,8"]
    content = "\r\n".join(lines).encode("cp1251")

    made = plan(group, content, "list.csv")

    assert errors(made) == []
    assert [(d.last_name, d.birth_date, d.record_book) for d in made.new] == [
        ("Семёнов", dt.date(2008, 3, 5), "0012"),
        ("Ким", dt.date(2007, 11, 17), "0013"),
    ]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (("ФИО",), ("Ким Юлия",)),
        (("ФИО", "Пол"), ("Ким Юлия", "ж")),
        (("Фамилия", "Имя"), ("Ким", "Юлия")),
        (("Ф.И.О. студента", "github", "дата"), ("Ким Юлия", "x", 1)),
    ],
)
def test_small_list_is_read_whatever_columns_it_has(group, header, row):
    made = rows_plan(group, header, row)

    assert errors(made) == []
    assert [(d.last_name, d.first_name) for d in made.new] == [("Ким", "Юлия")]


def test_merged_group_column_is_read_for_all_of_its_rows(group):
    made = rows_plan(
        group,
        ("Группа", "ФИО", "Пол"),
        (None, "Ким Юлия Олеговна", "ж"),
        (None, "Лунёв Артём Ильич", "м"),
        merged=[(2, 1, 3, 1, "м – 31")],
    )

    assert errors(made) == []
    assert counts(made) == (2, 0, 0)


def test_known_people_are_found_despite_yo_and_case(group):
    member(group, "Семёнов", "Пётр", "Ильич", sex="", record_book="")

    made = rows_plan(group, ("ФИО", "Пол"), ("СЕМЕНОВ ПЕТР ИЛЬИЧ", "м"))

    assert errors(made) == []
    assert counts(made) == (0, 1, 0)
    assert write(group, made) == 1
    assert list(Student.objects.values_list("last_name", "sex")) == [("Семёнов", "m")]


def test_namesakes_are_told_apart_by_record_book_and_birth_date(group):
    member(group, "Ким", "Юлия", "", record_book="A1", birth_date=dt.date(2008, 1, 1))

    made = rows_plan(
        group,
        ("ФИО", "№ зачётной книжки", "Дата рождения"),
        ("Ким Юлия", "A1", dt.date(2008, 1, 1)),
        ("Ким Юлия", "A2", dt.date(2009, 2, 2)),
    )

    assert errors(made) == []
    assert counts(made) == (1, 0, 1)
    assert [problem.message for problem in made.problems] == [
        "В группе уже есть человек с этим именем: будет добавлен ещё один."
    ]


def test_row_that_could_be_either_of_two_members_is_an_error(group):
    member(group, "Ким", "Юлия", "", record_book="A1")
    member(group, "Ким", "Юлия", "", record_book="A2")

    made = rows_plan(group, ("ФИО",), ("Ким Юлия",))

    message = "В группе несколько людей с этим именем: укажите номер зачётной книжки."
    assert errors(made) == [("Лист1", 2, "A", message)]
    assert counts(made) == (0, 0, 0)


def test_every_wrong_row_is_told_by_sheet_row_and_column(group):
    member(group, "Ким", "Юлия", "", record_book="A1")
    other = StudyGroupFactory(programme=group.programme, name="М-32")
    member(other, "Лунёв", "Артём", "", record_book="B1")

    made = rows_plan(
        group,
        ("ФИО", "№ зачётной книжки", "Группа", "Дата рождения"),
        ("Абрамова Ольга", "C1", "М-31", "31.02.2008"),
        ("Быков Олег", "C2", "М-32", None),
        ("Ким Юлия Олеговна", "A1", "М-31", None),
        ("Лунёв Артём", "B1", "М-31", None),
        ("Попов П.П.", "C3", "М-31", None),
        ("Ясная Вера", "C4", "М-31", None),
        ("Ясная Вера", "C4", "М-31", None),
        ("Ясный Лев", "C4", "М-31", None),
        ("Иванова", "C5", "М-31", None),
        sheet="Группа",
    )

    found = {(row, column): message for _sheet, row, column, message in errors(made)}
    assert {sheet for sheet, *_rest in errors(made)} == {"Группа"}
    assert set(found) == {
        (2, "D"),
        (3, "C"),
        (4, "B"),
        (5, "B"),
        (6, "A"),
        (8, "A"),
        (9, "B"),
        (10, "A"),
    }
    assert found[3, "C"] == "Строка другой группы, а список загружается в группу «М-31»."
    assert found[4, "B"] == "Под этим номером зачётной книжки записан другой человек."
    assert found[5, "B"] == "Номер зачётной книжки занят обучающимся другой группы."
    assert found[6, "A"] == "Нужны полные имя и отчество, а не инициалы."
    assert found[8, "A"].startswith("Уже есть в строке 7.")
    assert found[9, "B"] == "Этот номер зачётной книжки уже стоит в строке 7."
    assert found[10, "A"] == "Нужны фамилия и имя."


def test_two_rows_for_one_member_are_an_error(group):
    member(group, "Ким", "Юлия", "", record_book="", birth_date=None)

    made = rows_plan(
        group,
        ("ФИО", "Дата рождения"),
        ("Ким Юлия", dt.date(2008, 1, 1)),
        ("Ким Юлия", dt.date(2009, 2, 2)),
    )

    assert errors(made) == [("Лист1", 3, "A", "Тот же обучающийся, что и в строке 2.")]


def test_equal_birth_date_lets_a_record_book_be_corrected(group):
    born = dt.date(2008, 1, 1)
    student = member(group, "Ким", "Юлия", "", record_book="A1", birth_date=born)

    made = rows_plan(group, ("ФИО", "№ зачётной книжки", "Дата рождения"), ("Ким Юлия", "A9", born))
    write(group, made)

    student.refresh_from_db()
    assert student.record_book == "A9"
    assert Student.objects.count() == 1


def test_second_sheet_adds_what_the_first_does_not_say(group):
    made = rows_plan(
        group,
        ("ФИО",),
        ("Ким Юлия",),
        more={"Книжки": [("ФИО", "№ зачётной книжки"), ("Ким Юлия", "A7")]},
    )

    assert [(d.last_name, d.record_book) for d in made.new] == [("Ким", "A7")]


def test_file_without_a_list_is_an_error(group):
    made = rows_plan(group, ("Код", "Название"), (1, "x"))

    assert errors(made) == [
        ("Лист1", None, "", "Не найдена строка заголовка. Нужны столбцы: «ФИО».")
    ]


def test_dry_run_that_differs_in_one_person_has_another_fingerprint(group):
    first = rows_plan(group, ("ФИО",), ("Ким Юлия",)).dry_run()
    second = rows_plan(group, ("ФИО",), ("Ким Юлиана",)).dry_run()

    assert first.counts == second.counts
    assert first.fingerprint != second.fingerprint
