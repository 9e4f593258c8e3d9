import datetime as dt
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from colleges.services.contingent import Place
from core.import_kinds import Target, TargetClosed
from core.models import AuditEntry
from employers.imports.placements import PlacementsImport
from employers.models import Employer, Evaluation, Placement
from tests.factories.assessments import IssuedDocumentFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ModuleFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EmployerFactory
from tests.importing import NOW, Loader, counts, found

pytestmark = pytest.mark.django_db

HEADER = ("ФИО", "Группа", "Вид практики", "ПМ", "С", "По", "Предприятие", "ИНН", "Округ")
START, END = dt.date(2026, 4, 13), dt.date(2026, 5, 10)
INN = "2636045265"


@pytest.fixture
def group():
    group = StudyGroupFactory(name="М-31")
    ModuleFactory(programme=group.programme, code="ПМ.01")
    for name in ("Ким", "Ли"):
        student = StudentFactory(
            college=group.college, last_name=name, first_name="Анна", patronymic=""
        )
        EnrolmentFactory(group=group, student=student)
    return group


@pytest.fixture
def employer(group):
    return EmployerFactory(name="СПК «Колос»", inn="", municipality=group.college.municipality)


@pytest.fixture
def loader(group):
    place = Place(college=group.college)
    target = Target(college_id=group.college_id, subject=place, title="", route="")
    return Loader(PlacementsImport(), target)


def row(name="Ким Анна", employer="СПК Колос", ends_on=END, module="пм1", **more):
    return (
        name, "М-31", "производственная", module, START, ends_on, employer,
        more.get("inn"), more.get("municipality"), *more.get("rest", ()),
    )  # fmt: skip


def stored():
    return list(
        Placement.objects.order_by("student__last_name").values_list(
            "student__last_name", "employer__name", "module__code", "starts_on", "ends_on"
        )
    )


def test_practices_are_made_and_the_same_file_changes_nothing(loader, employer):
    rows = (row(), row("Ли Анна", employer=None))

    batch = loader.load(HEADER, *rows)

    assert counts(batch) == {"new": 2, "updated": 0, "employers": 0, "same": 0}
    assert stored() == [
        ("Ким", "СПК «Колос»", "ПМ.01", START, END),
        ("Ли", "СПК «Колос»", "ПМ.01", START, END),
    ]
    assert counts(loader.check(HEADER, *rows))["same"] == 2


def test_changed_end_updates_the_practice_and_comes_back_when_undone(loader, employer):
    loader.load(HEADER, row())
    later = END + dt.timedelta(days=7)

    batch = loader.load(HEADER, row(ends_on=later))
    assert counts(batch) == {"new": 0, "updated": 1, "employers": 0, "same": 0}
    assert stored()[0][-1] == later

    assert loader.undo(batch) == 1
    assert stored()[0][-1] == END


def test_new_enterprise_is_added_by_tax_number_and_district_and_goes_when_undone(loader, group):
    place = group.college.municipality.name
    more = {"employer": "КФХ Ли", "inn": INN, "municipality": place}

    batch = loader.load(HEADER, row(**more), row("Ли Анна", **more))

    assert counts(batch)["employers"] == 1
    assert Employer.objects.values_list("name", "inn").get() == ("КФХ Ли", INN)
    assert loader.undo(batch) == 2
    assert not Employer.objects.exists()


def test_what_is_wrong_is_said_with_likely_corrections(loader, employer, group):
    batch = loader.check(
        HEADER,
        row(employer="СПК Калос"),
        row("Ли Анна", inn="2636045266"),
        row("Ли Анна", module="ПМ.02"),
        row("Ли Анна", ends_on=START - dt.timedelta(days=1)),
        row(),
        row(),
    )

    unknown = "Такого предприятия нет в справочнике: укажите его ИНН и округ, или добавьте."
    assert found(batch) == [
        (2, "G", unknown, ["СПК «Колос»"]),
        (3, "H", "Неверный ИНН: не сходится контрольная цифра.", []),
        (4, "D", "В программе обучающегося нет такого модуля.", ["ПМ.01"]),
        (5, "F", "Практика не может закончиться раньше, чем началась.", []),
        (7, "E", "Эта практика уже стоит в строке 6.", []),
    ]


def test_mentor_is_added_once_and_known_to_the_college(loader, employer, group):
    header = (*HEADER, "Наставник", "Почта")
    people = {"rest": ("Цой Олег", "tsoi@example.org")}

    loader.load(header, row(**people), row("Ли Анна", **people))

    mentors = {placement.mentor for placement in Placement.objects.select_related("mentor")}
    assert [(m.name, m.email, m.employer_id) for m in mentors] == [
        ("Цой Олег", "tsoi@example.org", employer.pk)
    ]


def test_rated_practice_is_neither_changed_nor_taken_back(loader, employer):
    batch = loader.load(HEADER, row())
    Evaluation.objects.create(
        placement=Placement.objects.get(), created_at=NOW, updated_at=NOW, submitted_at=NOW
    )

    changed = loader.check(HEADER, ("Ким Анна", "М-31", "учебная", "пм1", START, END, "СПК Колос"))

    message = "Практика уже оценена наставником: вид, модуль и наставника изменить нельзя."
    assert found(changed) == [(2, "A", message, [])]
    with pytest.raises(TargetClosed, match="О добавленных практиках уже спросили наставников"):
        loader.undo(batch)
    assert Placement.objects.count() == 1


def test_practice_of_which_a_paper_was_issued_is_not_taken_back(loader, employer):
    batch = loader.load(HEADER, row())
    placement = Placement.objects.get()
    IssuedDocumentFactory(student=placement.student, placement=placement)

    with pytest.raises(TargetClosed, match="уже выданы документы"):
        loader.undo(batch)
    assert Placement.objects.get() == placement


PAPER_HEADER = (*HEADER, "Руководитель от колледжа", "Часы", "Оценка", "Адрес")


def on_paper():
    return list(
        Placement.objects.order_by("student__last_name").values_list(
            "college_supervisor", "hours_done", "mark"
        )
    )


def test_columns_of_the_papers_are_kept(loader, employer):
    place = "с. Грачёвка, ул. Мира, 1"
    loader.load(
        PAPER_HEADER,
        row(rest=("Иванова А. П., преподаватель", 72, 5, place)),
        row("Ли Анна", rest=("", "70", "Зачёт", place)),
    )

    assert on_paper() == [("Иванова А. П., преподаватель", 72, "5"), ("", 70, "passed")]
    employer.refresh_from_db()
    assert employer.address == place


def test_rated_practice_takes_what_its_papers_say_and_gives_it_back(loader, employer):
    loader.load(HEADER, row())
    Evaluation.objects.create(
        placement=Placement.objects.get(), created_at=NOW, updated_at=NOW, submitted_at=NOW
    )

    batch = loader.load(PAPER_HEADER, row(rest=("Иванова А. П.", 72, "хорошо", "с. Грачёвка")))
    assert counts(batch) == {"new": 0, "updated": 1, "employers": 0, "same": 0}
    assert on_paper() == [("Иванова А. П.", 72, "4")]
    # What a later file leaves blank, or says of an address on record, stays as it is.
    later = loader.check(PAPER_HEADER, row(rest=("", None, "", "с. Бешпагир")))
    assert counts(later) == {"new": 0, "updated": 0, "employers": 0, "same": 1}

    assert loader.undo(batch) == 1
    assert on_paper() == [("", None, "")]
    employer.refresh_from_db()
    assert employer.address == ""


def test_address_alone_is_added_once(loader, employer):
    loader.load(HEADER, row(), row("Ли Анна"))

    place = ("", None, "", "с. Грачёвка")
    batch = loader.load(PAPER_HEADER, row(rest=place), row("Ли Анна", rest=place))

    assert counts(batch) == {"new": 0, "updated": 1, "employers": 0, "same": 1}
    changes = AuditEntry.objects.filter(action__startswith="employers.change_")
    assert [line.action for line in changes] == ["employers.change_employer"]


def test_new_enterprise_comes_with_its_address(loader, group):
    more = {"employer": "КФХ Ли", "inn": INN, "municipality": group.college.municipality.name}
    loader.load(PAPER_HEADER, row(**more, rest=("", None, "", "с. Грачёвка")))
    assert Employer.objects.values_list("name", "address").get() == ("КФХ Ли", "с. Грачёвка")


def test_wrong_mark_and_hours_are_told(loader, employer):
    batch = loader.check(PAPER_HEADER, row(rest=("", 2001, 6, "")))

    marks = "«5», «4», «3», «2», «зачтено», «не зачтено»"
    assert found(batch) == [
        (2, "K", "Число больше 2000.", []),
        (2, "L", f"Такого значения нет в списке: {marks}.", []),
    ]


@pytest.mark.parametrize(
    "period", ["с 13.04.2026 по 10.05.2026", "13.04–10.05.2026", "13.04.2026 - 10.05.2026"]
)
def test_both_days_may_stand_in_one_cell(loader, employer, period):
    header = ("ФИО", "Группа", "Вид практики", "ПМ", "Сроки практики", "Предприятие")
    rows = (
        ("Ким Анна", "М-31", "производственная", "ПМ.01", period, "СПК Колос"),
        ("Ли Анна", None, None, None, None, None),
    )
    loader.load(header, *rows)
    assert [one[-2:] for one in stored()] == [(START, END), (START, END)]

    batch = loader.check(
        header, ("Ким Анна", "М-31", "УП", "ПМ.01", "10.05-13.04.2026", "СПК Колос")
    )
    assert (2, "E", "Практика не может закончиться раньше, чем началась.", []) in found(batch)
    batch = loader.check(header, ("Ким Анна", "М-31", "УП", "ПМ.01", "апрель", "СПК Колос"))
    assert found(batch) == [(2, "E", "Не похоже на сроки. Образец: 01.02.2026–28.02.2026.", [])]


def test_a_line_above_the_table_may_tell_the_days(loader, employer):
    header = ("ФИО", "Группа", "Вид практики", "Предприятие")
    line = ("Ким Анна", "М-31", "производственная", "СПК Колос")

    loader.load(("Распределение на практику ПП.01 с 13.04.2026 г. по 10.05.2026 г.",), header, line)

    assert [one[-2:] for one in stored()] == [(START, END)]
    batch = loader.check(header, line, line)
    said = (
        "Не сказано, когда практика: нужны столбцы «Дата начала» и «Дата окончания» или один "
        "столбец «Сроки практики»."
    )
    assert found(batch) == [(1, "", said, [])]


def test_template_filled_in_whole_is_read_back_whole(loader, group, employer):
    target = replace(loader.target, subject=Place(college=group.college, group=group))
    file = loader.kind.template_file(target=target)
    book = openpyxl.load_workbook(BytesIO(file.content))
    page = book.worksheets[0]
    values = {
        "Вид практики": "производственная", "Код ПМ": "ПМ.01", "Дата начала": START,
        "Дата окончания": END, "Организация": "СПК «Колос»", "Руководитель от организации":
        "Ли Анна Олеговна", "Почта наставника": "li@kolos.example", "Телефон наставника":
        "+7 900 000-00-00", "Руководитель от колледжа": "Юн О. П.", "Отработано часов": 144,
        "Оценка за практику": "5", "Адрес организации": "с. Труновское, ул. Мира, 1",
    }  # fmt: skip
    for cell in page[1]:
        if cell.value.rstrip("*") in values:
            page.cell(2, cell.column).value = values[cell.value.rstrip("*")]
    page.delete_rows(3)
    content = BytesIO()
    book.save(content)

    batch = loader.check_bytes(content.getvalue(), "Практика.xlsx")

    assert found(batch) == []
    loader.apply(batch)
    known = Placement.objects.get()
    assert (known.student.last_name, known.starts_on, known.ends_on) == ("Ким", START, END)
    assert (known.mentor.name, known.college_supervisor) == ("Ли Анна Олеговна", "Юн О. П.")
    assert (known.hours_done, known.mark) == (144, "5")
    assert known.employer.address == "с. Труновское, ул. Мира, 1"
