"""The portal as processes: started with an environment, watched from outside, killed."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from tests.strictness import ROOT

# Long, because a busy machine is no fault of the portal's.
PATIENCE = 180.0
Found = TypeVar("Found")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirect)


class Installation:
    """One database and broker, and whatever processes of the portal run on them.

    Commands are started from the repository with `environment` on top of a clean one.
    """

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        kept = ("PATH", "HOME", "TMPDIR", "PYTHONPYCACHEPREFIX", "LANG")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment.update(environment, PYTHONUNBUFFERED="1")
        self.port = 0
        self.use_another_port()
        self._logs = logs
        self._processes: list[subprocess.Popen[bytes]] = []

    def use_another_port(self) -> None:
        """Let the next web process listen elsewhere than the ones before."""
        self.port = free_port()
        self.environment.update(HOST="127.0.0.1", PORT=str(self.port))

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the installed environment to its end."""
        return subprocess.run(  # noqa: S603 -- our own commands
            self._found(command),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command in a process group of its own, its output in a log file."""
        with (self._logs / f"{len(self._processes)}-{command[0]}.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 -- our own commands
                self._found(command),
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a real Celery worker that also knows the kinds of jobs of the tests."""
        return self.start(
            *("celery", "-A", "readiness_portal", "worker", "--concurrency", "1"),
            *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
            *("--include", "tests.job_kinds"),
            *options,
        )

    def log(self) -> str:
        """Return what every process started here has written."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self._logs.iterdir()))

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Ask the web process; return status and body. A refused connection is status 0."""
        request = Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with _OPENER.open(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode(errors="replace")
        except OSError:
            return 0, ""

    # --- the database, through a process of its own --------------------------------------------

    def enqueue(self, kind: str, **parameters: Any) -> int:
        """Enqueue a job as the portal does, in another process; return its id."""
        return self._ask("enqueue", kind=kind, parameters=parameters)["id"]

    def job(self, job_id: int) -> dict[str, Any]:
        return self._ask("job", id=job_id)

    def lines(self, action: str) -> list[str]:
        """Return the objects of the audit lines with this action, sorted."""
        return self._ask("lines", action=action)["objects"]

    def forget_message(self, job_id: int) -> None:
        """Let the next sweep take the job for one whose message nobody heard."""
        self._ask("forget", id=job_id)

    def _ask(self, verb: str, **details: Any) -> dict[str, Any]:
        shell = _shell(self.environment)
        shell.stdin.write(json.dumps({"verb": verb, **details}) + "\n")
        shell.stdin.flush()
        answer = shell.stdout.readline()
        if not answer:
            raise AssertionError(shell.stderr.read())
        return json.loads(answer)

    def stop(self, process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> int:
        """Send a signal to the process alone; return its exit code when it has ended."""
        process.send_signal(how)
        return process.wait(PATIENCE)

    def close(self) -> None:
        """Kill everything started here, with its children."""
        if "DATABASE_URL" not in self.environment:
            _end_shell(_shell_key(self.environment))
        for process in self._processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            finally:
                process.wait()

    def _found(self, command: tuple[str, ...]) -> list[str]:
        name = "python" if command[0] == "python" else command[0]
        return [str(Path(sys.executable).with_name(name)), *command[1:]]


_SHELLS: dict[tuple[str | None, ...], subprocess.Popen[str]] = {}
_SERVERS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL")


def _shell(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Return a process that speaks to the same servers; started once for all of their tests."""
    key = _shell_key(environment)
    if key not in _SHELLS or _SHELLS[key].poll() is not None:
        _SHELLS[key] = subprocess.Popen(
            [sys.executable, "-m", "tests.remote_shell"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    return _SHELLS[key]


def _shell_key(environment: Mapping[str, str]) -> tuple[str | None, ...]:
    data = None if "DATABASE_URL" in environment else environment["PORTAL_DATA"]
    return (*(environment.get(name) for name in _SERVERS), data)


def _end_shell(key: tuple[str | None, ...]) -> None:
    if (shell := _SHELLS.pop(key, None)) is not None:
        shell.communicate()


@atexit.register
def _end_shells() -> None:
    for key in list(_SHELLS):
        _end_shell(key)


def wait_for(look: Callable[[], Found], what: str, patience: float = PATIENCE) -> Found:
    """Return what `look` finds as soon as it is true; fail after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what}: not within {patience:.0f} s"
        time.sleep(0.05)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def group_members(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the processes of the group that `process` leads, which has its number."""
    members = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == process.pid and fields[0] != "Z":
                members.append(int(entry.name))
    return members
