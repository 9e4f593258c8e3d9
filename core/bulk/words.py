"""Narrow integers of a row side by side in one wide one, for a driver that hands out values.

SQLite's driver makes a Python object of each value, and that is most of what reading costs. As many
columns as fit stand in one integer of 64 bits, which numpy takes apart for all rows at once.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.bulk.columns import Column, ColumnKind
from core.bulk.reading import not_null, rows_in_turn

_BITS: Final = {ColumnKind.SMALL: 16, ColumnKind.INTEGER: 32, ColumnKind.DATE: 32}
_WORD: Final = 64
_FORMATS: Final = {ColumnKind.BIG: "q", ColumnKind.FLOAT: "d"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A column and the bits of its word below it."""

    column: Column
    shift: int

    @property
    def bits(self) -> int:
        return _BITS[self.column.kind]


def read_words(
    columns: Sequence[Column], from_where: str, parameters: Sequence[Any] = ()
) -> dict[str, NDArray[Any]]:
    """Return what `read_columns` would on SQLite, of columns that are never NULL.

    OverflowError for a number that its kind has no room for: never another number.
    """
    words = _words([column for column in columns if column.kind in _BITS])
    alone = [column for column in columns if column.kind not in _BITS]
    selected = [*(_word_sql(word) for word in words), *(not_null(column) for column in alone)]
    formats = "q" * len(words) + "".join(_FORMATS[column.kind] for column in alone)
    pack, parts = struct.Struct(f"={formats}").pack, []
    for rows in rows_in_turn(f"SELECT {', '.join(selected)} {from_where}", parameters):
        try:
            parts.append(b"".join([pack(*row) for row in rows]))
        except struct.error as error:
            raise OverflowError("a number is too large for its column") from error
    fields = list(zip(map(str, range(len(formats))), formats, strict=True))
    taken = np.frombuffer(b"".join(parts), dtype=np.dtype(fields))
    found = {}
    for place, word in enumerate(words):
        for field in word:
            values = taken[str(place)] >> field.shift
            found[field.column.name] = values.astype(field.column.dtype)
    for place, column in enumerate(alone, start=len(words)):
        found[column.name] = taken[str(place)].astype(column.dtype)
    return {column.name: found[column.name] for column in columns}


def _words(columns: Sequence[Column]) -> list[list[_Field]]:
    """Fill words one after another, wide columns first."""
    words: list[list[_Field]] = []
    used = _WORD
    for column in sorted(columns, key=lambda column: -_BITS[column.kind]):
        if used + _BITS[column.kind] > _WORD:
            words.append([])
            used = 0
        words[-1].append(_Field(column, used))
        used += _BITS[column.kind]
    return words


def _word_sql(word: Sequence[_Field]) -> str:
    """Return the word as SQL: NULL where a number does not fit into its field."""
    joined = " | ".join(
        f"((({not_null(field.column)}) & {(1 << field.bits) - 1}) << {field.shift})"
        for field in word
    )
    fits = " AND ".join(
        f"({not_null(field.column)}) BETWEEN {-1 << field.bits - 1} AND {(1 << field.bits - 1) - 1}"
        for field in word
        # SQLite's calendar ends long before these bits do.
        if field.column.kind is not ColumnKind.DATE
    )
    return f"CASE WHEN {fits or 'true'} THEN {joined} END"
