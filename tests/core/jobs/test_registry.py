import pytest

from core.jobs.registry import (
    UnknownJobKind,
    handler_for,
    job_handler,
    registered_kinds,
    title_of,
)
from tests import job_kinds


def test_handler_of_known_kind_is_the_decorated_function():
    assert handler_for("tests.echo") is job_kinds.echo


def test_handler_of_unknown_kind_is_refused():
    with pytest.raises(UnknownJobKind, match=r"tests\.nobody"):
        handler_for("tests.nobody")


def test_second_handler_of_a_kind_is_refused():
    with pytest.raises(ValueError, match=r"two handlers for the job tests\.echo"):
        job_handler("tests.echo")(lambda context: None)
    assert handler_for("tests.echo") is job_kinds.echo


def test_kinds_of_every_app_are_registered_without_importing_its_tasks():
    assert {"assessments.compute_students", "tests.echo"} <= registered_kinds()


def test_title_of_kind_without_words_is_empty():
    assert title_of("tests.echo") == ""
