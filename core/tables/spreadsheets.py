"""XLSX, XLS, ODS and web pages read in a process of their own: no file can harm the portal."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from core.tables import markup_child, spreadsheet_child
from core.tables.cells import (
    CellValue,
    MergedRange,
    Sheet,
    TableError,
    Uncomputed,
    UnreadableFileError,
    Workbook,
)
from core.tables.delimited import too_many_columns, too_many_rows
from core.tables.kinds import damaged, no_table_in_page, protected
from core.tables.limits import Limits

# As Russian spreadsheets print them.
ERRORS = {
    "#N/A": "#Н/Д",
    "#REF!": "#ССЫЛКА!",
    "#NAME?": "#ИМЯ?",
    "#VALUE!": "#ЗНАЧ!",
    "#DIV/0!": "#ДЕЛ/0!",
    "#NUM!": "#ЧИСЛО!",
    "#NULL!": "#ПУСТО!",
}
_TAGGED: dict[str, Callable[[Any], CellValue]] = {
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
    "s": lambda seconds: timedelta(seconds=seconds),
    "f": Uncomputed,
    "x": lambda text: TableError(ERRORS.get(text, text)),
}
_CHILD = Path(spreadsheet_child.__file__)
_MARKUP_CHILD = Path(markup_child.__file__)


def read_spreadsheet(content: bytes, name: str, limits: Limits) -> Workbook:
    """Read all worksheets, hidden ones marked; raises UnreadableFileError.

    Only stored values are read: no formula is computed, no macro run, no link followed. An
    error such as #Н/Д reads as `TableError`; in XLSX a formula without a stored value as
    `Uncomputed`: programs that write XLS always store one.
    """
    answer = _run_child(_CHILD, content, name, limits)
    if "error" in answer:
        code, sheet = answer["error"]
        raise _refusal(code, sheet, name, limits)
    return Workbook(name, tuple(_sheet(item) for item in answer["sheets"]))


def read_markup(content: bytes, name: str, limits: Limits) -> Workbook:
    """Read the tables of a web page or of Excel's XML of 2003, each a sheet; otherwise as above."""
    answer = _run_child(_MARKUP_CHILD, content, name, limits)
    if "error" in answer:
        code, sheet = answer["error"]
        if code == markup_child.DAMAGED:
            raise no_table_in_page(name)
        raise _refusal(code, sheet or name, name, limits)
    stem = PurePath(name).stem
    sheets = []
    for number, item in enumerate(answer["sheets"], start=1):
        named = item["name"] or (stem if number == 1 else f"{stem} {number}")
        sheets.append(_sheet({**item, "name": named}))
    return Workbook(name, tuple(sheets))


def _run_child(script: Path, content: bytes, name: str, limits: Limits) -> dict[str, Any]:
    bounds = (limits.memory_bytes, limits.seconds, limits.rows, limits.columns, limits.cells)
    command = [sys.executable, "-I", str(script), *(str(bound) for bound in bounds)]
    # The reader gets no secrets; the loader may need its path to find Python's own library.
    environment = {key: os.environ[key] for key in ("LD_LIBRARY_PATH",) if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 -- our own script, fixed arguments
            command,
            input=content,
            capture_output=True,
            timeout=limits.seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much(name) from error
    if done.returncode != 0:
        raise _too_much(name)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _too_much(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        _(
            "Файл «%(name)s» не удалось прочитать: в нём слишком много данных или есть значения "
            "далеко за пределами таблицы. Удалите лишние строки и столбцы справа и снизу, "
            "сохраните и загрузите снова."
        )
        % {"name": name}
    )


def _refusal(code: str, sheet: str, name: str, limits: Limits) -> UnreadableFileError:
    refusals = {
        spreadsheet_child.PROTECTED: protected(name),
        spreadsheet_child.DAMAGED: damaged(name),
        spreadsheet_child.TOO_MANY_ROWS: too_many_rows(sheet, limits),
        spreadsheet_child.TOO_MANY_COLUMNS: too_many_columns(sheet, limits),
        spreadsheet_child.TOO_MANY_CELLS: _too_much(name),
    }
    return refusals[code]


def _sheet(item: dict[str, Any]) -> Sheet:
    return Sheet(
        name=item["name"],
        rows=tuple(tuple(_value(cell) for cell in row) for row in item["rows"]),
        hidden=item["hidden"],
        merged=tuple(
            MergedRange(top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in item["merged"]
        ),
        hidden_rows=frozenset(row + 1 for row in item["hidden_rows"]),
        hidden_columns=frozenset(column + 1 for column in item["hidden_columns"]),
    )


def _value(cell: Any) -> CellValue:
    if isinstance(cell, list):
        kind, encoded = cell
        return _TAGGED[kind](encoded)
    plain: CellValue = cell
    return plain
