"""The head of a college enters a programme: functions, modules, the next intake."""

import pytest
from playwright.sync_api import expect

from colleges.models import Module, Programme, ProgrammeFunction, ProgrammeStandard
from readiness_portal.demo.catalogue import SPECIALITIES
from readiness_portal.demo.reference import create_specialities, import_excerpts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = SPECIALITIES[0].code


@pytest.fixture
def speciality(now):
    import_excerpts(now=now)
    return create_specialities(now=now)[CODE]


# The whole way is walked once with scripts and a wide window, once on a phone without scripts.
@pytest.mark.parametrize(
    ("where", "width", "height", "scripts"),
    [("desktop", 1366, 900, True), ("phone", 390, 844, False)],
)
def test_head_of_a_college_enters_a_programme(
    browser_page,
    log_in,
    live_server,
    college_manager,
    speciality,
    show,
    screenshot,
    where,
    width,
    height,
    scripts,
):
    page = browser_page(width, height, java_script_enabled=scripts)
    log_in(page, college_manager)

    def picture(name):
        # What checks accessibility is a script itself.
        (show if scripts else screenshot)(page, f"programmes-{where}-{name}")

    page.goto(f"{live_server.url}/programmes/")
    picture("1-empty")
    page.get_by_role("link", name="Новая программа").first.click()
    _enter_programme(page, speciality, picture)
    _choose_functions(page, picture)
    _enter_module(page, picture)
    _correct_programme(page, picture)
    _remove_function(page, picture)
    page.get_by_role("link", name="Следующий набор").click()
    picture("7-next")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Программа набора 2026 заведена по набору 2025.")).to_be_visible()
    repeated = Programme.objects.get(intake_year=2026)
    assert repeated.educational_standard == speciality.educational_standards.get()
    assert ProgrammeStandard.objects.get(programme=repeated).standard.code == "13.006"
    required = ProgrammeFunction.objects.get(programme=repeated)
    assert (required.function.code, required.is_mandatory) == ("A/01.3", True)
    assert Module.objects.get(programme=repeated).hours == 240


def _enter_programme(page, speciality, picture):
    page.get_by_label("Специальность или профессия").select_option(str(speciality.pk))
    page.get_by_label("Год набора").fill("2025")
    page.get_by_label("Срок обучения, месяцев").fill("34")
    page.get_by_label("Профессиональные стандарты").fill("13.006, 77.777")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Действующего стандарта с кодом 77.777 на портале нет")).to_be_visible()
    picture("2-new")
    page.get_by_label("Профессиональные стандарты").fill("13.006")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("теперь выберите трудовые функции")).to_be_visible()


def _choose_functions(page, picture):
    page.get_by_label("Код профессионального стандарта").fill("77.777")
    page.get_by_role("button", name="Показать функции").click()
    expect(page.get_by_text("Действующего стандарта с кодом 77.777 на портале нет")).to_be_visible()
    page.get_by_role("link", name="13.006").click()
    page.get_by_label("A/01.3").check()
    page.get_by_label("A/02.3").check()
    page.get_by_label("Отметить добавленные как обязательные").check()
    picture("3-functions")
    page.get_by_role("button", name="Добавить отмеченные").click()
    expect(page.get_by_text("Добавлено 2 функции.")).to_be_visible()


def _enter_module(page, picture):
    page.get_by_role("link", name="Добавить модуль").click()
    page.get_by_label("Код").fill("ПМ.01")
    page.get_by_label("Наименование").fill("Эксплуатация машин")
    page.get_by_label("Часов").fill("240")
    picture("4-module")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Модуль ПМ.01 добавлен.")).to_be_visible()
    picture("5-programme")


def _correct_programme(page, picture):
    page.get_by_role("link", name="Изменить", exact=True).click()
    page.get_by_label("Квалификация").fill("техник-механик")
    picture("5a-correction")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Набор 2025, техник-механик, 34")).to_be_visible()


def _remove_function(page, picture):
    page.get_by_role("link", name="изменить функцию A/02.3").click()
    expect(page.get_by_text("Ячеек сопряжения", exact=True)).to_be_visible()
    picture("6-function")
    page.get_by_role("button", name="Убрать функцию").click()
    expect(page.get_by_text("Функция A/02.3 убрана.")).to_be_visible()
