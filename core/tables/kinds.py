"""What a file really is: told by its content, never by its extension alone."""

import zipfile
from collections.abc import Collection
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.numbers import format_number
from core.tables.cells import UnreadableFileError
from core.tables.limits import Limits


class FileKind(StrEnum):
    SPREADSHEET = "spreadsheet"
    MARKUP = "markup"
    TEXT = "text"


TEXT_EXTENSIONS = frozenset({".csv", ".tsv", ".txt"})
SPREADSHEET_EXTENSIONS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first record of the sheets that Excel 2 to 4 wrote, without a container.
_OLDEST = tuple(bytes((9, version, length, 0)) for version in (0, 2, 4) for length in (4, 6))
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"{\\rtf", "RTF"),
)
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")


def kind_of(content: bytes, name: str, limits: Limits) -> FileKind:
    """Tell how to read the file; raises UnreadableFileError when it should not be read at all."""
    _check_name(name)
    if not content:
        raise UnreadableFileError(_("Файл «%(name)s» пустой.") % {"name": name})
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        _check_archive(content, name, limits)
        return FileKind.SPREADSHEET
    if content.startswith(_OLE):
        _check_compound_file(content, name)
        return FileKind.SPREADSHEET
    _check_text(content, name)
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return FileKind.MARKUP if head.startswith(_MARKUP) else FileKind.TEXT


def _check_name(name: str) -> None:
    path = PurePath(name)
    if path.name.startswith(("~$", ".~lock")):
        raise UnreadableFileError(
            _("«%(name)s» — временный файл открытой таблицы. Закройте её и загрузите сам файл.")
            % {"name": path.name}
        )
    if path.suffix.lower() not in TEXT_EXTENSIONS | SPREADSHEET_EXTENSIONS:
        raise _not_a_table(name)


_MANIFEST = "META-INF/manifest.xml"


def _not_a_table(name: str, really: str = "") -> UnreadableFileError:
    if really:
        message = _("Файл «%(name)s» — на самом деле %(really)s, а не таблица.") % {
            "name": name,
            "really": really,
        }
    else:
        message = _("Файл «%(name)s» не похож на таблицу.") % {"name": name}
    return UnreadableFileError(
        f"{message} " + _("Подходят файлы XLSX, XLS, ODS и CSV."),
    )


def damaged(name: str) -> UnreadableFileError:
    """Return the refusal of a file that breaks off or makes no sense inside."""
    return UnreadableFileError(
        _(
            "Файл «%(name)s» повреждён или загружен не полностью. "
            "Откройте его в Excel, сохраните как XLSX и загрузите снова."
        )
        % {"name": name}
    )


def no_table_in_page(name: str) -> UnreadableFileError:
    """Return the refusal of a web page or XML in which nothing is a table."""
    return UnreadableFileError(
        _(
            "Файл «%(name)s» — веб-страница или XML под видом таблицы, и самой таблицы в нём нет. "
            "Откройте его в Excel, сохраните как XLSX и загрузите снова."
        )
        % {"name": name}
    )


def protected(name: str) -> UnreadableFileError:
    """Return the refusal of an encrypted file."""
    return UnreadableFileError(
        _("Файл «%(name)s» защищён паролем. Снимите пароль, сохраните и загрузите снова.")
        % {"name": name}
    )


def _check_archive(content: bytes, name: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            is_locked = _says_encrypted(archive, limits)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise damaged(name) from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes or len(entries) > limits.archive_entries:
        raise UnreadableFileError(
            _("Файл «%(name)s» в развёрнутом виде больше %(size)s МБ. Разделите его на части.")
            % {"name": name, "size": format_number(limits.unpacked_bytes // 2**20)}
        )
    if is_locked or any(entry.flag_bits & 1 for entry in entries):
        raise protected(name)
    _check_archive_parts({entry.filename for entry in entries}, name)


def _says_encrypted(archive: zipfile.ZipFile, limits: Limits) -> bool:
    """Say whether an OpenDocument tells of a password: its parts are then unreadable."""
    names = set(archive.namelist())
    if "encrypted-package" in names:
        return True
    if _MANIFEST not in names or archive.getinfo(_MANIFEST).file_size > limits.unpacked_bytes:
        return False
    return b"encryption-data" in archive.read(_MANIFEST)


def _check_archive_parts(parts: Collection[str], name: str) -> None:
    folders = {part.partition("/")[0] for part in parts}
    if "xl" in folders:
        if "xl/workbook.bin" in parts:
            raise _not_a_table(name, _("двоичная книга Excel (XLSB)"))
        return
    if "word" in folders:
        raise _not_a_table(name, _("документ Word"))
    if "ppt" in folders:
        raise _not_a_table(name, _("презентация"))
    if not {"mimetype", "content.xml"} <= set(parts):
        raise _not_a_table(name, _("архив"))


def _check_compound_file(content: bytes, name: str) -> None:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise protected(name)
    if holds("WordDocument"):
        raise _not_a_table(name, _("документ Word"))
    if not (holds("Workbook") or holds("Book")):
        raise _not_a_table(name)


def _check_text(content: bytes, name: str) -> None:
    for start, really in _FOREIGN:
        if content.startswith(start):
            raise _not_a_table(name, really)
    if content.startswith(_OLDEST):
        message = _(
            "Файл «%(name)s» записан очень старой программой Excel (до 1995 года). "
            "Откройте его в Excel, сохраните как XLSX и загрузите снова."
        )
        raise UnreadableFileError(message % {"name": name})
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content and not is_utf16:
        raise damaged(name) if PurePath(name).suffix.lower() != ".csv" else _not_a_table(name)
