"""Papers: one, a whole group as ZIP, verified by a stranger's phone; a college's own template."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import DocumentTemplate, IssuedDocument
from tests.factories.colleges import EnrolmentFactory, ModuleFactory, StudyGroupFactory
from tests.factories.employers import EvaluationFactory, FunctionRatingFactory, PlacementFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}
LONG_NAME = "Абдурахманова-Константинопольская"


@pytest.fixture
def group(college):
    group = StudyGroupFactory(programme__college=college, name="М-31")
    module = ModuleFactory(programme=group.programme, code="ПМ.01", name="Эксплуатация техники")
    functions = [LabourFunctionFactory(name=name) for name in ("Вспашка", "Посев", "Уборка")]
    for number in range(25):
        student = EnrolmentFactory(
            group=group,
            student__last_name=LONG_NAME if number == 0 else f"Лунёв{number:02}",
        ).student
        placement = PlacementFactory(
            student=student, module=module, functions=functions, employer__name="СПК «Колос»"
        )
        if number == 24:
            continue
        evaluation = EvaluationFactory(placement=placement, submitted_at=timezone.now())
        for function in functions:
            FunctionRatingFactory(evaluation=evaluation, function=function)
    return group


@pytest.fixture
def director(browser_page, log_in, college_manager, live_server, group):
    page = browser_page(**DESK)
    log_in(page, college_manager)
    page.goto(f"{live_server.url}/documents/")
    return page


def on_a_phone(page: Page, show, name: str) -> None:
    page.set_viewport_size(PHONE)
    show(page, f"{name}-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESK)


def address_in(content: bytes) -> str:
    signed = docx.Document(BytesIO(content)).tables[-1].rows[0].cells[0]
    return re.search(r"http\S+/verify/[\w-]+/", signed.text)[0]


def saved(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return Path(download.value.path()).read_bytes()


def test_group_gets_its_papers_as_zip_and_a_stranger_verifies_one(
    director, browser_page, group, live_server, run_jobs, show
):
    expect(director.get_by_role("link", name="Выдать документы").first).to_be_visible()
    show(director, "documents-1-empty")
    director.get_by_role("link", name="Выдать документы").first.click()
    director.get_by_label("Группа").select_option(label="М-31")
    director.get_by_role("button", name="Показать").click()
    expect(director.get_by_text("Нет ни ответа наставника")).to_be_visible()
    show(director, "documents-2-choose")
    on_a_phone(director, show, "documents-2-choose")

    # All who can have it and have none are ticked; one press leaves them out, one takes them.
    everyone = director.get_by_label("Отметить всех")
    expect(director.get_by_text("отмечено: 24")).to_be_visible()
    everyone.uncheck()
    expect(director.locator("[name=subject]:checked")).to_have_count(0)
    everyone.check()
    director.get_by_role("button", name="Выдать отмеченным").click()
    director.wait_for_url("**/jobs/*/")
    run_jobs(at=timezone.now())
    director.reload()
    show(director, "documents-3-job")
    director.get_by_role("link", name="Открыть").first.click()
    expect(director.get_by_role("heading", name="Аттестационный лист, группа М-31")).to_be_visible()
    show(director, "documents-4-archive")
    on_a_phone(director, show, "documents-4-archive")

    with zipfile.ZipFile(BytesIO(saved(director, "Скачать ZIP"))) as packed:
        names = packed.namelist()
        content = packed.read(next(name for name in names if LONG_NAME in name))
    assert len(names) == 24
    stranger = browser_page(**PHONE)
    stranger.goto(address_in(content))
    expect(stranger.get_by_text("действителен")).to_be_visible()
    for hidden in (LONG_NAME, "М-31", "Колос"):
        expect(stranger.get_by_text(hidden)).to_have_count(0)
    show(stranger, "documents-5-valid-phone")


def test_one_paper_is_revoked_with_a_reason_and_its_code_says_so(
    director, browser_page, group, live_server, show
):
    first = group.enrolments.get(student__last_name=LONG_NAME).student.placements.get()
    director.goto(f"{live_server.url}/documents/new/?kind=reference&placement={first.pk}")
    director.get_by_role("button", name="Выдать отмеченным").click()
    expect(director.get_by_role("heading", name="Характеристика")).to_be_visible()
    show(director, "documents-6-one")
    on_a_phone(director, show, "documents-6-one")
    address = address_in(saved(director, "Скачать"))
    director.get_by_text("Отозвать документ").click()
    director.get_by_label("Причина").fill("описка в фамилии")
    director.get_by_role("button", name="Отозвать", exact=True).click()
    expect(director.get_by_text("описка в фамилии")).to_be_visible()
    show(director, "documents-7-revoked")

    stranger = browser_page(**PHONE)
    stranger.goto(address)
    expect(stranger.get_by_text("Колледж отозвал документ")).to_be_visible()
    expect(stranger.get_by_text("описка")).to_have_count(0)
    show(stranger, "documents-8-revoked-phone")
    stranger.goto(f"{live_server.url}/verify/{'x' * 24}/")
    expect(stranger.get_by_text("Такого документа портал не выдавал")).to_be_visible()
    show(stranger, "documents-9-unknown-phone")


def upload(page: Page, *lines: str) -> None:
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    written = BytesIO()
    paper.save(written)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.locator("input[type=file]").set_input_files(
        {"name": "наш лист.docx", "mimeType": kind, "buffer": written.getvalue()}
    )
    page.get_by_role("button", name="Проверить и загрузить").click()


def test_own_template_with_an_unknown_field_is_refused_in_words(director, show, live_server, group):
    director.goto(f"{live_server.url}/documents/templates/")
    show(director, "documents-10-templates")
    on_a_phone(director, show, "documents-10-templates")
    director.get_by_role("link", name="Поля и замена: Аттестационный лист").click()
    show(director, "documents-11-template")
    on_a_phone(director, show, "documents-11-template")

    upload(director, "{{ фио }}, {{ отметка }}", "{{ код_проверки }}")
    expect(director.get_by_text("Шаблон не принят, действует прежний")).to_be_visible()
    expect(director.get_by_text("В шаблоне неизвестные поля: «отметка».")).to_be_visible()
    show(director, "documents-12-refused")
    on_a_phone(director, show, "documents-12-refused")
    director.get_by_role("link", name="Какие поля можно писать").click()
    expect(director.get_by_role("heading", name="Что можно написать")).to_be_in_viewport()
    assert not DocumentTemplate.objects.exists()

    upload(director, "Лист выдан: {{ фио }}", "{{ код_проверки }}")
    expect(director.get_by_text("Шаблон проверен и теперь действует.")).to_be_visible()
    on_a_phone(director, show, "documents-13-own")
    director.get_by_role("link", name="Удалить шаблон").click()
    expect(director.get_by_text("По нему не выдано ни одного документа.")).to_be_visible()
    show(director, "documents-14-remove")
    director.get_by_role("button", name="Удалить").click()
    expect(director.get_by_text("Шаблон удалён, теперь действует шаблон портала.")).to_be_visible()
    upload(director, "Лист выдан: {{ фио }}", "{{ код_проверки }}")
    first = group.enrolments.get(student__last_name=LONG_NAME).student.placements.get()
    director.goto(f"{live_server.url}/documents/new/?placement={first.pk}")
    director.get_by_role("button", name="Выдать отмеченным").click()
    expect(director.get_by_role("link", name="Скачать")).to_be_visible()
    content = bytes(IssuedDocument.objects.get().file.content)
    text = docx.Document(BytesIO(content)).paragraphs[0].text
    assert text.startswith(f"Лист выдан: {LONG_NAME}")

    director.goto(f"{live_server.url}/documents/templates/attestation/remove/")
    expect(director.get_by_role("heading", name="Шаблон нельзя удалить")).to_be_visible()
    on_a_phone(director, show, "documents-15-kept")
