"""Files of a release, all from its stored content."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from core.documents.description import Document, Listing, Paragraph, Section
from core.documents.docx import write_docx
from core.documents.pdf import write_pdf
from core.numbers import format_date
from core.tables.filenames import file_name
from core.tables.writing import write_csv, write_xlsx
from reports.enums import FileFormat
from reports.models import Release
from reports.rules.content import tables_of

CONTENT_TYPES: Final = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.PDF: "application/pdf",
}
# The table that CSV, which holds one, is about.
_MAIN_TABLE: Final = "colleges"


@dataclass(frozen=True, slots=True)
class MadeFile:
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def make_file(release: Release, file_format: FileFormat) -> MadeFile:
    """Return a release as a file; the same content gives the same numbers in every format."""
    name = file_name(
        _("Отчёт о готовности"),
        release.content["region"],
        str(release.graduation_year),
        release.content["data_date"],
        extension=file_format.value,
    )
    return MadeFile(name, _WRITERS[file_format](release))


def _xlsx(release: Release) -> bytes:
    return write_xlsx(*(named.table for named in tables_of(release.content)))


def _csv(release: Release) -> bytes:
    tables = {named.anchor: named.table for named in tables_of(release.content)}
    return write_csv(tables[_MAIN_TABLE])


def report_document(release: Release) -> Document:
    """Describe the release as a paper."""
    content = release.content
    method = content["methodology"]
    silent = tuple(content["not_reported"])
    sections = [
        Section(title=_("Главное"), blocks=[Paragraph(content["headline"].get("sentence", ""))]),
        *(Section(title=named.table.title, blocks=[named.table]) for named in tables_of(content)),
        Section(
            title=_("Кто не сдал данные"),
            blocks=[Listing(silent) if silent else Paragraph(_("Данные сдали все колледжи."))],
        ),
    ]
    return Document(
        title=release.title,
        subtitle=content["region"],
        meta=(
            (_("Выпуск"), str(release.graduation_year)),
            (_("Данные на"), format_date(release.data_date)),
            (
                _("Методика"),
                _("версия %(version)s, %(act)s")
                % {"version": method["version"], "act": method["act"]},
            ),
            (_("Контрольная сумма"), release.content_sha256),
        ),
        # A paper lies one way from the first page to the last, and its tables are wide.
        sections=[replace(section, landscape=True) for section in sections],
        as_of=release.data_date,
    )


def _docx(release: Release) -> bytes:
    return write_docx(report_document(release))


def _pdf(release: Release) -> bytes:
    return write_pdf(report_document(release))


_WRITERS: Final[dict[FileFormat, Callable[[Release], bytes]]] = {
    FileFormat.XLSX: _xlsx,
    FileFormat.CSV: _csv,
    FileFormat.DOCX: _docx,
    FileFormat.PDF: _pdf,
}
