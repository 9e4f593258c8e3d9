"""Columns of numbers in and out of the database, as fast as each database allows."""

from core.bulk.blobs import BlobTable
from core.bulk.columns import Column, ColumnKind
from core.bulk.loading import loading
from core.bulk.merging import MergeResult, Target, merge_columns
from core.bulk.packing import packed, read_packed
from core.bulk.plans import page_by_page, plan_for_bulk
from core.bulk.reading import read_columns
from core.bulk.writing import (
    Statement,
    execute_together,
    insert_columns,
    update_columns,
    upsert_statements,
)

__all__ = [
    "BlobTable",
    "Column",
    "ColumnKind",
    "MergeResult",
    "Statement",
    "Target",
    "execute_together",
    "insert_columns",
    "loading",
    "merge_columns",
    "packed",
    "page_by_page",
    "plan_for_bulk",
    "read_columns",
    "read_packed",
    "update_columns",
    "upsert_statements",
]
