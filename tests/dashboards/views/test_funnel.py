"""The funnel page."""

import csv
import io

import pytest

from standards.models import Speciality
from tests.factories.assessments import GroupReadinessFactory
from tests.factories.colleges import CollegeFactory, StudyGroupFactory
from tests.factories.standards import SpecialityFactory

pytestmark = pytest.mark.django_db
URL = "/region/funnel/"


def college_with(name, *, ready, assessed=40, year=2026):
    college = CollegeFactory(short_name=name)
    # One speciality everywhere: otherwise the filter by speciality would tell colleges apart.
    speciality = Speciality.objects.first() or SpecialityFactory()
    group = StudyGroupFactory(
        programme__college=college, programme__speciality=speciality, graduation_year=year
    )
    GroupReadinessFactory(
        group=group,
        students_count=assessed,
        assessed_count=assessed,
        provisional_count=0,
        ready_count=ready,
        low_count=assessed - ready,
        basic_count=0,
        sufficient_count=ready,
        high_count=0,
        employer_voice_count=assessed,
    )
    return college


def table_of(client, **query):
    """Return the page's table as its CSV file has it: name -> cells."""
    answer = client.get(URL, {"download": "csv", **query})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    return {row[0]: row[1:] for row in rows if len(row) > 2}


def test_funnel_page_names_the_college_beyond_chance(association_expert_client):
    for number in range(8):
        college_with(f"Обычный {number}", ready=20)
    college_with("Далёкий", ready=75, assessed=80)
    page = association_expert_client.get(URL).content.decode()
    assert "выше ожидаемого" in page
    assert "в пределах случайности" in page
    assert "n = 400" in page


def test_funnel_file_holds_the_numbers_of_the_page(region_officer_client):
    for number in range(3):
        college_with(f"Обычный {number}", ready=20)
    found = table_of(region_officer_client)
    assert found["Обычный 1"][:3] == ["40", "20", "50"]
    assert len(found) >= 4


def test_funnel_hides_a_small_college_and_draws_no_limits_from_it(region_officer_client):
    for number in range(4):
        college_with(f"Обычный {number}", ready=20)
    college_with("Крошечный", ready=2, assessed=3)
    page = region_officer_client.get(URL).content.decode()
    assert "Крошечный" in page.split("Не показаны")[1]
    found = table_of(region_officer_client)
    assert set(found["Крошечный"][:8]) <= {"…", ""}


def test_funnel_of_another_year_stands_in_the_address(region_officer_client):
    college_with("Прошлый", ready=20, year=2025)
    college_with("Нынешний", ready=20, year=2026)
    college_with("Будущий", ready=20, year=2027)
    assert "Нынешний" in region_officer_client.get(URL).content.decode().split("<tbody>")[1]
    page = region_officer_client.get(URL, {"year": 2025}).content.decode()
    assert "Прошлый" in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Нынешний" not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_funnel_chart_is_svg_with_a_description(region_officer_client):
    for number in range(3):
        college_with(f"Обычный {number}", ready=20)
    answer = region_officer_client.get(URL, {"download": "svg"})
    assert answer["Content-Type"] == "image/svg+xml"
    assert "Обычный 1: 50" in answer.content.decode()


def test_funnel_without_figures_says_so_and_has_no_files(region_officer_client):
    assert "Показать нечего" in region_officer_client.get(URL).content.decode()
    assert region_officer_client.get(URL, {"download": "xlsx"}).status_code == 404
    assert region_officer_client.get(URL, {"download": "exe"}).status_code == 404


def test_small_college_is_judged_by_several_years_together(region_officer_client):
    for year in (2025, 2026):
        for name in ("Первый", "Второй", "Третий"):
            college_with(f"{name} {year}", ready=20, year=year)
    small = college_with("Малый", ready=6, assessed=12)
    group = StudyGroupFactory(
        programme__college=small,
        programme__speciality=Speciality.objects.first(),
        programme__intake_year=2020,
        graduation_year=2025,
    )
    GroupReadinessFactory(
        group=group,
        students_count=18,
        assessed_count=18,
        provisional_count=0,
        ready_count=12,
        low_count=6,
        basic_count=0,
        sufficient_count=12,
        high_count=0,
        employer_voice_count=18,
    )
    row = table_of(region_officer_client, year=2026)["Малый"]
    assert row[:3] == ["30", "18", "60"]
    assert row[-1] == "выпуски 2025, 2026 вместе"


def test_expected_share_is_that_of_the_region_among_alike_colleges(region_officer_client):
    college_with("Первый", ready=10)
    college_with("Второй", ready=30)
    rows = table_of(region_officer_client, year=2026)
    assert [rows[name][3] for name in ("Первый", "Второй")] == ["50", "50"]


def test_funnel_chart_is_kept_as_png(region_officer_client):
    college_with("Первый", ready=10)
    college_with("Второй", ready=30)
    answer = region_officer_client.get(URL, {"download": "png", "year": 2026})
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "attachment" in answer["Content-Disposition"]
