"""The raters' page."""

import pytest

from assessments.models import SeverityEstimate
from tests.factories.assessments import EvidenceFactory, RaterFactory
from tests.factories.colleges import StudentFactory

pytestmark = pytest.mark.django_db
URL = "/region/raters/"


def estimate(now, employer, *, severity=0.0, se=0.2, interns=10):
    rater = RaterFactory(mentor=True, contact__employer__name=employer)
    return SeverityEstimate.objects.create(
        rater=rater,
        interns=interns,
        shared_interns=3,
        ratings=50,
        component=0,
        severity=severity,
        se=se,
        linear=severity / 10,
        linear_se=se / 10,
        computed_at=now,
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


@pytest.mark.parametrize("change", [{"interns": 4}, {"se": 0.36}])
def test_rater_known_too_little_is_counted_and_not_named(region_officer_client, now, change):
    estimate(now, "Завод", severity=2.0, **change)
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
