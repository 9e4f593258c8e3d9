"""How much of a foreign file the portal agrees to read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for one file; ``memory_bytes`` and ``seconds`` bind the reading process."""

    file_bytes: int = 20 * 2**20
    unpacked_bytes: int = 256 * 2**20
    archive_entries: int = 5_000
    rows: int = 50_000
    columns: int = 500
    cells: int = 3_000_000
    memory_bytes: int = 2**30
    seconds: int = 60


LIMITS = Limits()
