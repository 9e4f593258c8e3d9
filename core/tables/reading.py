"""The door for tables from outside: any allowed file becomes a ``Workbook`` or a clear refusal."""

from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from core.numbers import format_number
from core.tables.cells import UnreadableFileError, Workbook
from core.tables.delimited import read_delimited
from core.tables.kinds import FileKind, kind_of
from core.tables.limits import LIMITS, Limits
from core.tables.spreadsheets import read_markup, read_spreadsheet


class Readable(Protocol):
    """An open binary file, such as an upload."""

    def read(self, size: int = -1, /) -> bytes: ...


def read_workbook(
    file: bytes | Path | Readable, name: str = "", *, limits: Limits = LIMITS, encoding: str = ""
) -> Workbook:
    """Read XLSX, XLS, ODS, CSV, TSV or a web page of tables; the kind is told by content.

    ``name`` is for messages and may be left out for a path only; ``encoding`` is that of a text,
    empty to guess it.
    Raises UnreadableFileError with a message in Russian for anything else: too big, password, wrong
    type, temporary file, damaged, a decompression bomb.
    """
    if isinstance(file, Path):
        name = name or file.name
    content = _content(file, limits)
    if len(content) > limits.file_bytes:
        raise UnreadableFileError(
            _("Файл «%(name)s» больше %(size)s МБ. Разделите его на части.")
            % {"name": name, "size": format_number(limits.file_bytes // 2**20)}
        )
    kind = kind_of(content, name, limits)
    if kind == FileKind.SPREADSHEET:
        return read_spreadsheet(content, name, limits)
    if kind == FileKind.MARKUP:
        return read_markup(content, name, limits)
    return read_delimited(content, name, limits, encoding)


def _content(file: bytes | Path | Readable, limits: Limits) -> bytes:
    """Read one byte more than allowed at most: enough to see that the file is too big."""
    if isinstance(file, bytes):
        return file
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return opened.read(limits.file_bytes + 1)
    return file.read(limits.file_bytes + 1)
