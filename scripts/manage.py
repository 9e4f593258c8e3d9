"""`manage.py` of the installed portal: what `make demo` calls."""

from __future__ import annotations

import sys

from scripts.environments import ROOT, child_environment, environment_python
from scripts.processes import command_line, run_command

if __name__ == "__main__":
    with command_line():
        python = environment_python("venv")
        sys.exit(
            run_command([str(python), str(ROOT / "manage.py"), *sys.argv[1:]], child_environment())
        )
