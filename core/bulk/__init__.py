"""Columns of numbers in and out of the database, as fast as each database allows."""

from core.bulk.blobs import BlobTable
from core.bulk.columns import Column, ColumnKind
from core.bulk.digests import Digest, digest_columns
from core.bulk.loading import loading
from core.bulk.merging import MergeResult, Target, merge_columns
from core.bulk.reading import read_columns
from core.bulk.writing import insert_columns, update_columns, upsert_columns

__all__ = [
    "BlobTable",
    "Column",
    "ColumnKind",
    "Digest",
    "MergeResult",
    "Target",
    "digest_columns",
    "insert_columns",
    "loading",
    "merge_columns",
    "read_columns",
    "update_columns",
    "upsert_columns",
]
