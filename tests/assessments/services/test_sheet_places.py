"""Who stands in a sheet, told alike by the page, the check, the tasks and the protocol."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from assessments.enums import DocumentFormat, DocumentKind, ResultState, SheetState, UnusualKind
from assessments.models import Result
from assessments.selectors.document_subjects import subject_of
from assessments.selectors.documents import standing_of
from assessments.selectors.sheet_places import places_of_sheets
from assessments.selectors.sheets import students_of_sheet
from assessments.selectors.submissions import unusual_in_sheet
from assessments.services.documents import Issue, issue_document
from assessments.services.sheets import CellInput, record_results, return_sheet, submit_sheet
from colleges.enums import MovementKind
from colleges.services.movements import Order, carry_out
from tests.factories.assessments import CriterionFactory, ResultFactory, SheetFactory
from tests.factories.colleges import EnrolmentFactory, ProgrammeFactory, StudyGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
HELD_ON = dt.date(2026, 6, 18)
LATER = HELD_ON + dt.timedelta(days=2)


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")


@pytest.fixture
def sheet(group):
    sheet = SheetFactory(group=group, held_on=HELD_ON)
    CriterionFactory(instrument=sheet.instrument, position=1)
    CriterionFactory(instrument=sheet.instrument, position=2)
    return sheet


@pytest.fixture
def student(group):
    return named(group, "Алёхин")


def named(group, last_name, **facts):
    return EnrolmentFactory(group=group, student__last_name=last_name, **facts).student


def names(sheet):
    return [student.last_name for student in students_of_sheet(sheet=sheet)]


def order(student, kind, now, day=LATER, **facts):
    carry_out(
        student=student, order=Order(kind=kind, happened_on=day, **facts), actor_id=None, now=now
    )


def mark(sheet, student, value, now):
    criterion = sheet.instrument.criteria.order_by("position").first()
    cell = CellInput(student.pk, criterion.pk, value)
    return record_results(sheet=sheet, cells=[cell], actor_id=None, now=now)[0]


def test_whoever_took_the_exam_is_entered_after_leaving_the_group(sheet, student, now, college):
    other = StudyGroupFactory(programme=sheet.group.programme, name="М-41")
    moved = named(sheet.group, "Белов")
    order(student, MovementKind.EXPELLED, now)
    order(moved, MovementKind.TRANSFERRED, now, to_group=other)
    of_other = SheetFactory(group=other, instrument=sheet.instrument, held_on=HELD_ON)

    assert names(sheet) == ["Алёхин", "Белов"]
    assert names(of_other) == []
    assert mark(sheet, student, "4", now).error == ""
    # The new group takes what a file brings all the same.
    assert mark(of_other, moved, "5", now).error == ""
    assert names(of_other) == ["Белов"]


def test_academic_leave_is_shown_and_not_asked_for(sheet, student, now, college_teacher_client):
    away = named(sheet.group, "Белов")
    order(away, MovementKind.WENT_ON_LEAVE, now, day=HELD_ON)
    late = named(sheet.group, "Ветров")
    order(late, MovementKind.WENT_ON_LEAVE, now)
    mark(sheet, student, "4", now)

    page = college_teacher_client.get(reverse("assessments:sheet_detail", args=[sheet.pk]))
    assert [(row["name"], row["is_on_leave"]) for row in page.context["rows"]] == [
        (f"{one.last_name} {one.first_name}", one == away) for one in (student, away, late)
    ]
    assert page.context["total"] == 2
    assert page.content.decode().count("академический отпуск") == 1
    places = places_of_sheets(sheets=[sheet])[sheet.pk]
    missing = [
        finding.facts["students"]
        for finding in unusual_in_sheet(sheet=sheet, places=places, today=LATER)
        if finding.kind == UnusualKind.MISSING_STUDENTS
    ]
    assert missing == [[late.pk]]
    tasks = college_teacher_client.get(reverse("assessments:tasks"), {"whose": "all"})
    (task,) = [one for one in tasks.context["due"].sheets if one.pk == sheet.pk]
    assert (task.assessed, task.total) == (1, 2)


def test_newcomer_stands_neither_in_a_submitted_sheet_nor_in_its_protocol(
    sheet, student, now, college
):
    absent = named(sheet.group, "Белов")
    away = named(sheet.group, "Ветров", state="leave")
    mark(sheet, student, "4", now)
    submit_sheet(sheet=sheet, actor_id=None, now=now)
    sheet.refresh_from_db()
    subject = subject_of(kind=DocumentKind.PROTOCOL, college_id=college.pk, pk=sheet.pk)
    issue = Issue(
        file_format=DocumentFormat.DOCX, address="https://portal.example/", actor_id=None, now=now
    )
    document = issue_document(subject=subject, issue=issue)

    # Even one of whom a list says that they were there before.
    named(sheet.group, "Гусев")
    order(absent, MovementKind.EXPELLED, now)
    assert names(sheet) == ["Алёхин", "Белов"]
    assert standing_of(document=document, today=LATER) == "valid"
    kept = Result.objects.get(student=absent)
    assert (kept.state, kept.raw_value, kept.version) == (ResultState.EMPTY, "", 0)

    return_sheet(sheet=sheet, reason="ошибка", actor_id=None, now=now)
    sheet.refresh_from_db()
    assert names(sheet) == ["Алёхин", "Белов", "Ветров", "Гусев"]
    assert places_of_sheets(sheets=[sheet])[sheet.pk][away.pk] is True
    # The empty cell is as one never filled: what was typed without having seen it is taken.
    cell = CellInput(absent.pk, kept.criterion_id, "3", version=0)
    assert record_results(sheet=sheet, cells=[cell], actor_id=None, now=now)[0].version == 1


def test_sheets_submitted_before_keep_whom_they_showed(sheet, student, now):
    left = named(sheet.group, "Белов", state="expelled", ended_on=LATER)
    late = named(sheet.group, "Ветров", started_on=LATER)
    criterion = sheet.instrument.criteria.order_by("position").first()
    ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5")
    sheet.state, sheet.submitted_at = SheetState.SUBMITTED, now
    sheet.save()
    draft = SheetFactory(group=sheet.group, held_on=LATER)
    CriterionFactory(instrument=draft.instrument)

    migration = import_module("assessments.migrations.0032_places_in_submitted_sheets")
    migration.keep_places(apps, None)

    assert names(sheet) == ["Алёхин", "Ветров"]
    assert left.last_name not in names(sheet)
    assert list(Result.objects.filter(version=0).values_list("sheet", "student", "criterion")) == [
        (sheet.pk, late.pk, criterion.pk)
    ]
    migration.forget_places(apps, None)
    assert Result.objects.count() == 1
