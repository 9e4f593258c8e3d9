"""`make check` and `make fix`: lint, types, contracts, templates, migrations."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from scripts.environments import HOME, ROOT, child_environment, environment_python
from scripts.processes import command_line
from scripts.steps import Outcome, Step, run_steps

# Tests are checked by running them.
TYPED = (
    "manage.py",
    "readiness_portal",
    "reports",
    "dashboards",
    "assessments",
    "accounts",
    "employers",
    "colleges",
    "standards",
    "core",
    "scoring",
    "scripts",
)
SETTINGS = {"DJANGO_SETTINGS_MODULE": "readiness_portal.settings.test"}


def check_steps() -> list[Step]:
    """Return every check that needs no server, slowest first."""
    python = environment_python("venv-dev")
    tools = python.parent
    lint_imports = [str(tools / "lint-imports"), "--no-logo"]
    return [
        Step("types (mypy strict)", [str(tools / "mypy"), *TYPED]),
        Step(
            "import contracts (import-linter)",
            [*lint_imports, "--cache-dir", str(HOME / "cache" / "import-linter")],
        ),
        Step("migrations are complete", [str(python), "manage.py", *_DRY_MIGRATIONS]),
        Step("lint (ruff)", [str(tools / "ruff"), "check", "."]),
        Step("format (ruff)", [str(tools / "ruff"), "format", "--check", "."]),
        Step("templates (djlint)", [str(tools / "djlint"), "--quiet", "--lint", *_templates()]),
        Step("catalogues are compiled", [str(python), "-m", "scripts.messages", "--check"]),
    ]


_DRY_MIGRATIONS = ("makemigrations", "--check", "--dry-run")


def run_checks() -> list[Outcome]:
    """Run every check, two at once, and print how each ended."""
    return run_steps(check_steps(), child_environment(**SETTINGS), side_by_side=2)


def fix() -> int:
    """Put right what the tools can put right by themselves."""
    tools = environment_python("venv-dev").parent
    commands: Sequence[Sequence[str]] = (
        [str(tools / "ruff"), "check", "--fix", "."],
        [str(tools / "ruff"), "format", "."],
    )
    environment = child_environment()
    codes = [
        subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        for command in commands
    ]
    return max(codes)


def _templates() -> list[str]:
    found = [ROOT / "templates", *sorted(ROOT.glob("*/templates"))]
    return [str(folder.relative_to(ROOT)) for folder in found if folder.is_dir()]


def main(arguments: list[str]) -> int:
    if arguments == ["fix"]:
        return fix()
    return 1 if any(outcome.code for outcome in run_checks()) else 0


if __name__ == "__main__":
    with command_line():
        sys.exit(main(sys.argv[1:]))
