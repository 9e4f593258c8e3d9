import csv
import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import CollegeFactory
from tests.factories.dashboards import function_of, group_with
from tests.factories.standards import LabourFunctionFactory


@pytest.fixture
def open_minimum(settings):
    """Hide nothing: these tests are about sums."""
    settings.MINIMUM_CELL = 1


def page(client, name, *args, **query):
    answer = client.get(reverse(f"dashboards:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.context


def counts(context):
    return {row["name"]: row["figures"]["assessed"] for row in context["rows"] if row["figures"]}


def test_figures_add_up_from_groups_to_the_region(region, region_officer_client, open_minimum):
    client = region_officer_client
    whole = page(client, "region")
    assert (whole["total"]["assessed"], whole["total"]["share"]) == (90, 40 / 90)
    assert whole["total"]["mean"] == 0.5
    assert whole["total"]["mean_interval"] == (0.5, 0.5)
    assert counts(whole) == {"Север": 50, "Юг": 40}
    assert counts(page(client, "region", view="colleges")) == {
        "Первый": 20,
        "Второй": 30,
        "Третий": 40,
    }
    north = page(client, "municipality", region.north.pk)
    assert north["total"]["assessed"] == 50
    assert counts(north) == {"Первый": 20, "Второй": 30}
    third = page(client, "college", region.third.pk)
    assert third["total"]["assessed"] == 40
    assert sorted(counts(third).values()) == [20, 20]
    group = region.groups[2]
    programme = page(client, "programme", group.programme_id)
    assert counts(programme) == {group.name: 20}
    alone = page(client, "group", group.pk)
    assert alone["tiles"][0].value == "25\u00a0%"
    assert [row["count"] for row in alone["levels"]] == [10, 5, 0, 5]


def test_partner_region_is_never_in_the_own_figures(region, region_officer_client, open_minimum):
    college = region.abroad.college
    names = counts(page(region_officer_client, "region", view="colleges"))
    assert college.short_name not in names
    abroad = page(region_officer_client, "college", college.pk)
    assert abroad["total"]["assessed"] == 100
    assert abroad["reference"] == 1.0
    assert abroad["reference_text"].startswith("пунктир: регион")


def test_last_finished_cohort_is_the_default_and_the_form_says_so(region, region_officer_client):
    context = page(region_officer_client, "region")
    assert context["year"] == 2026
    assert context["form"]["year"].value() == "2026"
    assert 'value="2026" selected' in str(context["form"]["year"])
    assert page(region_officer_client, "region", year="2025")["year"] == 2025
    for wrong in ("", "1999", "x"):
        assert page(region_officer_client, "region", year=wrong)["year"] == 2026


def test_change_is_told_to_the_year_before(region, region_officer_client):
    tile = page(region_officer_client, "region")["tiles"][0]
    assert tile.change == pytest.approx(40 / 90 - 1)


def test_speciality_narrows_sums_and_stays_in_links(region, region_officer_client, open_minimum):
    context = page(region_officer_client, "region", speciality=region.machines.pk)
    assert counts(context) == {"Юг": 20}
    assert context["total"]["assessed"] == 20
    links = {row["name"]: row["url"] for row in context["rows"]}
    assert links["Юг"].endswith(f"?speciality={region.machines.pk}")


def test_kind_of_place_selects_rows_and_leaves_totals(region, region_officer_client):
    context = page(region_officer_client, "region", view="colleges", settlement="city")
    assert [row["name"] for row in context["rows"]] == ["Третий"]
    assert context["total"]["assessed"] == 90
    assert context["total_title"] != "Всего"


@pytest.mark.parametrize("role", ["municipal_viewer", "college_manager", "college_teacher"])
def test_others_places_are_not_found(region, role):
    where = {"municipality": region.north} if role == "municipal_viewer" else {}
    where = where or {"college": region.first}
    client = RoleClient(MembershipFactory(**{role: True}, **where))
    own, foreign = region.groups[0], region.groups[2]
    for name, mine, theirs in (
        ("college", own.college_id, foreign.college_id),
        ("programme", own.programme_id, foreign.programme_id),
        ("group", own.pk, foreign.pk),
    ):
        assert client.get(reverse(f"dashboards:{name}", args=[mine])).status_code == 200
        assert client.get(reverse(f"dashboards:{name}", args=[theirs])).status_code == 404
    if role == "municipal_viewer":
        assert counts(page(client, "municipality", region.north.pk)) == {"Первый": 20, "Второй": 30}
        url = reverse("dashboards:municipality", args=[region.south.pk])
        assert client.get(url).status_code == 404
    assert client.get(reverse("dashboards:region")).status_code == 403


def test_small_college_is_hidden_from_officials_and_open_to_its_staff(
    region, region_officer_client
):
    tiny = CollegeFactory(municipality=region.north, short_name="Малый")
    group_with(tiny, (1, 1, 1, 0), speciality=region.agronomy)
    answer = region_officer_client.get(reverse("dashboards:municipality", args=[region.north.pk]))
    row = next(row for row in answer.context["rows"] if row["name"] == "Малый")
    assert row["figures"] is None
    text = answer.content.decode()
    assert text.count("скрыто, чтобы нельзя было узнать о группе меньше 5 человек") == 1
    staff = RoleClient(MembershipFactory(college_manager=True, college=tiny))
    assert page(staff, "college", tiny.pk)["total"]["assessed"] == 3
    closed = region_officer_client.get(reverse("dashboards:college", args=[tiny.pk]))
    assert "Показатели скрыты" in closed.content.decode()


def test_functions_are_hidden_with_a_sibling(region, region_officer_client):
    function = LabourFunctionFactory()
    for group, students in zip(region.groups[:3], (20, 3, 15), strict=True):
        function_of(group, function, students)
    whole = page(region_officer_client, "region")["functions"][0]
    assert (whole["students"], whole["mean"]) == (38, 0.5)
    # Everybody has the same score here, so the interval has no width.
    assert whole["interval"] == pytest.approx((0.5, 0.5), abs=1e-6)
    assert whole["employer"] == pytest.approx(0.4)
    shown = [
        page(region_officer_client, "college", college.pk)["functions"][0]["students"]
        for college in (region.first, region.second, region.third)
    ]
    assert shown[1] is None
    assert shown.count(None) == 2


def test_csv_and_xlsx_print_the_numbers_of_the_page(region, region_officer_client, open_minimum):
    url = reverse("dashboards:region")
    answer = region_officer_client.get(url, {"download": "csv", "speciality": region.agronomy.pk})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    printed = {line[0]: line[1:] for line in lines if line}
    context = page(region_officer_client, "region", speciality=region.agronomy.pk)
    assert counts(context) == {"Север": 50, "Юг": 20}
    assert printed["Север"][1] == "50"
    assert printed["Юг"][1] == "20"
    book = load_workbook(io.BytesIO(region_officer_client.get(url, {"download": "xlsx"}).content))
    values = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    assert (values["Юг"][2], values["Юг"][3]) == (40, 25)
    assert values["Всего"][2] == 90


def test_files_name_the_filter_in_force(region, region_officer_client):
    answer = region_officer_client.get(
        reverse("dashboards:region"), {"download": "xlsx", "speciality": region.agronomy.pk}
    )
    book = load_workbook(io.BytesIO(answer.content))
    text = " ".join(
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    )
    assert "Агрономия" in text
    assert "2026" in text


def test_chart_has_the_region_as_reference(region, region_officer_client):
    context = page(region_officer_client, "region")
    assert context["chart"]["alt"].startswith(
        "Доля готовых к работе: Ставропольский край. край: 44"
    )
    answer = region_officer_client.get(reverse("dashboards:region"), {"download": "svg"})
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content


def test_empty_region_says_what_to_do(region_officer_client):
    answer = region_officer_client.get(reverse("dashboards:region"))
    assert answer.status_code == 200
    assert "Показателей ещё нет" in answer.content.decode()
    url = reverse("dashboards:region")
    assert region_officer_client.get(url, {"download": "svg"}).status_code == 404


def test_rows_are_sorted_and_paged(region, region_officer_client, open_minimum):
    CollegeFactory.create_batch(120, municipality=region.north)
    first = page(region_officer_client, "region", view="colleges", sort="-assessed")
    assert [row["name"] for row in first["rows"]][:3] == ["Третий", "Второй", "Первый"]
    assert len(first["rows"]) == 100
    second = page(region_officer_client, "region", view="colleges", sort="-assessed", page=2)
    assert len(second["rows"]) == 23


def test_number_of_queries_does_not_grow_with_rows(
    region, region_officer_client, django_assert_max_num_queries
):
    url = reverse("dashboards:region")
    region_officer_client.get(url)
    cache.clear()
    with django_assert_max_num_queries(22) as few:
        region_officer_client.get(url)
    for _college in range(3):
        group_with(CollegeFactory(), (5, 5, 5, 5))
    cache.clear()
    with django_assert_max_num_queries(len(few.captured_queries)):
        region_officer_client.get(url)


def test_page_asks_once_which_computation_ended_last(
    region, region_officer_client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60) as asked:
        region_officer_client.get(reverse("dashboards:region"))
    about_jobs = [query["sql"] for query in asked.captured_queries if "core_job" in query["sql"]]
    assert len(about_jobs) == 1


def test_years_of_a_place_stand_together_with_their_sum(region_officer_client, college):
    for year, levels in ((2025, (10, 10, 10, 10)), (2026, (5, 5, 10, 10))):
        group_with(college, levels, year=year)
    series = page(region_officer_client, "region", year=2026)["series"]
    rows = [(row["name"], row["figures"]["assessed"], row["figures"]["share"]) for row in series]
    assert rows == [("2025", 40, 0.5), ("2026", 30, 20 / 30), ("вместе: 2025, 2026", 70, 40 / 70)]


def test_file_of_a_place_has_the_years_of_the_page(region_officer_client, college):
    for year in (2025, 2026):
        group_with(college, (10, 10, 10, 10), year=year)
    url = reverse("dashboards:region")
    answer = region_officer_client.get(url, {"download": "xlsx", "year": 2026})
    sheet = load_workbook(io.BytesIO(answer.content))["По выпускам"]
    rows = [row[:3] for row in sheet.iter_rows(values_only=True)]
    assert ("вместе: 2025, 2026", 80, 50) in rows


def test_colleges_have_the_numbers_of_the_funnel_beside_their_share(
    region, region_officer_client, college
):
    for levels in ((40, 0, 0, 5), (0, 5, 0, 40), (20, 0, 0, 20)):
        group_with(CollegeFactory(), levels, speciality=region.agronomy)
    tiny = CollegeFactory(municipality=region.north, short_name="Малый")
    group_with(tiny, (1, 1, 1, 0), speciality=region.agronomy)
    funnel = region_officer_client.get("/region/funnel/", {"year": 2026}).context["rows"]
    told = {row["name"]: (row["pooled"], row["pooled_interval"], row["expected"]) for row in funnel}
    rows = page(region_officer_client, "region", view="colleges")["rows"]
    fair = {
        row["name"]: (row["fair"]["share"], row["fair"]["facts"], row["fair"]["expected"])
        for row in rows
        if row["fair"]
    }
    assert "Третий" in fair
    assert "Малый" not in fair
    assert fair == told
    own = page(region_officer_client, "municipality", region.south.pk)["rows"]
    assert own[0]["fair"]["share"] == told["Третий"][0]
    one = page(region_officer_client, "region", view="colleges", speciality=region.agronomy.pk)
    assert {row["fair"]["expected"] for row in one["rows"] if row["fair"]} == {None}


def test_file_of_colleges_has_the_share_that_the_page_has(region, region_officer_client):
    url = reverse("dashboards:region")
    answer = region_officer_client.get(url, {"download": "csv", "view": "colleges"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    printed = {line[0]: line for line in lines if line}
    heads = printed["Наименование"]
    row = next(
        row
        for row in page(region_officer_client, "region", view="colleges")["rows"]
        if row["name"] == "Третий"
    )
    at = next(at for at, head in enumerate(heads) if head.startswith("Уточнённая доля"))
    assert printed["Третий"][at] == f"{100 * row['fair']['share']:.0f}"


def test_employers_of_a_function_that_are_hidden_say_so(region, region_officer_client):
    function = LabourFunctionFactory()
    for group, heard in zip(region.groups[:3], (18, 3, 15), strict=True):
        made = function_of(group, function, 20)
        made.employer_count = made.gap_count = heard
        made.employer_sum, made.gap_sum = 0.4 * heard, 0.1 * heard
        made.save()
    context = page(region_officer_client, "college", region.second.pk)
    row = context["functions"][0]
    assert (row["students"], row["employer"], row["hides_employers"]) == (20, None, True)
    assert context["hides_functions"]


def test_region_is_told_by_kind_of_place_on_the_page_and_in_the_file(region, region_officer_client):
    tiny = CollegeFactory(municipality=region.north, short_name="Малый", settlement="village")
    group_with(tiny, (1, 1, 1, 0), speciality=region.agronomy)
    rows = {row["name"]: row for row in page(region_officer_client, "region")["settlements"]}
    city = rows["город"]
    assert (city["figures"]["assessed"], city["figures"]["share"]) == (40, 0.25)
    kinds = {college.settlement for college in (region.first, region.second)}
    assert kinds == {"village"}
    shown = page(region_officer_client, "region", view="colleges")["rows"]
    printed = sum(
        row["figures"]["assessed"]
        for row in shown
        if row["figures"] and row["name"] in ("Первый", "Второй", "Малый")
    )
    village = rows["село"]["figures"]
    assert (village["assessed"] if village else 0) == printed
    url = reverse("dashboards:region")
    answer = region_officer_client.get(url, {"download": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content))["По месту"]
    assert ("город", 1, 1, 40, 25) in {
        row[:5] for row in sheet.iter_rows(values_only=True) if row[0]
    }


def asked(client, name, *arguments):
    form = page(client, name, *arguments)["form"]
    return {field: [code for code, _word in form.fields[field].choices] for field in form.fields}


def test_filter_asks_only_what_selects_something(region, region_officer_client):
    client, group = region_officer_client, region.groups[0]
    assert list(asked(client, "region")) == ["year", "speciality", "settlement"]
    assert list(asked(client, "municipality", region.north.pk)) == list(asked(client, "region"))
    assert list(asked(client, "college", region.first.pk)) == ["year", "speciality"]
    assert asked(client, "programme", group.programme_id) == {"year": [2027, 2026]}
    assert asked(client, "group", group.pk) == {}


def test_programme_opens_at_a_cohort_of_its_own(region, region_officer_client):
    later = group_with(region.first, (0, 5, 5, 0), year=2028, speciality=region.machines)
    context = page(region_officer_client, "programme", later.programme_id)
    assert context["year"] == 2028
    assert counts(context) == {later.name: 10}


def test_group_is_shown_whatever_year_stands_in_the_address(region, region_officer_client):
    context = page(region_officer_client, "group", region.groups[0].pk, year="2025")
    assert context["year"] == 2026
    assert context["total"]["assessed"] == 20
