"""What is wrong with a cell, a row or a table, said with its place so that a person can find it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to what a row leaves open: `words` stand on its button, `value` is kept.

    `is_for_all`: it answers other rows as well, so its button stands once, over all of them.
    """

    value: str
    words: str
    is_for_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding. ``row`` is None for the whole sheet, ``column`` (letters) is empty for a row.

    ``value`` is the cell as a person sees it; ``suggestion`` is a likely correction in words,
    ``fixes`` are values that may stand in the cell instead; ``answers`` are those among which a
    person chooses where no cell could say it; ``page`` names the page of the portal where it is
    mended. ``kept`` is what may be kept of the cell, where not all of it may.
    """

    sheet: str
    row: int | None = None
    column: str = ""
    column_title: str = ""
    value: str = ""
    message: str
    suggestion: str = ""
    fixes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    page: str = ""
    kept: str | None = None
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR

    @property
    def place(self) -> str:
        """The place in words: «лист „Группа“, строка 5, столбец C»."""
        parts = [_("лист «%s»") % self.sheet]
        if self.row is not None:
            parts.append(_("строка %s") % self.row)
        if self.column:
            parts.append(_("столбец %s") % self.column)
        return ", ".join(parts)
