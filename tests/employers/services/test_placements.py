import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from assessments.models import Evidence
from core.models import AuditEntry
from employers.enums import PlacementKind
from employers.models import Contact, Placement
from employers.services.directory import ContactData
from employers.services.placements import (
    NewPlacement,
    PaperFacts,
    PlacementChanges,
    change_placement,
    create_placement,
    create_placements,
)
from tests.factories.colleges import (
    AlignmentFactory,
    ModuleFactory,
    ProgrammeFunctionFactory,
    StudentFactory,
)
from tests.factories.employers import ContactFactory, EvaluationFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(student, employer, mentor, group, functions) -> NewPlacement:
    for function in functions:
        ProgrammeFunctionFactory(programme=group.programme, function=function)
    return NewPlacement(
        student=student,
        employer=employer,
        mentor=mentor,
        kind=PlacementKind.WORKPLACE_PRACTICE,
        starts_on=dt.date(2026, 11, 2),
        ends_on=dt.date(2026, 11, 13),
    )


def refused(code: str, make, **values) -> bool:
    with pytest.raises(ValidationError) as refusal:
        make(**values)
    return refusal.value.code == code


def test_placement_asks_about_what_the_programme_requires(
    new, functions, college_teacher, employer, student, now
):
    placement = create_placement(new=new, created_by_id=college_teacher.user_id, now=now)
    assert list(placement.functions.order_by("pk")) == functions
    assert (placement.student, placement.employer, placement.created_at) == (
        student,
        employer,
        now,
    )
    line = AuditEntry.objects.get()
    assert (line.action, line.actor_id) == ("employers.create_placement", college_teacher.user_id)
    assert line.details == {
        "employer_id": employer.pk,
        "student_uid": str(student.uid),
        "functions": 2,
    }


def test_placement_of_a_module_asks_about_what_the_module_prepares_for(new, group, functions, now):
    module = ModuleFactory(programme=group.programme)
    AlignmentFactory(programme=group.programme, module=module, function=functions[1])
    placement = create_placement(new=replace(new, module=module), created_by_id=None, now=now)
    assert list(placement.functions.all()) == [functions[1]]
    assert placement.module == module


def test_placement_asks_about_the_functions_that_were_chosen(new, functions, now):
    chosen = replace(new, function_ids=[functions[0].pk])
    placement = create_placement(new=chosen, created_by_id=None, now=now)
    assert list(placement.functions.all()) == [functions[0]]


def test_student_without_a_group_is_asked_about_nothing(new, now):
    placement = create_placement(
        new=replace(new, student=StudentFactory()), created_by_id=None, now=now
    )
    assert not placement.functions.exists()


def test_wrong_placement_is_refused_in_words(new, now):
    wrong_days = replace(new, ends_on=dt.date(2026, 11, 1))
    assert refused("days", create_placement, new=wrong_days, created_by_id=None, now=now)
    stranger = replace(new, mentor=ContactFactory())
    assert refused("mentor", create_placement, new=stranger, created_by_id=None, now=now)
    module = replace(new, module=ModuleFactory())
    assert refused("module", create_placement, new=module, created_by_id=None, now=now)
    assert not Placement.objects.exists()


def test_same_practice_twice_is_refused_with_the_students_name(new, now):
    create_placement(new=new, created_by_id=None, now=now)
    with pytest.raises(ValidationError) as refusal:
        create_placement(new=new, created_by_id=None, now=now)
    assert refusal.value.messages == [
        "Вершинина Мария: практика на этом предприятии с этого дня уже есть."
    ]
    assert Placement.objects.count() == 1


def test_several_placements_are_made_all_or_none(new, group, now):
    classmate = replace(new, student=StudentFactory(college=group.college))
    assert len(create_placements(new=[new, classmate], created_by_id=None, now=now)) == 2
    third = replace(new, student=StudentFactory(college=group.college))
    with pytest.raises(ValidationError):
        create_placements(new=[third, new], created_by_id=None, now=now)
    assert Placement.objects.count() == 2


def test_new_mentor_comes_with_the_placements_and_leaves_with_them(new, college, now):
    nobody = replace(new, mentor=None)
    data = ContactData(name="Анна Ильинична", email="anna@example.invalid")
    placements = create_placements(new=[nobody], new_mentor=data, created_by_id=None, now=now)
    mentor = Contact.objects.get(email="anna@example.invalid")
    assert placements[0].mentor == mentor
    assert (mentor.employer, list(mentor.known_to.all())) == (new.employer, [college])
    another = replace(data, email="other@example.invalid")
    with pytest.raises(ValidationError):
        create_placements(new=[nobody], new_mentor=another, created_by_id=None, now=now)
    assert not Contact.objects.filter(email="other@example.invalid").exists()


@pytest.fixture
def changes(placement, functions) -> PlacementChanges:
    return PlacementChanges(
        mentor=placement.mentor,
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        function_ids=[function.pk for function in functions],
        paper=PaperFacts(),
    )


def test_new_placement_keeps_what_the_papers_say(new, now):
    paper = PaperFacts("Иванова А. П., преподаватель", 72, "5")
    made = create_placement(new=replace(new, paper=paper), created_by_id=None, now=now)
    stored = Placement.objects.get(pk=made.pk)
    assert (stored.college_supervisor, stored.hours_done, stored.mark) == (
        "Иванова А. П., преподаватель",
        72,
        "5",
    )


def test_papers_are_completed_after_the_mentor_has_rated(placement, changes, now):
    EvaluationFactory(placement=placement, submitted_at=now)
    change_placement(
        placement=placement,
        changes=replace(changes, paper=PaperFacts("Иванова А. П.", 70, "passed")),
        actor_id=None,
        now=now,
    )
    placement.refresh_from_db()
    assert (placement.college_supervisor, placement.hours_done, placement.mark) == (
        "Иванова А. П.",
        70,
        "passed",
    )
    assert placement.get_mark_display() == "зачтено"
    assert not Evidence.objects.exists()
    line = AuditEntry.objects.get(action="employers.change_placement")
    assert line.details == {"changed": ["college_supervisor", "hours_done", "mark"]}


def test_change_takes_mentor_days_and_functions(placement, changes, functions, now):
    colleague = ContactFactory(employer=placement.employer)
    extra = LabourFunctionFactory()
    change_placement(
        placement=placement,
        changes=replace(
            changes,
            mentor=colleague,
            ends_on=dt.date(2026, 11, 14),
            function_ids=[functions[0].pk, extra.pk],
        ),
        actor_id=None,
        now=now,
    )
    placement.refresh_from_db()
    assert (placement.mentor, placement.ends_on) == (colleague, dt.date(2026, 11, 14))
    assert set(placement.functions.all()) == {functions[0], extra}
    line = AuditEntry.objects.get()
    assert line.details == {"changed": ["mentor", "ends_on", "functions"]}


def test_change_of_wrong_values_is_refused(placement, changes, now):
    for code, wrong in (
        ("mentor", replace(changes, mentor=ContactFactory())),
        ("days", replace(changes, ends_on=dt.date(2026, 1, 1))),
    ):
        assert refused(
            code, change_placement, placement=placement, changes=wrong, actor_id=None, now=now
        )


def test_rated_placement_keeps_its_mentor_and_functions_but_not_its_days(
    placement, changes, functions, now
):
    EvaluationFactory(placement=placement, submitted_at=now)
    for wrong in (
        replace(changes, mentor=None),
        replace(changes, function_ids=[functions[0].pk]),
    ):
        assert refused(
            "rated", change_placement, placement=placement, changes=wrong, actor_id=None, now=now
        )
    days = replace(changes, ends_on=dt.date(2026, 11, 20))
    change_placement(placement=placement, changes=days, actor_id=None, now=now)
    placement.refresh_from_db()
    assert placement.ends_on == dt.date(2026, 11, 20)
