"""Stored cells of a sheet as a browser keeps them: ids and values, no names of students."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments.models import Result


def cells_for_browser(rows: Sequence[Result]) -> list[dict[str, Any]]:
    """Return stored cells as a browser keeps them."""
    return [
        {
            "s": row.student_id,
            "c": row.criterion_id,
            "v": row.raw_value,
            "n": row.version,
            "note": bool(row.comment),
            "flag": row.needs_attention,
            "by": row.updated_by.display_name if row.updated_by is not None else "",
            "at": moment_in_words(row.updated_at),
        }
        for row in rows
    ]


def cursor_of(rows: Sequence[Result]) -> str:
    """Return the moment of the newest row, from which the next look goes on."""
    return max(row.updated_at for row in rows).isoformat() if rows else ""


def moment_in_words(moment: datetime | None) -> str:
    return "" if moment is None else f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"
