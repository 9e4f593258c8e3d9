"""The project's own files, as the tests of architecture read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.strictness import ROOT

PACKAGES = (
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
)
# Fetched by one command at pinned versions, not written here.
VENDORED = ROOT / "static" / "vendor"


def python_files(*folders: str) -> list[Path]:
    """Return the modules of the folders (default: every package, scripts and tests)."""
    wanted = folders or (*PACKAGES, "scripts", "tests")
    return sorted(path for folder in wanted for path in (ROOT / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def templates() -> list[Path]:
    """Return every template, of the project and of its apps."""
    folders = [ROOT / "templates", *(ROOT / name / "templates" for name in PACKAGES)]
    return sorted(
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.is_file()
    )


def template_name(path: Path) -> str:
    """Return the name under which the template is loaded."""
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[parts.index("templates") + 1 :])


def static_files(*suffixes: str) -> list[Path]:
    """Return static files written here."""
    return sorted(
        path
        for path in (ROOT / "static").rglob("*")
        if path.suffix in suffixes and VENDORED not in path.parents
    )


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))
