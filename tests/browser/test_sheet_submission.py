"""A sheet is handed in with warnings confirmed and signers named, returned, and voided."""

import pytest
from playwright.sync_api import expect

from assessments.enums import ScaleKind, SheetState
from assessments.models import Evidence
from tests.browser.sheets import cell, make_sheet, open_sheet, paste, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def teacher(browser_page, log_in, college_teacher):
    page = browser_page(1366, 900)
    log_in(page, college_teacher)
    return page


@pytest.fixture
def manager(browser_page, log_in, college_manager):
    page = browser_page(1366, 900)
    log_in(page, college_manager)
    return page


@pytest.fixture
def sheet(college):
    return make_sheet(college, rows=6, columns=2, scale=ScaleKind.MARK, maximum=None)


def fill_with_top_marks(page, live_server, sheet):
    open_sheet(page, live_server, sheet)
    cell(page, 1, 1).click()
    paste(page, "5\t5\n" * 5)
    wait_saved(page)
    page.get_by_role("link", name="Сдать ведомость").click()


def press_submit(page):
    page.get_by_role("button", name="Сдать", exact=True).click()


def name_commission(page):
    signers = page.locator(".sheet-signer")
    names = ("Петров П. П.", "Сидорова А. А.", "Ким В. В.")
    for number, name in enumerate(names):
        signers.nth(number).get_by_label("Фамилия и инициалы").fill(name)
    signers.nth(0).get_by_label("Должность").fill("ООО «Колос», главный инженер")
    signers.nth(2).get_by_label("отсутствует").check()


def take_back(page, live_server, sheet, reason, button):
    page.goto(f"{live_server.url}/sheets/{sheet.pk}/")
    page.locator("summary", has_text="аннулировать").click()
    page.get_by_label("Причина").fill(reason)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".sheet-life > li").first).to_contain_text(f"причина: {reason}")


def live_evidence():
    return Evidence.objects.filter(voided_at__isnull=True).count()


def test_warnings_are_confirmed_and_the_commission_signs(teacher, live_server, sheet, show):
    fill_with_top_marks(teacher, live_server, sheet)
    checks = teacher.locator(".sheet-check")
    expect(checks).to_have_count(2)
    expect(checks.nth(0)).to_contain_text("Нет ни одной отметки: Алёхин 06 Павел.")
    expect(checks.nth(1)).to_contain_text("Во всех ячейках высшая оценка (10).")
    press_submit(teacher)
    expect(teacher.get_by_text("Проверьте предупреждения и отметьте каждое.")).to_be_visible()
    for number in range(2):
        checks.nth(number).click()
    name_commission(teacher)
    show(teacher, "sheet-submit")
    press_submit(teacher)

    expect(teacher.get_by_text("Ведомость сдана. Готовность пересчитывается.")).to_be_visible()
    life = teacher.locator(".sheet-life")
    expect(life).to_contain_text("Петров П. П., ООО «Колос», главный инженер (председатель)")
    expect(life).to_contain_text("Ким В. В. (член комиссии, отсутствует)")
    expect(life).to_contain_text("Подтверждено предупреждений: 2")
    show(teacher, "sheet-submitted")
    assert live_evidence() == 10


def test_evidence_follows_a_sheet_that_is_returned_submitted_again_and_voided(
    teacher, manager, live_server, sheet
):
    fill_with_top_marks(teacher, live_server, sheet)
    for number in range(2):
        teacher.locator(".sheet-check").nth(number).click()
    name_commission(teacher)
    press_submit(teacher)
    expect(teacher.locator(".sheet-life > li")).to_have_count(1)
    take_back(manager, live_server, sheet, "у последнего нет отметки", "Вернуть")
    assert live_evidence() == 0

    teacher.reload()
    cell(teacher, 6, 1).click()
    paste(teacher, "4\t3")
    wait_saved(teacher)
    teacher.get_by_role("link", name="Сдать ведомость").click()
    expect(teacher.get_by_text("ничего необычного не найдено")).to_be_visible()
    # Who signed is not typed again.
    first = teacher.locator(".sheet-signer").first.get_by_label("Фамилия и инициалы")
    expect(first).to_have_value("Петров П. П.")
    press_submit(teacher)
    expect(teacher.locator(".sheet-life > li")).to_have_count(3)
    assert live_evidence() == 12

    take_back(manager, live_server, sheet, "экзамен отменён", "Аннулировать")
    assert live_evidence() == 0
    sheet.refresh_from_db()
    assert sheet.state == SheetState.VOIDED
