"""Structured logs: one event a line, without personal data."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from core.error_texts import trace_error

Event = MutableMapping[str, Any]
# Loggers of others whose messages quote the address asked for, which may hold a token or an id.
ADDRESS_LOGGERS = ("django.request", "django.security", "gunicorn.error")
# Anybody can ask for a foreign host, and many do: where in Django it was noticed says nothing.
FOREIGN_HOST_LOGGER = "django.security.DisallowedHost"
INVALID_REQUEST = "Invalid request"  # of gunicorn; goes on with who sent it and what


def traces_without_data(_logger: Any, _method: str, event: Event) -> Event:
    """Replace `exc_info` by a traceback without messages that may quote names and marks."""
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        event["exception"] = trace_error(error)
    return event


class TidyForeignLines(logging.Filter):
    """Cut paths out of the messages of Django and gunicorn; the request log names the route.

    The line about a request for a foreign host loses its traceback.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(ADDRESS_LOGGERS):
            return True
        if isinstance(record.args, tuple):
            record.args = tuple(
                "…" if isinstance(value, str) and value.startswith("/") else value
                for value in record.args
            )
        if str(record.msg).startswith(INVALID_REQUEST):
            record.msg = INVALID_REQUEST
        if record.name == FOREIGN_HOST_LOGGER:
            record.exc_info = None
        return True


SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, as_json: bool, file: str = "") -> dict[str, Any]:
    """Return the dictConfig that sends everything through structlog to standard error.

    With `file` everything goes there instead, and standard error gets warnings only.
    """
    structlog.configure(
        processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"foreign": {"()": TidyForeignLines}},
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    traces_without_data,
                    renderer,
                ],
            },
        },
        "handlers": _handlers(file),
        "root": {"handlers": list(_handlers(file)), "level": "INFO"},
        "loggers": {
            # What Django's own configuration sends to the console and to mail goes the same way.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # The request log has every answer; only failures of ours need Django's line as well.
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "ERROR"},
            "axes": {"level": "WARNING"},
            "matplotlib": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
        },
    }


def _handlers(file: str) -> dict[str, dict[str, Any]]:
    common = {"formatter": "structured", "filters": ["foreign"]}
    stderr = {**common, "class": "logging.StreamHandler", "level": "WARNING" if file else "INFO"}
    if not file:
        return {"stderr": stderr}
    kept = {
        **common,
        "class": "logging.handlers.RotatingFileHandler",
        "filename": file,
        "encoding": "utf-8",
        "delay": True,
        "maxBytes": 5_000_000,
        "backupCount": 2,
    }
    return {"stderr": stderr, "file": kept}
