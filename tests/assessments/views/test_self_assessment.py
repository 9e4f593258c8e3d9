import pytest

from assessments.enums import EvidenceKind
from assessments.models import Evidence, StudentSurvey, SurveyAnswer
from assessments.rules.parameters import default_parameter_values
from core.models import AuditEntry
from tests.factories.assessments import MethodologyFactory
from tests.factories.colleges import (
    ConsentFactory,
    EnrolmentFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
URL = "/my-card/self/"


@pytest.fixture
def functions(student_role):
    """Two functions of the student's programme, the second one mandatory."""
    MethodologyFactory(published=True, parameters=default_parameter_values())
    student = student_role.student
    group = StudyGroupFactory(programme__college=student.college)
    EnrolmentFactory(group=group, student=student)
    ProgrammeFunctionFactory()
    return [
        ProgrammeFunctionFactory(programme=group.programme, is_mandatory=is_mandatory).function
        for is_mandatory in (False, True)
    ]


@pytest.fixture
def consent(student_role):
    return ConsentFactory(
        student=student_role.student, purpose="questionnaire", given_by="representative"
    )


def answers(values):
    return {f"function_{function.pk}": value for function, value in values.items()}


def test_student_judges_the_functions_of_the_own_programme(
    student_client, student_role, functions, consent
):
    optional, mandatory = functions
    form = student_client.get(URL).context["form"]
    assert list(form.fields) == [f"function_{one.pk}" for one in (mandatory, optional)]

    sent = student_client.post(URL, answers({mandatory: "2", optional: ""}))

    assert sent.url == "/my-card/"
    row = Evidence.objects.get()
    assert (row.student, row.function, row.kind) == (
        student_role.student,
        mandatory,
        EvidenceKind.SELF_ASSESSMENT,
    )
    assert row.score == pytest.approx(2 / 3)
    line = AuditEntry.objects.get(action="assessments.submit_survey")
    assert line.actor_id == student_role.user_id


def test_last_answers_are_chosen_and_new_ones_take_their_place(student_client, functions, consent):
    student_client.post(URL, answers({functions[0]: "0"}))

    page = student_client.get(URL)
    assert page.context["form"][f"function_{functions[0].pk}"].value() == "0"
    student_client.post(URL, answers({functions[0]: "3"}))

    assert StudentSurvey.objects.count() == 2
    assert Evidence.objects.get(voided_at__isnull=True).score == 1


def test_nothing_is_asked_without_a_consent(student_client, functions):
    page = student_client.get(URL)
    refused = student_client.post(URL, answers({functions[0]: "3"}))

    assert "Нужно согласие на анкетирование" in page.text
    assert f"function_{functions[0].pk}" not in page.text
    assert refused.status_code == 200
    assert not StudentSurvey.objects.exists()


@pytest.mark.parametrize("value", ["", "4", "сам"])
def test_empty_and_wrong_answers_are_refused(student_client, functions, consent, value):
    page = student_client.post(URL, answers({functions[0]: value}))

    assert page.status_code == 200
    assert not page.context["form"].is_valid()
    assert not SurveyAnswer.objects.exists()


def test_foreign_functions_are_not_judged(student_client, functions, consent):
    foreign = ProgrammeFunctionFactory().function

    page = student_client.post(URL, answers({foreign: "3"}))

    assert "Ответьте хотя бы об одной функции." in page.text
    assert not StudentSurvey.objects.exists()


def test_student_without_a_programme_is_told_so(student_client, consent):
    assert "Функций пока нет" in student_client.get(URL).text
