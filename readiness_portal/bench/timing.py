"""Seconds of the best of several attempts, on the clock and of the processor."""

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Seconds(NamedTuple):
    """`processor` is this process's share: of a database elsewhere it tells nothing."""

    clock: float
    processor: float


def best(repeats: int, work: Callable[[], T]) -> tuple[Seconds, T]:
    """Return the least seconds of each kind and the last answer."""
    clocks, processors = [], []
    for _ in range(repeats):
        started, used = time.perf_counter(), time.process_time()
        answer = work()
        clocks.append(time.perf_counter() - started)
        processors.append(time.process_time() - used)
    return Seconds(round(min(clocks), 3), round(min(processors), 3)), answer
