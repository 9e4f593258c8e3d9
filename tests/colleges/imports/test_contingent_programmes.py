"""What a list says of the programme: groups are made by it, known groups are held against it."""

import pytest

from colleges.imports.contingent import ContingentImport
from colleges.models import Enrolment, StudyGroup
from colleges.services.contingent import Place
from core.import_flow import answer_rows, check_batch
from core.import_kinds import Target
from core.tables.reading import read_workbook
from core.tables.templates import write_template
from tests.core.tables.workbooks import make_xlsx
from tests.factories.colleges import ProgrammeFactory, StudyGroupFactory
from tests.importing import Loader, counts, found

pytestmark = pytest.mark.django_db

HEADER = ("№", "ФИО", "Курс", "Форма обучения", "База")


@pytest.fixture
def loader():
    first = ProgrammeFactory(
        speciality__code="35.02.08", speciality__name="Электротехнические системы",
        intake_year=2024, duration_months=46,
    )  # fmt: skip
    for base, form in (("9", "extramural"), ("11", "full_time")):
        ProgrammeFactory(
            college=first.college,
            speciality=first.speciality,
            intake_year=2024,
            entry_base=base,
            study_form=form,
            duration_months=46,
        )
    place = Place(college=first.college, may_make_groups=True)
    target = Target(college_id=first.college_id, subject=place, title="", route="")
    return Loader(ContingentImport(), target)


def offers(batch):
    return [
        (p["sheet"], p["row"], p["suggestion"], [one["words"] for one in p["answers"]])
        for p in batch.report["problems"]
        if p["is_error"]
    ]


def agree(loader, batch, number=0):
    problem = next(one for one in batch.report["problems"] if one["answers"])
    said = {(problem["sheet"], problem["row"]): problem["answers"][number]["value"]}
    answer_rows(batch=batch, answers=said)
    check_batch(kind=loader.kind, batch=batch, target=loader.target)


def test_groups_of_sheets_and_dividing_rows_are_offered_by_form_base_and_course(loader):
    batch = loader.check(
        HEADER,
        (1, "Ким Юлия", "III", "заочно", "на базе основного общего"),
        (2, "Ли Анна", "III", "заочно", "9 кл."),
        (None, "МС-42"),
        (1, "Цой Олег", "Ш курс", "дневная", 11),
        (2,),
        sheet="МС-41",
    )

    words = "Создать группу: 35.02.08 Электротехнические системы, набор 2024, выпуск 2028"
    assert found(batch, warnings=True) == []
    assert offers(batch) == [
        ("МС-41", 2, "строк с этой группой: 2", [words]),
        ("МС-41", 5, "строк с этой группой: 1", [words]),
    ]  # fmt: skip
    agree(loader, batch)
    agree(loader, batch)
    assert offers(batch) == []
    loader.apply(batch)
    groups = StudyGroup.objects.order_by("name").values_list("name", "programme__study_form")
    assert list(groups) == [("МС-41", "extramural"), ("МС-42", "full_time")]
    assert Enrolment.objects.count() == 3
    loader.undo(batch)
    assert not StudyGroup.objects.exists()


def test_list_that_tells_another_programme_of_a_known_group_is_doubted_once(loader):
    programme = loader.target.subject.college.programmes.get(entry_base="11")
    StudyGroupFactory(programme=programme, name="М-31")

    batch = loader.check(
        ("Группа", "ФИО", "Код специальности", "Форма обучения", "База"),
        ("М-31", "Ким Юлия", "35.02.08", "заочная", "СОО"),
        ("М-31", "Ли Анна", "35.02.08", "заочная", "9 кл."),
        ("М-31", "Цой Олег", "35.02.16", "сетевая", None),
    )

    assert found(batch) == []
    doubt = (
        "В файле «{}», а у программы группы «М-31» — «{}». Строк с этим: {}. "
        "Проверьте, та ли это группа."
    )
    speciality = "35.02.08 Электротехнические системы"
    nine, eleven = "основное общее (9 классов)", "среднее общее (11 классов)"
    unknown = (
        "Не понято и с программой группы не сверено. Портал знает: «очная», «очно-заочная», "
        "«заочная»."
    )
    assert found(batch, warnings=True) == [
        (2, "D", doubt.format("заочная", "очная", 2), []),
        (3, "E", doubt.format(nine, eleven, 1), []),
        (4, "D", unknown, []),
        (4, "C", doubt.format("35.02.16", speciality, 1), []),
    ]


def test_marks_of_support_in_the_status_stop_nothing_and_are_not_kept(loader):
    programme = loader.target.subject.college.programmes.get(entry_base="11")
    StudyGroupFactory(programme=programme, name="М-31")

    batch = loader.load(
        ("Группа", "ФИО", "Статус"),
        ("М-31", "Ким Юлия", "Сирота; Целевой договор"),
        ("М-31", "Ли Анна", "академ; целевое"),
        ("М-31", "Цой Олег", "Обучается"),
        ("М-31", "Пак Ян", "Инвалид"),
    )

    passed = "Кроме состояния и целевого договора здесь ничего не хранится: пропущено."
    assert found(batch, warnings=True) == [(2, "C", passed, []), (5, "C", passed, [])]
    kept = read_workbook(bytes(batch.content), "list.xlsx").sheets[0]
    states = [kept.value(row, 3) for row in range(2, 6)]
    assert states == ["Целевой договор", "академ; целевое", "Обучается", None]
    assert "ирот" not in str(batch.report)
    told = Enrolment.objects.order_by("student__last_name").values_list(
        "state", "has_target_contract"
    )
    assert list(told) == [
        ("studying", True), ("leave", True), ("studying", False), ("studying", False),
    ]  # fmt: skip


def test_unknown_programme_is_told_with_what_the_list_says_and_where_to_go(loader):
    batch = loader.check((*HEADER, "Группа"), (1, "Ким Юлия", "1", "очная", None, "М-11"))

    (problem,) = (one for one in batch.report["problems"] if one["is_error"])
    message = (
        "Такой группы в колледже нет, и программы с такими сведениями тоже: 1, очная. Заведите "
        "программу или исправьте файл."
    )
    assert (problem["message"], problem["page"]) == (message, "programmes")


def test_table_of_disciplines_with_group_course_and_form_is_no_list_of_people(loader):
    batch = loader.check(
        ("Группа", "Курс", "Форма обучения", "Дисциплина"), ("М-31", 1, "очная", "Физика")
    )

    assert [message[:33] for _row, _column, message, _fixes in found(batch)] == [
        "Не найдена строка заголовка. Нужны"[:33]
    ]


def test_filled_template_makes_its_group_and_comes_back_unchanged(loader):
    template = loader.kind.template(target=None)
    titles = [column.title for column in template.spec.columns]
    example = [template.example[column.key] for column in template.spec.columns]

    assert titles[-6:] == [
        "Статус", "Код специальности", "Год набора", "Курс", "Форма обучения", "База",
    ]  # fmt: skip
    assert write_template(template)
    content = make_xlsx([titles, ["35.02.08" if one == "35.02.16" else one for one in example]])
    batch = loader.check_bytes(content, "list.xlsx")
    agree(loader, batch)
    loader.apply(batch)
    again = loader.check_bytes(content, "list.xlsx")
    assert (found(again), found(again, warnings=True)) == ([], [])
    assert (counts(again)["same"], again.report["changes_nothing"]) == (1, True)
