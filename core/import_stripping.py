"""A file without the columns that the portal must not have, made before anything of it is kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.import_batches import LEFT_OUT, Upload
from core.import_forbidden import Forbidden, find_forbidden, refuse_forbidden
from core.import_kinds import TableKind, Target
from core.import_reading import Source, open_source, placed_columns
from core.tables.alternatives import read_alternatives
from core.tables.cells import Workbook
from core.tables.copies import without_columns, write_copy

# What is left may look like another table, with another header, so it is looked at again.
_LOOKS: Final = 4


def without_forbidden(*, kind: TableKind, upload: Upload, target: Target) -> Upload:
    """Return the upload without the columns that must not be kept, and with a word of which.

    The columns are emptied, not taken away: rows and letters stay as the person knows them. A file
    without such columns stays as it came. Raise UnreadableFileError, ForbiddenColumnsError where
    numbers of people stand among other things.
    """
    source = Source(
        content=upload.content,
        name=upload.file_name,
        kind=upload.kind,
        college_id=upload.college_id,
        chosen=upload.chosen,
    )
    workbook = open_source(source)
    specs = kind.specs(target=target)
    left_out: list[Forbidden] = []
    for look in range(_LOOKS):
        placed = placed_columns(source, workbook)
        reading = read_alternatives(workbook, specs, placed=placed)
        found = find_forbidden(reading, workbook)
        if not found:
            break
        if look == _LOOKS - 1 or any(one.mixed_row is not None for one in found):
            refuse_forbidden(reading, workbook)
        left_out += found
        workbook = _strip(workbook, found)
    if not left_out:
        return upload
    said = [one.place for one in left_out]
    chosen = {**upload.chosen, LEFT_OUT: said}
    return replace(upload, content=write_copy(workbook), chosen=chosen)


def _strip(workbook: Workbook, found: Sequence[Forbidden]) -> Workbook:
    columns: defaultdict[str, set[int]] = defaultdict(set)
    for one in found:
        columns[one.sheet].add(one.column)
    sheets = tuple(
        without_columns(sheet, columns[sheet.name]) if columns[sheet.name] else sheet
        for sheet in workbook.sheets
    )
    return replace(workbook, sheets=sheets)
