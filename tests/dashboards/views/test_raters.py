"""The raters' page."""

import datetime as dt

import pytest

from assessments.models import OrganisationSeverity, SeverityEstimate, SeverityRun
from tests.factories.assessments import EvidenceFactory, RaterFactory
from tests.factories.colleges import StudentFactory

pytestmark = pytest.mark.django_db
URL = "/region/raters/"


def run_of(now, *, shared=3, exam_slope=0.8):
    return SeverityRun.objects.get_or_create(
        computed_at=now,
        defaults={
            "ratings": 500,
            "interns": 40,
            "shared_interns": shared,
            "examined_interns": 30,
            "parts": [
                {"raters": 3, "interns": 25, "shared": 3},
                {"raters": 1, "interns": 15, "shared": 0},
            ],
            "severity_sd": 0.5,
            "exam_slope": exam_slope,
        },
    )[0]


def estimate(now, employer, *, severity=0.0, se=0.2, interns=10, is_shown=True):
    rater = RaterFactory(mentor=True, contact__employer__name=employer)
    run = run_of(now)
    OrganisationSeverity.objects.create(
        run=run,
        employer=rater.employer,
        raters=1,
        interns=interns,
        severity=severity,
        se=se,
        is_shown=is_shown,
    )
    return SeverityEstimate.objects.create(
        run=run,
        rater=rater,
        interns=interns,
        shared_interns=3,
        ratings=50,
        component=0,
        severity=severity,
        se=se,
        linear=severity / 10,
        linear_se=se / 10,
        is_shown=is_shown,
    )


def test_raters_are_called_strict_only_where_the_interval_says_so(region_officer_client, now):
    estimate(now, "Строгий завод", severity=0.6, se=0.2)
    estimate(now, "Мягкий завод", severity=-0.6, se=0.2)
    estimate(now, "Обычный завод", severity=0.3, se=0.2)
    page = region_officer_client.get(URL).content.decode()
    words = {
        name: page.split(name)[1].split("</tr>")[0]
        for name in ("Строгий завод", "Мягкий завод", "Обычный завод")
    }
    assert "строже обычного" in words["Строгий завод"]
    assert "мягче обычного" in words["Мягкий завод"]
    assert "как большинство" in words["Обычный завод"]
    assert "+0,60" in words["Строгий завод"]


def test_rater_who_may_not_be_shown_is_counted_and_not_named(region_officer_client, now):
    estimate(now, "Завод", severity=2.0, is_shown=False)
    page = region_officer_client.get(URL).content.decode()
    assert "Завод" not in page
    assert "Не показан 1 наставник" in page


def test_college_sees_the_enterprises_of_its_own_interns_only(college_manager_client, college, now):
    own = estimate(now, "Свой завод")
    estimate(now, "Чужой завод")
    EvidenceFactory(student=StudentFactory(college=college), rater=own.rater)
    page = college_manager_client.get(URL).content.decode()
    assert "Свой завод" in page
    assert "Чужой завод" not in page
    assert "Посчитать снова" not in page


def test_estimation_is_asked_for_and_runs_as_a_job(region_officer_client, frozen_now, run_jobs):
    answer = region_officer_client.post("/region/raters/estimate/")
    [job] = run_jobs()
    assert answer.url == f"/jobs/{job.pk}/"
    assert job.result == {"raters": 0, "url": URL}
    assert "Строгость ещё не считали" in region_officer_client.get(URL).content.decode()


def test_page_says_how_well_the_network_holds_together(region_officer_client, now):
    run_of(now, shared=3)
    estimate(now, "Завод")
    page = region_officer_client.get(URL)
    assert [(part["interns"], part["shared"]) for part in page.context["parts"]] == [
        ("около 25", "меньше 5"),
        ("около 15", "меньше 5"),
    ]
    text = page.content.decode()
    assert "меньше 5 из 40 практикантов" in text
    assert "Двойных оценок мало" in text
    assert "каждого пятого–десятого" in text


def test_enough_double_ratings_are_praised(region_officer_client, now):
    run_of(now, shared=4)
    estimate(now, "Завод")
    assert "Двойных оценок достаточно" in region_officer_client.get(URL).content.decode()


def test_no_count_of_fewer_than_five_interns_is_printed(region_officer_client, now):
    """Neither the three whom another mentor judged too, nor the two of ten whom nobody else did."""
    estimate(now, "Завод")
    alone = estimate(now, "Комбинат")
    alone.shared_interns = 8
    alone.save()
    rows = {row["employer"]: row for row in region_officer_client.get(URL).context["rows"]}
    assert (rows["Завод"]["interns"], rows["Завод"]["shared"]) == (10, "меньше 5")
    assert rows["Комбинат"]["shared"] == "почти все"


def test_older_runs_are_not_shown(region_officer_client, now):
    estimate(now, "Старый завод")
    run_of(now + dt.timedelta(days=1))
    page = region_officer_client.get(URL).content.decode()
    assert "Старый завод" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_database_as_often_for_many_raters(
    region_officer_client, now, count, django_assert_max_num_queries
):
    for number in range(count):
        estimate(now, f"Завод {number}")
    with django_assert_max_num_queries(14):
        region_officer_client.get(URL)


def test_long_lists_are_read_by_the_page(region_officer_client, now):
    for number in range(51):
        estimate(now, f"Завод {number}", interns=12)
    first = region_officer_client.get(URL)
    assert (len(first.context["rows"]), first.context["page"].paginator.count) == (50, 51)
    assert "?page=2" in first.text
    assert len(region_officer_client.get(URL, {"page": 2}).context["rows"]) == 1


AGREEMENT = {
    "alpha": 0.614,
    "low": 0.48,
    "high": 0.74,
    "pairs": 1054,
    "persons": 9,
    "raters": 5,
}


@pytest.mark.parametrize(
    ("changes", "value", "facts"),
    [
        ({}, "0,61", "(0,48–0,74), пар оценок: 1\u202f054"),
        ({"low": None, "high": None}, "0,61", "пар оценок: 1\u202f054"),
        ({"persons": 4}, "—", "мало данных"),
        ({"raters": 4}, "—", "мало данных"),
        ({"alpha": None}, "—", "мало данных"),
        (None, "—", "мало данных"),
    ],
)
def test_agreement_stands_with_its_interval_and_pairs_or_is_too_little(
    region_officer_client, now, changes, value, facts
):
    estimate(now, "Завод")
    found = {} if changes is None else AGREEMENT | changes
    SeverityRun.objects.update(agreement=found)
    tile = region_officer_client.get(URL).context["tiles"][-1]
    assert (tile["name"], tile["value"], tile["facts"]) == ("Согласие наставников", value, facts)
