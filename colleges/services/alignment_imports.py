"""Cells from a file: a dry run that lists changes and errors, then all of it or nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.models import Programme
from colleges.rules.alignments import CellChange, SourceKey, read_source_key, step_of
from colleges.selectors.alignments import cells_of, columns_of, sources_of
from colleges.selectors.case import CaseView
from colleges.selectors.coverage import newest_versions
from colleges.services.alignments import set_cells, set_parts
from core.import_batches import DryRun
from core.tables.cells import column_letter
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row

_WORDS: Final = (gettext_lazy("нет"), gettext_lazy("частично"), gettext_lazy("полностью"))


class FileRow(Protocol):
    """What this service needs of a row of the matrix."""

    @property
    def key(self) -> str | None: ...
    @property
    def cells(self) -> tuple[tuple[str, float | None], ...]: ...


@dataclass(frozen=True, slots=True)
class PartsChange:
    """What one source is to cover of one function's elements, whole."""

    source: SourceKey
    function_id: int
    parts: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class AlignmentPlan:
    """What a file would do: the cells and details that differ, and what is wrong."""

    changes: tuple[CellChange, ...]
    parts: tuple[PartsChange, ...]
    problems: tuple[Problem, ...]
    rows_total: int
    same: int

    def dry_run(self) -> DryRun:
        """Return the plan as the page of a batch shows it."""
        steps = [step_of(change.strength) for change in self.changes]
        return DryRun(
            counts={
                "set": sum(step > 0 for step in steps),
                "cleared": steps.count(0),
                "detailed": len(self.parts),
                "same": self.same,
            },
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=[
                *(
                    f"{change.source}:{change.function_id}:{change.was}:{change.strength}"
                    for change in self.changes
                ),
                *(
                    f"{change.source}:{change.function_id}:{sorted(change.parts.items())}"
                    for change in self.parts
                ),
            ],
        )


def plan_cells(
    *,
    programme: Programme,
    wanted: Iterable[tuple[SourceKey, int, float]],
) -> tuple[list[CellChange], list[tuple[SourceKey, int]], int]:
    """Compare cells with the newest version.

    Return the changes, the places that cannot be changed because their actions are marked one by
    one, and how many cells are the same.
    """
    cells = cells_of(version=newest_versions([programme.pk]).get(programme.pk))
    changes: list[CellChange] = []
    detailed: list[tuple[SourceKey, int]] = []
    same = 0
    for source, function_id, strength in wanted:
        cell = cells.get((str(source), function_id))
        was = cell.strength if cell else 0.0
        if step_of(was) == step_of(strength):
            same += 1
        elif cell and cell.parts:
            detailed.append((source, function_id))
        else:
            changes.append(CellChange(source, function_id, strength, was))
    return changes, detailed, same


def plan_alignment(*, reading: Reading[FileRow], programme: Programme) -> AlignmentPlan:
    """Compare the file with the newest version; nothing is written."""
    return _Planner(programme, reading).plan()


def plan_package(
    *,
    view: CaseView,
    items: Collection[UUID],
    relations: Mapping[tuple[UUID, UUID], float],
    problems: Sequence[Problem],
) -> AlignmentPlan:
    """Compare a CASE package with the newest version; nothing is written.

    A pair whose items are both in the package and that has no association becomes empty; what the
    package does not hold stays. Items that the programme does not have are passed over and counted.
    """
    found = list(problems)
    sources = {pk: key for key, pk in view.source_ids.items() if pk in items}
    functions = {own: pk for pk, own in view.function_ids.items() if own in items}
    elements = {own: pk for pk, own in view.element_ids.items()}
    if not found and not (sources and functions):
        message = _("В пакете нет компетенций и функций этой программы.")
        found.append(Problem(sheet="CFItems", message=message))
    if foreign := len(set(items) - set(sources) - set(functions) - set(elements)):
        message = _("Записей, которых нет в программе: %s. Они пропущены.") % foreign
        found.append(Problem(sheet="CFItems", message=message, severity=Severity.WARNING))
    by_function = {row.pk: row.function_id for row in view.elements}
    parts: dict[tuple[SourceKey, int], dict[int, float]] = {}
    whole: dict[tuple[SourceKey, int], float] = {
        (source, function_id): 0.0
        for source in sources.values()
        for function_id in functions.values()
    }
    for (origin, destination), strength in relations.items():
        source = sources.get(origin)
        if source is None:
            continue
        if destination in functions:
            whole[source, functions[destination]] = strength
        elif destination in elements:
            element = elements[destination]
            parts.setdefault((source, by_function[element]), {})[element] = strength
    return _package_plan(view, whole, parts, found)


def _package_plan(
    view: CaseView,
    whole: Mapping[tuple[SourceKey, int], float],
    parts: Mapping[tuple[SourceKey, int], Mapping[int, float]],
    problems: Sequence[Problem],
) -> AlignmentPlan:
    stored: dict[tuple[SourceKey, int], dict[int, float]] = {}
    for link in view.links:
        if link.element_id is not None:
            place = link.source, link.function_id
            stored.setdefault(place, {})[link.element_id] = link.strength
    changed = [
        PartsChange(source, function_id, dict(own))
        for (source, function_id), own in parts.items()
        if own != stored.get((source, function_id))
    ]
    # A detailed cell follows its details; a cell that loses them is left to a person.
    wanted = [
        (source, function_id, strength)
        for (source, function_id), strength in whole.items()
        if (source, function_id) not in parts
    ]
    changes, detailed, same = plan_cells(programme=view.programme, wanted=wanted)
    found = list(problems)
    if detailed:
        message = _("Размечены по действиям и из пакета не меняются, ячеек: %s.") % len(detailed)
        found.append(Problem(sheet="CFAssociations", message=message, severity=Severity.WARNING))
    return AlignmentPlan(
        tuple(changes), tuple(changed), tuple(found), len(whole), same + len(parts) - len(changed)
    )


def apply_plan(
    *, plan: AlignmentPlan, programme: Programme, actor_id: int | None, now: datetime
) -> None:
    """Write the plan inside the caller's transaction; raise AlignmentAgreedError."""
    if plan.changes:
        set_cells(programme=programme, changes=plan.changes, actor_id=actor_id, now=now)
    by_function: dict[int, dict[SourceKey, Mapping[int, float]]] = {}
    for change in plan.parts:
        by_function.setdefault(change.function_id, {})[change.source] = change.parts
    for function_id, parts in by_function.items():
        set_parts(
            programme=programme,
            function_id=function_id,
            parts=parts,
            actor_id=actor_id,
            now=now,
        )


class _Planner:
    def __init__(self, programme: Programme, reading: Reading[FileRow]) -> None:
        self.programme = programme
        self.reading = reading
        self.sources = {str(row.key): row for row in sources_of(programme=programme)}
        self.functions = {str(row.pk): row for row in columns_of(programme=programme)}
        self.problems: list[Problem] = list(reading.problems)
        self.seen: dict[str, int] = {}

    def plan(self) -> AlignmentPlan:
        self._check_headers()
        wanted = [cell for row in self.reading.rows for cell in self._cells_of_row(row)]
        places = {(source, pk): row for source, pk, _strength, row in wanted}
        changes, detailed, same = plan_cells(
            programme=self.programme,
            wanted=[(source, pk, strength) for source, pk, strength, _row in wanted],
        )
        for place in detailed:
            self._report_detailed(places[place], place[1])
        for change in changes:
            self._tell(change, places[change.source, change.function_id])
        rows = len(self.reading.rows)
        return AlignmentPlan(tuple(changes), (), tuple(self.problems), rows, same)

    def _check_headers(self) -> None:
        for table in self.reading.tables:
            for column, about in table.layout.groups.get("cells", ()):
                if about not in self.functions:
                    self.problems.append(
                        Problem(
                            sheet=table.layout.sheet.name,
                            row=table.layout.header_row,
                            column=column_letter(column),
                            column_title=table.layout.title_of(column),
                            value=table.layout.title_of(column),
                            message=_("Этой функции нет в программе: удалите столбец."),
                        )
                    )

    def _cells_of_row(
        self, row: Row[FileRow]
    ) -> Iterator[tuple[SourceKey, int, float, Row[FileRow]]]:
        text = row.record.key or ""
        source = read_source_key(text)
        if source is None or text not in self.sources:
            message = _("Такой строки нет в программе: возьмите ключ из выгрузки портала.")
            self.problems.append(row.problem(message, key="key"))
            return
        if text in self.seen:
            message = _("Строка с этим ключом уже есть в файле: строка %s.") % self.seen[text]
            self.problems.append(row.problem(message, key="key"))
            return
        self.seen[text] = row.number
        for about, strength in row.record.cells:
            if about in self.functions:
                yield source, int(about), strength or 0.0, row

    def _tell(self, change: CellChange, row: Row[FileRow]) -> None:
        """Every change stands in the report with its place, as a remark."""
        columns = {about: column for column, about in row.layout.groups.get("cells", ())}
        column = columns[str(change.function_id)]
        words = {
            "source": self.sources[str(change.source)].label,
            "code": self.functions[str(change.function_id)].code,
            "was": _WORDS[step_of(change.was)],
            "now": _WORDS[step_of(change.strength)],
        }
        self.problems.append(
            Problem(
                sheet=row.sheet,
                row=row.number,
                column=column_letter(column),
                column_title=row.layout.title_of(column),
                message=_("%(source)s → %(code)s: было «%(was)s», станет «%(now)s».") % words,
                severity=Severity.WARNING,
            )
        )

    def _report_detailed(self, row: Row[FileRow], function_id: int) -> None:
        code = self.functions[str(function_id)].code
        message = _("%(code)s: ячейка размечена по действиям и из файла не меняется.")
        self.problems.append(row.problem(message % {"code": code}, severity=Severity.WARNING))


def change_lines(*, changes: Sequence[CellChange], programme: Programme) -> list[dict[str, Any]]:
    """Return the changes as a page prints them."""
    sources = {row.key: row for row in sources_of(programme=programme)}
    functions = {row.pk: row for row in columns_of(programme=programme)}
    return [
        {
            "label": sources[change.source].label,
            "text": sources[change.source].text,
            "code": functions[change.function_id].code,
            "name": functions[change.function_id].name,
            "was": step_of(change.was),
            "becomes": step_of(change.strength),
        }
        for change in changes
    ]
