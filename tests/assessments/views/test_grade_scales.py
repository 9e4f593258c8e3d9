"""A college's scales of marks and the marks of an exam."""

import datetime as dt

import pytest

from assessments.enums import EvidenceKind, ScaleKind
from assessments.models import GradeScale
from tests.factories.assessments import (
    CriterionFactory,
    GradeScaleFactory,
    ResultFactory,
    SheetFactory,
)
from tests.factories.colleges import EnrolmentFactory, ProgrammeFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db
URL = "/grade-scales/"
NEW = {
    "name": "Шкала ДЭ 2027",
    "bound_3": "30",
    "bound_4": "55,5",
    "bound_5": "80",
    "act_reference": "приказ № 7",
    "valid_from": "2026-12-01",
}


def test_manager_adds_a_scale_and_the_one_before_ends(college_manager_client, college, frozen_now):
    old = GradeScaleFactory(college=college)
    answer = college_manager_client.post(f"{URL}new/", NEW)
    assert answer.status_code == 302
    old.refresh_from_db()
    assert old.valid_to == dt.date(2026, 11, 30)
    new = GradeScale.objects.get(name="Шкала ДЭ 2027")
    assert (float(new.bound_3), float(new.bound_4), float(new.bound_5)) == (30.0, 55.5, 80.0)
    page = college_manager_client.get(URL).content.decode()
    assert "«3» от 30 %, «4» от 55,50 %, «5» от 80 %" in page
    assert "будет действовать" in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bound_4": "30"}, "Граница «4» должна быть выше границы «3»"),
        ({"bound_5": "50"}, "Граница «5» должна быть выше границы «4»"),
        ({"valid_from": "2025-12-01"}, "Уже есть шкала с этой или более поздней даты"),
        ({"act_reference": ""}, "Обязательное поле"),
    ],
)
def test_scale_that_makes_no_sense_is_refused_and_changes_nothing(
    college_manager_client, college, frozen_now, change, message
):
    old = GradeScaleFactory(college=college)
    page = college_manager_client.post(f"{URL}new/", NEW | change).content.decode()
    assert message in page
    old.refresh_from_db()
    assert old.valid_to is None
    assert GradeScale.objects.count() == 1


def test_manager_ends_a_scale(college_manager_client, college, frozen_now):
    scale = GradeScaleFactory(college=college)
    address = f"{URL}{scale.pk}/retire/"
    page = college_manager_client.post(address, {"valid_to": "2025-12-31"}).content.decode()
    assert "не может закончиться раньше" in page
    college_manager_client.post(address, {"valid_to": "2026-06-30"})
    scale.refresh_from_db()
    assert scale.valid_to == dt.date(2026, 6, 30)
    page = college_manager_client.get(URL).content.decode()
    assert "Действует рекомендованная шкала" in page
    assert "завершена" in page


@pytest.fixture
def exam(college):
    """Two criteria of 10 and 30 points; one student has 6 + 18, the other a criterion open."""
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    sheet = SheetFactory(
        group=group, instrument__kind=EvidenceKind.DEMO_EXAM, held_on=dt.date(2026, 6, 18)
    )
    criteria = [
        CriterionFactory(instrument=sheet.instrument, scale=ScaleKind.POINTS, maximum=maximum)
        for maximum in (10, 30)
    ]
    full, part = (EnrolmentFactory(group=group).student for _ in range(2))
    for student, criterion in ((full, 0), (full, 1), (part, 0)):
        ResultFactory(sheet=sheet, student=student, criterion=criteria[criterion], score=0.6)
    return sheet


@pytest.mark.parametrize(
    ("scales", "mark", "words"),
    [
        ([], 4, "Рекомендованная шкала"),
        ([{"bound_5": 60, "bound_4": 50}], 5, "приказ № 5"),
        ([{"bound_4": 61}], 3, "приказ № 5"),
        ([{"bound_4": 61, "valid_to": dt.date(2026, 6, 17)}], 4, "Рекомендованная шкала"),
        ([{"bound_4": 61, "college": None}], 3, "приказ № 5"),
        ([{"bound_4": 61, "college": None}, {"bound_5": 60, "bound_4": 50}], 5, "приказ № 5"),
    ],
)
def test_marks_follow_the_scale_of_the_day(
    college_manager_client, college, exam, scales, mark, words
):
    for scale in scales:
        GradeScaleFactory(**({"college": college} | scale))
    page = college_manager_client.get(f"/sheets/{exam.pk}/marks/")
    rows = page.context["rows"]
    assert sorted(row["mark"] or 0 for row in rows) == [0, mark]
    [row] = [row for row in rows if row["mark"]]
    assert (row["points"], row["percent"]) == (pytest.approx(24.0), 60.0)
    assert words in page.content.decode()


def test_sheet_of_an_exam_leads_to_its_marks(college_manager_client, exam):
    page = college_manager_client.get(f"/sheets/{exam.pk}/").content.decode()
    assert f'href="/sheets/{exam.pk}/marks/">Отметки за экзамен' in page


def test_other_sheets_have_no_marks(college_manager_client, college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    sheet = SheetFactory(group=group)
    CriterionFactory(instrument=sheet.instrument, scale=ScaleKind.POINTS, maximum=20)
    page = college_manager_client.get(f"/sheets/{sheet.pk}/marks/").content.decode()
    assert "Отметок нет" in page
    assert "/marks/" not in college_manager_client.get(f"/sheets/{sheet.pk}/").content.decode()
