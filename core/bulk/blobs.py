"""Tables of a key and one block of bytes a row: everything about one thing, read and written whole.

A row costs the database about as much as one number does, so what is always computed together is
kept together: a student's scores are one such row instead of two dozen rows with a key each.
"""

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from core.bulk.reading import copy_out
from core.bulk.writing import COPY_SIGNATURE, COPY_TRAILER, Statement

# Two fields; eight bytes of a key; the length of what follows.
_ROW: Final = struct.Struct(">hiqi")
# Up to here plain statements are quicker than a COPY.
_FEW: Final = 8


@dataclass(frozen=True, slots=True)
class BlobTable:
    """A table with a unique big integer `key` and a binary column `blob` that is never NULL."""

    table: str
    key: str
    blob: str

    def read(self, where: str, parameters: Sequence[Any] = ()) -> dict[int, bytes]:
        """Return the blobs of the rows that `where` selects, by key.

        `where` is the programmer's own SQL with `%s` for `parameters`.
        """
        query = f"SELECT {self.key}, {self.blob} FROM {self.table} WHERE {where}"  # noqa: S608 -- names from code
        if connection.vendor == "postgresql":
            return _read_postgres(query, parameters)
        with connection.cursor() as cursor:
            cursor.execute(query, tuple(parameters))
            return {key: bytes(blob) for key, blob in cursor.fetchall()}

    def write(self, blobs: Mapping[int, bytes]) -> None:
        """Insert these rows, in place of any that have their keys."""
        if not blobs:
            return
        if connection.vendor == "postgresql" and len(blobs) > _FEW:
            self.delete(list(blobs))
            self._copy(blobs)
            return
        with connection.cursor() as cursor:
            cursor.executemany(self._upsert, list(blobs.items()))

    def upsert_statements(self, blobs: Mapping[int, bytes]) -> list[Statement]:
        """Return what writes a few rows, for `execute_together`."""
        return [(self._upsert, row) for row in blobs.items()]

    def delete_statements(self, keys: Sequence[int]) -> list[Statement]:
        """Return what deletes the rows of a few keys, for `execute_together`."""
        statement = f"DELETE FROM {self.table} WHERE {self.key} = %s"  # noqa: S608 -- names from code
        return [(statement, (key,)) for key in keys]

    @property
    def _upsert(self) -> str:
        return (
            f"INSERT INTO {self.table} ({self.key}, {self.blob}) VALUES (%s, %s)"  # noqa: S608 -- names from code
            f" ON CONFLICT ({self.key}) DO UPDATE SET {self.blob} = excluded.{self.blob}"
        )

    def delete(self, keys: Sequence[int]) -> None:
        """Delete the rows of these keys."""
        if not keys:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"DELETE FROM {self.table} WHERE {self.key} = ANY(%s)",  # noqa: S608 -- names from code
                    [list(keys)],
                )
            else:
                cursor.executemany(
                    f"DELETE FROM {self.table} WHERE {self.key} = %s",  # noqa: S608 -- names from code
                    [(key,) for key in keys],
                )

    def merge(
        self, wanted: Mapping[int, bytes], where: str, parameters: Sequence[Any] = ()
    ) -> list[tuple[bytes, bytes]]:
        """Bring the rows that `where` selects to `wanted`, touching only those that differ.

        Return of each that differed what it was and what it is, empty where there was or is none.
        Must run inside a transaction.
        """
        existing = self.read(where, parameters)
        changed = {key: blob for key, blob in wanted.items() if existing.get(key) != blob}
        gone = existing.keys() - wanted.keys()
        self.delete(sorted(gone))
        if existing:
            self.write(changed)
        else:
            self._insert(changed)
        differences = [(existing.get(key, b""), blob) for key, blob in changed.items()]
        return differences + [(existing[key], b"") for key in gone]

    def _insert(self, blobs: Mapping[int, bytes]) -> None:
        if blobs and connection.vendor == "postgresql":
            self._copy(blobs)
        else:
            self.write(blobs)

    def _copy(self, blobs: Mapping[int, bytes]) -> None:
        parts = [COPY_SIGNATURE]
        for key, blob in blobs.items():
            parts += (_ROW.pack(2, 8, key, len(blob)), blob)
        parts.append(COPY_TRAILER)
        with connection.wrap_database_errors, connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY {self.table} ({self.key}, {self.blob}) FROM STDIN WITH (FORMAT binary)",
                io.BytesIO(b"".join(parts)),
            )


def _read_postgres(query: str, parameters: Sequence[Any]) -> dict[int, bytes]:
    data = copy_out(query, parameters)
    place, found = 0, {}
    while place < len(data):
        _fields, _length, key, size = _ROW.unpack_from(data, place)
        place += _ROW.size
        found[key] = bytes(data[place : place + size])
        place += size
    return found
