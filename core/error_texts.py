"""Errors as texts without data: what a log or a page may say of an exception.

Messages of exceptions quote values ("invalid literal for int(): 'Иванов'"), and values are marks
and names of minors. So a message is repeated only for kinds that speak of code and connections, and
of those only its first line: PostgreSQL prints rows below it.
"""

import traceback

from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, InternalError, OperationalError, ProgrammingError

SPEAKING = (
    AttributeError,
    ConnectionError,
    ImportError,
    ImproperlyConfigured,
    IntegrityError,
    InternalError,
    NameError,
    OperationalError,
    ProgrammingError,
    TimeoutError,
    TypeError,
)


def describe_error(error: BaseException) -> str:
    """Return the kind of the error, with its message where that cannot hold data."""
    kind = type(error).__name__
    lines = str(error).strip().splitlines() if isinstance(error, SPEAKING) else []
    return f"{kind}: {lines[0]}" if lines else kind


def trace_error(error: BaseException) -> str:
    """Return the traceback of the error and its causes: places in code, kinds, no values."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{describe_error(current)}")
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return "\n\nCaused:\n\n".join(reversed(parts))
