"""The tables of an alignment compared with what is stored: whole cells, and details by elements.

Matrices of the portal and lists by codes become the same links first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from colleges.models import Programme
from colleges.rules.alignments import CellChange, read_element_key, read_source_key
from colleges.selectors.alignments import (
    cells_of,
    columns_of,
    details_of,
    elements_of,
    sources_of,
)
from colleges.selectors.coverage import newest_versions
from colleges.services.alignment_lists import Link, LinkReader
from colleges.services.alignment_plans import (
    AlignmentPlan,
    Pair,
    PartsChange,
    change_words,
    compare_cells,
    compare_parts,
)
from core.tables.cells import column_letter
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row, Table


class CellsRow(Protocol):
    """What this service needs of a row of the matrix: strengths by the key of a function."""

    @property
    def key(self) -> str | None: ...
    @property
    def cells(self) -> tuple[tuple[str, float | None], ...]: ...


class PartsRow(Protocol):
    """A row of the details: strengths of one element by the key of a source."""

    @property
    def key(self) -> str | None: ...
    @property
    def parts(self) -> tuple[tuple[str, float | None], ...]: ...


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read: the matrix, the details and lists by codes apart."""

    cells: Sequence[Table[Any]]
    parts: Sequence[Table[Any]]
    lists: Sequence[Table[Any]]
    problems: Sequence[Problem]
    rows_total: int


def plan_alignment(*, reading: Reading[Any], programme: Programme) -> AlignmentPlan:
    """Compare the file with the newest version; nothing is written.

    Rows and columns that the file does not have are not changed. A pair that the sheet of details
    mentions follows it; a pair left there without any detail follows its whole cell.
    """
    lists = [table for table in reading.tables if "source" in table.layout.columns]
    own = [table for table in reading.tables if table not in lists]
    tables = Tables(
        cells=[table for table in own if "parts" not in table.layout.groups],
        parts=[table for table in own if "parts" in table.layout.groups],
        lists=lists,
        problems=reading.problems,
        rows_total=reading.rows_total,
    )
    return _Planner(programme, tables).plan()


class _Planner:
    def __init__(self, programme: Programme, tables: Tables) -> None:
        self.programme = programme
        self.tables = tables
        self.version = newest_versions([programme.pk]).get(programme.pk)
        self.sources = {str(row.key): row for row in sources_of(programme=programme)}
        self.functions = {str(row.pk): row for row in columns_of(programme=programme)}
        elements = elements_of(function_ids=[row.pk for row in self.functions.values()])
        self.elements = {row.pk: row for row in elements}
        self.problems: list[Problem] = list(tables.problems)
        self.seen: dict[str, int] = {}

    def plan(self) -> AlignmentPlan:
        self._check_headers()
        listed = self._listed()
        whole = [
            cell for table in self.tables.cells for row in table.rows for cell in self._cells(row)
        ]
        whole += [link for link in listed if link.element_id is None]
        details = [
            part for table in self.tables.parts for row in table.rows for part in self._parts(row)
        ]
        details += [link for link in listed if link.element_id is not None]
        parts = self._changed_parts(details)
        with_details = {change.pair for change in parts if change.parts}
        compared = compare_cells(
            programme=self.programme,
            # The details say what such a cell is as a whole.
            wanted=[
                (link.source, link.function_id, link.strength)
                for link in whole
                if link.pair not in with_details
            ],
            undetailed={change.pair for change in parts if not change.parts},
        )
        places = {link.pair: link for link in whole}
        for pair in compared.detailed:
            self._report_detailed(places[pair])
        for change in compared.changes:
            self._tell_cell(places[change.pair], change)
        self._tell_followers(link for link in listed if link.pair in with_details)
        return AlignmentPlan(
            tuple(compared.changes),
            tuple(parts),
            tuple(self.problems),
            self.tables.rows_total,
            compared.same + self._same_details(listed, parts, whole),
            self._left_alone(listed, [*whole, *details]),
        )

    def _listed(self) -> list[Link]:
        """Return what lists by codes say."""
        reader = LinkReader(
            sources=list(self.sources.values()),
            functions=list(self.functions.values()),
            elements=list(self.elements.values()),
        )
        links = [link for table in self.tables.lists for link in reader.links(table)]
        self.problems.extend(reader.problems)
        return links

    def _same_details(
        self, listed: Sequence[Link], parts: Sequence[PartsChange], whole: Sequence[Link]
    ) -> int:
        """Count the cells that a list names by elements only and does not change."""
        told = {change.pair for change in parts} | {link.pair for link in whole}
        return len({link.pair for link in listed if link.element_id is not None} - told)

    def _left_alone(self, listed: Sequence[Link], said: Sequence[Link]) -> int | None:
        """Count the marked cells that a list does not name; None where the file is a matrix."""
        if not self.tables.lists:
            return None
        named = {(str(link.source), link.function_id) for link in said}
        return len(cells_of(version=self.version).keys() - named)

    def _tell_cell(self, link: Link, change: CellChange) -> None:
        words = change_words(
            source=self.sources[str(change.source)].label,
            code=self.functions[str(change.function_id)].code,
            was=change.was,
            now=change.strength,
        )
        self._tell(link, words)

    def _tell_followers(self, links: Iterable[Link]) -> None:
        """Tell of whole links of a list that give way to the details in the same file."""
        for link in links:
            if link.element_id is None:
                message = _(
                    "Строка о функции целиком не учтена: в файле есть её действия, умения, знания."
                )
                self._tell(link, message)

    def _check_headers(self) -> None:
        for table in self.tables.cells:
            message = _("Этой функции нет в программе: удалите столбец.")
            self._check_header(table, "cells", set(self.functions), message)
        for table in self.tables.parts:
            message = _("Такой компетенции или модуля нет в программе: удалите столбец.")
            self._check_header(table, "parts", set(self.sources), message)

    def _check_header(self, table: Table[Any], group: str, known: set[str], message: str) -> None:
        for column, about in table.layout.groups.get(group, ()):
            if about not in known:
                self.problems.append(
                    Problem(
                        sheet=table.layout.sheet.name,
                        row=table.layout.header_row,
                        column=column_letter(column),
                        column_title=table.layout.title_of(column),
                        value=table.layout.title_of(column),
                        message=message,
                    )
                )

    def _cells(self, row: Row[CellsRow]) -> Iterator[Link]:
        text = row.record.key or ""
        source = read_source_key(text)
        if source is None or text not in self.sources:
            self._unknown(row)
            return
        if self._is_repeated(row, text):
            return
        for about, strength in row.record.cells:
            if about in self.functions:
                column = _column_of(row.layout.groups.get("cells", ()), about)
                yield Link(source, int(about), None, strength or 0.0, row, column)

    def _changed_parts(self, said: Sequence[Link]) -> list[PartsChange]:
        """Return the details that the file changes; every one stands in the report."""
        stored = details_of(version=self.version)
        wanted: dict[Pair, dict[int, float]] = {}
        for link in said:
            of_pair = wanted.setdefault(link.pair, dict(stored.get(link.pair, {})))
            of_pair[link.element_id or 0] = link.strength
        changes = compare_parts(programme=self.programme, wanted=wanted)
        before = {change.pair: change.was for change in changes}
        for link in said:
            was = before.get(link.pair, {}).get(link.element_id or 0, 0.0)
            if link.pair in before and was != link.strength:
                self._tell_part(link, was)
        return changes

    def _parts(self, row: Row[PartsRow]) -> Iterator[Link]:
        text = row.record.key or ""
        element = self.elements.get(read_element_key(text) or 0)
        if element is None:
            self._unknown(row)
            return
        if self._is_repeated(row, text):
            return
        for about, strength in row.record.parts:
            source = read_source_key(about)
            if source is not None and about in self.sources:
                column = _column_of(row.layout.groups.get("parts", ()), about)
                yield Link(source, element.function_id, element.pk, strength or 0.0, row, column)

    def _unknown(self, row: Row[CellsRow] | Row[PartsRow]) -> None:
        message = _("Такой строки нет в программе: возьмите ключ из выгрузки портала.")
        self.problems.append(row.problem(message, key="key"))

    def _is_repeated(self, row: Row[CellsRow] | Row[PartsRow], text: str) -> bool:
        if text in self.seen:
            message = _("Строка с этим ключом уже есть в файле: строка %s.") % self.seen[text]
            self.problems.append(row.problem(message, key="key"))
            return True
        self.seen[text] = row.number
        return False

    def _tell_part(self, link: Link, was: float) -> None:
        code = self.functions[str(link.function_id)].code
        text = self.elements[link.element_id or 0].text
        words = change_words(
            source=self.sources[str(link.source)].label,
            code=_("%(code)s, «%(text)s»") % {"code": code, "text": text},
            was=was,
            now=link.strength,
        )
        self._tell(link, words)

    def _tell(self, link: Link, message: str) -> None:
        """Every change stands in the report with its place, as a remark."""
        self.problems.append(
            Problem(
                sheet=link.row.sheet,
                row=link.row.number,
                column=column_letter(link.column),
                column_title=link.row.layout.title_of(link.column),
                message=message,
                severity=Severity.WARNING,
            )
        )

    def _report_detailed(self, link: Link) -> None:
        code = self.functions[str(link.function_id)].code
        message = _("%(code)s: ячейка размечена по действиям, меняйте её на листе действий.")
        if "source" in link.row.layout.columns:
            message = _("%(code)s: ячейка размечена по действиям, назовите их в строках файла.")
        self.problems.append(link.row.problem(message % {"code": code}, severity=Severity.WARNING))


def _column_of(members: Sequence[tuple[int, str]], about: str) -> int:
    return next(column for column, own in members if own == about)
