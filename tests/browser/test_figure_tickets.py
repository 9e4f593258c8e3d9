"""«Число неверно?»: a college asks about a printed figure, everybody reads what was corrected."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.enums import RunKind
from assessments.rules.parameters import default_parameter_values
from colleges.models import StudyGroup
from reports.services.audits import request_approval
from reports.services.releases import publish_release, request_release
from standards.models import LabourFunction
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import MethodologyFactory, ReadinessRunFactory
from tests.factories.colleges import CollegeFactory, MunicipalityFactory
from tests.factories.dashboards import function_of, group_with
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAIM = "Не учтена группа М-31: её ведомость сдана 2 июня."
NOTE = "В колледже «Нива» оценены 55 выпускников: ведомость группы М-31 пришла после расчёта."


@pytest.fixture
def nowhere_hidden():
    """Three colleges of which a report prints everything; return the first."""
    ReadinessRunFactory(
        kind=RunKind.OFFICIAL,
        methodology=MethodologyFactory(
            published=True,
            act_reference="приказ № 7",
            parameters=default_parameter_values(),
        ),
    )
    function = LabourFunctionFactory(name="Посев зерновых")
    colleges = []
    for name, levels in (
        ("Нива", (10, 10, 10, 10)),
        ("Степь", (10, 10, 15, 15)),
        ("Колос", (20, 10, 20, 10)),
    ):
        town = MunicipalityFactory(name=f"Округ «{name}»")
        colleges.append(CollegeFactory(short_name=name, municipality=town))
        function_of(group_with(colleges[-1], levels), function, 40)
    return colleges[0]


@pytest.fixture
def release(nowhere_hidden, run_jobs):
    now = dt.datetime.now(tz=dt.UTC)
    release = request_release(
        title="Готовность выпускников 2026 года",
        graduation_year=2026,
        requested_by_id=None,
        now=now,
    )
    run_jobs(at=now)
    request_approval(release=release, actor_id=None, now=now)
    run_jobs(at=now)
    release.refresh_from_db()
    return publish_release(release=release, actor_id=None, now=now)


def both_sizes(page, show, name):
    """Take the picture at a desk and on a phone, where nothing may stick out."""
    show(page, name)
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, f"{name}-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1366, "height": 900})


def test_question_about_a_figure_ends_in_a_correction_that_everybody_reads(
    browser_page, log_in, region_officer, live_server, nowhere_hidden, release, show
):
    public = f"{live_server.url}/reports/{release.slug}/"
    college = browser_page(1366, 900)
    log_in(college, MembershipFactory(college_manager=True, college=nowhere_hidden))
    college.goto(public)
    college.get_by_role("link", name="Число неверно?", exact=True).click()
    college.get_by_label("Оценено: 40").check()
    college.get_by_label("Как должно быть, если знаете").fill("55")
    college.get_by_label("Что неверно и откуда это видно").fill(CLAIM)
    both_sizes(college, show, "ticket-1-question")
    college.get_by_role("button", name="Спросить").click()
    expect(
        college.get_by_text("Вопрос задан: на него ответят не позже двух недель.")
    ).to_be_visible()
    expect(college.get_by_role("heading", level=1)).to_have_text("Оценено: 40")

    officer = browser_page(1366, 900)
    log_in(officer, region_officer)
    officer.goto(f"{live_server.url}/figures/")
    both_sizes(officer, show, "ticket-2-list")
    officer.get_by_role("link", name="Оценено: 40").click()
    expect(officer.get_by_text(CLAIM)).to_be_visible()
    officer.get_by_label("Ошибка признана").check()
    officer.get_by_label("Ответ колледжу").fill("Согласны, пересчёт подтверждён.")
    officer.get_by_role("button", name="Ответить").click()
    expect(officer.get_by_text("Напишите, что исправлено")).to_be_visible()
    officer.get_by_label("Исправление для всех").fill(NOTE)
    both_sizes(officer, show, "ticket-3-answer")
    officer.get_by_role("button", name="Ответить").click()
    expect(officer.get_by_text("Ответ записан: колледж его видит.")).to_be_visible()

    college.reload()
    expect(college.get_by_text("Согласны, пересчёт подтверждён.")).to_be_visible()
    both_sizes(college, show, "ticket-4-answered")

    guest = browser_page(1366, 900)
    guest.goto(public)
    correction = guest.get_by_role("listitem").filter(has_text=NOTE)
    expect(correction).to_contain_text("Нива, Оценено (напечатано: 40):")
    expect(guest.get_by_role("link", name="Число неверно?")).to_have_count(0)
    expect(guest.get_by_text(CLAIM)).to_have_count(0)
    expect(guest.get_by_text("Согласны, пересчёт подтверждён.")).to_have_count(0)
    # The figure itself stays as it was printed.
    expect(guest.get_by_role("row", name="Нива Округ")).to_contain_text("40")
    both_sizes(guest, show, "ticket-5-public")


def test_figures_of_a_programme_and_of_a_function_are_asked_about_where_they_stand(
    browser_page, log_in, region_officer, live_server, nowhere_hidden, show
):
    group = StudyGroup.objects.get(college=nowhere_hidden)
    function = LabourFunction.objects.get()
    place = f"{live_server.url}/region/programmes/{group.programme_id}/"
    college = browser_page(1366, 900)
    log_in(college, MembershipFactory(college_manager=True, college=nowhere_hidden))
    college.goto(f"{live_server.url}/region/colleges/{nowhere_hidden.pk}/")
    both_sizes(college, show, "ticket-6-college")
    programme = college.get_by_role("row").filter(has_text=group.programme.speciality.name)
    programme.get_by_role("link", name="Число неверно?").click()
    college.get_by_label("95 % интервал, %: 35–65").check()
    college.get_by_label("Что неверно и откуда это видно").fill(CLAIM)
    college.get_by_role("button", name="Спросить").click()
    expect(college.get_by_role("heading", level=1)).to_contain_text("95 % интервал, %: 35–65")

    college.goto(place)
    row = college.get_by_role("row").filter(has_text=function.name)
    row.get_by_role("link", name="Число неверно?").click()
    college.get_by_label("Оценка работодателей: 0,40").check()
    college.get_by_label("Что неверно и откуда это видно").fill("Отзыв хозяйства не учтён.")
    both_sizes(college, show, "ticket-7-function")
    college.get_by_role("button", name="Спросить").click()
    expect(college.get_by_role("heading", level=1)).to_contain_text("Оценка работодателей: 0,40")

    officer = browser_page(1366, 900)
    log_in(officer, region_officer)
    officer.goto(f"{live_server.url}/figures/")
    both_sizes(officer, show, "ticket-8-list")
    officer.get_by_role("link", name="Посев зерновых, Оценка работодателей: 0,40").click()
    officer.get_by_label("Ошибка признана").check()
    officer.get_by_label("Ответ колледжу").fill("Согласны.")
    officer.get_by_label("Исправление для всех").fill("Оценка работодателей 0,55.")
    officer.get_by_role("button", name="Ответить").click()
    expect(officer.get_by_text("Ответ записан: колледж его видит.")).to_be_visible()
    officer.goto(place)
    note = officer.get_by_role("listitem").filter(has_text="Оценка работодателей 0,55.")
    expect(note).to_contain_text("Посев зерновых, Оценка работодателей (было: 0,40):")
    expect(officer.get_by_role("link", name="Число неверно?")).to_have_count(0)
    both_sizes(officer, show, "ticket-9-note")
