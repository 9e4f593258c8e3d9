"""CSV and TSV as Russian Excel, 1C and web services write them."""

import csv
from collections import Counter
from io import StringIO
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.numbers import format_number
from core.tables.cells import Sheet, UnreadableFileError, Workbook
from core.tables.kinds import TEXT_EXTENSIONS, damaged
from core.tables.limits import Limits

# In the order of trust: where two fit equally, the first is meant (decimal commas fit anything).
SEPARATORS = (";", "\t", ",", "|")
# Windows, then what old UNIX and DOS programs wrote.
ONE_BYTE_ENCODINGS = ("cp1251", "koi8-r", "cp866")
# Mean frequency of letters: about 5.7 in Russian text, about 3 in one decoded wrongly.
_RUSSIAN = 4.2
_PLAINLY = 1.25
# Letters in their order by frequency, and the frequencies in per cent, whole.
_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшю"
_PER_CENT = (11, 8, 8, 7, 7, 6, 5, 5, 5, 4, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1)
_FREQUENCIES = dict(zip(_LETTERS, _PER_CENT, strict=True))
_PROBED_CHARACTERS = 64 * 1024
_PROBED_ROWS = 60


def read_delimited(content: bytes, name: str, limits: Limits, encoding: str = "") -> Workbook:
    """Read text with separators as a workbook of one sheet; every cell is text or None.

    Raises UnreadableFileError for broken quotes, too many rows or columns, and for text under the
    name of a spreadsheet in which no separator is found.
    """
    text = decode(content, name, encoding)
    separator, text = _explicit_separator(text)
    if separator is None:
        separator = detect_separator(text)
    if separator is None and PurePath(name).suffix.lower() not in TEXT_EXTENSIONS:
        raise damaged(name)
    rows = _rows(text, separator or SEPARATORS[0], name, limits)
    return Workbook(name, (Sheet(PurePath(name).stem, tuple(rows)),))


def decode(content: bytes, name: str, encoding: str = "") -> str:
    """Decode as told, else by the byte order mark, as strict UTF-8, or as the likeliest old code.

    Raise UnreadableFileError, which says to choose the encoding by hand.
    """
    if encoding:
        return _decode_as_told(content, name, encoding)
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode(likely_encoding(content[:_PROBED_CHARACTERS]))
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFileError(
            _(
                "Не удалось определить кодировку файла «%(name)s». Выберите её ниже или "
                "сохраните файл как «CSV UTF-8» или XLSX и загрузите снова."
            )
            % {"name": name}
        ) from error


def _decode_as_told(content: bytes, name: str, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        message = _("Файл «%(name)s» не читается в выбранной кодировке: выберите другую.")
        raise UnreadableFileError(message % {"name": name}) from error


def likely_encoding(content: bytes) -> str:
    """Return the one-byte encoding in which the text looks most like Russian.

    Windows-1251 unless another is plainly better; empty when the text is none in any.
    """
    likeness = {}
    for encoding in ONE_BYTE_ENCODINGS:
        try:
            likeness[encoding] = _likeness_to_russian(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    usual, best = ONE_BYTE_ENCODINGS[0], max(likeness, key=lambda one: likeness[one])
    if usual in likeness:
        is_better = likeness[best] > likeness[usual] * _PLAINLY
        return best if is_better and likeness[best] >= _RUSSIAN else usual
    return best if likeness[best] >= _RUSSIAN else ""


def _likeness_to_russian(text: str) -> float:
    """Return how frequent the text's letters are in Russian on the average, in per cent."""
    told = [sign for sign in text.lower() if not sign.isascii() and sign not in "«»№–—\xa0"]
    if not told:
        return 0.0
    return sum(_FREQUENCIES.get(sign, 0) for sign in told) / len(told)


def _explicit_separator(text: str) -> tuple[str | None, str]:
    """Excel's own first line «sep=;» names the separator and is not shown as a row."""
    first, newline, rest = text.partition("\n")
    hint = first.strip('\r \ufeff"')
    if newline and hint.lower().startswith("sep=") and len(hint) == len("sep=") + 1:
        return hint[-1], rest
    return None, text


def detect_separator(text: str) -> str | None:
    """Return the separator that cuts most rows into the same number (over one) of columns."""
    best, best_score = None, 0.0
    for separator in SEPARATORS:
        score = _agreement(text[:_PROBED_CHARACTERS], separator)
        if score > best_score + 1e-9:
            best, best_score = separator, score
    return best


def _agreement(text: str, separator: str) -> float:
    widths: list[int] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            if any(row):
                widths.append(len(row))
            if len(widths) == _PROBED_ROWS:
                break
    except csv.Error:
        return 0.0
    counts = Counter(width for width in widths if width > 1)
    return counts.most_common(1)[0][1] / len(widths) if counts else 0.0


def _rows(text: str, separator: str, name: str, limits: Limits) -> list[tuple[str | None, ...]]:
    rows: list[tuple[str | None, ...]] = []
    filled = 0
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        before = 0
        for row in reader:
            if reader.line_num > before + 1 and _swallowed(row, separator, rows):
                raise _open_quote(name, before + 1)
            before = reader.line_num
            cells = [cell if cell.strip() else None for cell in row]
            while cells and cells[-1] is None:
                cells.pop()
            rows.append(tuple(cells))
            filled = len(rows) if cells else filled
            _check_size(name, filled, len(cells), limits)
    except csv.Error as error:
        raise damaged(name) from error
    return rows[:filled]


def _swallowed(row: list[str], separator: str, rows: list[tuple[str | None, ...]]) -> bool:
    """Say whether a cell holds whole rows of the table: a quote was opened and never closed."""
    width = max((len(one) for one in rows), default=0)
    lines = (line for cell in row for line in cell.splitlines()[1:])
    return width > 1 and any(line.count(separator) >= width - 1 for line in lines)


def _open_quote(name: str, row: int) -> UnreadableFileError:
    message = _(
        "Файл «%(name)s»: незакрытая кавычка в строке %(row)s. Закройте или уберите её и "
        "загрузите снова."
    )
    return UnreadableFileError(message % {"name": name, "row": row})


def _check_size(name: str, rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise too_many_rows(name, limits)
    if columns > limits.columns:
        raise too_many_columns(name, limits)


def too_many_rows(sheet: str, limits: Limits) -> UnreadableFileError:
    """Return the refusal of a sheet longer than the limit."""
    return UnreadableFileError(
        _("Лист «%(sheet)s»: больше %(limit)s строк. Разделите таблицу на части.")
        % {"sheet": sheet, "limit": format_number(limits.rows)}
    )


def too_many_columns(sheet: str, limits: Limits) -> UnreadableFileError:
    """Return the refusal of a sheet wider than the limit."""
    return UnreadableFileError(
        _("Лист «%(sheet)s»: больше %(limit)s столбцов. Уберите лишние столбцы.")
        % {"sheet": sheet, "limit": format_number(limits.columns)}
    )
