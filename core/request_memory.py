"""What one answer asks for many times is asked once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final, TypeVar

T = TypeVar("T")
_MEMORY: Final[ContextVar[dict[str, Any] | None]] = ContextVar("request_memory", default=None)


@contextmanager
def request_memory() -> Iterator[None]:
    """Let `once_a_request` remember until the end of the block; of nesting ones each for itself."""
    token = _MEMORY.set({})
    try:
        yield
    finally:
        _MEMORY.reset(token)


def once_a_request(function: Callable[[], T]) -> Callable[[], T]:
    """Call the function once while one GET is answered, and each time anywhere else.

    For what is read, never for what is written: jobs, commands and forms that are sent have no
    such memory, and see at once what they have changed.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered() -> T:
        memory = _MEMORY.get()
        if memory is None:
            return function()
        if name not in memory:
            memory[name] = function()
        value: T = memory[name]
        return value

    return remembered
