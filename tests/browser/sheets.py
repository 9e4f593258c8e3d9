"""A sheet to type into, and how a test touches it as a person does."""

from playwright.sync_api import Locator, Page, expect

from assessments.enums import ScaleKind
from assessments.models import Result, Sheet
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.factories.standards import LabourFunctionFactory

SAVED = "сохранено в"


def make_sheet(
    college, *, rows: int, columns: int, scale: str = ScaleKind.POINTS, maximum: int | None = 20
) -> Sheet:
    """Students «Алёхин 01», «Алёхин 02» … and criteria «Умение 1», «Умение 2» …"""
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")
    for number in range(1, rows + 1):
        student = StudentFactory(
            college=college, last_name=f"Алёхин {number:02}", first_name="Павел"
        )
        EnrolmentFactory(group=group, student=student)
    instrument = InstrumentFactory(name="Экзамен по модулю ПМ.01")
    function = LabourFunctionFactory(code="A/01.3")
    for position in range(1, columns + 1):
        criterion = CriterionFactory(
            instrument=instrument,
            name=f"Умение {position}",
            scale=scale,
            maximum=maximum,
            position=position,
        )
        CriterionFunctionFactory(criterion=criterion, function=function)
    return SheetFactory(group=group, instrument=instrument)


def open_sheet(page: Page, live_server, sheet: Sheet) -> None:
    page.goto(f"{live_server.url}/sheets/{sheet.pk}/")
    expect(page.locator("[data-sheet-table][role=grid]")).to_be_visible()


def cell(page: Page, row: int, column: int) -> Locator:
    """The cell of a row and a column, both counted from 1."""
    return page.locator(f'[data-place="{row - 1}-{column - 1}"]')


def shown(page: Page) -> list[list[str]]:
    """What stands in the cells, without the words for screen readers."""
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-sheet-table] tbody tr")].map((row) =>
            [...row.querySelectorAll(".sheet__cell")].map((place) =>
                place.firstChild?.nodeType === 3 ? place.firstChild.data : ""))"""
    )


def stored(sheet: Sheet) -> list[list[str]]:
    """What the portal keeps, as rows and columns."""
    students = list(
        sheet.group.enrolments.order_by("student__last_name").values_list("student", flat=True)
    )
    criteria = list(sheet.instrument.criteria.order_by("position").values_list("pk", flat=True))
    values = {
        (row.student_id, row.criterion_id): row.raw_value
        for row in Result.objects.filter(sheet=sheet)
    }
    return [[values.get((student, pk), "") for pk in criteria] for student in students]


def wait_saved(page: Page) -> None:
    """Wait until nothing waits and the bar says when it was saved."""
    patience = 30_000
    expect(page.locator('[data-place][data-state="waiting"]')).to_have_count(0, timeout=patience)
    expect(page.locator('[data-status="saved"]')).to_contain_text(SAVED, timeout=patience)


def press_letters(page: Page, text: str) -> None:
    """Press keys of a Russian layout: a key down and up for each letter, as a keyboard does."""
    session = page.context.new_cdp_session(page)
    for letter in text:
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": letter, "text": letter})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter})
    session.detach()


def paste(page: Page, text: str) -> None:
    """Paste from the clipboard of another program."""
    page.evaluate(
        """(text) => {
            const clipboard = new DataTransfer();
            clipboard.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {
                clipboardData: clipboard, bubbles: true, cancelable: true }));
        }""",
        text,
    )
