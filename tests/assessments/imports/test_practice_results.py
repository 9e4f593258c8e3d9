import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from assessments.enums import EvidenceKind, SheetState
from assessments.imports.practice_results import PracticeResultsImport
from assessments.models import Result, Sheet
from assessments.services.sheets import submit_sheet
from colleges.services.contingent import Place
from core.import_kinds import Target, TargetClosed
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ModuleFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.importing import NOW, Loader, counts, found

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 5, 10)
HEADER = ("ФИО", "Группа", "Вид практики", "Код ПМ", "Окончание", "пк 1,1 Приёмка", "А/01.3")


def form(name, *criteria, **fields):
    """A form of practice; a criterion is known by its code or by its function's."""
    instrument = InstrumentFactory(
        **{"kind": EvidenceKind.WORKPLACE_PRACTICE, "name": name} | fields
    )
    for code, function in criteria:
        criterion = CriterionFactory(instrument=instrument, code=code, name=code or function)
        if function:
            CriterionFunctionFactory(criterion=criterion, function__code=function)
    return instrument


@pytest.fixture
def group():
    group = StudyGroupFactory(name="М-31")
    for name in ("Ким", "Ли"):
        student = StudentFactory(
            college=group.college, last_name=name, first_name="Анна", patronymic=""
        )
        EnrolmentFactory(group=group, student=student)
    ModuleFactory(programme=group.programme, code="ПМ.01")
    return group


@pytest.fixture
def instrument(group):
    return form("Отчёт о практике", ("ПК 1.1", "B/02.4"), ("", "A/01.3"))


@pytest.fixture
def loader(group, instrument):
    place = Place(college=group.college)
    target = Target(college_id=group.college_id, subject=place, title="", route="")
    return Loader(PracticeResultsImport(), target)


def row(name="Ким Анна", *marks, kind="производственная", module="ПМ.01", day=DAY):
    return (name, "М-31", kind, module, day, *(marks or (5, 4)))


def stored():
    return list(
        Result.objects.order_by("student__last_name", "criterion__position").values_list(
            "student__last_name", "criterion__name", "raw_value", "state"
        )
    )


def test_marks_by_codes_go_to_a_new_sheet_of_the_group(loader, group, instrument):
    batch = loader.load(HEADER, row(), row("Ли Анна", "н/я", None, module=None))

    assert counts(batch) == {"cells": 3, "replaced": 0, "sheets": 1, "same": 0}
    sheet = Sheet.objects.get()
    assert (sheet.group, sheet.instrument, sheet.held_on, sheet.state) == (
        group, instrument, DAY, SheetState.DRAFT,
    )  # fmt: skip
    assert (sheet.module.code, sheet.rater.title) == (
        "ПМ.01", "руководители производственной практики",
    )  # fmt: skip
    assert stored() == [
        ("Ким", "ПК 1.1", "5", "value"),
        ("Ким", "A/01.3", "4", "value"),
        ("Ли", "ПК 1.1", "н/я", "absent"),
    ]


def test_kind_and_codes_of_a_row_choose_the_form(loader, group):
    college = form("Учебная практика", ("ПК 1.1", ""), kind=EvidenceKind.COLLEGE_PRACTICE)
    form("Чужая", ("ПК 1.1", ""), ("", "A/01.3"), college=StudyGroupFactory().college)

    loader.load(HEADER, row(), row("Ли Анна", 5, None, kind="УП"))

    assert {sheet.instrument for sheet in Sheet.objects.all()} - {college} != set()
    assert stored()[-1] == ("Ли", "ПК 1.1", "5", "value")
    assert Result.objects.get(student__last_name="Ли").sheet.instrument == college


def test_row_that_several_forms_take_names_one(loader, group):
    own = form("Своя", ("ПК 1.1", ""), ("", "A/01.3"), college=group.college)
    form("Вторая своя", ("ПК 1.1", ""), ("", "A/01.3"), college=group.college)
    header = (*HEADER, "Форма оценки")

    batch = loader.check(header, row(), (*row("Ли Анна"), "Свая"))

    assert found(batch) == [
        (
            2,
            "H",
            (
                "Подходит несколько форм: «Вторая своя», «Своя». Назовите одну в столбце «Форма"
                " оценки»."
            ),
            [],
        ),
        (3, "H", "Такой формы оценки этой практики нет.", ["Своя"]),
    ]
    loader.load(header, (*row(), "своя"))
    assert Sheet.objects.get().instrument == own


def test_codes_marks_and_modules_are_checked(loader):
    header = (*HEADER, "ПК 9.9", "ПК 1.1")
    batch = loader.check(
        header,
        row("Ким Анна", 7, 4),
        row("Ли Анна", 5, 4, 3),
        row("Ли Анна", None, None),
        row("Ли Анна", module="ПМ.07"),
        row("Ким Анна", kind="учебная"),
    )

    said = found(batch)
    assert said[0] == (1, "I", "Столбец ПК 1.1 уже есть: оставьте один.", [])
    assert said[1][:2] == (2, "F")
    assert [one[:3] for one in said[2:]] == [
        (3, "", "Ни в одной форме оценки этой практики нет показателя с кодом: ПК 9.9."),
        (4, "", "Нет ни одной оценки: заполните столбцы ПК или функций."),
        (5, "D", "В программе группы «М-31» нет такого модуля."),
        (6, "C", "Форм оценки такой практики ещё нет: их заводит администратор портала."),
    ]


def test_same_file_changes_nothing_and_undo_clears_what_it_wrote(loader):
    batch = loader.load(HEADER, row(), row("Ли Анна"))

    again = loader.check(HEADER, row(), row("Ли Анна"))
    assert (counts(again)["same"], again.report["changes_nothing"]) == (4, True)
    assert loader.undo(batch) == 4
    assert Sheet.objects.get().state == SheetState.VOIDED
    assert [raw for *_who, raw, _state in stored()] == ["", "", "", ""]


def test_submitted_sheet_is_neither_loaded_into_nor_taken_back(loader):
    batch = loader.load(HEADER, row())
    submit_sheet(sheet=Sheet.objects.get(), actor_id=None, now=NOW)

    again = loader.check(HEADER, row("Ким Анна", 3, 3))

    assert found(again) == [(2, "E", "Ведомость этой практики группы «М-31» уже сдана.", [])]
    with pytest.raises(TargetClosed, match="Ведомость уже сдана или аннулирована"):
        loader.undo(batch)


def test_template_has_the_codes_of_the_college_s_forms(loader):
    content = loader.kind.template_file(target=loader.target).content

    header = [cell.value for cell in openpyxl.load_workbook(BytesIO(content)).worksheets[0][1]]
    assert header[-2:] == ["ПК 1.1", "A/01.3"]


def test_module_is_known_however_its_index_is_written(loader):
    loader.load(HEADER, row(module="пм 1"))

    assert Sheet.objects.get().module.code == "ПМ.01"
