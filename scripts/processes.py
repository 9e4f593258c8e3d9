"""Child processes that never outlive the command that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType

_PR_SET_PDEATHSIG = 1


def die_with_parent(how: int = signal.SIGTERM) -> None:
    """Ask the kernel for signal `how` when the parent ends, even by kill -9 (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how)


def exit_on_terminate() -> None:
    """Turn SIGTERM and SIGHUP into SystemExit, so that every `finally` runs."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


def prepare_server(user: tuple[int, int] | None = None) -> Callable[[], None]:
    """Return what a server runs before its program: become `user` (uid, gid), end with us.

    Its group is its own, so that Ctrl-C in the terminal reaches only the command that needs the
    server, which stops it when it has itself come to an end.
    """

    def prepare() -> None:
        os.setpgid(0, 0)
        if user is not None:
            os.setgroups([])
            os.setgid(user[1])
            os.setuid(user[0])
        # After the change of user, which would clear it.
        die_with_parent(signal.SIGINT)

    return prepare


def run_command(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run a command in the terminal's own group, so that it hears Ctrl-C itself; return its code.

    Whatever ends this process ends the command too.
    """
    process = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent)  # noqa: PLW1509 -- no other thread runs yet
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The command heard it as well and says its last words.
        process.wait()
        raise
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def stop_server(process: subprocess.Popen[bytes], patience: float = 10) -> None:
    """End a child started with `prepare_server` and its group; wait until it is gone."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def command_line() -> Iterator[None]:
    """Frame of every script: stops cleanly on Ctrl-C and SIGTERM, without a traceback."""
    exit_on_terminate()
    die_with_parent()
    try:
        yield
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        raise SystemExit(130) from None
