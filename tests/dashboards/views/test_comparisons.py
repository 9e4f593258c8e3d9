"""Chosen places side by side."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import CollegeFactory
from tests.factories.dashboards import function_of, group_with
from tests.factories.standards import LabourFunctionFactory

URL = "/region/compare/"


def compared(client, *places, **query):
    answer = client.get(URL, {"with": ",".join(str(place.pk) for place in places), **query})
    assert answer.status_code == 200
    return answer.context


def test_chosen_colleges_stand_in_the_order_of_the_address(region, region_officer_client):
    context = compared(region_officer_client, region.third, region.first)
    rows = [
        (row["name"], row["figures"]["assessed"], row["figures"]["share"])
        for row in context["rows"]
    ]
    assert rows == [("Третий", 40, 0.25), ("Первый", 20, 0.5)]
    assert context["reference"] == 40 / 90
    assert context["rows"][0]["without"].endswith(f"?year=2026&kind=college&with={region.first.pk}")


def test_ticked_boxes_are_the_same_choice_as_commas(region, region_officer_client):
    answer = region_officer_client.get(URL, {"with": [region.first.pk, region.second.pk]})
    assert [row["name"] for row in answer.context["rows"]] == ["Первый", "Второй"]
    assert f'value="{region.first.pk},{region.second.pk}"' in answer.content.decode()


def test_municipalities_have_no_share_of_colleges_beside_them(region, region_officer_client):
    context = compared(region_officer_client, region.north, region.south, kind="municipality")
    assert [row["figures"]["assessed"] for row in context["rows"]] == [50, 40]
    assert not context["shows_fair"]


def test_seventh_place_is_left_out_and_said(region, region_officer_client):
    colleges = CollegeFactory.create_batch(7, municipality=region.north)
    answer = region_officer_client.get(
        URL, {"with": ",".join(str(college.pk) for college in colleges)}
    )
    assert len(answer.context["rows"]) == 6
    assert "Рядом помещается не больше 6" in answer.content.decode()


def test_hidden_college_is_hidden_here_too_with_all_that_is_made_of_it(
    region, region_officer_client
):
    tiny = CollegeFactory(municipality=region.north, short_name="Малый")
    group_with(tiny, (1, 1, 1, 0), speciality=region.agronomy)
    answer = region_officer_client.get(URL, {"with": f"{tiny.pk},{region.third.pk}"})
    row = answer.context["rows"][0]
    assert (row["figures"], row["fair"]) == (None, None)
    text = answer.content.decode()
    assert text.count("скрыто, чтобы нельзя было узнать о группе меньше 5 человек") == 1
    lines = _csv(region_officer_client, f"{tiny.pk},{region.third.pk}")
    # But that nobody there is without a level: a zero tells of nobody.
    assert set(lines["Малый"][1:]) <= {"…", "", "0"}
    assert lines["Третий"][1:3] == ["40", "25"]


def test_functions_stand_side_by_side_hidden_as_on_the_colleges_pages(
    region, region_officer_client
):
    shared, own = LabourFunctionFactory(code="A/01"), LabourFunctionFactory(code="B/02")
    for group, students in zip(region.groups[:3], (20, 3, 15), strict=True):
        function_of(group, shared, students)
    function_of(region.groups[0], own, 20, mean=0.7)
    context = compared(region_officer_client, region.second, region.first)
    cells = {row["code"]: row["cells"] for row in context["functions"]}
    assert list(cells) == ["A/01", "B/02"]
    assert cells["A/01"][0]["is_hidden"]
    assert cells["B/02"][0] is None
    assert (cells["B/02"][1]["students"], cells["B/02"][1]["mean"]) == (20, pytest.approx(0.7))
    page = region_officer_client.get(reverse("dashboards:college", args=[region.first.pk]))
    shown = {row["code"]: row["students"] for row in page.context["functions"]}
    assert {code: row[1]["students"] for code, row in cells.items()} == shown


def _csv(client, chosen, download="csv"):
    answer = client.get(URL, {"with": chosen, "download": download})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    return {row[0]: row[1:] for row in rows if row}


def test_files_hold_both_tables_of_the_page(region, region_officer_client):
    function_of(region.groups[0], LabourFunctionFactory(code="A/01"), 20, mean=0.7)
    chosen = f"{region.first.pk},{region.third.pk}"
    answer = region_officer_client.get(URL, {"with": chosen, "download": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:2] == ["Готовность", "Функции"]
    values = {row[0]: row for row in book["Готовность"].iter_rows(values_only=True)}
    assert values["Первый"][2:4] == (20, 50)
    functions = list(_csv(region_officer_client, chosen, "functions.csv").values())
    assert any("0,70" in row and "20" in row for row in functions)
    assert region_officer_client.get(URL, {"with": chosen, "download": "x"}).status_code == 404
    assert region_officer_client.get(URL, {"download": "xlsx"}).status_code == 404


def test_municipality_compares_its_own_places_only(region):
    client = RoleClient(MembershipFactory(municipal_viewer=True, municipality=region.north))
    assert [row["name"] for row in compared(client, region.first)["rows"]] == ["Первый"]
    assert client.get(URL, {"with": region.third.pk}).status_code == 404
    foreign = {"kind": "municipality", "with": region.south.pk}
    assert client.get(URL, foreign).status_code == 404


def test_nothing_chosen_says_what_to_do(region, region_officer_client):
    for chosen in ("", "x", ",,"):
        answer = region_officer_client.get(URL, {"with": chosen, "kind": "planet"})
        assert "Отметьте ниже" in answer.content.decode()
    assert region_officer_client.get(URL, {"with": "999999999"}).status_code == 404
