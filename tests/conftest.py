"""Fixtures of the whole suite: time, the fixed cast of people, jobs, strictness."""

import datetime as dt
import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.template import engines
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as examples

from accounts.models import Membership
from core.enums import JobState
from core.jobs.execution import execute
from core.models import Job
from readiness_portal.embedded import EmbeddedWorker
from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import CollegeFactory, StudentFactory
from tests.flushing import empty_filled_tables_only
from tests.migrated import sqlite_template
from tests.strictness import ROOT, UndefinedVariable, fail_if_skipped, forbid_network

UNDER_CI = os.environ.get("CI", "").lower() == "true"
DATABASE_FIXTURES = {"db", "transactional_db"}
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
# How long examples take says something of the machine, and nothing of the code.
examples.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    if UNDER_CI:
        fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    if UNDER_CI:
        fail_if_skipped(report)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what may differ from one database to another: rules of the code do not."""
    for item in items:
        if "architecture" in item.path.parts:
            continue
        asked = set(getattr(item, "fixturenames", ()))
        if asked & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """Take what is loaded by now out of the collector's sight: it lives to the end."""
    gc.collect()
    gc.freeze()


# --- strictness -------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        forbid_network(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _flush_what_is_filled() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        empty_filled_tables_only(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep uploaded and generated files in a folder that goes away."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture(autouse=True)
def _undefined_template_variable_fails() -> Iterator[None]:
    undefined = UndefinedVariable()
    engine = engines["django"].engine
    engine.string_if_invalid = undefined
    yield
    if undefined.found:
        pytest.fail("undefined template variables: " + "; ".join(sorted(set(undefined.found))))


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


# --- the database -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Begin with a copy of the migrated file; on PostgreSQL the settings name what to copy."""
    template = sqlite_template()
    if connection.vendor == "sqlite" and template is not None:
        copyfile(template, connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Take the copied file as it is; it goes with the folder of the run."""
    return django_db_keepdb or (connection.vendor == "sqlite" and sqlite_template() is not None)


# --- time -------------------------------------------------------------------------------------


@pytest.fixture
def now() -> dt.datetime:
    """The moment at which tests happen: Friday, 20 November 2026, noon in Moscow."""
    return NOW


@pytest.fixture
def frozen_now(now: dt.datetime) -> Iterator[dt.datetime]:
    """Stop the clock that views, tasks and commands read at `now`."""
    with time_machine.travel(now, tick=False):
        yield now


# --- jobs -------------------------------------------------------------------------------------


@pytest.fixture
def run_jobs(now: dt.datetime) -> Callable[..., list[Job]]:
    """Run every job that is due, and those that jobs enqueue, oldest first, as a worker would.

    `run_jobs(at=moment, may_fail=False)` returns the jobs run, with what became of them; unless
    `may_fail`, a job that did not end well fails the test with its error.
    """

    def run(*, at: dt.datetime = now, may_fail: bool = False) -> list[Job]:
        done: list[int] = []
        due = Q(state=JobState.QUEUED, due_at__lte=at)
        while (job := Job.objects.filter(due).order_by("due_at", "pk").first()) is not None:
            execute(job.pk, clock=lambda: at)
            done.append(job.pk)
        jobs = list(Job.objects.filter(pk__in=done).order_by("pk"))
        bad = [f"{job}: {job.error}" for job in jobs if job.state != JobState.DONE]
        if bad and not may_fail:
            pytest.fail("; ".join(bad))
        return jobs

    return run


@pytest.fixture
def embedded_worker(transactional_db: None, settings, tmp_path: Path) -> Iterator[None]:
    """Run jobs as `make run` does, in threads of this process: for journeys with `live_server`."""
    settings.PORTAL_DATA = tmp_path
    settings.JOB_SWEEP_SECONDS = 1
    worker = EmbeddedWorker()
    worker.start()
    yield
    assert worker.stop(patience=30), "a job was still running at the end of the test"


# --- files beside the repository --------------------------------------------------------------


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files that nobody here wrote."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is missing: the real files are not part of the repository")
    return folder


# --- the fixed cast ---------------------------------------------------------------------------


@pytest.fixture
def college(db: None):
    """The college of college_manager_client, college_teacher_client and student_client."""
    return CollegeFactory()


@pytest.fixture
def other_college(db: None):
    """A college that none of the cast but other_college_manager_client belongs to."""
    return CollegeFactory()


@pytest.fixture
def region_officer(db: None) -> Membership:
    return MembershipFactory(region_officer=True)


@pytest.fixture
def association_expert(db: None) -> Membership:
    return MembershipFactory(association_expert=True)


@pytest.fixture
def administrator(db: None) -> Membership:
    return MembershipFactory(administrator=True)


@pytest.fixture
def municipal_viewer(college) -> Membership:
    return MembershipFactory(municipal_viewer=True, municipality=college.municipality)


@pytest.fixture
def college_manager(college) -> Membership:
    return MembershipFactory(college_manager=True, college=college)


@pytest.fixture
def other_college_manager(other_college) -> Membership:
    return MembershipFactory(college_manager=True, college=other_college)


@pytest.fixture
def college_teacher(college) -> Membership:
    return MembershipFactory(college_teacher=True, college=college)


@pytest.fixture
def employer_manager(db: None) -> Membership:
    return MembershipFactory(employer_manager=True)


@pytest.fixture
def student_role(college) -> Membership:
    return MembershipFactory(student_role=True, student=StudentFactory(college=college))


@pytest.fixture
def region_officer_client(region_officer: Membership) -> RoleClient:
    return RoleClient(region_officer)


@pytest.fixture
def association_expert_client(association_expert: Membership) -> RoleClient:
    return RoleClient(association_expert)


@pytest.fixture
def administrator_client(administrator: Membership) -> RoleClient:
    return RoleClient(administrator)


@pytest.fixture
def municipal_viewer_client(municipal_viewer: Membership) -> RoleClient:
    return RoleClient(municipal_viewer)


@pytest.fixture
def college_manager_client(college_manager: Membership) -> RoleClient:
    return RoleClient(college_manager)


@pytest.fixture
def other_college_manager_client(other_college_manager: Membership) -> RoleClient:
    return RoleClient(other_college_manager)


@pytest.fixture
def college_teacher_client(college_teacher: Membership) -> RoleClient:
    return RoleClient(college_teacher)


@pytest.fixture
def employer_manager_client(employer_manager: Membership) -> RoleClient:
    return RoleClient(employer_manager)


@pytest.fixture
def student_client(student_role: Membership) -> RoleClient:
    return RoleClient(student_role)
