"""What import-linter cannot see: who touches the database, who writes SQL, names of modules."""

import ast
import re

from django.apps import apps

from core.jobs.registry import registered_kinds
from tests.architecture.source import PACKAGES, named, parsed, python_files

# Where a manager may be used: the four layers of an app, and the parts of core that are a layer.
DATA_LAYERS = {"models", "selectors", "services", "admin", "migrations"}
DATA_PARTS_OF_CORE = ("core/jobs/", "core/bulk/", "core/audit.py", "core/import_batches.py")
# The generator of the demonstration region writes what no service writes.
GENERATOR = "readiness_portal/demo/"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}


def may_use_managers(name: str) -> bool:
    parts = set(name.removesuffix(".py").split("/"))
    return bool(parts & DATA_LAYERS) or name.startswith((*DATA_PARTS_OF_CORE, GENERATOR))


def uses_of_managers(path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
    ]


def test_managers_are_used_in_models_selectors_services_and_admin_only():
    found = {
        f"{named(path)}:{line}"
        for path in python_files(*PACKAGES)
        if not may_use_managers(named(path))
        for line in uses_of_managers(path)
    }
    assert found == set()


def test_use_of_a_manager_elsewhere_would_be_found(tmp_path):
    module = tmp_path / "views.py"
    module.write_text("def view(request):\n    return Job.objects.all()\n")
    assert uses_of_managers(module) == [2]
    assert not may_use_managers("accounts/views/jobs.py")
    assert not may_use_managers("readiness_portal/management/commands/demo.py")
    assert may_use_managers("accounts/selectors.py")
    assert may_use_managers("assessments/services/runs.py")


def test_no_module_is_a_junk_drawer():
    names = {part for path in python_files() for part in named(path).removesuffix(".py").split("/")}
    assert names & FORBIDDEN_NAMES == set()


def test_migrations_are_named_by_hand():
    machine_made = re.compile(r"_auto_|_and_more|_initial_|^\d{4}_alter_\w+_\w+_\w+_\w+$")
    names = [path.stem for path in python_files(*PACKAGES) if path.parent.name == "migrations"]
    assert [name for name in names if machine_made.search(name)] == []


def test_migration_of_data_can_be_taken_back():
    """Every RunPython and RunSQL has a reverse, if only an explicit noop."""
    lacking = []
    for path in python_files(*PACKAGES):
        if path.parent.name != "migrations":
            continue
        for node in ast.walk(parsed(path)):
            name = getattr(getattr(node, "func", None), "attr", "")
            if name in ("RunPython", "RunSQL"):
                words = {keyword.arg for keyword in node.keywords}
                if len(node.args) < 2 and not words & {"reverse_code", "reverse_sql"}:
                    lacking.append(f"{named(path)}:{node.lineno}")
    assert lacking == []


def enqueued_kinds(path) -> set[str]:
    """Return the kinds that the module enqueues by a literal or by a constant of its own."""
    tree = parsed(path)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    kinds = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "enqueue" and node.args:
            kind = node.args[0]
            if isinstance(kind, ast.Constant):
                kinds.add(kind.value)
            elif isinstance(kind, ast.Name) and kind.id in constants:
                kinds.add(constants[kind.id])
    return kinds


def test_every_kind_of_job_that_is_enqueued_has_a_handler():
    enqueued = set().union(*(enqueued_kinds(path) for path in python_files(*PACKAGES)))
    assert enqueued
    assert enqueued - registered_kinds() == set()


def test_kinds_of_jobs_are_named_by_their_app():
    labels = {config.label for config in apps.get_app_configs()} | {"tests"}
    assert {kind for kind in registered_kinds() if kind.split(".")[0] not in labels} == set()
