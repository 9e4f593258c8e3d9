"""How gunicorn serves the portal: embedded in one process, or as one of several in production."""

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from readiness_portal.settings.logs import logging_config

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness_portal.settings")

_host = os.environ.get("HOST", "127.0.0.1")
_port = os.environ.get("PORT", "8000")
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"

embedded = settings.EMBEDDED_WORKER
# The memory transport and the embedded worker live in one process.
workers = 1 if embedded else int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 120
graceful_timeout = 2 if embedded else 30
keepalive = 5
max_requests = 0 if embedded else 10_000
max_requests_jitter = 1_000
# Requests are logged by the portal itself, without paths.
accesslog = None
logconfig_dict = logging_config(as_json=settings.LOG_JSON, file=settings.LOG_FILE)
proc_name = "readiness-portal"
# Its default place is the home folder of whoever starts the portal.
control_socket_disable = True
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")

METRICS_FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
_worker: list[Any] = []


def when_ready(server: Any) -> None:
    if embedded:
        # A terminal that is closed says so by SIGHUP, at which gunicorn would start anew.
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    log = f", log in {settings.LOG_FILE}" if settings.LOG_FILE else ""
    sys.stderr.write(f"The portal serves at http://{bind}/ (Ctrl-C stops it){log}\n")


def on_starting(server: Any) -> None:
    if METRICS_FOLDER:
        # Figures of the processes of the last start would be added to ours.
        shutil.rmtree(METRICS_FOLDER, ignore_errors=True)
        Path(METRICS_FOLDER).mkdir(parents=True)


def post_worker_init(worker: Any) -> None:
    # Models can be imported only now, when the worker process has set Django up.
    from readiness_portal.embedded import EmbeddedWorker  # noqa: PLC0415
    from readiness_portal.warming import warm_up  # noqa: PLC0415

    warm_up()
    if embedded:
        _worker.append(EmbeddedWorker())
        _worker[0].start()


def worker_exit(server: Any, worker: Any) -> None:
    # A thread in the middle of a job cannot be stopped; the job's row survives the process.
    if _worker and not _worker[0].stop():
        os._exit(0)


def child_exit(server: Any, worker: Any) -> None:
    if METRICS_FOLDER:
        from prometheus_client import multiprocess  # noqa: PLC0415 -- reads the folder on import

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
