"""A table of every kind of column, on whichever database the tests run."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from django.db import connection

from core.bulk import Column, ColumnKind

COLUMNS = [
    Column("key", ColumnKind.BIG),
    Column("small", ColumnKind.SMALL),
    Column("number", ColumnKind.INTEGER),
    Column("reference", ColumnKind.BIG, nullable_as=-1),
    Column("value", ColumnKind.FLOAT),
    Column("day", ColumnKind.DATE),
    Column("moment", ColumnKind.MOMENT),
    Column("flag", ColumnKind.FLAG),
]
TEXT = Column("note", ColumnKind.BLANK)
ROWS = {
    "key": np.array([3, 1, 2**60]),
    "small": np.array([-7, 0, 32_767], dtype=np.int16),
    "number": np.array([-2_000_000_000, 0, 5], dtype=np.int32),
    "reference": np.array([-1, 12, -1]),
    "value": np.array([np.nan, -0.125, 1e300]),
    # 1969, the day both epochs meet, 2026.
    "day": np.array([-1, 10_957, 20_777], dtype=np.int32),
    "moment": np.array([-1_000_000, 946_684_800_000_000, 1_795_000_000_123_456]),
    "flag": np.array([True, False, True]),
}


@contextmanager
def a_table(name: str = "bulk_sample") -> Iterator[str]:
    """Make the table for the length of the block."""
    declared = ", ".join(f"{column.name} {column.kind}" for column in (*COLUMNS, TEXT))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {name} ({declared}, PRIMARY KEY (key))")
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")


def assert_equal_rows(found, expected) -> None:
    """Compare arrays by column with NaN equal to NaN, types included."""
    assert list(found) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
