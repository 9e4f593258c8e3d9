"""Which function does which kind of job."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from core.jobs.execution import JobContext

Handler = Callable[..., Mapping[str, Any] | None]
HandlerT = TypeVar("HandlerT", bound=Handler)
_handlers: dict[str, Handler] = {}
_titles: dict[str, str | Promise] = {}


class UnknownJobKind(LookupError):
    """No app registered a handler for this kind of job."""


def job_handler(kind: str, *, title: str | Promise = "") -> Callable[[HandlerT], HandlerT]:
    """Register `handler(context: JobContext, **parameters)` for `kind` (`<app>.<verb_noun>`).

    `title` is how people see the work on pages: «Расчёт готовности».

    A handler may be killed and started again at any statement, so it must be idempotent; what it
    returns (plain JSON values) is kept as the job's result.
    """

    def register(handler: HandlerT) -> HandlerT:
        if kind in _handlers:
            raise ValueError(f"two handlers for the job {kind}")
        _handlers[kind] = handler
        _titles[kind] = title
        return handler

    return register


def handler_for(kind: str) -> Handler:
    """Return the handler of `kind`; raise UnknownJobKind."""
    try:
        return _handlers[kind]
    except KeyError as error:
        raise UnknownJobKind(kind) from error


def title_of(kind: str) -> str:
    """Return the words for `kind`; empty when its handler has none or is gone."""
    return str(_titles.get(kind, ""))


def registered_kinds() -> frozenset[str]:
    """Return every kind of job that can be enqueued."""
    return frozenset(_handlers)


__all__ = [
    "Handler",
    "JobContext",
    "UnknownJobKind",
    "handler_for",
    "job_handler",
    "registered_kinds",
]
