"""The tables of an alignment compared with what is stored: whole cells, and details by elements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from colleges.models import Programme
from colleges.rules.alignments import SourceKey, read_element_key, read_source_key
from colleges.selectors.alignments import columns_of, details_of, elements_of, sources_of
from colleges.selectors.coverage import newest_versions
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
    """What was read, the matrix and the details apart."""

    cells: Sequence[Table[Any]]
    parts: Sequence[Table[Any]]
    problems: Sequence[Problem]
    rows_total: int


def plan_alignment(*, reading: Reading[Any], programme: Programme) -> AlignmentPlan:
    """Compare the file with the newest version; nothing is written.

    Rows and columns that the file does not have are not changed. A pair that the sheet of details
    mentions follows it; a pair left there without any detail follows its whole cell.
    """
    tables = Tables(
        cells=[table for table in reading.tables if "parts" not in table.layout.groups],
        parts=[table for table in reading.tables if "parts" in table.layout.groups],
        problems=reading.problems,
        rows_total=reading.rows_total,
    )
    return _Planner(programme, tables).plan()


class _Planner:
    def __init__(self, programme: Programme, tables: Tables) -> None:
        self.programme = programme
        self.tables = tables
        self.sources = {str(row.key): row for row in sources_of(programme=programme)}
        self.functions = {str(row.pk): row for row in columns_of(programme=programme)}
        elements = elements_of(function_ids=[row.pk for row in self.functions.values()])
        self.elements = {row.pk: row for row in elements}
        self.problems: list[Problem] = list(tables.problems)
        self.seen: dict[str, int] = {}

    def plan(self) -> AlignmentPlan:
        self._check_headers()
        wanted = [
            cell for table in self.tables.cells for row in table.rows for cell in self._cells(row)
        ]
        places = {(source, pk): row for source, pk, _strength, row in wanted}
        parts = self._changed_parts()
        with_details = {change.pair for change in parts if change.parts}
        compared = compare_cells(
            programme=self.programme,
            # The details say what such a cell is as a whole.
            wanted=[row[:3] for row in wanted if row[:2] not in with_details],
            undetailed={change.pair for change in parts if not change.parts},
        )
        for source, function_id in compared.detailed:
            self._report_detailed(places[source, function_id], function_id)
        for change in compared.changes:
            row = places[change.source, change.function_id]
            self._tell(
                row,
                _column_of(row.layout.groups.get("cells", ()), str(change.function_id)),
                change_words(
                    source=self.sources[str(change.source)].label,
                    code=self.functions[str(change.function_id)].code,
                    was=change.was,
                    now=change.strength,
                ),
            )
        return AlignmentPlan(
            tuple(compared.changes),
            tuple(parts),
            tuple(self.problems),
            self.tables.rows_total,
            compared.same,
        )

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

    def _cells(self, row: Row[CellsRow]) -> Iterator[tuple[SourceKey, int, float, Row[CellsRow]]]:
        text = row.record.key or ""
        source = read_source_key(text)
        if source is None or text not in self.sources:
            self._unknown(row)
            return
        if self._is_repeated(row, text):
            return
        for about, strength in row.record.cells:
            if about in self.functions:
                yield source, int(about), strength or 0.0, row

    def _changed_parts(self) -> list[PartsChange]:
        """Return the details that the file changes; every one stands in the report."""
        stored = details_of(version=newest_versions([self.programme.pk]).get(self.programme.pk))
        said = [
            part for table in self.tables.parts for row in table.rows for part in self._parts(row)
        ]
        wanted: dict[Pair, dict[int, float]] = {}
        for pair, element, strength, _row, _about in said:
            wanted.setdefault(pair, dict(stored.get(pair, {})))[element] = strength
        changes = compare_parts(programme=self.programme, wanted=wanted)
        before = {change.pair: change.was for change in changes}
        for pair, element, strength, row, about in said:
            was = before.get(pair, {}).get(element, 0.0)
            if pair in before and was != strength:
                self._tell_part(row, about, pair, element, was, strength)
        return changes

    def _parts(self, row: Row[PartsRow]) -> Iterator[tuple[Pair, int, float, Row[PartsRow], str]]:
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
                yield (source, element.function_id), element.pk, strength or 0.0, row, about

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

    def _tell_part(
        self,
        row: Row[PartsRow],
        about: str,
        pair: Pair,
        element: int,
        was: float,
        strength: float,
    ) -> None:
        code = self.functions[str(pair[1])].code
        text = self.elements[element].text
        words = change_words(
            source=self.sources[about].label,
            code=_("%(code)s, «%(text)s»") % {"code": code, "text": text},
            was=was,
            now=strength,
        )
        self._tell(row, _column_of(row.layout.groups.get("parts", ()), about), words)

    def _tell(self, row: Row[CellsRow] | Row[PartsRow], column: int, message: str) -> None:
        """Every change stands in the report with its place, as a remark."""
        self.problems.append(
            Problem(
                sheet=row.sheet,
                row=row.number,
                column=column_letter(column),
                column_title=row.layout.title_of(column),
                message=message,
                severity=Severity.WARNING,
            )
        )

    def _report_detailed(self, row: Row[CellsRow], function_id: int) -> None:
        code = self.functions[str(function_id)].code
        message = _("%(code)s: ячейка размечена по действиям, меняйте её на листе действий.")
        self.problems.append(row.problem(message % {"code": code}, severity=Severity.WARNING))


def _column_of(members: Sequence[tuple[int, str]], about: str) -> int:
    return next(column for column, own in members if own == about)
