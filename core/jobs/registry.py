"""Which function does which kind of job."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

Handler = Callable[..., Mapping[str, Any] | None]
HandlerT = TypeVar("HandlerT", bound=Handler)
_handlers: dict[str, Handler] = {}
_titles: dict[str, str | Promise] = {}
_nightly: set[str] = set()


class UnknownJobKind(LookupError):
    """No app registered a handler for this kind of job."""


def job_handler(
    kind: str, *, title: str | Promise = "", nightly: bool = False
) -> Callable[[HandlerT], HandlerT]:
    """Register `handler(context: JobContext, **parameters)` for `kind` (`<app>.<verb_noun>`).

    `title` is how people see the work on pages: «Расчёт готовности».

    A `nightly` one is asked for once a night by the sweeper, with `night` (its date in ISO form).

    A handler may be killed and started again at any statement, so it must be idempotent; what it
    returns (plain JSON values) is kept as the job's result.
    """

    def register(handler: HandlerT) -> HandlerT:
        if kind in _handlers:
            raise ValueError(f"two handlers for the job {kind}")
        _handlers[kind] = handler
        _titles[kind] = title
        if nightly:
            _nightly.add(kind)
        return handler

    return register


def handler_for(kind: str) -> Handler:
    """Return the handler of `kind`; raise UnknownJobKind."""
    if kind not in _handlers:
        _load_handlers()
    try:
        return _handlers[kind]
    except KeyError as error:
        raise UnknownJobKind(kind) from error


def title_of(kind: str) -> str:
    """Return the words for `kind`; empty when its handler has none or is gone."""
    if kind not in _handlers:
        _load_handlers()
    return str(_titles.get(kind, ""))


def registered_kinds() -> frozenset[str]:
    """Return every kind of job that can be enqueued."""
    _load_handlers()
    return frozenset(_handlers)


def nightly_kinds() -> list[str]:
    """Return the kinds of job that every night needs once, in order."""
    _load_handlers()
    return sorted(_nightly)


def _load_handlers() -> None:
    # Handlers stand in the apps' tasks.py, which a web process does not import by itself.
    autodiscover_modules("tasks")
