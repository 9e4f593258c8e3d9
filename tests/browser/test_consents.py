"""A consent is withdrawn: the name goes, questionnaires end, what is kept is decided."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.models import Evidence
from assessments.rules.parameters import default_parameter_values
from assessments.services.surveys import submit_self_assessment
from employers.enums import RequestChannel
from employers.services.requests import create_rating_request
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import MethodologyFactory
from tests.factories.colleges import (
    CollegeFactory,
    ConsentFactory,
    EnrolmentFactory,
    StudyGroupFactory,
)
from tests.factories.employers import ContactFactory, EmployerFactory, PlacementFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = dt.datetime.now(tz=dt.UTC)
TODAY = NOW.date()


@pytest.fixture
def student():
    """Seventeen years old, with every consent, and an own view of one function."""
    MethodologyFactory(published=True, parameters=default_parameter_values())
    college = CollegeFactory(short_name="Колледж «Нива»")
    student = EnrolmentFactory(
        group=StudyGroupFactory(programme__college=college, name="М-31"),
        student__last_name="Вершинина",
        student__first_name="Мария",
        student__birth_date=dt.date(TODAY.year - 17, 1, 15),
    ).student
    for purpose in ("processing", "transfer_employer", "questionnaire"):
        ConsentFactory(
            student=student, purpose=purpose, given_by="representative",
            given_at=NOW - dt.timedelta(days=30),
        )  # fmt: skip
    function = LabourFunctionFactory(name="Посев и посадка культур")
    submit_self_assessment(student=student, values={function.pk: 2}, actor_id=None, now=NOW)
    return student


@pytest.fixture
def link(student, live_server):
    employer = EmployerFactory(name="СПК «Заря»")
    placement = PlacementFactory(
        student=student,
        employer=employer,
        mentor=ContactFactory(employer=employer),
        starts_on=TODAY - dt.timedelta(days=25),
        ends_on=TODAY - dt.timedelta(days=7),
        functions=[LabourFunctionFactory(name="Подготовка почвы")],
    )
    made = create_rating_request(
        placement=placement, channel=RequestChannel.QR, created_by_id=None, now=NOW
    )
    return f"{live_server.url}/r/{made.token}/"


def test_withdrawal_hides_the_name_ends_questionnaires_and_is_reviewed(
    browser_page, log_in, live_server, student, link, show, run_jobs
):
    mentor = browser_page(390, 844)
    mentor.goto(link)
    expect(mentor.get_by_text("Мария В.").first).to_be_visible()
    assert Evidence.objects.filter(voided_at__isnull=True).count() == 1

    manager = browser_page(1366, 900)
    log_in(manager, MembershipFactory(college_manager=True, college=student.college))
    papers = f"{live_server.url}/students/{student.uid}/consents/"
    manager.goto(papers)
    processing = manager.locator("section", has_text="Обработка персональных данных")
    processing.get_by_role("link", name="Отозвать").click()
    expect(manager.get_by_role("heading", name="Отзыв согласия")).to_be_visible()
    show(manager, "consents-1-question")
    manager.get_by_role("button", name="Отозвать").click()
    expect(manager.get_by_text("Согласие отозвано.")).to_be_visible()
    expect(manager.get_by_text("не действует: обработка отозвана")).to_have_count(2)
    show(manager, "consents-2-withdrawn")
    run_jobs(at=dt.datetime.now(tz=dt.UTC))

    assert not Evidence.objects.filter(voided_at__isnull=True).exists()
    mentor.goto("about:blank")
    mentor.goto(link)
    expect(mentor.get_by_text("Практикант №").first).to_be_visible()
    expect(mentor.get_by_text("Мария")).to_have_count(0)
    show(mentor, "consents-3-mentor-phone")

    manager.goto(f"{live_server.url}/tasks/")
    expect(manager.get_by_role("heading", name="Согласие на обработку отозвано")).to_be_visible()
    task = manager.locator("section", has_text="Согласие на обработку отозвано")
    task.get_by_role("link", name="Вершинина Мария").click()
    manager.get_by_role("link", name="Решить, что хранить").click()
    expect(manager.locator("main textarea")).to_be_visible()
    manager.set_viewport_size({"width": 390, "height": 844})
    show(manager, "consents-4-review-phone")
    assert manager.evaluate("document.documentElement.scrollWidth") == 390
    manager.set_viewport_size({"width": 1366, "height": 900})
    show(manager, "consents-5-review")
    manager.locator("main textarea").fill("Приказы и оценки хранятся по 273-ФЗ, анкеты удалены.")
    manager.get_by_role("button", name="Записать решение").click()
    expect(manager.get_by_text("Решение записано.")).to_be_visible()
    expect(manager.get_by_text("Приказы и оценки хранятся по 273-ФЗ")).to_be_visible()
    manager.goto(f"{live_server.url}/tasks/")
    expect(manager.get_by_text("Согласие на обработку отозвано")).to_have_count(0)
