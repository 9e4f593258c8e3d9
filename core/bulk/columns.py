"""What a column of numbers is called, in SQL and in numpy."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

# PostgreSQL counts days and microseconds from 1 January 2000, numpy from 1 January 1970.
POSTGRES_EPOCH_DAYS: Final = 10_957
_MICROSECONDS_A_DAY: Final = 86_400_000_000


class ColumnKind(StrEnum):
    """Types that both databases and numpy share. Only floats may be NULL, as NaN.

    BLANK is text that is always empty, LETTER text of at most one byte: they can be written, BLANK
    without an array, and not read.
    """

    SMALL = "smallint"
    INTEGER = "integer"
    BIG = "bigint"
    FLOAT = "double precision"
    DATE = "date"
    MOMENT = "timestamp with time zone"
    FLAG = "boolean"
    BLANK = "text"
    LETTER = "character varying"


NUMPY_TYPES: Final[dict[ColumnKind, str]] = {
    ColumnKind.SMALL: "i2",
    ColumnKind.INTEGER: "i4",
    ColumnKind.BIG: "i8",
    ColumnKind.FLOAT: "f8",
    ColumnKind.DATE: "i4",
    ColumnKind.MOMENT: "i8",
    ColumnKind.FLAG: "?",
    ColumnKind.LETTER: "S1",
}
EPOCHS: Final[dict[ColumnKind, int]] = {
    ColumnKind.DATE: POSTGRES_EPOCH_DAYS,
    ColumnKind.MOMENT: POSTGRES_EPOCH_DAYS * _MICROSECONDS_A_DAY,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column `name` of `kind`; `expression` is its SQL where it is not simply the name.

    DATE columns hold days since 1 January 1970, MOMENT columns microseconds since then (UTC).
    With `nullable_as`, an integer column is read with NULL as that number, and that number is
    written as NULL. A float column that is `never_null` is read without looking for NULL.
    """

    name: str
    kind: ColumnKind
    expression: str = ""
    nullable_as: int | None = None
    never_null: bool = False

    @property
    def sql(self) -> str:
        return self.expression or self.name

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type in memory, in the machine's byte order."""
        return np.dtype(NUMPY_TYPES[self.kind])

    @property
    def wire_dtype(self) -> np.dtype[np.generic]:
        """The type in PostgreSQL's binary COPY: big-endian."""
        plain = self.kind in {ColumnKind.FLAG, ColumnKind.LETTER}
        return self.dtype if plain else np.dtype(f">{NUMPY_TYPES[self.kind]}")
