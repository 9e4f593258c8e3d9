"""An enterprise about its own severity."""

import pytest

from assessments.models import OrganisationSeverity, SeverityRun
from tests.factories.employers import EmployerFactory

pytestmark = pytest.mark.django_db
URL = "/cabinet/severity/"


def estimate(now, employer, *, severity, se=0.2, interns=10):
    run, _ = SeverityRun.objects.get_or_create(
        computed_at=now,
        defaults={"ratings": 90, "interns": 9, "shared_interns": 1, "examined_interns": 0},
    )
    OrganisationSeverity.objects.create(
        run=run, employer=employer, raters=2, interns=interns, severity=severity, se=se
    )


@pytest.mark.parametrize(
    ("severity", "words"),
    [(0.6, "строже обычного"), (-0.6, "мягче обычного"), (0.1, "как большинство")],
)
def test_enterprise_reads_about_itself_only(
    employer_manager_client, employer_manager, now, severity, words
):
    estimate(now, employer_manager.employer, severity=severity)
    estimate(now, EmployerFactory(name="Чужой завод"), severity=2.0)
    page = employer_manager_client.get(URL).content.decode()
    assert words in page
    assert "Чужой завод" not in page


@pytest.mark.parametrize("change", [{"interns": 4}, {"se": 0.36}])
def test_enterprise_known_too_little_is_not_judged(
    employer_manager_client, employer_manager, now, change
):
    estimate(now, employer_manager.employer, severity=2.0, **change)
    page = employer_manager_client.get(URL).content.decode()
    assert "Пока судить рано" in page
    assert "строже" not in page.split("</h2>")[1]


def test_enterprise_without_estimates_is_told_what_is_missing(employer_manager_client):
    assert "Пока судить рано" in employer_manager_client.get(URL).content.decode()
