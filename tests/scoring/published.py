"""Published data with published results that lie beside the repository; see each file's source."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "fixtures"


def published(name: str) -> Any:
    """Read a fixture of ../shared/fixtures, or skip the test where the folder is missing."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"published data {name} are not beside this checkout (../shared/fixtures)")
    return json.loads(path.read_text(encoding="utf-8"))
