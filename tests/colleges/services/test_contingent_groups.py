import datetime as dt

import pytest

from colleges.imports.contingent import SHAPES
from colleges.models import Enrolment, Student, StudyGroup
from colleges.services.contingent import Place, plan_contingent
from colleges.services.contingent_changes import (
    ContingentUsed,
    apply_contingent,
    undo_contingent,
)
from core.models import AuditEntry
from core.tables.alternatives import read_alternatives
from core.tables.reading import read_workbook
from tests.core.tables.workbooks import make_xlsx
from tests.factories.colleges import EnrolmentFactory, ProgrammeFactory, StudentFactory

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 20)
HEADER = ("ФИО", "Группа", "Код специальности", "Год набора", "Курс обучения")

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(speciality__code="35.02.16", intake_year=2024, duration_months=46)


def plan(programme, *rows, answers=(), may=True):
    reading = read_alternatives(read_workbook(make_xlsx([HEADER, *rows]), "list.xlsx"), SHAPES)
    reading.answers.update(answers)
    place = Place(college=programme.college, may_make_groups=may)
    return plan_contingent(reading=reading, place=place, today=DAY)


def errors(made):
    return [(one.row, one.message, len(one.answers)) for one in made.problems if one.is_error]


def answer(made, number=0):
    problem = next(one for one in made.problems if one.answers)
    return {(problem.sheet, problem.row): problem.answers[number].value}


def write(programme, made):
    return apply_contingent(
        plan=made, college=programme.college, started_on=DAY, actor_id=None, now=NOW
    )


ROWS = (
    ("Ким Юлия", "М-31", "35.02.16 Эксплуатация", 2024, None),
    ("Ли Анна", "М-31", "35.02.16", 2024, None),
    ("Ким Юлия", "М-32", "35.02.16", None, "3 курс"),
)
NONE = "Такой группы в колледже нет."


def test_only_the_first_row_of_a_group_asks_whether_to_make_it(programme):
    made = plan(programme, *ROWS)

    assert errors(made) == [
        (2, NONE, 2),
        (4, NONE, 2),
    ]
    words = [one.words for one in made.problems[0].answers]
    assert words[0].startswith("Создать группу: 35.02.16")
    assert words[0].endswith("выпуск 2028")
    assert words[1] == "Создать все группы, чья программа ясна: 2"


def test_one_answer_makes_its_group_and_another_makes_all(programme):
    asked = plan(programme, *ROWS)

    one = plan(programme, *ROWS, answers=answer(asked))
    everything = plan(programme, *ROWS, answers=answer(asked, 1))

    assert errors(one) == [(4, NONE, 2)]
    assert [group.name for group in one.groups] == ["М-31"]
    assert [group.name for group in everything.groups] == ["М-31", "М-32"]
    (line,) = everything.dry_run().lines
    assert line.endswith("выпуск 2028): М-31, М-32.")


def test_groups_are_made_with_their_people_and_go_with_them(programme):
    made = plan(programme, *ROWS[:2], answers=answer(plan(programme, *ROWS[:2])))

    assert errors(made) == []
    assert len(made.dry_run().lines) == 1
    undo = write(programme, made)
    group = StudyGroup.objects.get()
    assert (group.name, group.programme, group.graduation_year) == ("М-31", programme, 2028)
    assert Enrolment.objects.filter(group=group).count() == 2
    assert AuditEntry.objects.filter(action="colleges.create_group").count() == 1

    undo_contingent(undo=undo, college=programme.college, actor_id=None, now=NOW)
    assert (StudyGroup.objects.count(), Student.objects.count()) == (0, 0)


def test_group_that_others_have_joined_holds_the_list(programme):
    made = plan(programme, ROWS[0], answers=answer(plan(programme, ROWS[0])))
    undo = write(programme, made)
    EnrolmentFactory(
        group=StudyGroup.objects.get(), student=StudentFactory(college=programme.college)
    )

    with pytest.raises(ContingentUsed, match=r"В созданных группах уже есть"):
        undo_contingent(undo=undo, college=programme.college, actor_id=None, now=NOW)
    assert (StudyGroup.objects.count(), Student.objects.count()) == (1, 2)


def test_who_may_not_make_groups_is_offered_none(programme):
    assert errors(plan(programme, ROWS[0], may=False)) == [(2, NONE, 0)]


def test_unknown_programme_says_what_to_do(programme):
    made = plan(programme, ("Ким Юлия", "М-31", "35.02.99", 2024, None))

    message = (
        "Такой группы в колледже нет, и программы с такими сведениями тоже: 35.02.99, 2024. "
        "Заведите программу или исправьте файл."
    )
    assert errors(made) == [(2, message, 0)]


def test_answer_for_the_group_outlives_one_for_the_person_of_its_row(programme):
    StudentFactory(college=programme.college, last_name="Ким", first_name="Юлия", patronymic="")
    making = answer(plan(programme, ROWS[0]))
    asked = plan(programme, ROWS[0], answers=making)
    assert [len(one.answers) > 0 for one in asked.problems if one.is_error] == [True]

    made = plan(programme, ROWS[0], answers=answer(asked, -1))

    assert errors(made) == []
    assert [group.name for group in made.groups] == ["М-31"]
