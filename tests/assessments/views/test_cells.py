import json

import pytest
from django.urls import reverse

from assessments.enums import ResultState, ScaleKind, SheetState
from assessments.models import Result
from assessments.services.sheets import submit_sheet
from tests.factories.assessments import (
    CriterionFactory,
    InstrumentFactory,
    ResultFactory,
    SheetFactory,
)
from tests.factories.colleges import EnrolmentFactory, ProgrammeFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    instrument = InstrumentFactory()
    CriterionFactory(instrument=instrument, scale=ScaleKind.MARK)
    return SheetFactory(group=group, instrument=instrument)


@pytest.fixture
def student(sheet):
    return EnrolmentFactory(group=sheet.group).student


@pytest.fixture
def criterion(sheet):
    return sheet.instrument.criteria.get()


def url_of(sheet):
    return reverse("assessments:sheet_cells", args=[sheet.pk])


def post(client, sheet, *cells):
    return client.post(
        url_of(sheet), json.dumps({"cells": list(cells)}), content_type="application/json"
    )


def cell(student, criterion, value, seen=0):
    return {"s": student.pk, "c": criterion.pk, "v": value, "n": seen}


def test_each_cell_is_answered_by_its_own_fate(
    college_teacher_client, sheet, student, criterion, frozen_now
):
    other = EnrolmentFactory(group=sheet.group).student
    stranger = EnrolmentFactory().student

    answer = post(
        college_teacher_client,
        sheet,
        cell(student, criterion, "н"),
        cell(other, criterion, "6"),
        cell(stranger, criterion, "5"),
    ).json()

    saved, wrong, foreign = answer["cells"]
    assert (saved["v"], saved["n"], saved["error"]) == ("н/я", 1, "")
    assert wrong["error"].startswith("Значение 6 вне границ шкалы")
    assert foreign["error"] == "Такой ячейки в ведомости нет."
    row = Result.objects.get()
    assert (row.state, row.updated_by) == (ResultState.ABSENT, college_teacher_client.user)


def test_conflict_names_who_wrote_the_other_value_and_when(
    college_teacher_client, college_manager_client, sheet, student, criterion, frozen_now
):
    college_manager_client.user.display_name = "Заместитель директора"
    college_manager_client.user.save()
    post(college_manager_client, sheet, cell(student, criterion, "4"))

    (conflict,) = post(college_teacher_client, sheet, cell(student, criterion, "5")).json()["cells"]

    assert (conflict["conflict"], conflict["v"], conflict["n"]) == (True, "4", 1)
    assert (conflict["by"], conflict["at"]) == ("Заместитель директора", "20.11.2026 12:00")
    assert Result.objects.get().raw_value == "4"


def test_value_sent_twice_is_saved_once(college_teacher_client, sheet, student, criterion):
    for _time in range(2):
        (saved,) = post(college_teacher_client, sheet, cell(student, criterion, "4")).json()[
            "cells"
        ]
        assert (saved["conflict"], saved["error"], saved["n"]) == (False, "", 1)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"cells": 1}', '{"cells": [{}]}', '{"cells": [{"s": "x"}]}']
)
def test_request_without_sense_is_refused_whole(college_teacher_client, sheet, body):
    response = college_teacher_client.post(url_of(sheet), body, content_type="application/json")

    assert response.status_code == 400


def test_submitted_sheet_answers_409(college_teacher_client, sheet, student, criterion):
    ResultFactory(sheet=sheet, student=student, criterion=criterion)
    submit_sheet(sheet=sheet, actor_id=None, now=sheet.created_at)

    assert post(college_teacher_client, sheet, cell(student, criterion, "2", 1)).status_code == 409
    assert Result.objects.get().raw_value == "4"


def test_changes_since_a_moment_hold_ids_and_no_names(
    college_teacher_client, sheet, student, criterion, frozen_now
):
    first = college_teacher_client.get(url_of(sheet)).json()
    assert first == {"cells": [], "cursor": "", "editable": True}
    post(college_teacher_client, sheet, cell(student, criterion, "4"))

    response = college_teacher_client.get(url_of(sheet))
    (seen,) = response.json()["cells"]
    assert (seen["s"], seen["c"], seen["v"], seen["n"]) == (student.pk, criterion.pk, "4", 1)
    assert student.last_name not in response.content.decode()
    cursor = response.json()["cursor"]
    later = college_teacher_client.get(url_of(sheet), {"since": cursor.replace("2026", "2027")})
    assert later.json()["cells"] == []


def test_titles_name_own_sheets_only(college_teacher_client, sheet):
    foreign = SheetFactory()
    submitted = SheetFactory(
        group=sheet.group, state=SheetState.SUBMITTED, submitted_at=sheet.created_at
    )

    response = college_teacher_client.get(
        reverse("assessments:sheet_titles"),
        {"sheet": [sheet.pk, foreign.pk, submitted.pk, "x", "9" * 30]},
    )

    assert response.json() == {
        "titles": {
            str(one.pk): {
                "title": f"{one.instrument.name}, {one.group.name}",
                "url": reverse("assessments:sheet_detail", args=[one.pk]),
                "cells": url_of(one),
                "editable": one == sheet,
            }
            for one in (sheet, submitted)
        }
    }
