"""Files of the registry for tests: our own small ones, and the official exports where present."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def own_file(name: str) -> bytes:
    return (DATA / name).read_bytes()


def own_text(name: str = "two_standards.xml") -> str:
    return (DATA / name).read_text(encoding="utf-8")


def official_file(shared_data: Path, name: str) -> bytes:
    """An official export out of the folder that the fixture `shared_data` finds, or skips."""
    return (shared_data / "profstandards" / f"ProfessionalStandarts_{name}.xml").read_bytes()
