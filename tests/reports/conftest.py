"""A region to report on, and a release built from it."""

from types import SimpleNamespace

import pytest

from assessments.enums import RunKind
from reports.models import Release
from reports.services.audits import request_approval
from reports.services.releases import request_release
from tests.factories.assessments import MethodologyFactory, ReadinessRunFactory
from tests.factories.colleges import CollegeFactory, MunicipalityFactory
from tests.factories.dashboards import function_of, group_with
from tests.factories.standards import LabourFunctionFactory


@pytest.fixture
def region(db: None) -> SimpleNamespace:
    """Colleges of 2026: 40, 50, 60 and 20 assessed, 7 in a small one, nobody in the silent one.

    The small one is hidden behind two others, since each of these knows itself.
    """
    town = MunicipalityFactory(name="Город Ёлкин", settlement="city")
    village = MunicipalityFactory(name="Сельский округ")
    first = CollegeFactory(municipality=town, short_name="Нива")
    second = CollegeFactory(municipality=town, short_name="Степь")
    third = CollegeFactory(municipality=village, short_name="Колос")
    meadow = CollegeFactory(municipality=town, short_name="Луг")
    small = CollegeFactory(municipality=village, short_name="Малый")
    silent = CollegeFactory(municipality=village, short_name="Молчаливый")
    groups = [
        group_with(first, (10, 10, 10, 10)),
        group_with(second, (10, 10, 15, 15)),
        group_with(third, (20, 10, 20, 10)),
        group_with(small, (2, 2, 2, 1)),
        group_with(meadow, (5, 5, 5, 5)),
        group_with(silent, (0, 0, 0, 0), provisional=12),
    ]
    function = LabourFunctionFactory(name="Посев зерновых", code="A/01.3")
    for group in groups[:3]:
        function_of(group, function, 40)
    return SimpleNamespace(groups=groups, function=function, first=first, small=small)


@pytest.fixture
def run(db: None):
    method = MethodologyFactory(published=True, act_reference="приказ № 7")
    return ReadinessRunFactory(kind=RunKind.OFFICIAL, methodology=method)


@pytest.fixture
def draft(region, run, now, run_jobs) -> Release:
    """A release that its job has built."""
    release = request_release(
        title="Готовность выпускников 2026 года",
        graduation_year=2026,
        requested_by_id=None,
        now=now,
    )
    run_jobs()
    release.refresh_from_db()
    return release


@pytest.fixture
def approve(now, run_jobs):
    """Ask for approval and run the audit; the release has changed its state if it is clean."""

    def ask(release: Release, actor_id: int | None = None) -> Release:
        request_approval(release=release, actor_id=actor_id, now=now)
        run_jobs()
        release.refresh_from_db()
        return release

    return ask
