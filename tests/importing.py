"""How tests load a file of any kind without a browser."""

import datetime as dt
from dataclasses import replace

from core.import_batches import Upload
from core.import_flow import apply_batch, check_upload, undo_batch
from core.import_kinds import Target
from tests.core.tables.workbooks import make_xlsx

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


class Loader:
    """Loads tables of one kind into one target, as a person would."""

    def __init__(self, kind, target: Target) -> None:
        self.kind, self.target = kind, replace(target, today=NOW.date())

    def check(self, *rows, **options):
        return self.check_bytes(make_xlsx(rows, **options), "file.xlsx")

    def check_bytes(self, content, name):
        upload = Upload(
            kind=self.kind.key,
            file_name=name,
            content=content,
            college_id=self.target.college_id,
            parameters={},
            uploaded_by_id=None,
        )
        return check_upload(kind=self.kind, upload=upload, target=self.target, now=NOW)

    def apply(self, batch):
        return apply_batch(kind=self.kind, batch=batch, target=self.target, actor_id=None, now=NOW)

    def load(self, *rows, **options):
        batch = self.check(*rows, **options)
        assert found(batch) == []
        self.apply(batch)
        return batch

    def undo(self, batch):
        return undo_batch(kind=self.kind, batch=batch, target=self.target, actor_id=None, now=NOW)


def found(batch, *, warnings=False):
    """Return (row, column, message, likely corrections) of what the report says."""
    return [
        (p["row"], p["column"], p["message"], list(p["fixes"]))
        for p in batch.report["problems"]
        if p["is_error"] is not warnings
    ]


def counts(batch):
    return batch.report["counts"]
