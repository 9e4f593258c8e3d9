"""`make test`: everything that proves the portal, on servers of its own, leaving nothing behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.checks import run_checks
from scripts.chromium import chromium
from scripts.environments import child_environment, environment_python
from scripts.libreoffice import WORD_PACKAGE, has_libreoffice
from scripts.private_services import Services, private_services, roomy_folder
from scripts.processes import command_line
from scripts.steps import Outcome, Step, run_shown, run_steps

NOTHING_COLLECTED = 5
# By hand the order is another one each time and finds what leans on it; a commit is judged by its
# contents, not by its luck.
ORDER = ("--randomly-seed=26",) if os.environ.get("CI") == "true" else ()
MIGRATED = "portal_migrated"


@dataclass(frozen=True)
class Suite:
    """One run of pytest: which tests, and whether on the servers or on SQLite."""

    name: str
    marks: str
    with_services: bool
    side_by_side: int = 2


SUITES = (
    Suite("suite on PostgreSQL, Redis and real workers", "not browser", with_services=True),
    # What touches no database has passed already.
    Suite(
        "suite on SQLite",
        "database and not browser and not services and not word",
        with_services=False,
    ),
    Suite("browser journeys in Chromium", "browser", with_services=True),
)


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    python = str(environment_python("venv-dev"))
    with private_services() as services:
        print(f"PostgreSQL and Redis: {services.found}", flush=True)
        outcomes: list[Outcome] = [] if arguments else run_checks()
        browser = str(chromium(environment_python("venv-dev")))
        summaries: list[str] = []
        left_out = "" if has_libreoffice() else " and not word"
        if left_out:
            summaries.append(f"DOCX papers were NOT printed, there is no {WORD_PACKAGE}")
        with _migrated(python, services) as (prepared, templates):
            outcomes += prepared
            for suite in SUITES:
                extra = {"CHROMIUM": browser, **templates}
                suited = replace(suite, marks=suite.marks + left_out)
                outcome, summary = _run(suited, python, services, extra, arguments)
                outcomes.append(outcome)
                summaries.append(f"{suite.name}:\n{summary}")
    print(f"\nmake test: {time.monotonic() - started:.0f} s")
    print("\n".join(outcome.line for outcome in outcomes))
    print("\n".join(summaries))
    return 1 if any(outcome.code for outcome in outcomes) else 0


@contextlib.contextmanager
def _migrated(python: str, services: Services) -> Iterator[tuple[list[Outcome], Mapping[str, str]]]:
    """Migrate an empty database of each kind; yield how it went and what tests need to copy them.

    Where it did not go well tests migrate for themselves, and tell.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-migrated-", dir=roomy_folder()))
    file = folder / "portal.sqlite3"
    command = [python, "-m", "tests.migrated"]
    steps = [
        Step("an empty PostgreSQL database migrated", [*command, "postgresql"]),
        Step("an empty SQLite database migrated", [*command, "sqlite", str(file)]),
    ]
    try:
        outcomes = run_steps(steps, child_environment(**services.environment()), side_by_side=2)
        well = not any(outcome.code for outcome in outcomes)
        found = {"MIGRATED_POSTGRESQL": MIGRATED, "MIGRATED_SQLITE": str(file)}
        yield outcomes, found if well else {}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(
    suite: Suite, python: str, services: Services, extra: Mapping[str, str], arguments: list[str]
) -> tuple[Outcome, str]:
    """Run one suite; return how it ended and the last line of pytest, which has the counts."""
    folder = tempfile.mkdtemp(prefix="portal-tests-", dir=roomy_folder())
    command = [python, "-m", "pytest", "-m", suite.marks, "-n", str(suite.side_by_side)]
    command += ["--dist", "loadgroup", "--durations", "25", *ORDER, *arguments]
    environment = child_environment(TMPDIR=folder, **extra)
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    if suite.with_services:
        environment.update(services.environment())
    last = [""]

    def keep(line: str) -> None:
        last[0] = line.strip() or last[0]

    try:
        outcome = run_shown(Step(suite.name, command), environment, keep)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments and outcome.code == NOTHING_COLLECTED:
        outcome = Outcome(outcome.name, outcome.seconds, 0, "")
    return outcome, last[0]


if __name__ == "__main__":
    with command_line():
        sys.exit(main(sys.argv[1:]))
