"""How far long work has come, told to whoever listens: to a job's page, or to nobody.

The services that check and write rows are called with files of ten rows and of twenty thousand, by
pages, jobs and commands. None of them has to know who waits: a loop over rows is wrapped in `told`,
and a job that wants to hear it listens. What is told changes nothing of what is done.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Final, TypeVar

T = TypeVar("T")

# A bar that moves in twentieths is enough; every word is a statement or a message to the cache.
WORDS: Final = 20
_SMALLEST_PART: Final = 500


class Stage(StrEnum):
    """What is being done with the rows of a file, in its order."""

    CHECKED = "checked"
    COMPARED = "compared"
    WRITTEN = "written"


# stage, rows done, rows in all
Listener = Callable[[Stage, int, int], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let a listener hear what is told inside, in this thread only."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def told(rows: Sequence[T], stage: Stage) -> Iterator[T]:
    """Yield the rows and tell, now and then and at the end, how many are done."""
    listener = _listener.get()
    if listener is None:
        yield from rows
        return
    between = max(1, len(rows) // WORDS)
    for done, row in enumerate(rows, start=1):
        yield row
        if done % between == 0 or done == len(rows):
            listener(stage, done, len(rows))


def parts_told(rows: Sequence[T], stage: Stage) -> Iterator[Sequence[T]]:
    """Yield the rows in parts, to be written part by part, and tell how many are done."""
    listener = _listener.get()
    if listener is None:
        yield rows
        return
    size = max(_SMALLEST_PART, len(rows) // WORDS)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
        listener(stage, min(start + size, len(rows)), len(rows))
