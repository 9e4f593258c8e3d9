"""Columns headed by what a spreadsheet made of a code: left unread they would be lost unsaid."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from assessments.rules.criterion_codes import codes_lost_in
from core.tables.cells import column_letter
from core.tables.headers import Layout
from core.tables.problems import Problem


def spoilt_columns(layout: Layout, codes: Iterable[str]) -> Iterator[Problem]:
    """Yield an error for each unread column headed by a number or a date that was one of `codes`.

    `codes` are those that no column has; which of them it was, a person says.
    """
    known = dict.fromkeys(codes)
    for cell in layout.unknown:
        likely = codes_lost_in(cell.value, known)
        if not likely or not layout.has_values(cell.column):
            continue
        message = _(
            "Код в заголовке столбца превратился в число или дату. Похоже на: %(codes)s. Впишите "
            "код целиком."
        )
        yield Problem(
            sheet=layout.sheet.name,
            row=layout.row_of_title(cell.column),
            column=column_letter(cell.column),
            column_title=cell.title,
            value=cell.title,
            message=message % {"codes": ", ".join(likely)},
            suggestion=", ".join(likely),
            fixes=tuple(likely),
        )
