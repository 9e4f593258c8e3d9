"""The truth page."""

import datetime as dt

import pytest

from assessments.enums import Level
from assessments.selectors.methodology_versions import COMPARE_JOB
from colleges.enums import OutcomeSource, OutcomeStatus
from colleges.models import GraduateOutcome
from core.enums import JobState
from core.models import Job
from tests.factories.assessments import (
    MethodologyFactory,
    ReadinessRunFactory,
    StudentReadinessFactory,
)
from tests.factories.colleges import StudyGroupFactory

pytestmark = pytest.mark.django_db
URL = "/region/truth/"


def graduate(group, *, status=OutcomeStatus.EMPLOYED, fits=True, index=0.74, level=2, **answer):
    readiness = StudentReadinessFactory(
        group=group, index=index, level=level, is_ready=level >= Level.SUFFICIENT
    )
    GraduateOutcome.objects.create(
        student=readiness.student,
        as_of_date=dt.date(2026, 10, 1),
        status=status,
        in_speciality=fits,
        recorded_at=dt.datetime(2026, 10, 2, tzinfo=dt.UTC),
        **({"source": OutcomeSource.COLLEGE} | answer),
    )
    return readiness.student


@pytest.fixture
def group():
    return StudyGroupFactory(graduation_year=2026)


def test_truth_page_counts_those_who_work_or_could(region_officer_client, group):
    for _number in range(9):
        graduate(group)
    for _number in range(6):
        graduate(group, status=OutcomeStatus.NO_DEMAND, fits=None, index=0.4, level=0)
    graduate(group, status=OutcomeStatus.CONSCRIPT, fits=None)
    graduate(group, status=OutcomeStatus.EMPLOYED, fits=None)
    page = region_officer_client.get(URL).content.decode()
    assert "n = 15" in page
    assert "60\u00a0%" in page
    assert "1,00" in page


def test_truth_page_puts_what_the_index_promised_beside_what_came(region_officer_client, group):
    for index in (0.72, 0.74, 0.76, 0.78, 0.80):
        graduate(group, index=index)
    for _number in range(6):
        graduate(group, fits=False, index=0.4, level=0)
    rows = region_officer_client.get(URL).context["bins"]
    assert [(row["name"], row["count"], row["share"], row["mean_index"]) for row in rows] == [
        ("0,00–0,50", 6, 0.0, pytest.approx(0.4)),
        ("0,50–1,00", 5, 1.0, pytest.approx(0.76)),
    ]
    page = region_officer_client.get(URL).content.decode()
    assert page.count('<td class="n">0,76</td>') == 2  # its level and its band


def test_truth_page_believes_the_social_fund_before_the_college(region_officer_client, group):
    for _number in range(8):
        student = graduate(group, fits=False)
        GraduateOutcome.objects.create(
            student=student,
            as_of_date=dt.date(2026, 10, 1),
            status=OutcomeStatus.EMPLOYED,
            in_speciality=True,
            source=OutcomeSource.SOCIAL_FUND,
            recorded_at=dt.datetime(2026, 10, 2, tzinfo=dt.UTC),
        )
    page = region_officer_client.get(URL).content.decode()
    assert "100\u00a0%" in page


def test_truth_page_of_few_graduates_hides_them(region_officer_client, group):
    for _number in range(3):
        graduate(group)
    page = region_officer_client.get(URL).content.decode()
    assert "скрыто" in page
    assert "100\u00a0%" not in page
    assert region_officer_client.get(URL, {"download": "svg"}).status_code == 404


def test_truth_chart_names_each_band(association_expert_client, group):
    for _number in range(9):
        graduate(group)
        graduate(group, index=0.4, level=0)
    answer = association_expert_client.get(URL, {"download": "svg"})
    assert answer["Content-Type"] == "image/svg+xml"
    assert "индекс 0,50–1,00: 100" in answer.content.decode()


def test_truth_page_without_outcomes_says_so(region_officer_client):
    assert "Сведений о трудоустройстве ещё нет" in region_officer_client.get(URL).content.decode()


def tried(version, official, now, **outcomes):
    return Job.objects.create(
        kind=COMPARE_JOB,
        state=JobState.DONE,
        parameters={"version_id": version.pk},
        result={
            "parameters": version.parameters,
            "official_parameters": official.parameters,
            "outcomes": outcomes,
        },
        created_at=now,
        due_at=now,
        finished_at=now,
    )


def versions_of(client):
    rows = client.get(URL).context["versions"]
    return [(row["auc"], row["auc_limits"], row["gain"], row["reason"]) for row in rows]


def test_truth_page_puts_the_versions_that_were_tried_beside_the_official_one(
    region_officer_client, group, now
):
    for _number in range(6):
        graduate(group)
        graduate(group, fits=False, index=0.4, level=0)
    official = MethodologyFactory(version=1, published=True)
    ReadinessRunFactory(methodology=official)
    draft, stale, _untried = (
        MethodologyFactory(version=number, parameters={"number": number}) for number in (2, 3, 4)
    )
    numbers = {"auc": [0.82, 0.71, 0.93], "gain": [-0.18, -0.29, -0.07]}
    tried(draft, official, now, **{"2026": numbers})
    tried(stale, official, now, **{"2026": numbers})
    stale.parameters = {"number": 5}
    stale.save()

    rows = versions_of(region_officer_client)

    assert [row[0] for row in rows] == ["", "", "0,82", "1,00"]
    assert "не пробовали" in rows[0][3]
    assert "проба устарела" in rows[1][3]
    assert rows[2][1:] == ("0,71–0,93", "−0,18", "")
    assert rows[3][2:] == ("", "")


def test_truth_page_hides_every_version_where_the_year_is_hidden(region_officer_client, group, now):
    for _number in range(6):
        graduate(group)
    graduate(group, fits=False)
    official = MethodologyFactory(version=1, published=True)
    ReadinessRunFactory(methodology=official)
    draft = MethodologyFactory(version=2)
    tried(draft, official, now, **{"2026": {"auc": [0.8, 0.7, 0.9], "gain": [0.1, 0.0, 0.2]}})
    assert {row[0] for row in versions_of(region_officer_client)} == {""}
    assert all("слишком мало" in row[3] for row in versions_of(region_officer_client))
