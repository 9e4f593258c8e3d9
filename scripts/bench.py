"""`make bench`: measurements on a database of their own, gone afterwards.

    make bench                                                   60,000 students on PostgreSQL
    make bench ARGS="recompute --students 6000 --json FILE"      fewer, figures in a file
    make bench ARGS="--sqlite recompute --students 6000"         on SQLite, without Redis

Where DATABASE_URL is set, that database is measured, and Redis at REDIS_URL.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from scripts.environments import ROOT, child_environment, environment_python
from scripts.private_services import private_services, roomy_folder
from scripts.processes import command_line, run_command

SQLITE = "--sqlite"


def main(arguments: list[str]) -> int:
    command = [str(environment_python("venv")), str(ROOT / "manage.py"), "bench"]
    command += [word for word in arguments if word != SQLITE] or ["recompute"]
    with tempfile.TemporaryDirectory(prefix="portal-bench-", dir=roomy_folder()) as folder:
        environment = child_environment(PORTAL_DATA=folder)
        if SQLITE in arguments:
            environment["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            environment.pop("REDIS_URL", None)
        elif "DATABASE_URL" not in os.environ:
            with private_services() as services:
                return run_command(command, {**environment, **services.environment()})
        return run_command(command, environment)


if __name__ == "__main__":
    with command_line():
        sys.exit(main(sys.argv[1:]))
