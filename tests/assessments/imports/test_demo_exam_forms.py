import datetime as dt

import pytest

from assessments.enums import DemoExamLevel, EvidenceKind, ScaleKind
from assessments.imports.demo_exam import DemoExamImport
from assessments.imports.demo_exam_forms import DemoExamFormsImport
from assessments.models import Criterion, Instrument
from colleges.models import Programme
from colleges.services.contingent import Place
from core.import_kinds import Target, TargetClosed
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.importing import Loader, counts, found

pytestmark = pytest.mark.django_db

KOD = "35.02.16-1-2026"
HEADER = ("КОД", "Уровень", "Модуль", "Наибольший балл", "Трудовые функции")
ROWS = (
    (KOD, "ПА", "Подготовка машин", 25, "А/01.3"),
    (KOD, "БУ", "Подготовка машин", 26, "A/01.3, 13.006 A/02.3"),
    (None, None, "Ремонт", "24,5", None),
)


@pytest.fixture
def functions(college):
    programme = ProgrammeFactory(college=college, speciality__code="35.02.16")
    return {
        code: ProgrammeFunctionFactory(
            programme=programme, function__code=code,
            function__generalized_function__standard__code=standard,
        ).function
        for standard, code in (("13.001", "A/01.3"), ("13.006", "A/02.3"))
    }  # fmt: skip


@pytest.fixture
def loader(college, functions):
    target = Target(college_id=college.pk, subject=college, title="", route="")
    return Loader(DemoExamFormsImport(), target)


def stored(**only):
    return [
        (
            one.instrument.code, one.instrument.level, one.name, str(one.maximum),
            sorted(one.functions.values_list("code", flat=True)),
        )
        for one in Criterion.objects.filter(**only).order_by("instrument__pk", "position")
    ]  # fmt: skip


def test_dry_run_says_which_forms_with_which_modules_and_points_will_be_made(loader):
    batch = loader.check(HEADER, *ROWS)

    assert found(batch) == []
    assert counts(batch) == {"new": 2, "changed": 0, "modules": 3, "same": 0}
    assert batch.report["lines"] == [
        "35.02.16-1-2026, ПА (промежуточная аттестация): Подготовка машин — 25; всего 25",
        "35.02.16-1-2026, БУ (базовый уровень): Подготовка машин — 26; Ремонт — 24,5; всего 50,5",
    ]
    assert found(batch, warnings=True) == [
        (4, "C", "Без трудовых функций баллы модуля не войдут в готовность.", [])
    ]
    assert not Instrument.objects.exists()


def test_forms_are_made_for_the_college_and_taken_back(loader, college):
    batch = loader.load(HEADER, *ROWS)

    assert stored() == [
        (KOD, "pa", "Подготовка машин", "25.00", ["A/01.3"]),
        (KOD, "bu", "Подготовка машин", "26.00", ["A/01.3", "A/02.3"]),
        (KOD, "bu", "Ремонт", "24.50", []),
    ]
    made = Instrument.objects.get(level=DemoExamLevel.BASIC)
    assert (made.college, made.kind, made.name) == (
        college, EvidenceKind.DEMO_EXAM,
        "Демонстрационный экзамен, БУ (базовый уровень), 35.02.16-1-2026",
    )  # fmt: skip
    again = loader.check(HEADER, *ROWS)
    assert (counts(again)["same"], again.report["changes_nothing"]) == (2, True)
    assert loader.undo(batch) == 2
    assert not Instrument.objects.exists()


def test_points_of_the_exam_find_the_form_that_a_file_made(loader, college):
    group = StudyGroupFactory(name="М-31", college=college)
    student = StudentFactory(college=college, last_name="Ким", first_name="Анна", patronymic="")
    EnrolmentFactory(group=group, student=student)
    points = Loader(
        DemoExamImport(),
        Target(college_id=college.pk, subject=Place(college=college), title="", route=""),
    )
    table = (
        ("ФИО", "Группа", "КОД", "Уровень", "Дата", "М1", "М2", "Итого"),
        ("Ким Анна", "М-31", KOD, "БУ", dt.date(2026, 6, 11), 20, "20,5", "40,5"),
    )
    assert found(points.check(*table)) == [
        (2, "C", "Ни одного КОД ещё нет: сначала заведите его.", [])
    ]

    forms = loader.load(HEADER, *ROWS)
    assert counts(points.load(*table))["cells"] == 2

    with pytest.raises(TargetClosed, match=r"По КОД «35\.02\.16-1-2026» уже есть ведомости"):
        loader.undo(forms)
    assert Instrument.objects.count() == 2


def test_unused_form_is_changed_and_gets_its_former_modules_back(loader, college, functions):
    form = InstrumentFactory(
        kind=EvidenceKind.DEMO_EXAM, college=college, code=KOD, level="bu", name="Прежнее имя"
    )
    kept = CriterionFactory(
        instrument=form, name="Ремонт", scale=ScaleKind.POINTS, maximum=20, position=0
    )
    CriterionFunctionFactory(criterion=kept, function=functions["A/01.3"], strength=0.5)

    batch = loader.load(HEADER, *ROWS)

    assert counts(batch) == {"new": 1, "changed": 1, "modules": 3, "same": 0}
    assert stored(instrument=form) == [
        (KOD, "bu", "Подготовка машин", "26.00", ["A/01.3", "A/02.3"]),
        (KOD, "bu", "Ремонт", "24.50", ["A/01.3"]),
    ]
    loader.undo(batch)
    assert stored() == [(KOD, "bu", "Ремонт", "20.00", ["A/01.3"])]
    restored = Criterion.objects.get()
    assert (restored.bearings.get().strength, restored.instrument.name) == (0.5, "Прежнее имя")


def test_used_and_common_forms_stay_as_they_are(loader, college):
    used = InstrumentFactory(kind=EvidenceKind.DEMO_EXAM, college=college, code=KOD, level="bu")
    SheetFactory(instrument=used, group=StudyGroupFactory(college=college))
    InstrumentFactory(kind=EvidenceKind.DEMO_EXAM, college=None, code=KOD, level="pa")

    batch = loader.check(HEADER, *ROWS)

    assert found(batch) == [
        (2, "A", "Этот КОД с этим уровнем уже заведён для всех колледжей иначе.", []),
        (3, "A", "По этому КОД уже есть ведомости: изменить модули и баллы нельзя.", []),
    ]


def test_form_changed_since_is_not_taken_back(loader):
    batch = loader.load(HEADER, *ROWS)
    Criterion.objects.filter(name="Ремонт").update(maximum=10)

    with pytest.raises(TargetClosed, match="Формы этой загрузки с тех пор изменили"):
        loader.undo(batch)
    assert Instrument.objects.count() == 2


def test_modules_points_and_functions_are_checked(loader, functions, college):
    ProgrammeFunctionFactory(
        programme=ProgrammeFactory(college=college, speciality__code="35.01.27"),
        function__code="B/01.3",
    )
    ProgrammeFunctionFactory(
        programme=Programme.objects.get(speciality__code="35.02.16"),
        function__code="A/01.3",
        function__generalized_function__standard__code="13.009",
    )
    modules = [(KOD, "ПУ", f"Модуль {number}", 10, None) for number in range(1, 8)]

    batch = loader.check(
        HEADER,
        (KOD, "БУ", "Подготовка", 0, None),
        (KOD, "БУ", "Ремонт", 24, "A/01.3"),
        (KOD, "БУ", "ремонт", 24, "B/01.3"),
        ("35.01.27-2-2026", "БУ", "Уход", 24, "A/01.3, уход"),
        *modules,
        ("Сварка", "ПА", "Шов", 5, "C/01.3"),
    )

    assert [one[:3] for one in found(batch)] == [
        (2, "D", "Число меньше 0,01."),
        (
            3, "E",
            "«A/01.3» есть в нескольких стандартах (13.001, 13.009): укажите, в каком.",
        ),
        (4, "E", "У программ специальности нет функции «B/01.3». Похоже на «A/01.3»."),
        (4, "C", "Этот модуль у этого КОД и уровня уже назван."),
        (5, "E", "У программ специальности нет функции «A/01.3». Похоже на «B/01.3»."),
        (5, "E", "У программ специальности нет функции «уход»."),
        (12, "C", "Модулей одного КОД может быть не больше 6."),
        (13, "E", "Нет программы этой специальности с трудовыми функциями."),
    ]  # fmt: skip
    assert (13, "A") in [one[:2] for one in found(batch, warnings=True)]
