"""docker-compose.yml as plain values, for tests on a machine without Docker."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.strictness import ROOT

_VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}")


class VariableMissing(LookupError):
    """The file demands a variable that the environment has not got."""


def compose_file(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the file with `${NAME}`, `${NAME:-default}` and `${NAME:?message}` put in."""
    return _filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), environment)


def _filled(value: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, environment) for item in value]
    if isinstance(value, str):
        return _VARIABLE.sub(lambda match: _variable(match, environment), value)
    return value


def _variable(match: re.Match[str], environment: Mapping[str, str]) -> str:
    name, kind, text = match.groups()
    if name is None:
        return "$"
    found = environment.get(name, "")
    if found or kind is None:
        return found
    if kind == "?":
        raise VariableMissing(f"{name}: {text}")
    return text
