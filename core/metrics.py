"""What Prometheus may ask for."""

from prometheus_client import Histogram

REQUEST_SECONDS = Histogram(
    "portal_request_seconds",
    "Time to answer a request",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)
