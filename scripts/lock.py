"""`make lock`: full locks with hashes from the short input files."""

from __future__ import annotations

import subprocess
import sys

from scripts.environments import LOCKS, ROOT, child_environment, environment_python
from scripts.processes import command_line


def main() -> int:
    uv = environment_python("venv-dev").with_name("uv")
    for lock in LOCKS.values():
        source = lock.with_suffix(".in").name
        command = [str(uv), "pip", "compile", "-q", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-header", "--no-emit-index-url", "--upgrade"]
        command += ["--output-file", lock.name, source]
        done = subprocess.run(command, cwd=ROOT, env=child_environment(), check=False)
        if done.returncode:
            return done.returncode
        print(f"{source} -> {lock.name}")
    return 0


if __name__ == "__main__":
    with command_line():
        sys.exit(main())
