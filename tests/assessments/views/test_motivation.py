"""The motivation questionnaire: answered by students, seen in sum by their college."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from assessments.enums import EvidenceKind
from assessments.models import Evidence, MotivationForm, StudentSurvey
from assessments.rules.parameters import default_parameter_values
from assessments.services.motivation_forms import introduce_motivation_form
from assessments.services.surveys import submit_motivation
from core.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.assessments import MethodologyFactory
from tests.factories.colleges import ConsentFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
URL = "/my-card/motivation/"
ITEMS = [f"Утверждение {number}" for number in range(1, 9)]
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def nothing_introduced(db):
    """The first version that the migrations bring would be counted too."""
    MotivationForm.objects.all().delete()


@pytest.fixture
def form(student_role):
    MethodologyFactory(published=True, parameters=default_parameter_values())
    return introduce_motivation_form(items=ITEMS, actor_id=None, now=NOW)


@pytest.fixture
def consent(student_role):
    return consent_of(student_role.student)


def consent_of(student):
    return ConsentFactory(student=student, purpose="questionnaire", given_by="representative")


def test_student_answers_and_may_leave_statements_out(student_client, student_role, form, consent):
    assert len(student_client.get(URL).context["form"].fields) == 8
    sent = student_client.post(URL, {"item_1": "3", "item_2": "0", "item_3": ""})
    assert sent.url == "/my-card/"
    survey = StudentSurvey.objects.get()
    assert (survey.kind, survey.form_version) == ("motivation", form.version)
    row = Evidence.objects.get()
    assert (row.student, row.kind) == (student_role.student, EvidenceKind.QUESTIONNAIRE)
    assert row.score == pytest.approx(0.5)
    assert student_client.get(URL).context["form"]["item_1"].value() == "3"


def test_nothing_is_asked_without_a_consent_a_form_or_an_answer(student_client, form):
    assert "Нужно согласие на анкетирование" in student_client.get(URL).content.decode()
    answer = student_client.post(URL, {"item_1": "3"})
    assert "после согласия" in answer.context["form"].non_field_errors()[0]
    answer = student_client.post(URL, {})
    assert answer.context["form"].non_field_errors() == ["Ответьте хотя бы на одно утверждение."]
    assert not StudentSurvey.objects.exists()


def test_answers_to_another_version_are_not_taken_for_answers_to_this_one(
    student_client, form, consent
):
    student_client.post(URL, {"item_1": "3"})
    introduce_motivation_form(items=ITEMS[::-1], actor_id=None, now=NOW)
    assert student_client.get(URL).context["form"]["item_1"].value() == ""


@pytest.mark.parametrize(("count", "line"), [(4, (None, None)), (5, (5, 1.0))])
def test_college_sees_what_five_or_more_have_said(
    college_manager_client, college, form, settings, count, line
):
    settings.MINIMUM_CELL = 5
    group = StudyGroupFactory(programme__college=college)
    for _number in range(count):
        student = EnrolmentFactory(group=group).student
        consent_of(student)
        submit_motivation(student=student, values={1: 3}, actor_id=None, now=NOW)
    silent = EnrolmentFactory(group=group).student
    mine = consent_of(silent)
    submit_motivation(student=silent, values={1: 0}, actor_id=None, now=NOW)
    mine.withdrawn_at = NOW
    mine.save()
    lines = college_manager_client.get(f"/groups/{group.pk}/").context["motivation"]
    assert len(lines) == 8
    assert (lines[0].count, lines[0].mean) == line
    assert (lines[1].count, lines[1].mean) == (None, None)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (ITEMS[:7], "от 8 до 12"),
        ([*ITEMS, "", ITEMS[0].upper()], "дважды"),
        ([*ITEMS, "а" * 201], "Утверждение 9 длиннее"),
    ],
)
def test_questionnaire_that_cannot_be_asked_is_refused_in_words(items, words):
    with pytest.raises(ValidationError, match=words):
        introduce_motivation_form(items=items, actor_id=None, now=NOW)


def test_region_introduces_a_version_in_the_service_part_and_changes_none(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = "/admin/assessments/motivationform/"
    answer = client.post(f"{address}add/", {"lines": "\n".join(ITEMS)})
    assert answer.status_code == 302
    made = MotivationForm.objects.get()
    assert (made.version, made.items) == (1, ITEMS)
    assert AuditEntry.objects.filter(action="assessments.introduce_motivation_form").count() == 1
    assert client.post(f"{address}{made.pk}/change/", {"lines": "x"}).status_code == 403
