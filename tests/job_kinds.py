"""Kinds of jobs that only tests have; a worker loads them by `--include tests.job_kinds`."""

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

from core.jobs import queue
from core.jobs.execution import JobContext, JobRefused
from core.jobs.registry import job_handler
from core.models import AuditEntry


@job_handler("tests.echo")
def echo(context: JobContext, **parameters: Any) -> dict[str, Any]:
    return {"echo": parameters}


@job_handler("tests.write_line")
def write_line(context: JobContext, *, line: str) -> None:
    """Leave a row in the database, in one transaction that only the job's owner commits."""
    with context.fenced():
        AuditEntry.objects.create(at=context.clock(), action="tests.line", object_id=line)


@job_handler("tests.oversleep")
def oversleep(context: JobContext) -> None:
    """Sleep through the lease: another worker takes the job over before this one writes."""
    assert queue.claim(context.job.pk, now=context.clock() + dt.timedelta(hours=1))
    with context.fenced():
        AuditEntry.objects.create(at=context.clock(), action="tests.line")


@job_handler("tests.count_slowly")
def count_slowly(context: JobContext, *, steps: int, pause: float, trace: str) -> dict[str, int]:
    """Report progress step by step; every step leaves the process's number in the file `trace`."""
    for step in range(steps):
        context.progress(step, steps, f"шаг {step}")
        with Path(trace).open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(pause)
    with context.fenced():
        AuditEntry.objects.create(at=context.clock(), action="tests.counted", object_id=str(steps))
    return {"steps": steps}


@job_handler("tests.fail_until")
def fail_until(context: JobContext, *, attempt: int) -> dict[str, int]:
    if context.job.attempts < attempt:
        raise ValueError("Иванов")
    return {"attempt": context.job.attempts}


@job_handler("tests.refuse")
def refuse(context: JobContext) -> None:
    raise JobRefused("Нет ни одной ведомости за период.")


@job_handler("tests.return_nonsense")
def return_nonsense(context: JobContext) -> dict[str, Any]:
    return {"not_json": object()}
