"""A student answers the motivation questionnaire, the college reads what the group says."""

import pytest
from playwright.sync_api import expect

from assessments.rules.parameters import default_parameter_values
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import MethodologyFactory, MotivationFormFactory
from tests.factories.colleges import ConsentFactory, EnrolmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEMS = [f"Мне интересно узнавать новое о своей профессии, {number}." for number in range(1, 9)]


def test_answers_of_a_student_are_hidden_in_the_group_until_five_have_answered(
    browser_page, log_in, live_server, show
):
    MethodologyFactory(published=True, parameters=default_parameter_values())
    MotivationFormFactory(items=ITEMS)
    enrolment = EnrolmentFactory()
    student, college = enrolment.student, enrolment.group.college
    ConsentFactory(student=student, purpose="questionnaire", given_by="representative")
    page = browser_page(390, 844)
    log_in(page, MembershipFactory(role="student", student=student))
    page.goto(f"{live_server.url}/my-card/")
    page.get_by_role("link", name="Анкета").click()
    first = page.get_by_role("group", name="1. Мне интересно")
    first.get_by_label("скорее согласен").check()
    show(page, "motivation-1-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Спасибо. Ответы сохранены")).to_be_visible()

    desk = browser_page(1366, 900)
    log_in(desk, MembershipFactory(college_manager=True, college=college))
    desk.goto(f"{live_server.url}/groups/{enrolment.group_id}/")
    row = desk.get_by_role("row", name="Мне интересно узнавать новое о своей профессии, 1.")
    expect(row).to_contain_text("скрыто")
    show(desk, "motivation-2-group")
