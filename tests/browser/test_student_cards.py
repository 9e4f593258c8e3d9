"""A student's card: for the college, for the student, on paper, on a phone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.enums import EvidenceKind
from assessments.rules.parameters import default_parameter_values
from assessments.services.runs import compute_students
from core.numbers import format_date
from tests.assessments.services.test_runs import full_evidence
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import EvidenceFactory, MethodologyFactory, RaterFactory
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = dt.datetime.now(tz=dt.UTC)
NAMES = [
    "Подготовка сельскохозяйственной техники к работе",
    "Эксплуатация и ремонт узлов и агрегатов",
    "Оформление первичных документов",
]


@pytest.fixture
def college():
    MethodologyFactory(published=True, parameters=default_parameter_values())
    return CollegeFactory(short_name="Колледж «Нива»")


def student_of(college, functions):
    programme = ProgrammeFactory(college=college, intake_year=NOW.year - 2)
    for number in range(functions):
        ProgrammeFunctionFactory(
            programme=programme,
            function=LabourFunctionFactory(name=f"{NAMES[number % 3]}, {number + 1}"),
            is_mandatory=number % 3 == 0,
        )
    return EnrolmentFactory(
        group=StudyGroupFactory(programme=programme, name="М-31"),
        student__college=college,
        student__last_name="Лунёв",
        student__first_name="Пётр",
    ).student, programme


def compute(student):
    compute_students(college_id=student.college_id, student_ids=[student.pk], now=NOW)


def assess(student, programme, scores):
    """Let the college and a mentor judge the first functions, the student judge himself."""
    for row, score in zip(programme.required_functions.order_by("pk"), scores, strict=False):
        common = {"student": student, "function": row.function, "observed_on": NOW.date()}
        EvidenceFactory(score=score, **common)
        EvidenceFactory(
            score=max(score - 0.2, 0),
            kind=EvidenceKind.EMPLOYER_RATING,
            rater=RaterFactory(mentor=True),
            **common,
        )


def open_card(page, live_server, student):
    page.goto(f"{live_server.url}/students/{student.uid}/")


def test_card_of_three_functions(live_server, browser_page, log_in, show, college):
    student, programme = student_of(college, 3)
    full_evidence(student, programme, 0.8)
    assess(student, programme, [0.9, 0.3])
    compute(student)
    for width in (1366, 390):
        page = browser_page(width, 900)
        log_in(page, MembershipFactory(college_manager=True, college=college))
        open_card(page, live_server, student)
        page.locator(".card-evidence summary").first.focus()
        page.keyboard.press("Enter")
        show(page, f"cards-1-three-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = browser_page(1366, 900)
    log_in(page, MembershipFactory(college_teacher=True, college=college))
    open_card(page, live_server, student)
    page.emulate_media(media="print")
    show(page, "cards-2-print")


def test_card_of_thirty_functions_most_of_them_unknown(
    live_server, browser_page, log_in, show, college
):
    student, programme = student_of(college, 30)
    assess(student, programme, [0.9, 0.85, 0.3, 0.2, 0.8, 0.75, 0.95, 0.9, 0.6, 0.9])
    compute(student)
    teacher = MembershipFactory(college_teacher=True, college=college)
    own = MembershipFactory(student_role=True, student=student)
    for width in (1366, 390):
        page = browser_page(width, 900)
        log_in(page, teacher)
        open_card(page, live_server, student)
        show(page, f"cards-3-thirty-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        mine = browser_page(width, 900)
        log_in(mine, own)
        mine.goto(f"{live_server.url}/my-card/")
        expect(mine.get_by_role("heading", name="Следующий шаг")).to_be_visible()
        show(mine, f"cards-4-own-{width}")
        assert mine.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_card_without_any_evidence_says_what_to_do(
    live_server, browser_page, log_in, show, college
):
    student, _programme = student_of(college, 3)
    page = browser_page(1366, 900)
    log_in(page, MembershipFactory(student_role=True, student=student))
    page.goto(f"{live_server.url}/my-card/")
    expect(page.get_by_text("Готовность ещё не посчитана")).to_be_visible()
    show(page, "cards-5-not-computed")
    compute(student)
    page.reload()
    show(page, "cards-6-no-evidence")


def test_interval_gap_and_history_are_told_in_words(
    live_server, browser_page, log_in, show, college
):
    student, programme = student_of(college, 2)
    first, second = programme.required_functions.order_by("pk")
    day, earlier = NOW.date(), NOW.date() - dt.timedelta(days=30)
    EvidenceFactory(student=student, function=second.function, observed_on=earlier, score=0.5)
    assess(student, programme, [0.9])
    compute(student)
    page = browser_page(1366, 900)
    log_in(page, MembershipFactory(college_teacher=True, college=college))
    open_card(page, live_server, student)

    functions, history = page.get_by_role("table").nth(0), page.get_by_role("table").nth(1)
    assessed, silent = functions.locator("tbody tr").all()
    expect(assessed.get_by_role("img", name="0,80, от 0,57 до 0,93")).to_be_visible()
    expect(assessed.locator("td").last).to_have_text("+0,20")
    # Nobody but the college has judged the second: there is no gap, not one of zero.
    expect(silent.get_by_role("img", name="0,50, от 0,33 до 0,76")).to_be_visible()
    expect(silent.locator("td").last).to_have_text("—")
    expect(page.get_by_text("интервал 0,51–0,79")).to_be_visible()
    gap = f"«{first.function.code} {first.function.name}» выше работодателя на 0,20."
    expect(page.get_by_text(f"Колледж оценивает функцию {gap}")).to_be_visible()

    assert [
        [cell.inner_text().split("\n")[0] for cell in row.locator("th, td").all()]
        for row in history.locator("tbody tr").all()
    ] == [
        [format_date(day), "2", "0,65", "+0,15", "мало данных, предварительно"],
        [format_date(earlier), "1", "0,50", "—", "мало данных, предварительно"],
    ]
    expect(history.locator("tbody tr").first).to_contain_text("0,51–0,79")
    show(page, "cards-7-words")


def test_staff_walk_from_card_to_card_of_the_list_they_came_from(
    browser_page, log_in, live_server, college, college_teacher, show
):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")
    for last in ("Ан", "Ким", "Ли"):
        EnrolmentFactory(
            group=group,
            student__last_name=last,
            student__first_name="Ян",
            student__patronymic="Олегович",
        )
    page = browser_page(1280, 900)
    log_in(page, college_teacher)
    page.goto(f"{live_server.url}/students/?group={group.pk}")
    page.get_by_role("link", name="Ан Ян Олегович").click()
    around = page.get_by_role("navigation", name="Соседи по списку")
    expect(around).to_contain_text("1 из 3")
    around.get_by_role("link", name="Ким Ян Олегович").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ким Ян Олегович")
    expect(around).to_contain_text("2 из 3")
    show(page, "card-neighbours")
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, "card-neighbours-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    around.get_by_role("link", name="Ли Ян Олегович").click()
    expect(around).to_contain_text("3 из 3")
    around.get_by_role("link", name="3 из 3").click()
    expect(page).to_have_url(f"{live_server.url}/students/?group={group.pk}")
