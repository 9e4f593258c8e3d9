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
