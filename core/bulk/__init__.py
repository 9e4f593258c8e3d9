"""Columns of numbers in and out of the database, as fast as each database allows."""

from core.bulk.blobs import BlobTable
from core.bulk.columns import Column, ColumnKind
from core.bulk.loading import loading
from core.bulk.merging import MergeResult, Target, merge_columns
from core.bulk.objects import Among, delete_by, delete_objects, insert_objects
from core.bulk.packing import Rows, packed, read_together
from core.bulk.plans import bulk_plan_statements, in_index_order, page_by_page
from core.bulk.reading import read_columns
from core.bulk.writing import (
    Statement,
    execute_together,
    insert_columns,
    lock_statements,
    moment_value,
    update_columns,
    upsert_statements,
)

__all__ = [
    "Among",
    "BlobTable",
    "Column",
    "ColumnKind",
    "MergeResult",
    "Rows",
    "Statement",
    "Target",
    "bulk_plan_statements",
    "delete_by",
    "delete_objects",
    "execute_together",
    "in_index_order",
    "insert_columns",
    "insert_objects",
    "loading",
    "lock_statements",
    "merge_columns",
    "moment_value",
    "packed",
    "page_by_page",
    "read_columns",
    "read_together",
    "update_columns",
    "upsert_statements",
]
