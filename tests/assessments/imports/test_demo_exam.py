import datetime as dt

import pytest

from assessments.enums import DemoExamLevel, EvidenceKind, ScaleKind, SheetState
from assessments.imports.demo_exam import DemoExamImport
from assessments.models import Result, Sheet
from assessments.services.sheets import CellInput, record_results, submit_sheet
from colleges.enums import MovementKind
from colleges.models import Student
from colleges.services.contingent import Place
from colleges.services.movements import Order, carry_out
from core.import_kinds import Target, TargetClosed
from tests.factories.assessments import CriterionFactory, InstrumentFactory
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory
from tests.importing import NOW, Loader, counts, found

pytestmark = pytest.mark.django_db

KOD = "35.02.16-1-2026"
DAY = dt.date(2026, 6, 11)
HEADER = ("ФИО", "Группа", "КОД", "Уровень", "Дата", "ЦПДЭ", "М1", "М2", "Итого", "Оценка")


def exam(level, *maxima):
    instrument = InstrumentFactory(
        kind=EvidenceKind.DEMO_EXAM, code=KOD, level=level, name=f"ДЭ {level}"
    )
    for position, (name, maximum) in enumerate(maxima):
        CriterionFactory(
            instrument=instrument,
            name=name,
            scale=ScaleKind.POINTS,
            maximum=maximum,
            position=position,
        )
    return instrument


@pytest.fixture
def group():
    group = StudyGroupFactory(name="М-31")
    for name in ("Ким", "Ли"):
        student = StudentFactory(
            college=group.college, last_name=name, first_name="Анна", patronymic=""
        )
        EnrolmentFactory(group=group, student=student)
    exam(DemoExamLevel.INTERIM, ("Подготовка машин", 25))
    exam(DemoExamLevel.BASIC, ("Подготовка машин", 26), ("Ремонт", 24))
    return group


@pytest.fixture
def loader(group):
    place = Place(college=group.college)
    target = Target(college_id=group.college_id, subject=place, title="", route="")
    return Loader(DemoExamImport(), target)


def row(name="Ким Анна", level="БУ", points=(21.5, 18), total=None, mark=None, kod=KOD):
    return (name, "М-31", kod, level, DAY, "ЦПДЭ колледжа", *points, total, mark)


def stored():
    return list(
        Result.objects.order_by("student__last_name", "criterion__position").values_list(
            "student__last_name", "criterion__name", "raw_value", "state"
        )
    )


def test_points_go_to_a_new_sheet_of_the_group_by_kod_and_level(loader, group):
    batch = loader.load(HEADER, row(total=39.5, mark=5), row("Ли Анна", points=("н/я", None)))

    assert counts(batch) == {"cells": 3, "replaced": 0, "sheets": 1, "same": 0}
    sheet = Sheet.objects.get()
    assert (sheet.group, sheet.instrument.level, sheet.held_on, sheet.state) == (
        group, DemoExamLevel.BASIC, DAY, SheetState.DRAFT,
    )  # fmt: skip
    assert sheet.rater.title == "экспертная группа демонстрационного экзамена, ЦПДЭ колледжа"
    assert stored() == [
        ("Ким", "Подготовка машин", "21,5", "value"),
        ("Ким", "Ремонт", "18", "value"),
        ("Ли", "Подготовка машин", "н/я", "absent"),
    ]


def test_points_of_one_who_has_changed_groups_go_to_the_sheet_of_the_group_of_the_day(
    loader, group
):
    other = StudyGroupFactory(programme=group.programme, name="М-41")
    student = Student.objects.get(last_name="Ким")
    order = Order(
        kind=MovementKind.TRANSFERRED, happened_on=DAY + dt.timedelta(days=1), to_group=other
    )
    carry_out(student=student, order=order, actor_id=None, now=NOW)

    name, _group, *rest = row()
    loader.load(HEADER, (name, "М-41", *rest), row("Ли Анна"))

    (sheet,) = Sheet.objects.all()
    assert (sheet.group, Result.objects.filter(sheet=sheet).count()) == (group, 4)


def test_each_level_of_one_kod_has_its_own_modules(loader):
    batch = loader.check(HEADER, row(level="ПА", points=(20, 5)), row(level="ПУ"))

    assert found(batch) == [
        (2, "H", "У этого КОД на этом уровне нет такого модуля.", []),
        (
            3,
            "D",
            (
                "У этого КОД нет такого уровня. Есть: ПА (промежуточная аттестация), БУ (базовый"
                " уровень)."
            ),
            [],
        ),
    ]


def test_points_sum_mark_and_kod_are_checked(loader):
    batch = loader.check(
        HEADER,
        row(points=(27, 18)),
        row("Ли Анна", total=40),
        row(kod="35.02.16-1-2025"),
    )

    (first, second, third) = found(batch)
    assert (first[:2], first[2].startswith("Значение 27 вне границ шкалы")) == ((2, "G"), True)
    assert second == (3, "I", "Сумма не равна баллам по модулям: выходит 39,5.", ["39,5"])
    assert third == (
        4,
        "C",
        "Такого КОД нет: исправьте код или заведите этот КОД.",
        [KOD],
    )

    doubtful = loader.check(HEADER, row(mark=4))
    assert found(doubtful, warnings=True) == [(2, "J", "По шкале колледжа выходит отметка 5.", [])]


def test_same_file_changes_nothing_and_a_changed_row_updates_its_cells(loader):
    loader.load(HEADER, row(), row("Ли Анна"))

    same = loader.check(HEADER, row(), row("Ли Анна"))
    assert (counts(same)["same"], same.report["changes_nothing"]) == (4, True)
    changed = loader.load(HEADER, row(), row("Ли Анна", points=(21.5, 20)))
    assert counts(changed) == {"cells": 1, "replaced": 1, "sheets": 0, "same": 3}
    assert Sheet.objects.count() == 1


def test_undo_clears_the_points_and_voids_the_sheet_it_made(loader):
    batch = loader.load(HEADER, row())

    assert loader.undo(batch) == 2
    assert Sheet.objects.get().state == SheetState.VOIDED
    assert [raw for *_who, raw, _state in stored()] == ["", ""]
    assert counts(loader.load(HEADER, row()))["sheets"] == 1


def test_undo_leaves_the_sheet_it_made_to_whoever_has_typed_into_it_since(loader):
    batch = loader.load(HEADER, row())
    sheet = Sheet.objects.get()
    criterion = Result.objects.filter(sheet=sheet).earliest("pk").criterion
    other = Student.objects.get(last_name="Ли")
    typed = CellInput(other.pk, criterion.pk, "7", version=0)
    record_results(sheet=sheet, cells=[typed], actor_id=None, now=NOW)

    assert loader.undo(batch) == 2

    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT
    left = Result.objects.exclude(raw_value="")
    assert list(left.values_list("student__last_name", "raw_value")) == [("Ли", "7")]


def test_submitted_sheet_is_neither_loaded_into_nor_taken_back(loader):
    batch = loader.load(HEADER, row())
    submit_sheet(sheet=Sheet.objects.get(), actor_id=None, now=NOW)

    again = loader.check(HEADER, row(points=(20, 20)))

    assert found(again) == [(2, "E", "Ведомость этого экзамена группы «М-31» уже сдана.", [])]
    with pytest.raises(TargetClosed, match="Ведомость уже сдана или аннулирована"):
        loader.undo(batch)


def test_protocol_with_named_modules_marks_in_words_and_signatures(loader):
    header = (
        "ФИО", "Группа", "КОД", "Уровень ДЭ", "Дата проведения", "Модуль 1: Подготовка машин",
        "Модуль 2. Ремонт (макс. 24)", "Общий балл", "Оценка ГИА",
    )  # fmt: skip
    loader.load(
        header,
        ("Ким Анна", "М-31", KOD, "ДЭ БУ", DAY, 21, 18, 39, "отлично"),
        ("Максимальный балл", None, None, None, None, 26, 24, 50, None),
        ("Главный эксперт", "Юн О. П.", None, None, None, None, None, None, None),
    )
    assert [row[:3] for row in stored() if row[2]] == [
        ("Ким", "Подготовка машин", "21"),
        ("Ким", "Ремонт", "18"),
    ]
    share = loader.check(header, ("Ким Анна", "М-31", KOD, "БУ", DAY, 0.9, 18, None, None))
    message = "Меньше одного балла: возможно, это доля, а не баллы."
    assert (2, "F", message, []) in found(share, warnings=True)
