"""From the bytes of an uploaded file to text that an XML parser can trust to be what it says.

The declared encoding is checked, not believed: files saved again by hand often declare one encoding
and hold another.
"""

import re
from typing import Final

from django.utils.translation import gettext as _

from standards.imports.refusals import Place, RegistryFileRefusedError

MAX_BYTES: Final = 30 * 1024 * 1024

DECLARATION: Final = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["'][^>]*\?>""")
ANY_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>")
BYTE_ORDER_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
ENCODINGS: Final = {
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "koi8-r": "koi8_r",
    "iso-8859-5": "iso8859_5",
    "cp866": "cp866",
    "ibm866": "cp866",
}
# Below this share of Cyrillic among the letters beyond ASCII a guess of cp1251 is not believed.
CYRILLIC_SHARE: Final = 0.9
FORBIDDEN_CHARACTERS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:[0-8]|1[124-9]|2\\d|3[01]);|&#x(?:[0-8bcef]|1[\\da-f]);",
    re.IGNORECASE,
)
FOREIGN_SIGNATURES: Final = (
    (b"PK\x03\x04", "XLSX, DOCX, ZIP"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "XLS, DOC"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"{\\rtf", "RTF"),
)


def decode_xml(content: bytes, place: Place) -> tuple[str, tuple[str, ...]]:
    """Return the text, its XML declaration blanked out, and warnings about what was mended.

    Raise RegistryFileRefusedError for an empty or too large file, for another format and for bytes
    that fit no known encoding.
    """
    _refuse_foreign(content, place)
    text, warnings = _decode(content, place)
    text = ANY_DECLARATION.sub(_blank, text.removeprefix("\ufeff"), count=1)
    _refuse_pages(text.lstrip(), place)
    cleaned, forbidden = FORBIDDEN_CHARACTERS.subn(" ", text)
    if forbidden:
        warnings.append(
            _("В файле есть знаки, запрещённые в XML (%(count)s): заменены пробелами.")
            % {"count": forbidden}
        )
    return cleaned, tuple(warnings)


def _blank(match: re.Match[str]) -> str:
    """Spaces of the same length: the parser must go on naming true lines and columns."""
    return re.sub(r"[^\r\n]", " ", match[0])


def _refuse_foreign(content: bytes, place: Place) -> None:
    if not content.strip():
        raise RegistryFileRefusedError(_("Файл пуст."), place)
    if len(content) > MAX_BYTES:
        raise RegistryFileRefusedError(
            _("Файл больше %(limit)s МБ: разделите выгрузку на несколько файлов.")
            % {"limit": MAX_BYTES // 2**20},
            place,
        )
    for signature, name in FOREIGN_SIGNATURES:
        if content.startswith(signature):
            raise RegistryFileRefusedError(
                _("Это не XML: похоже на файл %(format)s.") % {"format": name}, place
            )


def _decode(content: bytes, place: Place) -> tuple[str, list[str]]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_as(content, encoding, place), []
    declared = DECLARATION.match(content[:300].decode("latin-1"))
    name = declared[1].lower() if declared else "utf-8"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_single_byte(content, name, error, place)
    if name in ENCODINGS and not content.isascii():
        return text, [
            _("Объявлена кодировка %(declared)s, на деле файл в UTF-8: прочитан как UTF-8.")
            % {"declared": name}
        ]
    return text, []


def _decode_as(content: bytes, encoding: str, place: Place) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RegistryFileRefusedError(
            _("Файл оборван или повреждён: байт %(position)s не читается в кодировке %(encoding)s.")
            % {"position": error.start + 1, "encoding": encoding.upper()},
            place,
        ) from error


def _decode_single_byte(
    content: bytes, declared: str, error: UnicodeDecodeError, place: Place
) -> tuple[str, list[str]]:
    if declared in ENCODINGS:
        return _decode_as(content, ENCODINGS[declared], place), []
    if error.end >= len(content):
        raise RegistryFileRefusedError(_("Файл оборван на середине буквы."), place) from error
    guess = content.decode("cp1251", errors="replace")
    if not _looks_russian(guess):
        raise RegistryFileRefusedError(
            _("Кодировка не распознана: объявлена %(declared)s, байт %(position)s в неё не входит.")
            % {"declared": declared.upper(), "position": error.start + 1},
            place,
        ) from error
    return guess, [
        _("Объявлена кодировка %(declared)s, на деле файл в Windows-1251: прочитан так.")
        % {"declared": declared.upper()}
    ]


def _looks_russian(text: str) -> bool:
    beyond_ascii = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
    russian = sum("а" <= letter.lower() <= "я" or letter in "ёЁ" for letter in beyond_ascii)
    lower = sum(letter.islower() for letter in beyond_ascii)
    # UTF-8 misread as cp1251 is half capitals «Р» and «С»; Russian text is mostly small letters.
    return (
        bool(beyond_ascii)
        and russian >= CYRILLIC_SHARE * len(beyond_ascii)
        and lower >= CYRILLIC_SHARE * len(beyond_ascii) * 0.8
    )


def _refuse_pages(text: str, place: Place) -> None:
    beginning = text[:1000].lower()
    if not text:
        raise RegistryFileRefusedError(_("Файл пуст."), place)
    if not text.startswith("<"):
        raise RegistryFileRefusedError(
            _("Это не XML: файл начинается с «%(beginning)s».") % {"beginning": text[:20].strip()},
            place,
        )
    if re.search(r"<html[\s>]", beginning) or beginning.startswith("<!doctype html"):
        raise RegistryFileRefusedError(
            _("Это страница HTML, а не выгрузка реестра в XML: скачайте файл заново."), place
        )
