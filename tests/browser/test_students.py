"""The college finds its students, moves them by orders, merges doubles, keeps consents."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from colleges.models import Consent, Enrolment, Student
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = dt.datetime.now(tz=dt.UTC).date()
STUDENTS = [("Вершинина", "Мария"), ("Дубов", "Илья"), ("Лунёв", "Пётр"), ("Полевая", "Анна")]


@pytest.fixture
def group():
    college = CollegeFactory(short_name="Колледж «Нива»")
    programme = ProgrammeFactory(college=college, intake_year=TODAY.year - 2)
    made = StudyGroupFactory(programme=programme, name="М-31", graduation_year=TODAY.year + 1)
    StudyGroupFactory(programme=programme, name="М-32", graduation_year=TODAY.year + 1)
    for last_name, first_name in STUDENTS:
        enrol(made, last_name, first_name)
    return made


def enrol(group, last_name, first_name, **more):
    return EnrolmentFactory(
        group=group,
        student__last_name=last_name,
        student__first_name=first_name,
        student__birth_date=dt.date(TODAY.year - 17, 1, 15),
        **more,
    ).student


@pytest.fixture
def page(browser_page, log_in, group):
    made = browser_page(1366, 900)
    log_in(made, MembershipFactory(college_manager=True, college=group.college))
    return made


@pytest.fixture
def phone(browser_page, log_in, group):
    made = browser_page(390, 844)
    log_in(made, MembershipFactory(college_manager=True, college=group.college))
    return made


def test_student_is_found_by_a_name_typed_in_the_wrong_layout(
    live_server, page, phone, show, group
):
    page.goto(f"{live_server.url}/students/")
    show(page, "students-1-list")
    field = page.get_by_role("searchbox").or_(page.get_by_label("Имя или номер зачётной книжки"))
    for typed in ("лунев", "keytd", "пётр лун"):
        field.first.fill(typed)
        field.first.press("Enter")
        page.wait_for_url(re.compile("query="))
        expect(page.get_by_role("link", name="Лунёв Пётр")).to_be_visible()
        expect(page.get_by_role("link", name="Дубов Илья")).to_have_count(0)
    page.get_by_role("link", name="Лунёв Пётр").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Лунёв Пётр")
    page.goto(f"{live_server.url}/students/?query=щщщ")
    expect(page.get_by_text("Никого не нашлось")).to_be_visible()
    show(page, "students-2-nobody")
    phone.goto(f"{live_server.url}/students/")
    show(phone, "students-3-list-phone")


def test_new_person_who_is_like_another_is_asked_about(live_server, page, show, group):
    page.goto(f"{live_server.url}/groups/{group.pk}/add-student/")
    page.get_by_label("Фамилия").fill("Лунев")
    page.get_by_label("Имя", exact=False).first.fill("Петр")
    page.get_by_label("Отчество").fill("Отчество")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("В колледже уже есть похожий человек")).to_be_visible()
    show(page, "students-4-alike")
    page.get_by_label("Отчество").press("Enter")
    expect(page.get_by_text("В колледже уже есть похожий человек")).to_be_visible()
    page.get_by_label("Это другой человек, добавить").check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Обучающийся добавлен.")).to_be_visible()
    assert Student.objects.filter(college=group.college).count() == len(STUDENTS) + 1


def test_manager_transfers_a_student_with_the_keyboard(live_server, page, phone, show, group):
    student = Student.objects.get(last_name="Дубов")
    page.goto(f"{live_server.url}/students/{student.uid}/")
    order = page.locator("summary", has_text="Приказ")
    order.focus()
    page.keyboard.press("Enter")
    show(page, "students-5-orders")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Перевод в другую группу")
    phone.goto(page.url)
    show(phone, "students-6-transfer-phone")
    page.get_by_label("В какую группу").select_option(index=1)
    page.get_by_label("Номер приказа").fill("14-у")
    show(page, "students-7-transfer")
    page.get_by_label("Номер приказа").press("Enter")
    expect(page.get_by_text("Приказ записан")).to_be_visible()
    expect(page.get_by_text("М-31 → М-32")).to_be_visible()
    show(page, "students-8-transferred")
    assert Enrolment.objects.current().get(student=student).group.name == "М-32"


def test_two_records_of_one_person_are_merged_and_told_apart_again(
    live_server, page, phone, show, group
):
    double = enrol(group, "Лунев", "Петр")
    kept = Student.objects.get(last_name="Лунёв")
    for screen, name in ((page, "wide"), (phone, "phone")):
        screen.goto(f"{live_server.url}/students/duplicates/")
        show(screen, f"students-9-duplicates-{name}")
        screen.get_by_role("link", name="Сравнить").click()
        show(screen, f"students-10-compare-{name}")
        assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for choice in page.locator("main fieldset").all():
        choice.get_by_role("radio").first.check()
    page.get_by_role("button", name="Это один человек, объединить").click()
    expect(page.get_by_text("Записи объединены")).to_be_visible()
    double.refresh_from_db()
    assert double.merged_into == kept

    page.goto(f"{live_server.url}/students/duplicates/")
    expect(page.get_by_text("Похожих записей нет")).to_be_visible()
    show(page, "students-11-merged")
    page.get_by_role("main").get_by_role("link", name="Отменить").click()
    show(page, "students-12-undo")
    page.get_by_role("button", name="Отменить объединение").click()
    expect(page.get_by_text("Объединение отменено")).to_be_visible()
    double.refresh_from_db()
    assert double.merged_into is None


def test_consent_of_a_minor_is_written_down_with_its_scan_and_withdrawn(
    live_server, page, phone, show, group
):
    page.goto(f"{live_server.url}/students/consents/")
    page.get_by_label("Нет согласия").select_option("processing")
    page.wait_for_url(re.compile("purpose=processing"))
    expect(page.get_by_text("Найдено: 4 обучающихся.")).to_be_visible()
    show(page, "students-13-consents")
    phone.goto(page.url)
    show(phone, "students-14-consents-phone")
    page.get_by_role("link", name="Дубов Илья").click()
    show(page, "students-15-papers")
    phone.goto(page.url)
    show(phone, "students-16-papers-phone")
    page.get_by_label("Скан").set_input_files(
        {"name": "скан.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paper"}
    )
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_text("Согласие записано.")).to_be_visible()
    show(page, "students-17-written")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Скан", exact=True).click()
    assert downloaded.value.path().read_bytes() == b"%PDF-1.7 paper"
    page.goto(f"{live_server.url}/students/consents/?purpose=processing")
    expect(page.get_by_text("Найдено: 3 обучающихся.")).to_be_visible()

    student = Student.objects.get(last_name="Дубов")
    page.goto(f"{live_server.url}/students/{student.uid}/consents/")
    page.get_by_role("link", name="Отозвать").click()
    show(page, "students-18-withdraw")
    page.get_by_role("button", name="Отозвать").click()
    expect(page.get_by_text("Согласие отозвано.")).to_be_visible()
    assert Consent.objects.get().withdrawn_at is not None
