import pytest
from django.urls import reverse

from assessments.enums import ResultState, SheetState
from assessments.models import Result
from tests.factories.assessments import CriterionFactory, SheetFactory
from tests.factories.colleges import EnrolmentFactory, ProgrammeFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(college):
    return SheetFactory(group=StudyGroupFactory(programme=ProgrammeFactory(college=college)))


@pytest.fixture
def student(sheet):
    return EnrolmentFactory(group=sheet.group).student


@pytest.fixture
def criterion(sheet):
    return CriterionFactory(instrument=sheet.instrument)


def url_of(sheet, student, criterion):
    own = reverse("assessments:cell_detail", args=[sheet.pk])
    return f"{own}?student={student.pk}&criterion={criterion.pk}"


def test_remark_to_an_empty_cell_keeps_it_empty(college_teacher_client, sheet, student, criterion):
    url = url_of(sheet, student, criterion)

    response = college_teacher_client.post(
        url, {"comment": " спросить мастера ", "needs_attention": "on"}
    )

    assert response.url == url
    row = Result.objects.get()
    assert (row.state, row.version, row.score) == (ResultState.EMPTY, 0, None)
    assert (row.comment, row.needs_attention) == ("спросить мастера", True)
    assert "спросить мастера" in college_teacher_client.get(url).content.decode()


def test_flag_alone_leaves_the_remark(college_teacher_client, sheet, student, criterion):
    url = f"{url_of(sheet, student, criterion)}&part=1"
    college_teacher_client.post(url, {"comment": "позже", "needs_attention": "on"})

    response = college_teacher_client.post(url, {"off": "1"})

    assert (Result.objects.get().comment, Result.objects.get().needs_attention) == ("позже", False)
    assert (response.context["has_note"], response.context["has_flag"]) == (True, False)


def test_cell_of_another_sheet_is_not_found(college_teacher_client, sheet, student, criterion):
    stranger = EnrolmentFactory().student
    foreign = CriterionFactory()

    for place in ((stranger, criterion), (student, foreign)):
        assert college_teacher_client.get(url_of(sheet, *place)).status_code == 404
    own = reverse("assessments:cell_detail", args=[sheet.pk])
    assert college_teacher_client.get(f"{own}?student=x").status_code == 404


def test_voided_sheet_takes_no_remarks(college_teacher_client, sheet, student, criterion):
    type(sheet).objects.update(state=SheetState.VOIDED)

    response = college_teacher_client.post(url_of(sheet, student, criterion), {"comment": "x"})

    assert response.status_code == 404
    assert not Result.objects.exists()


def test_remarks_and_flags_stay_in_sight_when_the_sheet_is_handed_in(
    college_teacher_client, sheet, student, criterion, now
):
    url = url_of(sheet, student, criterion)
    college_teacher_client.post(url, {"comment": "спросить мастера", "needs_attention": "on"})
    type(sheet).objects.update(state=SheetState.SUBMITTED, submitted_at=now)

    page = college_teacher_client.get(reverse("assessments:sheet_detail", args=[sheet.pk]))

    cell = f'<a href="{url}">—<span class="visually-hidden">, есть замечание, пометка «вернуться»'
    assert cell.replace("&", "&amp;") in page.content.decode()
