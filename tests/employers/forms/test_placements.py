import datetime as dt

import pytest

from employers.enums import PlacementKind
from employers.forms.placements import PlacementChangeForm, PlacementForm, PlacementStartForm
from employers.services.directory import ContactData
from employers.services.placements import NewPlacement, PaperFacts, PlacementChanges
from tests.factories.colleges import (
    AlignmentFactory,
    ModuleFactory,
    ProgrammeFunctionFactory,
    StudentFactory,
)
from tests.factories.employers import ContactFactory, PlacementFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(college_teacher_client):
    return college_teacher_client.scope


@pytest.fixture
def required(group, functions):
    for function in functions:
        ProgrammeFunctionFactory(programme=group.programme, function=function)
    return functions


@pytest.fixture
def form_of(scope, group, employer, required):
    def make(data=None, module=None):
        return PlacementForm(data, scope=scope, group=group, employer=employer, module=module)

    return make


@pytest.fixture
def filled(student, required) -> dict:
    return {
        "students": [student.pk],
        "kind": "production",
        "starts_on": "2026-11-02",
        "ends_on": "2026-11-13",
        "functions": [required[0].pk],
    }


def test_form_makes_a_placement_for_each_student(form_of, filled, student, employer, required):
    form = form_of(filled)
    assert form.is_valid(), form.errors
    assert form.placements() == [
        NewPlacement(
            student=student,
            employer=employer,
            kind=PlacementKind.WORKPLACE_PRACTICE,
            starts_on=dt.date(2026, 11, 2),
            ends_on=dt.date(2026, 11, 13),
            function_ids=[required[0].pk],
        )
    ]
    assert form.new_mentor() is None


def test_form_offers_own_students_known_mentors_and_required_functions(
    form_of, filled, college, employer, mentor
):
    stranger = StudentFactory(college=college)
    unknown = ContactFactory(employer=employer)
    function = LabourFunctionFactory()
    form = form_of(
        {
            **filled,
            "students": [stranger.pk],
            "mentor": unknown.pk,
            "functions": [function.pk],
        }
    )
    assert set(form.errors) == {"students", "mentor", "functions"}


def test_all_required_functions_are_marked_at_first(form_of, required):
    assert form_of()["functions"].value() == [function.pk for function in required]


def test_module_marks_what_it_prepares_for(form_of, group, required):
    module = ModuleFactory(programme=group.programme)
    AlignmentFactory(programme=group.programme, module=module, function=required[1])
    assert form_of(module=module)["functions"].value() == [required[1].pk]


def test_new_mentor_is_written_instead_of_chosen(form_of, filled, employer, college):
    known = ContactFactory(employer=employer)
    known.known_to.add(college)
    new = {"mentor_name": " Анна  Ильинична ", "mentor_email": "anna@example.invalid"}
    form = form_of({**filled, **new})
    assert form.is_valid(), form.errors
    assert form.new_mentor() == ContactData(name="Анна Ильинична", email="anna@example.invalid")
    both = form_of({**filled, **new, "mentor": known.pk})
    assert both.errors == {"mentor": ["Выберите наставника из списка или напишите нового."]}
    nameless = form_of({**filled, "mentor_phone": "+7 900 000-00-01"})
    assert nameless.errors == {"mentor_name": ["Напишите имя нового наставника."]}


def test_days_in_the_wrong_order_are_refused(form_of, filled):
    form = form_of({**filled, "ends_on": "2026-11-01"})
    assert form.errors == {"ends_on": ["Практика не может закончиться раньше, чем началась."]}


def test_nobody_and_nothing_are_refused_in_words(form_of, filled):
    form = form_of({**filled, "students": [], "functions": []})
    assert form.errors == {
        "students": ["Отметьте хотя бы одного обучающегося."],
        "functions": ["Отметьте хотя бы одну трудовую функцию."],
    }


def test_modules_are_asked_for_once_the_group_is_known(scope, group):
    module = ModuleFactory(programme=group.programme)
    assert "module" not in PlacementStartForm({}, scope=scope, group=None).fields
    start = PlacementStartForm({}, scope=scope, group=group)
    assert list(start.fields["module"].queryset) == [module]


def test_change_form_begins_with_the_placement_and_offers_what_it_asks(
    placement, scope, functions, mentor
):
    extra = LabourFunctionFactory()
    form = PlacementChangeForm(None, scope=scope, placement=placement, offered=[extra])
    assert form["mentor"].value() == mentor.pk
    assert form["functions"].value() == [function.pk for function in functions]
    assert list(form.fields["functions"].queryset) == [*functions, extra]


def test_change_form_gives_the_new_values(placement, scope, functions):
    data = {"starts_on": "2026-11-01", "ends_on": "2026-11-14", "functions": [functions[1].pk]}
    form = PlacementChangeForm(data, scope=scope, placement=placement, offered=[])
    assert form.is_valid(), form.errors
    assert form.changes() == PlacementChanges(
        mentor=None,
        starts_on=dt.date(2026, 11, 1),
        ends_on=dt.date(2026, 11, 14),
        function_ids=[functions[1].pk],
        paper=PaperFacts(),
    )


def test_change_form_takes_what_the_papers_say(placement, scope, functions):
    placement.college_supervisor, placement.hours_done = "Ким Л. А.", 36
    data = {
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-14",
        "functions": [functions[1].pk],
        "college_supervisor": " Иванова А. П.,  преподаватель ",
        "hours_done": "0",
        "mark": "passed",
    }
    form = PlacementChangeForm(data, scope=scope, placement=placement, offered=[])
    assert form.is_valid(), form.errors
    assert form.changes().paper == PaperFacts("Иванова А. П., преподаватель", 0, "passed")
    shown = PlacementChangeForm(None, scope=scope, placement=placement, offered=[])
    assert (shown["college_supervisor"].value(), shown["hours_done"].value()) == ("Ким Л. А.", 36)
    wrong = PlacementChangeForm(
        {**data, "hours_done": "2001", "mark": "1"}, scope=scope, placement=placement, offered=[]
    )
    assert wrong.errors == {
        "hours_done": ["Убедитесь, что это значение меньше либо равно 2000."],
        "mark": ["Выберите корректный вариант. 1 нет среди допустимых значений."],
    }


def test_supervisor_of_the_college_is_written_for_everybody_sent(form_of, filled):
    form = form_of({**filled, "college_supervisor": "Иванова  А. П."})
    assert form.is_valid(), form.errors
    assert [new.paper for new in form.placements()] == [PaperFacts("Иванова А. П.")]


def test_mentor_is_offered_with_post_and_address(placement, mentor, scope):
    PlacementFactory()
    form = PlacementChangeForm(None, scope=scope, placement=placement, offered=[])
    labels = [label for value, label in form.fields["mentor"].choices if value]
    assert labels == ["Пётр Саввич, главный инженер, mentor@example.invalid"]
