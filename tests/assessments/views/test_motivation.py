"""The motivation questionnaire: answered by students, seen in sum by their college."""

import datetime as dt

import pytest

from assessments.enums import EvidenceKind
from assessments.models import Evidence, MotivationForm, StudentSurvey
from assessments.rules.parameters import default_parameter_values
from assessments.services.surveys import submit_motivation
from tests.factories.assessments import MethodologyFactory, MotivationFormFactory
from tests.factories.colleges import ConsentFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
URL = "/my-card/motivation/"
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def nothing_introduced(db):
    """The first version that the migrations bring would be counted too."""
    MotivationForm.objects.all().delete()


@pytest.fixture
def form(student_role):
    MethodologyFactory(published=True, parameters=default_parameter_values())
    return MotivationFormFactory()


@pytest.fixture
def consent(student_role):
    return consent_of(student_role.student)


def consent_of(student):
    return ConsentFactory(student=student, purpose="questionnaire", given_by="representative")


def answer(student, form, value):
    submit_motivation(
        student=student, values={1: value}, actor_id=None, now=NOW, form_version=form.version
    )


def sent_to(form, **ticked):
    return {"version": form.version, **ticked}


def test_student_answers_and_may_leave_statements_out(student_client, student_role, form, consent):
    assert len(student_client.get(URL).context["form"].fields) == 8
    sent = student_client.post(URL, sent_to(form, item_1="3", item_2="0", item_3=""))
    assert sent.url == "/my-card/"
    survey = StudentSurvey.objects.get()
    assert (survey.kind, survey.form_version) == ("motivation", form.version)
    row = Evidence.objects.get()
    assert (row.student, row.kind) == (student_role.student, EvidenceKind.QUESTIONNAIRE)
    assert row.score == pytest.approx(0.5)
    assert student_client.get(URL).context["form"]["item_1"].value() == "3"


def test_nothing_is_asked_without_a_consent_a_form_or_an_answer(student_client, form):
    assert "Нужно согласие на анкетирование" in student_client.get(URL).content.decode()
    answer = student_client.post(URL, sent_to(form, item_1="3"))
    assert "после согласия" in answer.context["form"].non_field_errors()[0]
    answer = student_client.post(URL, sent_to(form))
    assert answer.context["form"].non_field_errors() == ["Ответьте хотя бы на одно утверждение."]
    assert not StudentSurvey.objects.exists()


def test_answers_to_another_version_are_not_taken_for_answers_to_this_one(
    student_client, form, consent
):
    student_client.post(URL, sent_to(form, item_1="3"))
    newer = MotivationFormFactory(title="О вашей практике")
    assert student_client.get(URL).context["form"]["item_1"].value() == ""
    # A page opened before the new version was introduced: its numbers mean other statements.
    late = student_client.post(URL, sent_to(form, item_2="0"), follow=True)
    assert "Анкета за это время изменилась" in late.text
    assert "О вашей практике" in late.text
    assert StudentSurvey.objects.get().form_version == form.version < newer.version


@pytest.mark.parametrize(("count", "line"), [(4, (None, None)), (5, (5, 1.0))])
def test_college_sees_what_five_or_more_have_said(
    college_manager_client, college, form, settings, count, line
):
    settings.MINIMUM_CELL = 5
    group = StudyGroupFactory(programme__college=college)
    for _number in range(count):
        student = EnrolmentFactory(group=group).student
        consent_of(student)
        answer(student, form, 3)
    silent = EnrolmentFactory(group=group).student
    mine = consent_of(silent)
    answer(silent, form, 0)
    mine.withdrawn_at = NOW
    mine.save()
    lines = college_manager_client.get(f"/groups/{group.pk}/").context["motivation"]
    assert len(lines) == 8
    assert (lines[0].count, lines[0].mean) == line
    assert (lines[1].count, lines[1].mean) == (None, None)
