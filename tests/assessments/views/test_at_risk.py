import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessments.enums import RiskReason
from assessments.rules.at_risk import reasons_of_graduate, reasons_of_student
from colleges.enums import EnrolmentState
from colleges.rules.outcomes import Said, standing_of
from core.models import AuditEntry
from tests.factories.assessments import StudentReadinessFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    GraduateOutcomeFactory,
    StudyGroupFactory,
)
from tests.factories.employers import PlacementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
URL = "/at-risk/"


@pytest.fixture
def final(college):
    return StudyGroupFactory(programme__college=college, name="М-41", graduation_year=2027)


@pytest.fixture
def finished(college):
    return StudyGroupFactory(programme__college=college, name="М-31", graduation_year=2026)


def student(group, last, *, placed=True, voice=True, **readiness):
    person = EnrolmentFactory(group=group, student__last_name=last).student
    if readiness:
        StudentReadinessFactory(
            student=person, group=group, has_employer_voice=voice, is_ready=False, **readiness
        )
    if placed:
        PlacementFactory(student=person)
    return person


def rows(client, **query):
    return {
        row["name"].split()[0]: [text for text, _kind in row["reasons"]]
        for row in client.get(URL, query).context["rows"]
    }


def test_final_course_and_graduates_stand_with_every_reason(
    college_teacher_client, final, finished
):
    student(final, "Ровный", level=2, is_provisional=False)
    student(final, "Слабый", level=0, is_provisional=False)
    student(final, "Один", level=1, is_provisional=False, placed=False, voice=False)
    student(final, "Новый", placed=False)
    student(
        StudyGroupFactory(programme=final.programme, graduation_year=2028), "Рано", placed=False
    )
    for last, status in [("Ищет", "no_demand_searching"), ("Занят", "employed"), ("Немой", None)]:
        person = EnrolmentFactory(
            group=finished, state=EnrolmentState.GRADUATED, student__last_name=last
        ).student
        if status:
            GraduateOutcomeFactory(student=person, status=status)

    found = rows(college_teacher_client)

    assert list(found.items()) == [
        ("Ищет", ["ищет работу, спроса нет"]),
        ("Слабый", ["низкая готовность"]),
        (
            "Новый",
            ["не было места практики", "нет оценки работодателя", "мало данных о готовности"],
        ),
        ("Один", ["не было места практики", "нет оценки работодателя"]),
        ("Немой", ["выпускник без статуса"]),
    ]
    assert list(rows(college_teacher_client, who="graduates")) == ["Ищет", "Немой"]
    assert list(rows(college_teacher_client, reason="no_voice")) == ["Новый", "Один"]
    assert list(rows(college_teacher_client, group=final.pk)) == ["Слабый", "Новый", "Один"]


def test_foreign_college_is_not_shown(college_teacher_client):
    student(StudyGroupFactory(graduation_year=2027), "Чужой", placed=False)

    assert rows(college_teacher_client) == {}


def test_list_costs_the_same_queries_however_long(
    college_teacher_client, final, django_assert_max_num_queries
):
    student(final, "Первый", placed=False)
    with django_assert_max_num_queries(20) as one:
        assert len(rows(college_teacher_client)) == 1
    student(final, "Второй", placed=False)
    student(final, "Третий", placed=False)
    with django_assert_max_num_queries(20) as three:
        assert len(rows(college_teacher_client)) == 3
    assert len(one) == len(three)


def test_file_leaves_an_audit_line(college_teacher_client, final):
    student(final, "Один", placed=False)

    content = college_teacher_client.get("/at-risk/file/").content

    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet["A5"].value == "Один Имя Отчество"
    assert sheet["D5"].value == (
        "не было места практики; нет оценки работодателя; мало данных о готовности"
    )
    line = AuditEntry.objects.get(action="colleges.export_graduates")
    assert line.details == {"list": "risk", "people": 1}


def test_level_of_too_little_data_is_not_called_low():
    reasons = reasons_of_student(
        level=0, is_provisional=True, has_employer_voice=True, has_placement=True
    )
    assert reasons == (RiskReason.TOO_LITTLE_DATA,)


@pytest.mark.parametrize(
    ("status", "reasons"),
    [
        ("informal", (RiskReason.OUT_OF_WORK,)),
        ("registered_unemployed", (RiskReason.OUT_OF_WORK,)),
        ("unknown", (RiskReason.NO_STATUS,)),
        ("conscript", ()),
        ("will_study", ()),
    ],
)
def test_reasons_of_a_graduate(status, reasons):
    said = Said(as_of_date=dt.date(2026, 10, 1), status=status, source="college")

    assert reasons_of_graduate(standing_of([said])) == reasons
