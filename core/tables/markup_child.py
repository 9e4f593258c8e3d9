"""The reading process for tables as web pages: markup on stdin, cells as JSON on stdout.

Many programs write a web page, or the XML of Excel 2003, and call it a spreadsheet. Run as a script
by ``core.tables.spreadsheets`` and by nothing else, for the reasons that stand in
``spreadsheet_child``, whose answer it gives. It imports nothing of the portal.
"""

import contextlib
import json
import math
import re
import resource
import sys
from datetime import datetime, time
from html.parser import HTMLParser
from typing import Any

# The same words as in ``spreadsheet_child``.
DAMAGED = "damaged"
TOO_MANY_ROWS = "rows"
TOO_MANY_COLUMNS = "columns"

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_LINES = frozenset({"br", "p", "div", "li"})
_SILENT = frozenset({"script", "style", "comment"})
_MOST_TABLES = 50


class RefusedError(Exception):
    """The table is larger than the bounds allow; arguments are the code and the table's name."""


class _Table:
    """One table while it is read, places counted from 0."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Any]] = []
        self.merged: list[list[list[int]]] = []
        self.hidden_rows: list[int] = []
        self.taken: set[tuple[int, int]] = set()
        self.place: tuple[int, int] | None = None
        self.text: list[str] = []
        self.type = ""
        self.next_column = 0


class Reader(HTMLParser):
    """Collects the tables of a page, or of a workbook of Excel 2003."""

    def __init__(self, max_rows: int, max_columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.max_rows = max_rows
        self.max_columns = max_columns
        self.sheets: list[dict[str, Any]] = []
        self.open: list[_Table] = []
        self.sheet_name = ""
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        word = tag.rpartition(":")[2]
        facts = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if word in _SILENT:
            self.silent += 1
        elif word == "worksheet":
            self.sheet_name = facts.get("name", "")
        elif word == "table":
            self.open.append(_Table(self.sheet_name))
        elif self.open:
            self._inside(word, facts, self.open[-1])

    def handle_endtag(self, tag: str) -> None:
        word = tag.rpartition(":")[2]
        if word in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.open and word == "table":
            self._close_table()
        elif self.open and word in _ROWS | _CELLS:
            self._close_cell(self.open[-1])

    def handle_data(self, data: str) -> None:
        if self.open and not self.silent:
            self.open[-1].text.append(data)

    def close(self) -> None:
        super().close()
        while self.open:
            self._close_table()

    def _inside(self, word: str, facts: dict[str, str], table: _Table) -> None:
        if word in _ROWS:
            self._close_cell(table)
            place = max(_number(facts, "index", 0), len(table.rows) + 1)
            if place > self.max_rows:
                raise RefusedError(TOO_MANY_ROWS, table.name)
            table.rows.extend([] for _ in range(place - len(table.rows)))
            table.next_column = 0
            if facts.get("hidden") == "1" or _HIDDEN.search(facts.get("style", "")):
                table.hidden_rows.append(place - 1)
        elif word in _CELLS and table.rows:
            self._close_cell(table)
            self._open_cell(facts, table)
        elif word == "data" and table.place is not None and not self.silent:
            table.type = facts.get("type", "")
        elif word in _LINES:
            table.text.append("\n")

    def _open_cell(self, facts: dict[str, str], table: _Table) -> None:
        row = len(table.rows) - 1
        column = max(_number(facts, "index", 0) - 1, table.next_column)
        while (row, column) in table.taken:
            column += 1
        across = max(_number(facts, "colspan", 1), _number(facts, "mergeacross", 0) + 1)
        down = max(_number(facts, "rowspan", 1), _number(facts, "mergedown", 0) + 1)
        down = min(down, self.max_rows - row)
        if column + across > self.max_columns:
            raise RefusedError(TOO_MANY_COLUMNS, table.name)
        if across > 1 or down > 1:
            table.merged.append([[row, column], [row + down - 1, column + across - 1]])
            # Rows below find the place taken; a span down to the end of the page needs no more.
            for below in range(1, min(down, _MOST_TABLES)):
                table.taken.update((row + below, column + step) for step in range(across))
        table.place, table.text, table.type = (row, column), [], ""
        table.next_column = column + across

    def _close_cell(self, table: _Table) -> None:
        if table.place is None:
            return
        row, column = table.place
        cells = table.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = _value("".join(table.text), table.type)
        table.place = None

    def _close_table(self) -> None:
        table = self.open.pop()
        self._close_cell(table)
        for row in table.rows:
            while row and row[-1] is None:
                row.pop()
        while table.rows and not table.rows[-1]:
            table.rows.pop()
        if not table.rows or len(self.sheets) >= _MOST_TABLES:
            return
        rows = table.rows
        self.sheets.append(
            {
                "name": table.name,
                "hidden": False,
                "merged": [one for one in table.merged if one[0][0] < len(rows)],
                "rows": rows,
                "hidden_rows": [row for row in table.hidden_rows if any(rows[row : row + 1])],
                "hidden_columns": [],
            }
        )


def _number(facts: dict[str, str], name: str, otherwise: int) -> int:
    text = facts.get(name, "").strip()
    return int(text[:6]) if text.isascii() and text[:6].isdecimal() else otherwise


def _value(text: str, kind: str) -> Any:
    """Return the cell as ``spreadsheet_child`` encodes it; only Excel's XML tells kinds.

    What is not of the kind that it is said to be stays text.
    """
    plain = text.strip()
    if not plain:
        return None
    with contextlib.suppress(ValueError):
        if kind == "Number":
            return _number_of(plain)
        if kind == "DateTime":
            moment = datetime.fromisoformat(plain).replace(tzinfo=None)
            is_day = moment.time() == time.min
            return ["d", moment.date().isoformat()] if is_day else ["m", moment.isoformat()]
    return ["x", plain] if kind == "Error" else plain


def _number_of(plain: str) -> int | float:
    number = float(plain)
    if not math.isfinite(number):
        raise ValueError(plain)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def decode(content: bytes) -> str:
    """Decode by the byte order mark, by what the page says of itself, else as UTF-8 or Windows."""
    told = _CHARSET.search(content[:4096])
    names = ["utf-8-sig", "cp1251"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        names.insert(0, "utf-16")
    elif told is not None:
        names.insert(0, told.group(1).decode("ascii"))
    for name in names:
        # Some of Python's codecs are for other things than pages and complain in their own way.
        with contextlib.suppress(UnicodeError, LookupError):
            return content.decode(name)
    return content.decode("cp1251", "replace")


def answer_for(content: bytes, max_rows: int, max_columns: int) -> dict[str, Any]:
    """Return {"sheets": [...]} or {"error": [code, sheet]}."""
    reader = Reader(max_rows, max_columns)
    try:
        reader.feed(decode(content))
        reader.close()
    except RefusedError as error:
        return {"error": list(error.args)}
    return {"sheets": reader.sheets} if reader.sheets else {"error": [DAMAGED, ""]}


def main() -> None:
    """Set the limits, read, answer. Arguments: memory, seconds, rows, columns, cells."""
    memory, seconds, rows, columns, _cells = (int(argument) for argument in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answer = answer_for(sys.stdin.buffer.read(), rows, columns)
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
