"""The matrix of an alignment as a table: written, edited by people, read back by stable keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.models import Programme
from colleges.rules.alignments import CellChange, read_source_key, step_of
from colleges.selectors.alignments import cells_of, columns_of, open_programmes, sources_of
from colleges.selectors.coverage import newest_versions
from colleges.services.alignment_imports import AlignmentPlan, apply_plan, plan_alignment
from colleges.services.alignments import AlignmentAgreedError, ForeignCellError, set_cells
from core.import_kinds import Applied, ImportKind, Target, TargetChoice, TargetClosed
from core.scope import Scope
from core.tables.parsing import Choice, Text
from core.tables.records import Reading
from core.tables.specs import Column, ColumnGroup, TableSpec, header_text
from core.tables.templates import Template, write_template
from scoring.coverage import FULL, PARTIAL

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
_AGREED: Final = gettext_lazy("Сопряжение согласовано: чтобы менять его, начните новую версию.")
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


class AlignmentImport(ImportKind):
    """The matrix of one programme, brought back after it was edited in a spreadsheet."""

    key = KIND
    slug = "alignment"
    title = gettext_lazy("Сопряжение программы")
    lead = gettext_lazy(
        "Матрица компетенций и модулей против трудовых функций. Возьмите шаблон своей программы: "
        "строки и столбцы узнаются по ключам, пустая ячейка снимает связь."
    )
    button = gettext_lazy("Записать ячейки")
    has_plain_template = False

    def choice(self, *, scope: Scope) -> TargetChoice:
        programmes = open_programmes(scope=scope).order_by("speciality__code", "-intake_year", "pk")
        return TargetChoice(
            name="programme",
            label=gettext_lazy("Программа"),
            empty_label=gettext_lazy("Выберите программу"),
            options=[(row.pk, f"{row.speciality}, {row.intake_year}") for row in programmes],
        )

    def target(self, *, scope: Scope, parameters: Mapping[str, Any]) -> Target | None:
        if not parameters.get("programme"):
            return None
        programme = open_programmes(scope=scope).filter(pk=int(parameters["programme"])).first()
        if programme is None:
            return None
        return Target(
            college_id=programme.college_id,
            subject=programme,
            title=f"{programme.speciality}, {programme.intake_year}",
            route="colleges:alignment",
            route_args=(programme.pk,),
        )

    def specs(self, *, target: Target) -> Sequence[TableSpec[Any]]:
        return (SPEC,)

    def plan(self, *, reading: Reading[Any], target: Target) -> AlignmentPlan:
        return plan_alignment(reading=reading, programme=target.subject)

    def apply(
        self, *, plan: AlignmentPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        try:
            apply_plan(plan=plan, programme=target.subject, actor_id=actor_id, now=now)
        except AlignmentAgreedError as error:
            raise TargetClosed(_AGREED) from error
        cells = [
            [str(change.source), change.function_id, change.strength, change.was]
            for change in plan.changes
        ]
        return Applied(count=len(plan.changes), undo={"cells": cells})

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        changes = [
            CellChange(key, function_id, was, strength)
            for text, function_id, strength, was in undo["cells"]
            if (key := read_source_key(text)) is not None
        ]
        try:
            outcome = set_cells(
                programme=target.subject, changes=changes, actor_id=actor_id, now=now
            )
        except AlignmentAgreedError as error:
            raise TargetClosed(_AGREED) from error
        except ForeignCellError as error:
            raise TargetClosed(_("Программа изменилась.")) from error
        if outcome.conflicts:
            raise TargetClosed(_("Ячейки успели изменить: %s.") % len(outcome.conflicts))
        return len(outcome.saved)

    def template(self, *, target: Target | None) -> Template:
        if target is None:
            return Template(title=str(self.title), spec=SPEC)
        return alignment_template(target.subject)

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (_("Ячеек отметится или изменится"), counts.get("set", 0)),
            (_("Ячеек очистится"), counts.get("cleared", 0)),
            (_("Без изменений"), counts.get("same", 0)),
        ]


def alignment_template(programme: Programme) -> Template:
    """Return the matrix of a programme: a row for each source, a column for each function."""
    functions = columns_of(programme=programme)
    cells = cells_of(version=newest_versions([programme.pk]).get(programme.pk))
    headers = {row.pk: f"{row.standard.code} {row.code} #{row.pk}" for row in functions}
    rows: list[dict[str, str]] = []
    for source in sources_of(programme=programme):
        row = {"key": str(source.key), "label": source.label, "text": source.text}
        for pk, header in headers.items():
            cell = cells.get((str(source.key), pk))
            row[f"cells:{header}"] = _WORDS[step_of(cell.strength)] if cell else ""
        rows.append(row)
    return Template(
        title=_("Сопряжение"),
        spec=SPEC,
        headers={"cells": list(headers.values())},
        rows=rows,
        lines=len(rows),
        instructions=[
            _("Меняйте только ячейки под кодами функций; пустая ячейка снимает связь."),
            _("Строки и столбцы, которых в файле нет, при загрузке не меняются."),
            *(f"{headers[row.pk]}: {row.name}" for row in functions),
        ],
    )


def write_alignment(programme: Programme) -> bytes:
    """Return the workbook of a programme."""
    return write_template(alignment_template(programme))
