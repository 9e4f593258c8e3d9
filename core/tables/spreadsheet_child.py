"""The reading process: a spreadsheet on stdin, its cells as JSON on stdout.

Run as a script by ``core.tables.spreadsheets`` and by nothing else. The library that reads the
file takes memory for the whole rectangle up to the last cell, so that a tiny file with a cell in
the far corner kills the process; this process has little to lose: no database, no settings, no
environment, and limits on memory and time. It imports nothing of the portal.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import python_calamine

# Errors that the parent translates; the second item of the answer is the name of the sheet.
PROTECTED = "protected"
DAMAGED = "damaged"
TOO_MANY_ROWS = "rows"
TOO_MANY_COLUMNS = "columns"
TOO_MANY_CELLS = "cells"


class RefusedError(Exception):
    """The sheet is larger than the bounds allow; arguments are the code and the sheet's name."""


def encode(value: object) -> Any:
    """Make a cell value fit JSON: whole floats become integers, dates and times tagged pairs."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str):
        return value if value.strip() else None
    for kind, type_ in (("m", datetime), ("d", date), ("t", time)):
        if isinstance(value, type_):
            return [kind, value.isoformat()]
    if isinstance(value, timedelta):
        return ["s", value.total_seconds()]
    return value


def encode_rows(rows: list[list[Any]]) -> list[list[Any]]:
    """Encode rows without the empty cells at their ends and the empty rows at the bottom."""
    encoded = []
    for row in rows:
        cells = [encode(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        encoded.append(cells)
    while encoded and not encoded[-1]:
        encoded.pop()
    return encoded


def read(content: bytes, max_rows: int, max_columns: int, max_cells: int) -> list[dict[str, Any]]:
    """Return the worksheets in their order; raises RefusedError and the library's own errors."""
    workbook = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = []
    for about in workbook.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        bottom, right = sheet.end or (-1, -1)
        max_cells -= (bottom + 1) * (right + 1)
        if bottom >= max_rows:
            raise RefusedError(TOO_MANY_ROWS, about.name)
        if right >= max_columns:
            raise RefusedError(TOO_MANY_COLUMNS, about.name)
        if max_cells < 0:
            raise RefusedError(TOO_MANY_CELLS, about.name)
        sheets.append(
            {
                "name": about.name,
                "hidden": about.visible != python_calamine.SheetVisibleEnum.Visible,
                "merged": sheet.merged_cell_ranges or [],
                "rows": encode_rows(sheet.to_python(skip_empty_area=False)),
            }
        )
    return sheets


def answer_for(content: bytes, bounds: list[int]) -> dict[str, Any]:
    """Return {"sheets": [...]} or {"error": [code, sheet]}."""
    try:
        return {"sheets": read(content, *bounds)}
    except RefusedError as error:
        return {"error": list(error.args)}
    except python_calamine.PasswordError:
        return {"error": [PROTECTED, ""]}
    except (python_calamine.CalamineError, ValueError, OSError):
        return {"error": [DAMAGED, ""]}


def main() -> None:
    """Set the limits, read, answer. Arguments: memory, seconds, rows, columns, cells."""
    memory, seconds, *bounds = (int(argument) for argument in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answer = answer_for(sys.stdin.buffer.read(), bounds)
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
