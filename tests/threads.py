"""The same work in several threads at once, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

WORKERS = 6


def in_threads(work: Callable[[int], Any], count: int = WORKERS) -> list[Any]:
    """Run `work(number)` in `count` threads that start together; return what each returned."""
    barrier = threading.Barrier(count)

    def run(number: int) -> Any:
        try:
            barrier.wait(10)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
