"""Marks of a practice as a table: one row a person and practice, one column a competence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from assessments.enums import EvidenceKind
from assessments.imports.sheets import Points, SheetsImport
from assessments.rules.criterion_codes import official_code
from assessments.selectors.practice_forms import practice_forms
from assessments.services.practice_result_files import plan_practice_results
from assessments.services.sheet_files import SheetsPlan
from colleges.imports.person_columns import person_shapes
from core.import_kinds import Target
from core.names import FullName
from core.tables.parsing import Choice, Text
from core.tables.records import Reading
from core.tables.spans import LastDay
from core.tables.specs import Column, ColumnGroup
from employers.imports.practice_columns import (
    COLLEGE_PRACTICE,
    ENDS,
    MODULE,
    PERIOD,
    PREDIPLOMA,
    WORKPLACE_PRACTICE,
    kind_column,
)

_EXAMPLE_CODES: Final = ("ПК 1.1", "ПК 1.2")
_TEMPLATE_CODES: Final = 40


@dataclass(frozen=True)
class PracticeRecord:
    """A row as read."""

    person: FullName | None
    record_book: str | None
    birth_date: date | None
    group: str | None
    kind: int
    module: str | None
    ends_on: date
    form: str | None
    marks: tuple[tuple[str, str | None], ...]


_FACTS: Final = (
    kind_column(
        Choice(
            {
                EvidenceKind.COLLEGE_PRACTICE.value: COLLEGE_PRACTICE,
                EvidenceKind.WORKPLACE_PRACTICE.value: (*WORKPLACE_PRACTICE, *PREDIPLOMA),
            }
        )
    ),
    MODULE,
    Column(
        key="ends_on",
        title="Дата окончания",
        parse=LastDay(),
        required=True,
        fill_down=True,
        synonyms=(*ENDS, "Дата", "Дата оценки", *PERIOD),
    ),
    Column(
        key="form",
        title="Форма оценки",
        parse=Text(300),
        fill_down=True,
        synonyms=("Форма", "Наименование формы оценки"),
        hint="Нужна, только если коды есть в нескольких формах",
    ),
)
_MARKS: Final = ColumnGroup(
    key="marks",
    title="Оценки по кодам ПК и трудовых функций",
    header=official_code,
    parse=Points(),
    required=True,
)
_SHAPES: Final = person_shapes(PracticeRecord, _FACTS, (_MARKS,))


class PracticeResultsImport(SheetsImport):
    """Marks of practices by competences and labour functions: sheets are made as needed."""

    key = "assessments.practice_results"
    slug = "practice-results"
    title = _("Практика: оценки по компетенциям")
    lead = _(
        "Оценки за практику в столбцах с кодами ПК, ОК или трудовых функций. Ведомости групп "
        "портал заведёт сам, сдать их остаётся вам."
    )
    button = _("Записать оценки")
    shapes = _SHAPES
    template_title = _("Оценки практики")
    example: ClassVar = {
        "kind": "производственная",
        "module": "ПМ.01",
        "ends_on": date(2026, 5, 10),
    }
    instructions = (
        _("Вид, модуль и дату можно писать только в первой строке группы."),
        _("Столбец узнаётся по коду: ПК 1.1, ОК 01, A/01.3; дальше можно дать название."),
        _("Лишние столбцы с кодами удалите, недостающие добавьте."),
    )

    def headers(self, target: Target | None) -> Mapping[str, Sequence[str]]:
        return {"marks": _codes(target)}

    def plan(self, *, reading: Reading[Any], target: Target) -> SheetsPlan:
        return plan_practice_results(reading=reading, place=target.subject)


def _codes(target: Target | None) -> Sequence[str]:
    """Return the codes that the college's forms know; an example where there is none."""
    forms = practice_forms(college=target.subject.college) if target is not None else []
    known = dict.fromkeys(code for form in forms for code in form.codes)
    return list(known)[:_TEMPLATE_CODES] or _EXAMPLE_CODES
