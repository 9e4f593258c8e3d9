"""A methodist finds the places that have told nothing, does what is to be done, sees it change."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from assessments.enums import EvidenceKind, ScaleKind, SheetState
from assessments.models import Evidence, Sheet
from assessments.rules.parameters import default_parameter_values
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    EvidenceFactory,
    MethodologyFactory,
    store_score,
)
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EmployerFactory, PlacementFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = dt.datetime.now(tz=dt.UTC)
TODAY = NOW.date()
FUNCTIONS = ["Подготовка почвы", "Посев и посадка культур", "Уход за посевами"]


@pytest.fixture
def group():
    """Two students at two enterprises; the college has judged one in the first function."""
    MethodologyFactory(published=True, parameters=default_parameter_values())
    college = CollegeFactory(short_name="Колледж «Нива»")
    programme = ProgrammeFactory(college=college)
    functions = [
        ProgrammeFunctionFactory(
            programme=programme,
            function=LabourFunctionFactory(code=f"A/0{number}.3", name=name, position=number),
        ).function
        for number, name in enumerate(FUNCTIONS, start=1)
    ]
    made = StudyGroupFactory(programme=programme, name="М-31")
    for last_name, employer in (("Вершинина", "СПК «Заря»"), ("Дубов", "АО «Колос»")):
        student = StudentFactory(college=college, last_name=last_name, first_name="Мария")
        EnrolmentFactory(group=made, student=student)
        PlacementFactory(
            student=student,
            employer=EmployerFactory(name=employer, municipality=college.municipality),
            starts_on=TODAY - dt.timedelta(days=25),
            ends_on=TODAY - dt.timedelta(days=7),
            functions=functions[:2],
        )
    judged = student
    EvidenceFactory(student=judged, function=functions[0], observed_on=TODAY, created_at=NOW)
    store_score(judged, functions[0], college_value=0.5)
    criterion = CriterionFactory(
        name="Отчёт",
        scale=ScaleKind.MARK,
        instrument__kind=EvidenceKind.WORKPLACE_PRACTICE,
        instrument__name="Отчёт по практике",
        instrument__college=college,
    )
    CriterionFunctionFactory(criterion=criterion, function=functions[1])
    return made


@pytest.fixture
def page(group, browser_page, log_in, live_server):
    page = browser_page(1366, 900)
    log_in(page, MembershipFactory(college_teacher=True, college=group.college))
    page.goto(f"{live_server.url}/evidence/")
    page.get_by_role("main").get_by_role("link", name=str(group.programme.speciality)).click()
    return page


def places_of(page, code):
    """Unfold the places of a function; return their table."""
    fold = page.locator("details.evidence-fold").filter(has_text=f"({code})")
    fold.locator("summary").click()
    return fold.get_by_role("table")


def test_place_without_a_voice_is_heard_after_the_step(page, run_jobs, show):
    line = page.get_by_role("row", name="A/01.3 Подготовка почвы")
    expect(line).to_contain_text("оценивается без работодателя")
    expect(page.get_by_text("Места практики: 2, без голоса работодателя: 2")).to_have_count(2)
    place = places_of(page, "A/01.3").get_by_role("row", name="АО «Колос»")
    expect(place).to_contain_text("нет свидетельств")
    show(page, "coverage-1-silent")

    place.get_by_role("link", name="Внести оценку со слов").click()
    page.get_by_label("Подготовка почвы: Делает сам, без подсказок").check()
    page.get_by_label("Посев и посадка культур: Не наблюдал").check()
    page.get_by_role("button", name="Записать оценку").click()
    expect(page.get_by_text("Оценка записана со слов работодателя.")).to_be_visible()
    run_jobs(at=dt.datetime.now(tz=dt.UTC))
    assert Evidence.objects.filter(kind=EvidenceKind.EMPLOYER_RATING).count() == 1

    page.go_back()
    page.go_back()
    page.reload()
    page.get_by_text("Есть обе стороны, функций: 1").click()
    places = places_of(page, "A/01.3")
    expect(places.get_by_role("row", name="АО «Колос»")).to_contain_text("есть голос работодателя")
    expect(places.get_by_role("row", name="СПК «Заря»")).to_contain_text("нет свидетельств")
    show(page, "coverage-2-heard")

    page.get_by_role("link", name="По местам практики").click()
    page.wait_for_url(re.compile(r"/places/$"))
    page.get_by_label("Чего не хватает").select_option(label="работодатель ничего не оценил")
    page.wait_for_url(re.compile("lack=no_voice"))
    expect(page.get_by_role("rowheader", name="СПК «Заря»")).to_be_visible()
    expect(page.get_by_role("rowheader", name="АО «Колос»")).to_have_count(0)
    expect(page.get_by_text("Нет в задании ни одной практики: 1")).to_be_visible()
    show(page, "coverage-3-places")


def test_sheet_of_practice_is_begun_from_the_place_that_lacks_it(page, run_jobs, show):
    place = places_of(page, "A/02.3").get_by_role("row", name="СПК «Заря»")
    place.get_by_role("link", name="Внести ведомость практики").click()
    expect(page.get_by_text("Здесь только формы оценки практики")).to_be_visible()
    expect(page.get_by_label("Группа").locator("option:checked")).to_have_text("М-31")
    show(page, "coverage-4-sheet")
    page.get_by_role("button", name="Создать").click()
    page.wait_for_url(re.compile(r"/sheets/\d+/"))
    sheet = Sheet.objects.get()
    assert (sheet.instrument.name, sheet.held_on) == (
        "Отчёт по практике",
        TODAY - dt.timedelta(days=7),
    )
    assert sheet.state == SheetState.DRAFT


def test_places_unfold_without_scripts_and_fit_a_phone(
    group, browser_page, log_in, live_server, show
):
    page = browser_page(390, 844, java_script_enabled=False)
    log_in(page, MembershipFactory(college_manager=True, college=group.college))
    page.goto(f"{live_server.url}/evidence/{group.programme_id}/")
    places = places_of(page, "A/02.3")
    expect(places.get_by_role("link", name="Попросить наставника об оценке").first).to_be_visible()
    places.get_by_role("link", name="Попросить наставника об оценке").first.click()
    expect(page.get_by_role("link", name="Дубов Мария")).to_be_visible()
    expect(page.get_by_role("link", name="Вершинина Мария")).to_have_count(0)

    page = browser_page(390, 844)
    log_in(page, MembershipFactory(college_manager=True, college=group.college))
    page.goto(f"{live_server.url}/evidence/{group.programme_id}/")
    places_of(page, "A/02.3")
    show(page, "coverage-5-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(f"{live_server.url}/evidence/{group.programme_id}/places/")
    show(page, "coverage-6-phone-places")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for address, name in (("evidence", "7-phone-overview"), ("evidence/places", "8-phone-college")):
        page.goto(f"{live_server.url}/{address}/")
        show(page, f"coverage-{name}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
