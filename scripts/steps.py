"""Named commands run side by side, their output kept together, their time taken."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scripts.environments import ROOT
from scripts.processes import die_with_parent


@dataclass(frozen=True)
class Step:
    """A command and the name under which its outcome is printed."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """How a step ended: seconds it took, its exit code, its whole output."""

    name: str
    seconds: float
    code: int
    output: str

    @property
    def line(self) -> str:
        """Return one line of the summary."""
        word = "ok" if self.code == 0 else f"FAILED ({self.code})"
        return f"  {self.name:<42} {self.seconds:6.1f} s  {word}"


def run_steps(
    steps: Sequence[Step], environment: Mapping[str, str], side_by_side: int
) -> list[Outcome]:
    """Run every step, `side_by_side` at once; print the output of those that fail."""
    running: list[subprocess.Popen[str]] = []

    def run(step: Step) -> Outcome:
        started = time.monotonic()
        process = subprocess.Popen(
            step.command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        output, _ = process.communicate()
        return Outcome(step.name, time.monotonic() - started, process.returncode, output)

    with ThreadPoolExecutor(side_by_side) as pool:
        try:
            return [_shown(outcome) for outcome in pool.map(run, steps)]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                if process.poll() is None:
                    process.terminate()


def _shown(outcome: Outcome) -> Outcome:
    print(outcome.line, flush=True)
    if outcome.code:
        print(outcome.output, flush=True)
    return outcome


def run_shown(step: Step, environment: Mapping[str, str], keep: Callable[[str], object]) -> Outcome:
    """Run one step with its output passed on line by line, each line also given to `keep`."""
    print(f"\n--- {step.name}", flush=True)
    started = time.monotonic()
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 -- no other thread runs meanwhile
    )
    with process:
        try:
            for line in process.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                keep(line)
            code = process.wait()
        except KeyboardInterrupt:
            # The step heard it as well and ends by itself.
            process.wait()
            raise
        except BaseException:
            process.terminate()
            raise
    return Outcome(step.name, time.monotonic() - started, code, "")
