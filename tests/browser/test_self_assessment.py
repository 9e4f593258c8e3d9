"""A student says on a phone what is already within reach."""

import pytest
from playwright.sync_api import expect

from assessments.models import SurveyAnswer
from assessments.rules.parameters import default_parameter_values
from tests.factories.assessments import MethodologyFactory
from tests.factories.colleges import (
    ConsentFactory,
    EnrolmentFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["Подготовка почвы к посеву", "Посев и посадка культур", "Уход за посевами и уборка"]


@pytest.fixture
def student(student_role):
    MethodologyFactory(published=True, parameters=default_parameter_values())
    student = student_role.student
    group = StudyGroupFactory(programme__college=student.college)
    EnrolmentFactory(group=group, student=student)
    for number, name in enumerate(NAMES, start=1):
        function = LabourFunctionFactory(code=f"A/0{number}.3", name=name)
        ProgrammeFunctionFactory(programme=group.programme, function=function)
    return student


def test_student_answers_once_the_college_has_the_consent(
    browser_page, log_in, student_role, student, live_server, show
):
    phone = browser_page(390, 844)
    log_in(phone, student_role)
    phone.goto(f"{live_server.url}/my-card/")
    phone.get_by_role("link", name="Самооценка").click()
    expect(phone.get_by_text("Нужно согласие на анкетирование")).to_be_visible()
    show(phone, "self-1-no-consent")

    ConsentFactory(student=student, purpose="questionnaire", given_by="representative")
    phone.reload()
    phone.get_by_role("group", name=NAMES[0]).get_by_label("с подсказкой").check()
    phone.get_by_role("group", name=NAMES[1]).get_by_label("пока не могу").check()
    show(phone, "self-2-phone")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.get_by_role("button", name="Сохранить").click()
    expect(phone.get_by_text("Спасибо. Самооценка сохранена")).to_be_visible()
    said = SurveyAnswer.objects.order_by("function__code").values_list("function__name", "value")
    assert list(said) == [(NAMES[0], 2), (NAMES[1], 0)]

    phone.goto(f"{live_server.url}/my-card/self/")
    chosen = phone.get_by_role("group", name=NAMES[1]).get_by_label("пока не могу")
    expect(chosen).to_be_checked()
    phone.set_viewport_size({"width": 1366, "height": 900})
    show(phone, "self-3-wide")
