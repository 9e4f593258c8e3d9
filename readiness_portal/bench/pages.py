"""How long the server works at each page: asked again and again in one warm process."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.core.management import call_command
from django.db import connection
from django.test import Client

from readiness_portal.bench.page_list import Page
from readiness_portal.warming import warm_up

TABLE_HEADER: Final = (
    f"{'страница':38}{'p50, мс':>9}{'p95':>8}{'процессор':>10}{'база':>7}{'запросов':>9}"
)
_FIRST: Final = (
    2  # answers that fill what a process keeps: templates, connections, prepared statements
)


@dataclass(frozen=True, slots=True)
class PageFigures:
    """Milliseconds on the clock and of this process; `database_ms` of the clock waits for SQL."""

    name: str
    p50_ms: float
    p95_ms: float
    processor_p50_ms: float
    processor_p95_ms: float
    database_p50_ms: float
    statements: int
    kilobytes: float


class PageFailed(RuntimeError):
    """A page answered something else than a page."""


class _Statements:
    """Counts what goes to the database, and how long it takes."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.seconds += time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class _Answer:
    clock: float
    processor: float
    database: float
    statements: int
    size: int


def prepare_process() -> None:
    """Make this process as warm as one of the web server."""
    # Production has the names of static files in a manifest.
    call_command("collectstatic", verbosity=0, interactive=False)
    warm_up()


def measure_pages(
    *, pages: Sequence[Page], repeats: int, report: Callable[[str], None]
) -> list[PageFigures]:
    """Ask for each page `repeats` times after the first answers; raise PageFailed."""
    with _without_log():
        return [_measure(page, repeats, report) for page in pages]


@contextmanager
def _without_log() -> Iterator[None]:
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _measure(page: Page, repeats: int, report: Callable[[str], None]) -> PageFigures:
    client = Client(headers={"host": "localhost"})
    if page.user is not None:
        client.force_login(page.user)
    for _ in range(_FIRST):
        _ask(client, page)
    answers = [_ask(client, page) for _ in range(repeats)]
    clock = [answer.clock for answer in answers]
    processor = [answer.processor for answer in answers]
    figures = PageFigures(
        name=page.name,
        p50_ms=_milliseconds(clock, 50),
        p95_ms=_milliseconds(clock, 95),
        processor_p50_ms=_milliseconds(processor, 50),
        processor_p95_ms=_milliseconds(processor, 95),
        database_p50_ms=_milliseconds([answer.database for answer in answers], 50),
        statements=answers[-1].statements,
        kilobytes=round(answers[-1].size / 1024, 1),
    )
    report(
        f"{page.name:38}{figures.p50_ms:9.1f}{figures.p95_ms:8.1f}{figures.processor_p50_ms:10.1f}"
        f"{figures.database_p50_ms:7.1f}{figures.statements:9}{figures.kilobytes:8.0f} КБ"
    )
    return figures


def _milliseconds(seconds: Sequence[float], percentile: int) -> float:
    return round(float(np.percentile(seconds, percentile)) * 1000, 1)


def _ask(client: Client, page: Page) -> _Answer:
    statements = _Statements()
    with connection.execute_wrapper(statements):
        started, used = time.perf_counter(), time.process_time()
        response = client.get(page.url)
        clock, processor = time.perf_counter() - started, time.process_time() - used
    if response.status_code != 200:
        raise PageFailed(f"{page.name}: {response.status_code} {page.url}")
    return _Answer(clock, processor, statements.seconds, statements.count, len(response.getvalue()))
