"""A person comes in by e-mail and password, and leaves."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD
from tests.factories.colleges import StudentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_wrong_password_is_refused_and_the_right_one_leads_to_the_own_work(
    region_officer, browser_page, live_server, screenshot
):
    page = browser_page(390, 844)
    page.goto(f"{live_server.url}/login/")
    page.locator("input[name=username]").fill(region_officer.user.email.upper())
    page.locator("input[name=password]").fill("неверный-пароль")
    page.get_by_role("button", name="Войти").click()
    expect(page).to_have_url(f"{live_server.url}/login/")
    screenshot(page, "accounts-1-refused")

    page.locator("input[name=username]").fill(region_officer.user.email.upper())
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page).to_have_url(f"{live_server.url}/region/")
    screenshot(page, "accounts-2-home")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/region/")
    expect(page).to_have_url(f"{live_server.url}/login/?next=/region/")


def test_student_is_invited_from_the_card_sets_a_password_and_sees_the_own_card(
    college, college_manager, browser_page, log_in, live_server, run_jobs, show
):
    student = StudentFactory(college=college)
    head = browser_page(1366)
    log_in(head, college_manager)
    head.goto(f"{live_server.url}/students/{student.uid}/")
    head.get_by_role("link", name="Доступ", exact=True).click()
    show(head, "accounts-3-invite")
    head.get_by_label("Электронная почта обучающегося").fill("student@example.invalid")
    head.get_by_role("button", name="Отправить приглашение").click()
    expect(head.get_by_text("Приглашение отправлено на student@example.invalid.")).to_be_visible()

    run_jobs(at=timezone.now())
    (letter,) = mail.outbox
    (link,) = re.findall(r"https?://\S+", letter.body)
    phone = browser_page(390, 844)
    phone.goto(link)
    expect(phone.get_by_role("heading", name="Добро пожаловать")).to_be_visible()
    show(phone, "accounts-4-welcome-phone")
    for field in ("new_password1", "new_password2"):
        phone.locator(f"input[name={field}]").fill("пшеница-в-июле-7")
    phone.get_by_role("button", name="Сохранить и войти").click()
    expect(phone).to_have_url(f"{live_server.url}/my-card/")
    expect(phone.get_by_role("heading", level=1)).to_have_text(student.full_name)
    show(phone, "accounts-5-own-card-phone")
    phone.goto(f"{live_server.url}/students/")
    expect(phone.get_by_role("table")).to_have_count(0)
