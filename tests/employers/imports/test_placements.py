import datetime as dt

import pytest

from colleges.services.contingent import Place
from core.import_kinds import Target, TargetClosed
from employers.imports.placements import PlacementsImport
from employers.models import Employer, Evaluation, Placement
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

    message = "Практика уже оценена наставником: изменить можно только её окончание."
    assert found(changed) == [(2, "A", message, [])]
    with pytest.raises(TargetClosed, match="О добавленных практиках уже спросили наставников"):
        loader.undo(batch)
    assert Placement.objects.count() == 1
