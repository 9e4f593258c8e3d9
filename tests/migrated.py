"""Databases with every table: `make test` migrates one of each kind, tests copy it.

    python -m tests.migrated postgresql     in the server of DATABASE_URL
    python -m tests.migrated sqlite FILE

Migrating takes as long as two hundred tests; a single test run by hand still does it for itself.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from scripts.suite import MIGRATED
from tests.strictness import ROOT


def postgresql_template() -> str | None:
    """Return the name of the migrated database in the server of the tests, if there is one."""
    return os.environ.get("MIGRATED_POSTGRESQL")


def sqlite_template() -> Path | None:
    """Return the migrated file, if there is one."""
    found = os.environ.get("MIGRATED_SQLITE")
    return Path(found) if found else None


def migrated_sqlite(folder: Path) -> Path:
    """Return a migrated file to copy: the one of this run, else one made in `folder`."""
    found = sqlite_template()
    if found is None:
        found = folder / "portal.sqlite3"
        _migrate(f"sqlite:///{found}")
    return found


def recreate_postgresql(server: str, name: str, template: str | None = None) -> None:
    """Make database `name` anew, empty or a copy of `template`."""
    copied = f' TEMPLATE "{template}"' if template else ""
    _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _execute(server, f'CREATE DATABASE "{name}"{copied}')


def drop_postgresql(server: str, name: str) -> None:
    _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(server: str, sql: str) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()


def _migrate(database_url: str) -> None:
    environment: Mapping[str, str] = {**os.environ, "DATABASE_URL": database_url}
    command = [sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603 -- our own command


def main(kind: str, *path: str) -> None:
    if kind == "sqlite":
        _migrate(f"sqlite:///{path[0]}")
        return
    server = os.environ["DATABASE_URL"]
    recreate_postgresql(server, MIGRATED)
    _migrate(urlunsplit(urlsplit(server)._replace(path=f"/{MIGRATED}")))


if __name__ == "__main__":
    main(*sys.argv[1:])
