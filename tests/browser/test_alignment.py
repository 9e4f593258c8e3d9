"""A methodist aligns 35.02.16 with 13.006 and 13.001; the association agrees."""

import pytest
from playwright.sync_api import Page, expect

from colleges.enums import AlignmentState
from colleges.models import Alignment, AlignmentVersion
from readiness_portal.demo.alignment import modules_of
from readiness_portal.demo.catalogue import SPECIALITIES
from readiness_portal.demo.reference import create_specialities, functions_of, import_excerpts
from standards.models import ProfessionalStandard
from tests.factories.colleges import ModuleFactory, ProgrammeFactory, ProgrammeFunctionFactory
from tests.factories.standards import (
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = SPECIALITIES[0]


@pytest.fixture
def programme(college, now):
    """35.02.16 with its competences, its modules and the eleven functions of 13.006."""
    standards = import_excerpts(now=now)
    speciality = create_specialities(now=now)[PLAN.code]
    programme = ProgrammeFactory(
        college=college,
        speciality=speciality,
        educational_standard=speciality.educational_standards.get(),
    )
    for place, module in enumerate(modules_of(PLAN.code)):
        ModuleFactory(
            programme=programme,
            code=module.code,
            name=module.name,
            kind=module.kind,
            hours=module.hours,
            position=place,
        )
    for function in functions_of(PLAN, standards):
        ProgrammeFunctionFactory(programme=programme, function=function)
    return programme


@pytest.fixture
def specialist(programme):
    """13.001, the technician's standard, by the portal's own excerpt of it.

    Its six functions are named by open descriptions of the standard; their codes are composed.
    """
    standard = ProfessionalStandard.objects.get(code="13.001")
    for function in standard.labour_functions.order_by("position"):
        ProgrammeFunctionFactory(programme=programme, function=function)
    return standard


def open_as(browser_page, log_in, membership, width=1366, height=900) -> Page:
    page = browser_page(width, height)
    log_in(page, membership)
    return page


def cell(page: Page, row: str, column: int):
    line = page.locator("table.matrix tbody tr").filter(has=page.locator(f"text='{row}'")).first
    return line.locator("td").nth(column)


def test_methodist_aligns_by_keyboard(
    browser_page, log_in, live_server, programme, college_manager, show
):
    page = open_as(browser_page, log_in, college_manager)
    url = f"{live_server.url}/programmes/{programme.pk}/alignment/"
    page.goto(url)
    show(page, "alignment-1-empty")
    first = page.locator("table.matrix tbody td").first
    first.focus()
    page.keyboard.press("2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-now]")).to_contain_text("ПК 1.3 → A/01.3: частично")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    expect(page.locator("td[data-saving]")).to_have_count(0)
    assert sorted(
        Alignment.objects.values_list("competence__code", "function__code", "strength")
    ) == [
        ("ПК 1.1", "A/01.3", 1.0),
        ("ПК 1.3", "A/01.3", 0.5),
        ("ПК 1.3", "A/02.3", 1.0),
    ]
    expect(page.locator("th[data-f] .cover").nth(1)).to_have_text("100\u00a0%")
    # The figures around the matrix follow: two of eleven functions have something now.
    expect(page.locator("#align-gaps section").first.locator("li")).to_have_count(9)
    expect(page.get_by_role("button", name="Согласовать от колледжа")).to_be_visible()

    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(cell(page, "ПК 1.3", 1)).to_have_attribute("data-v", "0")
    page.keyboard.press("2")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    show(page, "alignment-2-matrix")

    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("A/01.3")
    show(page, "alignment-3-function")
    page.get_by_label("ПК 1.3: Вспашка", exact=True).select_option("полностью")
    page.get_by_role("button", name="Сохранить уточнения").click()
    expect(page.get_by_text("Сохранено, изменено строк: 1.")).to_be_visible()
    assert Alignment.objects.filter(element__text="Вспашка", strength=1.0).exists()


def test_methodist_aligns_with_both_standards(
    browser_page, log_in, live_server, programme, specialist, college_manager, show
):
    page = open_as(browser_page, log_in, college_manager)
    page.goto(f"{live_server.url}/programmes/{programme.pk}/alignment/")
    expect(page.locator("th.matrix__standard")).to_have_text(["13.001", "13.006"])
    gaps = page.locator("#align-gaps section").first.locator("li")
    expect(gaps).to_have_count(6 + 11)

    column = page.locator("th[data-f]").all_inner_texts()
    codes = ["A/01.4", "A/02.4", "A/03.4", "B/01.5", "B/02.5", "B/03.5", "A/01.3"]
    assert [text.split()[0] for text in column[:7]] == codes
    cell(page, "ПК 1.1", 0).focus()
    page.keyboard.press("2")
    for _step in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("1")
    expect(page.locator("[data-now]")).to_contain_text("ПК 1.1 → A/01.3: частично")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    expect(page.locator("td[data-saving]")).to_have_count(0)

    assert sorted(
        Alignment.objects.values_list(
            "competence__code", "function__standard__code", "function__code", "strength"
        )
    ) == [("ПК 1.1", "13.001", "A/01.4", 1.0), ("ПК 1.1", "13.006", "A/01.3", 0.5)]
    expect(gaps).to_have_count(5 + 10)
    show(page, "alignment-11-two-standards")


def test_suggestions_are_decided_and_the_association_agrees(
    browser_page, log_in, live_server, programme, college_manager, association_expert, show
):
    page = open_as(browser_page, log_in, college_manager)
    url = f"{live_server.url}/programmes/{programme.pk}/alignment/"
    page.goto(url + "suggestions/")
    show(page, "alignment-4-suggestions")
    before = Alignment.objects.count()
    page.get_by_role("button", name="Полностью", exact=True).first.click()
    expect(page.get_by_text("Ячейка отмечена.")).to_be_visible()
    page.get_by_role("button", name="Не подходит", exact=True).first.click()
    expect(page.get_by_text("Отклонённые: 1")).to_be_visible()
    assert Alignment.objects.count() == before + 1
    ticks = page.get_by_role("checkbox")
    for place in range(3):
        ticks.nth(place).check()
    show(page, "alignment-14-ticked")
    page.get_by_role("button", name="Отмеченные: частично").click()
    expect(page.get_by_text("Отмечено ячеек: 3 из 3.")).to_be_visible()
    assert Alignment.objects.filter(strength=0.5).count() == 3
    for place in range(2):
        ticks.nth(place).check()
    page.get_by_role("button", name="Отмеченные: не подходят").click()
    expect(page.get_by_text("Отклонённые: 3")).to_be_visible()

    page.goto(url)
    page.get_by_role("button", name="Согласовать от колледжа").click()
    expect(page.get_by_text("Согласовано колледжем и передано")).to_be_visible()
    expert = open_as(browser_page, log_in, association_expert)
    expert.goto(f"{live_server.url}/alignment/")
    show(expert, "alignment-5-region")
    expert.get_by_role("link", name="Показать").first.click()
    expert.get_by_role("link", name="35.02.16").first.click()
    expert.get_by_role("button", name="Согласовать от объединения").click()
    expect(expert.get_by_text("Согласовано объединением работодателей.")).to_be_visible()
    show(expert, "alignment-6-agreed")
    assert AlignmentVersion.objects.get().state == "agreed_employers"


def test_two_people_change_one_cell_and_the_second_is_told(
    browser_page, log_in, live_server, programme, college_manager, college_teacher
):
    url = f"{live_server.url}/programmes/{programme.pk}/alignment/"
    first = open_as(browser_page, log_in, college_manager)
    second = open_as(browser_page, log_in, college_teacher)
    first.goto(url)
    second.goto(url)
    for page, key in ((first, "1"), (second, "2")):
        page.locator("table.matrix tbody td").first.focus()
        page.keyboard.press(key)
        expect(page.locator("td[data-saving]")).to_have_count(0)
    expect(second.locator("[data-state]")).to_contain_text("Ячейку успели изменить")
    expect(second.locator("table.matrix tbody td").first).to_have_attribute("data-v", "1")
    second.keyboard.press("2")
    expect(second.locator("[data-state]")).to_contain_text("Сохранено")
    assert Alignment.objects.get().strength == 1.0


def test_cell_waits_for_the_network(browser_page, log_in, live_server, programme, college_manager):
    page = open_as(browser_page, log_in, college_manager)
    page.goto(f"{live_server.url}/programmes/{programme.pk}/alignment/")
    page.context.set_offline(True)
    page.locator("table.matrix tbody td").first.focus()
    page.keyboard.press("2")
    expect(page.locator("[data-state]")).to_contain_text("Не сохранено: нет связи")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("Сохранено ·", timeout=15_000)
    assert Alignment.objects.get().strength == 1.0


def test_cell_waits_for_a_new_login_and_is_sent_after_it(
    browser_page, log_in, live_server, programme, college_manager, show
):
    page = open_as(browser_page, log_in, college_manager)
    page.goto(f"{live_server.url}/programmes/{programme.pk}/alignment/")
    page.context.clear_cookies()
    page.locator("table.matrix tbody td").first.focus()
    page.keyboard.press("2")

    expect(page.locator("[data-state]")).to_have_text(
        "Не сохранено: вы вышли из портала. Отмеченное ждёт на этом устройстве."
    )
    link = page.get_by_role("link", name="Войти в новой вкладке")
    expect(link).to_be_visible()
    show(page, "alignment-12-logged-out")
    assert not Alignment.objects.exists()

    log_in(page, college_manager)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено ·")
    expect(link).to_be_hidden()
    assert Alignment.objects.get().strength == 1.0


def test_block_is_filled_taken_back_and_done_again_by_keyboard(
    browser_page, log_in, live_server, programme, college_manager, show
):
    page = open_as(browser_page, log_in, college_manager)
    page.goto(f"{live_server.url}/programmes/{programme.pk}/alignment/")
    chosen = page.locator("td[aria-selected=true]")
    full = page.locator("td[data-v='2']")
    cell(page, "ПК 1.1", 0).focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(chosen).to_have_count(6)
    expect(page.locator("[data-now]")).to_contain_text("Выбрано ячеек: 6.")

    page.keyboard.press("2")
    expect(full).to_have_count(6)
    show(page, "alignment-13-block")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_count(0)
    page.keyboard.press("1")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(full).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(full).to_have_count(6)
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("td[data-v='1']")).to_have_count(1)
    page.keyboard.press("Control+z")

    expect(page.locator("[data-state]")).to_contain_text("Сохранено ·")
    expect(page.locator("td[data-saving]")).to_have_count(0)
    rows = Alignment.objects.values_list("competence__code", "strength")
    assert sorted(rows) == [("ПК 1.1", 1.0)] * 3 + [("ПК 1.2", 1.0)] * 3


def test_cell_of_an_alignment_agreed_meanwhile_shows_what_is_kept(
    browser_page, log_in, live_server, programme, college_manager
):
    page = open_as(browser_page, log_in, college_manager)
    page.goto(f"{live_server.url}/programmes/{programme.pk}/alignment/")
    first = page.locator("table.matrix tbody td").first
    first.focus()
    page.keyboard.press("2")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    AlignmentVersion.objects.update(state=AlignmentState.AGREED_COLLEGE)

    page.keyboard.press("1")

    expect(page.locator("[data-state]")).to_contain_text("начните новую версию")
    expect(first).to_have_attribute("data-v", "2")
    expect(page.locator("td[data-saving]")).to_have_count(0)
    assert Alignment.objects.get().strength == 1.0


def test_matrix_on_a_phone(
    browser_page, log_in, live_server, programme, college_manager, screenshot
):
    page = open_as(browser_page, log_in, college_manager, 390, 844)
    url = f"{live_server.url}/programmes/{programme.pk}/alignment/"
    page.goto(url)
    page.locator("table.matrix tbody td").nth(2).click()
    page.get_by_role("button", name="● полностью").click()
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    assert Alignment.objects.get().strength == 1.0
    screenshot(page, "alignment-7-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(url + "suggestions/")
    screenshot(page, "alignment-8-phone-suggestions")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_new_edition_is_confirmed_and_the_programme_switched(
    browser_page, log_in, live_server, programme, college_manager, administrator, show
):
    old = programme.required_functions.first().function.standard
    new = ProfessionalStandardFactory(code=old.code, name=old.name, order_number="100н")
    group = GeneralizedFunctionFactory(standard=new, code="A")
    for place, function in enumerate(old.labour_functions.order_by("position")[:9], start=1):
        LabourFunctionFactory(
            generalized_function=group,
            code=f"A/{place:02d}.4",
            name=function.name,
            position=place,
        )
    page = open_as(browser_page, log_in, administrator)
    where = f"{live_server.url}/standards/{old.pk}/to/{new.pk}/"
    page.goto(where)
    expect(page.get_by_text("исключена").first).to_be_visible()
    show(page, "alignment-9-edition")
    page.get_by_role("button", name="Подтвердить соответствие").click()
    expect(page.get_by_text("Соответствие подтверждено. Результаты остались")).to_be_visible()

    director = open_as(browser_page, log_in, college_manager)
    director.goto(where)
    director.get_by_role("link", name="Перевести").click()
    show(director, "alignment-10-switch")
    director.get_by_role("button", name="Перевести программу").click()
    expect(director.get_by_text("Программа переведена.")).to_be_visible()
    standards = set(programme.required_functions.values_list("function__standard_id", flat=True))
    assert standards == {new.pk}
    assert programme.required_functions.count() == 9


def test_association_remarks_on_a_cell_and_the_college_settles_it(
    browser_page, log_in, live_server, programme, college_manager, association_expert, show
):
    url = f"{live_server.url}/programmes/{programme.pk}/alignment/"
    page = open_as(browser_page, log_in, college_manager)
    page.goto(url)
    cell(page, "ПК 1.1", 0).focus()
    page.keyboard.press("1")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено ·")
    page.reload()
    page.get_by_role("button", name="Согласовать от колледжа").click()

    expert = open_as(browser_page, log_in, association_expert, 390, 844)
    expert.goto(url)
    expert.get_by_role("link", name="A/01.3").first.click()
    expert.get_by_role("link", name="Замечания, ПК 1.1: добавить").click()
    expert.get_by_label("Замечание").fill("Где отрабатывается настройка плуга?")
    expert.get_by_role("button", name="Записать").click()
    expect(expert.get_by_text("Замечание записано")).to_be_visible()
    show(expert, "alignment-15-remark-phone")
    assert expert.evaluate("document.documentElement.scrollWidth") == 390

    page.goto(url)
    expect(cell(page, "ПК 1.1", 0)).to_have_attribute("data-remarks", "1")
    remarks = page.locator("#align-remarks")
    expect(remarks).to_contain_text("Где отрабатывается настройка плуга?")
    expect(remarks).to_contain_text("объединение работодателей")
    show(page, "alignment-16-remark-in-matrix")
    remarks.get_by_role("link", name="ПК 1.1 → A/01.3").click()
    page.get_by_role("button", name="Снять замечание").click()
    expect(page.get_by_text("Замечание снято, в истории оно осталось.")).to_be_visible()
    show(page, "alignment-17-remark-settled")
    page.goto(url)
    expect(remarks).to_have_count(0)
    expect(cell(page, "ПК 1.1", 0)).not_to_have_attribute("data-remarks", "1")
