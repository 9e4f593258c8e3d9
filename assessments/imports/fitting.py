"""Which kinds of file know a table that was loaded as another kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.import_columns import likely_header
from core.import_flow import source_of
from core.import_kinds import ImportKind, TableKind
from core.import_reading import open_source
from core.models import ImportBatch
from core.tables.cells import Sheet
from core.tables.headers import find_layout, layout_problems
from core.tables.specs import TableSpec

_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Fitting:
    """`kinds` that have all they need in the file, the one that knows most of it first.

    `titles` are the first titles of the file's own header.
    """

    kinds: Sequence[ImportKind]
    titles: Sequence[str]


def fitting_kinds(batch: ImportBatch, own: ImportKind, kinds: Sequence[ImportKind]) -> Fitting:
    """Look which of the other kinds would read the file. Raise UnreadableFileError."""
    sheets = [sheet for sheet in open_source(source_of(batch)).visible_sheets if sheet.row_count]
    known = {
        kind.key: max((_columns_known(sheet, kind.shapes) for sheet in sheets), default=0)
        for kind in kinds
        if isinstance(kind, TableKind) and kind.key != own.key
    }
    found = [kind for kind in kinds if known.get(kind.key)]
    titles = likely_header(sheets[0]) if sheets else []
    return Fitting(sorted(found, key=lambda kind: -known[kind.key]), titles[:_NAMED])


def _columns_known(sheet: Sheet, shapes: Sequence[TableSpec[Any]]) -> int:
    """Return how many columns of a sheet the best of the shapes knows; 0 where it lacks any."""
    known = 0
    for spec in shapes:
        layout = find_layout(sheet, spec)
        if layout is None or any(one.is_error for one in layout_problems(layout, spec)):
            continue
        known = max(known, len(layout.columns) + sum(map(len, layout.groups.values())))
    return known
