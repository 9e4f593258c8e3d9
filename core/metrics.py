"""What Prometheus may ask for."""

import os
from collections.abc import Iterator

from django.utils import timezone
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily

from core.jobs.selectors import queue_figures

REQUEST_SECONDS = Histogram(
    "portal_request_seconds",
    "Time to answer a request",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)


class JobCollector:
    """Reads the state of the queue from its rows whenever Prometheus asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        figures = queue_figures(now=timezone.now())  # noqa: TID251 -- Prometheus is the caller
        jobs = GaugeMetricFamily(
            "portal_jobs", "Open jobs, and those finished of the last day", labels=["kind", "state"]
        )
        for (kind, state), count in sorted(figures.jobs.items()):
            jobs.add_metric([kind, state], count)
        yield jobs
        yield GaugeMetricFamily("portal_jobs_due", "Jobs that wait for a worker", value=figures.due)
        yield GaugeMetricFamily(
            "portal_jobs_oldest_wait_seconds",
            "How long the oldest of them waits",
            value=figures.oldest_wait_seconds,
        )


def metrics_text() -> bytes:
    """Return every figure in Prometheus' text format.

    With several web processes their figures are added up from the folder that
    PROMETHEUS_MULTIPROC_DIR names.
    """
    registry = CollectorRegistry()
    registry.register(JobCollector())
    requests = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        requests = CollectorRegistry()
        multiprocess.MultiProcessCollector(requests)  # type: ignore[no-untyped-call]
    return generate_latest(requests) + generate_latest(registry)
