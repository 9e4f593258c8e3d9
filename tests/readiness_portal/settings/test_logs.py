"""What a line of the log may hold: no addresses, no values of errors."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.core.exceptions import DisallowedHost

from readiness_portal.settings.logs import logging_config


@pytest.fixture
def lines() -> Iterator:
    """Configure logging as production does; return what it writes as parsed lines."""
    written = io.StringIO()
    config = logging_config(as_json=True)
    config["handlers"]["stderr"]["stream"] = written
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:], root.level = before


def test_event_is_one_json_line_with_time_level_and_place(lines):
    structlog.get_logger("core.jobs").warning("job_failed", job_id=7)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "job_failed", "job_id": 7, "level": "warning", "logger": "core.jobs"}


def test_line_of_a_library_looks_the_same(lines):
    logging.getLogger("celery.worker").warning("queue %s is full", "x")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == (
        "queue x is full",
        "warning",
        "celery.worker",
    )


def test_russian_letters_stay_readable(lines):
    structlog.get_logger("core").info("итог")
    assert lines()[0]["event"] == "итог"


def test_traceback_has_places_and_no_values(lines):
    name = "Иванов"
    try:
        int(name)
    except ValueError:
        structlog.get_logger("core.jobs").exception("job_failed")
    (line,) = lines()
    assert "Иванов" not in line["exception"]
    assert line["exception"].endswith("ValueError")
    assert "test_logs.py" in line["exception"]


def test_failed_request_of_django_leaves_its_address_out(lines):
    logging.getLogger("django.request").error("%s: %s", "Internal Server Error", "/r/secret-token/")
    assert lines()[0]["event"] == "Internal Server Error: …"


def test_refused_form_leaves_its_address_out(lines):
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "no token", "/r/token/")
    assert lines()[0]["event"] == "Forbidden (no token): …"


def test_foreign_host_is_one_line_without_a_traceback(lines):
    error = DisallowedHost("Invalid HTTP_HOST header: 'evil.example'")
    logging.getLogger("django.security.DisallowedHost").error(str(error), exc_info=error)
    (line,) = lines()
    assert line["event"] == "Invalid HTTP_HOST header: 'evil.example'"
    assert line["level"] == "error"
    assert "exception" not in line


def test_answers_below_500_are_left_to_the_request_log(lines):
    logging.getLogger("django.request").warning("%s: %s", "Not Found", "/students/1/")
    assert lines() == []


def test_broken_request_of_gunicorn_names_neither_address_nor_sender(lines):
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=10.0.0.1: GET /r/token/")
    assert lines()[0]["event"] == "Invalid request"


def test_file_takes_everything_and_the_terminal_warnings_only(tmp_path):
    config = logging_config(as_json=False, file=str(tmp_path / "portal.log"))
    handlers = config["handlers"]
    assert handlers["stderr"]["level"] == "WARNING"
    assert "level" not in handlers["file"]
    assert config["root"]["handlers"] == ["stderr", "file"]
