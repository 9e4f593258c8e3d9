import datetime as dt

import pytest
from django.urls import reverse
from django.utils.html import escape

from assessments.enums import SheetState
from assessments.models import GroupFunctionReadiness
from assessments.services.sheets import return_sheet
from colleges.enums import AlignmentState
from colleges.models import AlignmentVersion
from colleges.services.alignment_states import agree_by_college, return_alignment
from core.enums import ImportState
from core.models import ImportBatch
from core.templatetags.formats import moment
from tests.factories.assessments import SheetFactory, StudentReadinessFactory
from tests.factories.colleges import (
    AlignmentFactory,
    ConsentFactory,
    EnrolmentFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EvaluationFactory, PlacementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
URL = "/tasks/"


@pytest.fixture
def group(college):
    group = StudyGroupFactory(programme__college=college, name="М-31")
    EnrolmentFactory.create_batch(3, group=group)
    return group


def required(group, code, *, assessed, voice):
    """Make a function of the programme that so many students have evidence of."""
    function = ProgrammeFunctionFactory(programme=group.programme, function__code=code).function
    GroupFunctionReadiness.objects.create(
        group=group, college=group.college, function=function, students_count=assessed,
        value_sum=1, value_square_sum=1, low_confidence_count=0, employer_count=voice,
        employer_sum=1, gap_count=0, gap_sum=0, evidence_count=1,
    )  # fmt: skip
    return function


def test_what_is_missing_is_listed_with_the_next_step_and_the_rest_is_folded(
    college_teacher_client, group
):
    required(group, "A/01.3", assessed=3, voice=1)
    required(group, "A/02.3", assessed=3, voice=0)
    lacking = required(group, "A/03.3", assessed=1, voice=1)

    page = college_teacher_client.get(URL)

    listed = [
        (item["row"].code, item["row"].missing, item["step"], item["step_url"])
        for item in page.context["functions"]
    ]
    assert listed == [
        (
            "A/03.3",
            2,
            "Внести ведомость",
            f"{reverse('assessments:sheet_create')}?group={group.pk}&function={lacking.pk}",
        ),
        ("A/02.3", 0, "Попросить наставников об оценке", reverse("employers:placement_list")),
    ]
    assert [row.code for row in page.context["complete"]] == ["A/01.3"]
    assert "Оценены у всех студентов: 1" in page.text


def test_counts_lead_to_the_very_rows_that_were_counted(college_teacher_client, group, now):
    student = group.enrolments.first().student
    StudentReadinessFactory(student=student, group=group, is_provisional=True, is_ready=False)
    StudentReadinessFactory(
        student=group.enrolments.last().student, group=group, is_provisional=False
    )
    SheetFactory(group=group)
    SheetFactory(group=group, state=SheetState.SUBMITTED, submitted_at=now)
    ended = PlacementFactory(student=student, ends_on=now.date() - dt.timedelta(days=2))
    PlacementFactory(student=student, ends_on=now.date())
    rated = PlacementFactory(student=student, ends_on=now.date() - dt.timedelta(days=3))
    EvaluationFactory(placement=rated, submitted_at=now)

    page = college_teacher_client.get(URL, {"whose": "all"})
    due, urls = page.context["due"], page.context["urls"]
    sheets = college_teacher_client.get(urls["sheets"]).context["page"]
    board = college_teacher_client.get(urls["placements"])
    scarce = college_teacher_client.get(urls["scarce"]).context["page"]

    assert (len(due.sheets), sheets.paginator.count) == (1, 1)
    assert (due.unrated_placements, [row["id"] for row in board.context["rows"]]) == (1, [ended.pk])
    assert next(tab for tab in board.context["tabs"] if tab[2])[3] == 1
    assert (due.students, due.provisional, list(scarce)) == (3, 1, [student])
    own = college_teacher_client.get(URL, {"whose": "own"}).context["urls"]
    assert college_teacher_client.get(own["sheets"]).context["page"].paginator.count == 0
    assert all(page.text.count(f'href="{escape(url)}"') for url in urls.values())


def test_college_that_lacks_nothing_is_told_so(college_teacher_client, group):
    required(group, "A/01.3", assessed=3, voice=2)

    page = college_teacher_client.get(URL)

    assert page.context["functions"] == []
    assert "по каждой есть голос работодателя" in page.text


def test_only_the_groups_that_lack_most_are_listed(college_teacher_client, college):
    for number in range(22):
        group = StudyGroupFactory(programme__college=college, name=f"М-{number:02}")
        EnrolmentFactory(group=group)

    page = college_teacher_client.get(URL)

    assert [row.name for row in page.context["groups"]] == [
        f"М-{number:02}" for number in range(20)
    ]
    assert "Ещё групп: 2" in page.text


def test_what_was_returned_says_by_whom_and_leads_there(
    college_teacher_client, college_manager, college, now
):
    sheet = SheetFactory(group__programme__college=college, state="submitted", submitted_at=now)
    programme = AlignmentFactory(programme=sheet.group.programme).version.programme
    who = {"actor_id": college_manager.user_id, "now": now}
    return_sheet(sheet=sheet, reason="нет даты", **who)
    agree_by_college(programme=programme, **who)
    return_alignment(programme=programme, reason="Нет практики", **who)

    page = college_teacher_client.get(f"{URL}?whose=all")

    said = f"Вернули: {college_manager.user.display_name}, {moment(now)}"
    assert page.text.count(said) == 2
    assert "Сопряжение возвращено" in page.text
    assert f'href="{reverse("colleges:alignment", args=[programme.pk])}"' in page.text


def test_file_of_a_kind_that_only_the_head_loads_is_told_to_the_head(
    college_teacher_client, college_manager_client, college, now
):
    batch = ImportBatch.objects.create(
        kind="colleges.curriculum",
        college_id=college.pk,
        file_name="план.xlsx",
        content=b"-",
        sha256="0" * 64,
        state=ImportState.CHECKED,
        uploaded_at=now,
    )
    url = reverse("assessments:import_batch", args=[batch.pk])
    for client, is_told in ((college_manager_client, True), (college_teacher_client, False)):
        text = client.get(URL, {"whose": "all"}).content.decode()
        assert (url in text) is is_told


def test_what_waits_without_a_list_is_told_in_a_line_with_a_count_and_a_link(
    college_teacher_client, group
):
    AlignmentFactory(programme=group.programme)

    lines = college_teacher_client.get(URL).context["lines"]

    programmes, consents = reverse("colleges:programme_list"), reverse("colleges:consent_list")
    assert lines == [
        ("Сопряжение в черновике", 1, f"{programmes}?attention=draft"),
        ("Обучающиеся без согласия на обработку данных", 3, f"{consents}?purpose=processing"),
    ]
    listed = college_teacher_client.get(lines[0][2])
    assert [row["pk"] for row in listed.context["rows"]] == [group.programme_id]
    assert [tab[2:] for tab in listed.context["tabs"]] == [(False,), (True, 1), (False, 0)]
    shown = college_teacher_client.get(lines[1][2])
    assert shown.context["page"].paginator.count == 3

    for enrolment in group.enrolments.all():
        ConsentFactory(student=enrolment.student, given_by="representative")
    AlignmentVersion.objects.update(state=AlignmentState.AGREED_COLLEGE)
    assert college_teacher_client.get(URL).context["lines"] == []
    assert college_teacher_client.get(programmes).context["tabs"] == []
