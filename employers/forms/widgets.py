"""Fields as the design system draws them: see `core.form_fields`."""

from core.form_fields import (
    CHOICE,
    DAY,
    DAY_FORMAT,
    RADIO,
    TEXT,
    RowChoice,
    RowsChoice,
    offer,
    plain_helper,
    row_choice,
)

__all__ = [
    "CHOICE",
    "DAY",
    "DAY_FORMAT",
    "RADIO",
    "TEXT",
    "RowChoice",
    "RowsChoice",
    "offer",
    "plain_helper",
    "row_choice",
]
