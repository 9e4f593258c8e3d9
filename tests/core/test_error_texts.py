from typing import NoReturn

import pytest
from django.db import IntegrityError, OperationalError

from core.error_texts import describe_error, trace_error


class OddError(Exception):
    """An error of which nothing is known."""


def throw(error: Exception, cause: Exception | None = None) -> NoReturn:
    raise error from cause


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        throw(error, cause)
    except Exception as caught:
        return caught


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("could not read 'Иванов'"), "ValueError"),
        (KeyError("Иванов"), "KeyError"),
        (OddError("Иванов"), "OddError"),
        (AttributeError("no attribute 'pk'"), "AttributeError: no attribute 'pk'"),
        (OperationalError("no connection"), "OperationalError: no connection"),
        (
            IntegrityError("duplicate key\nDETAIL:  Key (name)=(Иванов) already exists."),
            "IntegrityError: duplicate key",
        ),
        (ConnectionRefusedError(), "ConnectionRefusedError"),
    ],
)
def test_error_is_described_without_data(error, text):
    assert describe_error(error) == text


def test_trace_names_places_and_causes_without_data():
    cause = raised(ValueError("Иванов"))
    text = trace_error(raised(OddError("Петров"), cause))
    assert "Иванов" not in text
    assert "Петров" not in text
    assert text.index("ValueError") < text.index("OddError")
    assert 'test_error_texts.py", line' in text


def test_trace_of_error_that_hides_its_context_ends_there():
    hiding = raised(OddError())
    hiding.__context__, hiding.__suppress_context__ = raised(ValueError("Иванов")), True
    assert "ValueError" not in trace_error(hiding)


def test_trace_does_not_loop_on_a_circle_of_causes():
    first, second = raised(OddError()), raised(OddError())
    first.__cause__, second.__cause__ = second, first
    assert trace_error(first).count("OddError") >= 2
