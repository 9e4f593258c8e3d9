"""Cells of the matrix changed without a network: kept when the page is closed, told, sent."""

import json

import pytest
from playwright.sync_api import expect

from colleges.models import Alignment, AlignmentVersion
from colleges.services.alignments import set_cells
from tests.colleges.aligned import make_aligned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CELLS = "table.matrix tbody td"


@pytest.fixture
def aligned(college):
    return make_aligned(college)


@pytest.fixture
def matrix(live_server, aligned):
    return f"{live_server.url}/programmes/{aligned.programme.pk}/alignment/"


@pytest.fixture
def left_behind(browser_page, log_in, college_teacher, aligned, matrix):
    """A browser whose matrix was closed without a network with two cells changed by keys."""
    page = browser_page(1366, 900)
    log_in(page, college_teacher)
    page.goto(matrix)
    page.context.set_offline(True)
    page.locator(CELLS).first.focus()
    for key in ("2", "ArrowRight", "1"):
        page.keyboard.press(key)
    expect(page.locator("[data-state]")).to_contain_text("Не сохранено: нет связи.")
    expect(page.locator("td[data-saving]")).to_have_count(2)
    kept = page.evaluate("({ ...localStorage })")
    source = aligned.key(0)
    places = [f"{source}:{function.pk}" for function in aligned.functions[:2]]
    assert list(kept) == [f"alignment:{aligned.programme.pk}:{college_teacher.user_id}"]
    # Ids and values only.
    assert json.loads(next(iter(kept.values()))) == {
        places[0]: {"v": 2, "n": 0, "t": [2]},
        places[1]: {"v": 1, "n": 0, "t": [1]},
    }
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    assert not Alignment.objects.exists()
    return context


def strengths():
    return list(Alignment.objects.order_by("function").values_list("strength", flat=True))


def test_cells_are_told_on_another_page_and_sent_from_there(
    left_behind, live_server, matrix, aligned, show
):
    page = left_behind.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/tasks/")
    note = page.locator("[data-unsent]")
    link = note.get_by_role("link")
    expect(link).to_have_text(
        f"Сопряжение: {aligned.programme.speciality}, набор {aligned.programme.intake_year}"
    )
    expect(note).to_contain_text("2 значения.")
    show(page, "alignment-13-unsent-phone")
    note.get_by_role("button", name="Отправить").click()
    expect(note).to_contain_text("Отправлено: 2.")
    assert strengths() == [1.0, 0.5]
    assert page.evaluate("localStorage.length") == 0

    link.click()
    page.wait_for_url(matrix)
    page.reload()
    expect(page.locator(CELLS).first).to_have_attribute("data-v", "2")
    expect(page.locator(CELLS).nth(1)).to_have_attribute("data-v", "1")


def test_matrix_opened_again_sends_by_itself_what_its_filter_hides_too(
    left_behind, matrix, aligned, now, show
):
    # Meanwhile a colleague set the first of the two otherwise.
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(0), 0, 0.5)],
        actor_id=None,
        now=now,
    )
    page = left_behind.new_page()
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(f"{matrix}?q={aligned.functions[0].name}")

    expect(page.locator("[data-state]")).to_contain_text("Ячейку успели изменить")
    expect(page.locator(CELLS).first).to_have_attribute("data-v", "1")
    expect(page.locator("td[data-conflict]")).to_have_count(1)
    show(page, "alignment-14-restored-conflict")
    assert strengths() == [0.5, 0.5]
    assert page.evaluate("localStorage.length") == 0


def test_alignment_agreed_meanwhile_shows_what_could_not_be_written(
    left_behind, live_server, matrix, aligned, show
):
    AlignmentVersion.objects.create(
        programme=aligned.programme, created_at="2026-01-01T00:00Z", state="agreed_college"
    )
    page = left_behind.new_page()
    page.goto(f"{live_server.url}/tasks/")
    note = page.locator("[data-unsent]")
    expect(note).to_contain_text("Изменять уже нельзя")
    expect(note.get_by_role("button")).to_be_hidden()
    page.goto(matrix)
    leftovers = page.locator("[data-leftovers]")
    expect(leftovers.get_by_role("listitem")).to_have_text(
        [
            "ПК 1.1, Вспашка почвы плугом: «полностью»",
            "ПК 1.1, Уборка урожая комбайном: «частично»",
        ]
    )
    show(page, "alignment-15-agreed-meanwhile")
    leftovers.get_by_role("button", name="Удалить с этого устройства").click()
    assert page.evaluate("localStorage.length") == 0
