"""Files of the registry for tests: our own small ones, and the official exports where present."""

from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
OFFICIAL = Path(__file__).parents[2].parent / "shared" / "data" / "profstandards"


def own_file(name: str) -> bytes:
    return (DATA / name).read_bytes()


def own_text(name: str = "two_standards.xml") -> str:
    return (DATA / name).read_text(encoding="utf-8")


def official_file(name: str) -> bytes:
    path = OFFICIAL / name
    if not path.exists():
        pytest.skip(f"the official export {name} is not beside the project in ../shared")
    return path.read_bytes()
