"""The matrix of an alignment as a table: written, edited by people, read back by stable keys."""

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.imports.alignment_list import LIST_SPEC
from colleges.imports.alignment_list_template import list_template
from colleges.imports.targets import ProgrammeTargets
from colleges.models import Programme
from colleges.rules.alignments import element_key, step_of
from colleges.selectors.alignments import (
    Source,
    cells_of,
    columns_of,
    details_of,
    elements_of,
    sources_of,
)
from colleges.selectors.coverage import newest_versions
from colleges.services.alignment_imports import plan_alignment
from colleges.services.alignment_plans import (
    AlignmentChangedError,
    AlignmentPlan,
    apply_plan,
    undo_plan,
)
from colleges.services.alignments import AlignmentAgreedError, ForeignCellError
from core.import_kinds import (
    Applied,
    PlanOutdated,
    TableKind,
    Target,
    TargetClosed,
    TemplateFile,
    workbook_of,
)
from core.tables.parsing import Choice, Text
from core.tables.records import Reading
from core.tables.specs import Column, ColumnGroup, TableSpec, header_text
from core.tables.templates import Template, write_template
from scoring.coverage import FULL, PARTIAL
from standards.enums import ElementKind
from standards.models import LabourFunction

KIND: Final = "colleges.alignment"
# The key stands in the header, so that columns may be moved, hidden or left out.
_HEADER: Final = r".*#(\d{1,18})\s*\*?"
_SOURCE_HEADER: Final = r".*#([cm]\d{1,18})\s*\*?"
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


@dataclass(frozen=True)
class PartsRow:
    """A row of the details as read: the element's key and strengths by the key of a source."""

    key: str | None
    function: str | None
    kind: str | None
    text: str | None
    parts: tuple[tuple[str, float | None], ...]


def _key(title: str) -> Column:
    """Return the column by which a row is known again."""
    return Column(
        key="key",
        title=title,
        parse=Text(20),
        required=True,
        hint="Не изменяйте: по нему строка узнаётся при загрузке.",
    )


SPEC: Final = TableSpec(
    record=AlignmentRow,
    columns=(
        _key("Ключ строки"),
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


PARTS_SPEC: Final = TableSpec(
    record=PartsRow,
    columns=(
        _key("Ключ элемента"),
        Column(key="function", title="Функция", parse=Text(40)),
        Column(key="kind", title="Что это", parse=Text(40)),
        Column(key="text", title="Действие, умение или знание", parse=Text(4000)),
    ),
    groups=(
        ColumnGroup(
            key="parts",
            title="Полностью, частично или пусто; пусто у всей функции: без разметки",
            header=header_text(_SOURCE_HEADER),
            parse=_STRENGTHS,
            required=True,
        ),
    ),
)


class AlignmentTargets(ProgrammeTargets, ABC):
    """A file with an alignment, whatever its form: written and taken back alike."""

    has_plain_template: ClassVar[bool] = False
    route = "colleges:alignment"
    button = gettext_lazy("Записать ячейки")

    def apply(
        self, *, plan: AlignmentPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        try:
            undo = apply_plan(plan=plan, programme=target.subject, actor_id=actor_id, now=now)
        except AlignmentAgreedError as error:
            raise TargetClosed(_AGREED) from error
        except AlignmentChangedError as error:
            raise PlanOutdated from error
        return Applied(count=plan.count, undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        try:
            return undo_plan(undo=undo, programme=target.subject, actor_id=actor_id, now=now)
        except AlignmentAgreedError as error:
            raise TargetClosed(_AGREED) from error
        except ForeignCellError as error:
            raise TargetClosed(_("Программа изменилась.")) from error
        except AlignmentChangedError as error:
            raise TargetClosed(_("Ячейки из этого файла успели изменить.")) from error

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        left = [(_("Связей, которых в файле нет: остаются"), counts.get("left", 0))]
        return [
            (_("Ячеек с отметкой, новой или другой"), counts.get("set", 0)),
            (_("Очищенных ячеек"), counts.get("cleared", 0)),
            (_("Ячеек с новой разметкой по действиям"), counts.get("detailed", 0)),
            (_("Без изменений"), counts.get("same", 0)),
            *(left if "left" in counts else ()),
        ]


class AlignmentImport(AlignmentTargets, TableKind):
    """The alignment of one programme: its own matrix brought back, or anybody's list by codes."""

    key = KIND
    slug = "alignment"
    title = gettext_lazy("Сопряжение программы")
    lead = gettext_lazy(
        "Матрица компетенций и модулей против трудовых функций и лист действий, умений и знаний. "
        "Возьмите шаблон своей программы: строки и столбцы узнаются по ключам, пустая ячейка "
        "снимает связь. Или загрузите свой список с кодами: «Профессиональный стандарт», «ТФ», "
        "«Действие, умение, знание» (если есть), «ПК, ОК или модуль», «Степень»; связи, которых в "
        "списке нет, остаются."
    )
    template_lead = gettext_lazy(
        "В шаблоне сопряжение программы, каким оно сейчас есть: матрицей или списком связей с "
        "кодами программы для выбора."
    )
    other_title = gettext_lazy("Скачать список связей")
    shapes = (SPEC, PARTS_SPEC, LIST_SPEC)

    def plan(self, *, reading: Reading[Any], target: Target) -> AlignmentPlan:
        return plan_alignment(reading=reading, programme=target.subject)

    def template(self, *, target: Target | None) -> Template:
        if target is None:
            return Template(title=str(self.title), spec=SPEC)
        return alignment_template(target.subject)

    def other_template(self, *, target: Target | None) -> TemplateFile | None:
        """Return the list by codes."""
        return None if target is None else workbook_of(list_template(target.subject))


def alignment_template(programme: Programme) -> Template:
    """Return the matrix of a programme: a row for each source, a column for each function.

    A second sheet has a row for each action, skill and knowledge, a column for each source.
    """
    functions = columns_of(programme=programme)
    sources = sources_of(programme=programme)
    cells = cells_of(version=newest_versions([programme.pk]).get(programme.pk))
    headers = {row.pk: f"{row.standard.code} {row.code} #{row.pk}" for row in functions}
    rows: list[dict[str, str]] = []
    for source in sources:
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
            _("Лист действий уточняет ячейку: что из функции готовит компетенция или модуль."),
            _("Ячейка, размеченная по действиям, следует этому листу, а не первому."),
            *(f"{headers[row.pk]}: {row.name}" for row in functions),
        ],
        more=[_parts_template(programme, functions, sources)],
    )


def _parts_template(
    programme: Programme, functions: Sequence[LabourFunction], sources: Sequence[Source]
) -> Template:
    details = details_of(version=newest_versions([programme.pk]).get(programme.pk))
    codes = {row.pk: f"{row.standard.code} {row.code}" for row in functions}
    headers = {row.key: f"{row.label} #{row.key}" for row in sources}
    rows: list[dict[str, str]] = []
    for element in elements_of(function_ids=list(codes)):
        row = {
            "key": element_key(element.pk),
            "function": codes[element.function_id],
            "kind": str(ElementKind(element.kind).label),
            "text": element.text,
        }
        for key, header in headers.items():
            strength = details.get((key, element.function_id), {}).get(element.pk, 0.0)
            row[f"parts:{header}"] = _WORDS[step_of(strength)]
        rows.append(row)
    return Template(
        title=_("Действия, умения, знания"),
        spec=PARTS_SPEC,
        headers={"parts": list(headers.values())},
        rows=rows,
        lines=len(rows),
    )


def write_alignment(programme: Programme) -> bytes:
    """Return the workbook of a programme."""
    return write_template(alignment_template(programme))
