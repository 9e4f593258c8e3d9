"""Which files are too long for a request, and what their jobs need."""

from typing import Final

from django.utils import timezone

from accounts.selectors import is_head_of
from assessments.imports.registry import kind_of_key
from core.enums import Role
from core.import_kinds import Target
from core.models import ImportBatch
from core.scope import Scope

CHECK_JOB: Final = "assessments.check_import"
APPLY_JOB: Final = "assessments.apply_import"
_LONG_BYTES: Final = 400_000
_LONG_ROWS: Final = 3_000
# The cells of such a file are there in a second or two, only what they mean takes longer.
_LOOKED_BYTES: Final = 3_000_000


def is_long(content: bytes) -> bool:
    """Say whether the dry run of a file may take longer than a person waits for a page."""
    return len(content) > _LONG_BYTES


def may_be_looked_into(content: bytes) -> bool:
    """Say whether a request has the time to look for what may not be kept in a long file."""
    return len(content) <= _LOOKED_BYTES


def is_long_to_apply(batch: ImportBatch) -> bool:
    """Say whether writing the file may take longer than a person waits for a page."""
    return batch.rows_total > _LONG_ROWS


def target_of_batch(batch: ImportBatch) -> Target | None:
    """Return where the file goes, seen as the staff of its college sees it.

    Only what a head of the college brought is seen as a head sees it.
    """
    kind = kind_of_key(batch.kind)
    if kind is None or batch.college_id is None:
        return None
    is_head = is_head_of(
        user_id=batch.uploaded_by_id, college_id=batch.college_id, today=timezone.localdate()
    )
    scope = Scope(
        user_id=batch.uploaded_by_id,
        role=Role.COLLEGE_MANAGER if is_head else Role.COLLEGE_TEACHER,
        college_ids=frozenset({batch.college_id}),
    )
    return kind.target(scope=scope, parameters=batch.parameters)
