"""The matrix of an alignment as a table: written, edited by people, read back by stable keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.rules.alignments import FULL, PARTIAL, step_of
from colleges.selectors.alignments import Cell, Source
from core.tables.parsing import Choice, Text
from core.tables.reading import read_workbook
from core.tables.records import Reading, read_tables
from core.tables.specs import Column, ColumnGroup, TableSpec, header_text
from core.tables.templates import Template, write_template
from standards.models import LabourFunction

KIND: Final = "colleges.alignment"
# The key stands in the header, so that columns may be moved, hidden or left out.
_HEADER: Final = r".*#(\d{1,18})\s*\*?"
_STRENGTHS: Final = Choice(
    {
        FULL: ("полностью", "●", "1", "да"),
        PARTIAL: ("частично", "◐", "0,5", "0.5"),
        0.0: ("нет", "○", "0"),
    }
)
_WORDS: Final = ("", "частично", "полностью")


@dataclass(frozen=True)
class AlignmentRow:
    """A row as read: the source's key and, by the key of a function, a strength or a blank."""

    key: str | None
    label: str | None
    text: str | None
    cells: tuple[tuple[str, float | None], ...]


SPEC: Final = TableSpec(
    record=AlignmentRow,
    columns=(
        Column(
            key="key",
            title="Ключ строки",
            parse=Text(20),
            required=True,
            hint="Не изменяйте: по нему строка узнаётся при загрузке.",
        ),
        Column(key="label", title="Код", parse=Text(40), synonyms=("Код компетенции или модуля",)),
        Column(key="text", title="Формулировка", parse=Text(4000)),
    ),
    groups=(
        ColumnGroup(
            key="cells",
            title="Полностью, частично или пусто",
            header=header_text(_HEADER),
            parse=_STRENGTHS,
            required=True,
        ),
    ),
)


def write_alignment(
    *,
    sources: Sequence[Source],
    functions: Sequence[LabourFunction],
    cells: Mapping[tuple[str, int], Cell],
) -> bytes:
    """Return the workbook of a programme: a row for each source, a column for each function."""
    headers = {row.pk: f"{row.standard.code} {row.code} #{row.pk}" for row in functions}
    rows = []
    for source in sources:
        row: dict[str, str] = {
            "key": str(source.key),
            "label": source.label,
            "text": source.text,
        }
        for pk, header in headers.items():
            cell = cells.get((str(source.key), pk))
            row[f"cells:{header}"] = _WORDS[step_of(cell.strength)] if cell else ""
        rows.append(row)
    names = [f"{headers[row.pk]}: {row.name}" for row in functions]
    return write_template(
        Template(
            title=str(gettext_lazy("Сопряжение")),
            spec=SPEC,
            headers={"cells": list(headers.values())},
            rows=rows,
            lines=len(rows),
            instructions=[
                _("Меняйте только ячейки под кодами функций; пустая ячейка снимает связь."),
                _("Строки и столбцы, которых в файле нет, при загрузке не меняются."),
                *names,
            ],
        )
    )


def read_alignment(content: bytes, name: str) -> Reading[AlignmentRow]:
    """Read the table; raise UnreadableFileError in Russian."""
    return read_tables(read_workbook(content, name), SPEC)
