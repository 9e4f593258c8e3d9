"""Results of a sheet as a table: one column a criterion, found by the criterion's name."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, make_dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import ScaleKind, SheetState
from assessments.imports.sheets import doubted_share, is_share
from assessments.models import Criterion, Sheet
from assessments.rules.cells import plain_number, read_cell, values_of
from assessments.rules.criterion_codes import official_code
from assessments.selectors.sheets import (
    criteria_of_sheet,
    results_of_sheet,
    sheet_of,
    sheets_of,
    students_of_sheet,
)
from assessments.services.result_files import (
    CellsChanged,
    ResultsPlan,
    apply_results,
    plan_results,
    undo_results,
)
from assessments.services.sheets import SheetIsLocked
from assessments.services.spoilt_columns import spoilt_columns
from colleges.imports.person_columns import PEOPLE_SERVICE_ROW, PERSON, RECORD_BOOK
from core.import_kinds import (
    Applied,
    PlanOutdated,
    TableKind,
    Target,
    TargetChoice,
    TargetClosed,
)
from core.names import FullName
from core.numbers import format_date
from core.scope import Scope
from core.tables.cells import CellValue, column_letter
from core.tables.data import CellContent
from core.tables.headers import Layout
from core.tables.parsing import CellError, Doubt, FreeCell, is_blank, shown
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row, Table
from core.tables.specs import Column, TableSpec
from core.tables.templates import Template
from core.text import squeeze

_OPEN: Final = (SheetState.DRAFT, SheetState.RETURNED)
_TWO_MARKS: Final = re.compile(r"[2-5]\s*/\s*[2-5]")
_PERSON: Final = replace(PERSON, synonyms=(*PERSON.synonyms, "Фамилия"))


@dataclass(frozen=True)
class CriterionCell(FreeCell):
    """A cell of one criterion, kept as the text that a person would have typed."""

    criterion: Criterion

    def __call__(self, value: CellValue) -> str | Doubt[str]:
        reading = read_cell(value, self.criterion)
        if reading.error:
            raise CellError(reading.error)
        text = squeeze(shown(value))
        most = self.criterion.maximum or 0
        if self.criterion.scale == ScaleKind.POINTS and most > 1 and is_share(value):
            return doubted_share(text)
        if self.criterion.scale == ScaleKind.MARK and _TWO_MARKS.fullmatch(text):
            return Doubt(text, _("Взята первая оценка: если их две, оставьте одну."))
        return text


@dataclass(frozen=True)
class ResultRow:
    """A row of results with its person; `cells` maps the key of a criterion to the typed text."""

    person: FullName | None
    record_book: str | None
    cells: Mapping[int, str]


@dataclass(frozen=True)
class _Named:
    """What is known of a row before the sheet tells its criteria."""

    person: FullName


def results_specs(criteria: Sequence[Criterion]) -> tuple[TableSpec[Any], ...]:
    """Return the shapes of a table of results: people by name, or by record-book number only."""
    keys = [_key(criterion) for criterion in criteria]
    codes = _own_codes(criteria)
    record = make_dataclass("ResultRecord", ["person", "record_book", *keys], frozen=True)
    scores = [
        Column(
            key=key,
            title=criterion.name,
            parse=CriterionCell(criterion),
            hint=_("%(values)s; «н/я»: не явился, «осв.»: освобождён.")
            % {"values": values_of(criterion)},
            synonyms=_synonyms(criterion, number),
            is_title=partial(_begins_with, code=codes[criterion.pk]),
        )
        for number, (key, criterion) in enumerate(zip(keys, criteria, strict=True), start=1)
    ]
    return tuple(
        TableSpec(
            record=record,
            columns=(
                replace(_PERSON, required=by == "person"),
                replace(RECORD_BOOK, required=by == "record_book"),
                *scores,
            ),
            service_row=PEOPLE_SERVICE_ROW,
        )
        for by in ("person", "record_book")
    )


def _own_codes(criteria: Sequence[Criterion]) -> dict[int, str | None]:
    """Return the official code of each criterion; None where others have it too."""
    codes = {criterion.pk: official_code(criterion.code) for criterion in criteria}
    times = Counter(codes.values())
    return {pk: code if times[code] == 1 else None for pk, code in codes.items()}


def _begins_with(title: str, code: str | None) -> bool:
    """Say whether a title begins with the code: «ПК 1.1 Настройка плуга (макс. 15)»."""
    return code is not None and official_code(title) == code


def _key(criterion: Criterion) -> str:
    return f"c{criterion.pk}"


def _synonyms(criterion: Criterion, number: int) -> tuple[str, ...]:
    own = (criterion.code,) if criterion.code else ()
    return (*own, _("Критерий %(number)s") % {"number": number})


def check_columns(reading: Reading[Any], criteria: Sequence[Criterion]) -> Reading[Any]:
    """Return the reading without sheets that repeat criteria, and with what the file lacks.

    A criterion found on two sheets is an error: nobody but the person knows which one counts.
    """
    tables, problems = _without_repeated(reading.tables, criteria)
    spoilt = list(_spoilt(tables, criteria))
    problems += spoilt or _about_columns(tables, criteria)
    problems += [one for table in tables for one in _twice(table.layout, criteria)]
    return replace(reading, tables=tables, problems=(*reading.problems, *problems))


def _without_repeated(
    tables: Sequence[Table[Any]], criteria: Sequence[Criterion]
) -> tuple[tuple[Table[Any], ...], list[Problem]]:
    """Keep the tables whose criteria stand on no earlier sheet; say which are left out."""
    owners: dict[str, str] = {}
    kept: list[Table[Any]] = []
    problems: list[Problem] = []
    for table in tables:
        found = [c for c in criteria if _key(c) in table.layout.columns]
        sheet = table.layout.sheet.name
        repeated = next((c for c in found if _key(c) in owners), None)
        if repeated is None:
            kept.append(table)
            owners |= {_key(criterion): sheet for criterion in found}
            continue
        message = _("Столбец «%(title)s» есть и на листе «%(sheet)s»: укажите, какой лист взять.")
        problems.append(
            Problem(
                sheet=sheet,
                row=table.layout.header_row,
                column_title=repeated.name,
                message=message % {"title": repeated.name, "sheet": owners[_key(repeated)]},
            )
        )
    return tuple(kept), problems


def _spoilt(tables: Sequence[Table[Any]], criteria: Sequence[Criterion]) -> Iterator[Problem]:
    """Yield the columns whose code became a number or a date, and was one of those not found."""
    found = {key for table in tables for key in table.layout.columns}
    codes = [one.code for one in criteria if one.code and _key(one) not in found]
    for table in tables:
        yield from spoilt_columns(table.layout, codes)


def _twice(layout: Layout, criteria: Sequence[Criterion]) -> Iterator[Problem]:
    """Yield the columns that repeat the title of a criterion with other values in it."""
    places = {layout.columns[_key(one)] for one in criteria if _key(one) in layout.columns}
    for cell in layout.unknown:
        titled = [place for place in places if layout.title_of(place) == cell.title]
        for place in titled:
            pairs = (
                (layout.sheet.value(row, place), layout.sheet.value(row, cell.column))
                for row in range(layout.first_row, layout.sheet.row_count + 1)
            )
            if any(not is_blank(second) and first != second for first, second in pairs):
                message = _(
                    "Столбец «%(title)s» есть дважды (%(first)s и %(second)s), и в них разное: "
                    "оставьте один."
                )
                letters = column_letter(place), column_letter(cell.column)
                words = {"title": cell.title, "first": letters[0], "second": letters[1]}
                yield Problem(
                    sheet=layout.sheet.name, row=layout.header_row, message=message % words
                )


def _about_columns(tables: Sequence[Table[Any]], criteria: Sequence[Criterion]) -> list[Problem]:
    """Say which criteria the file lacks; an error when it has none of them."""
    if not tables:
        return []
    layout = tables[0].layout
    found = {key for table in tables for key in table.layout.columns}
    missing = [criterion.name for criterion in criteria if _key(criterion) not in found]
    if len(missing) == len(criteria):
        names = ", ".join(f"«{name}»" for name in missing)
        message = _("В файле нет ни одного критерия ведомости: %(names)s.") % {"names": names}
        return [Problem(sheet=layout.sheet.name, row=layout.header_row, message=message)]
    return [
        Problem(
            sheet=layout.sheet.name,
            row=layout.header_row,
            column_title=name,
            message=_("В файле нет критерия «%(name)s»: его оценки не изменятся.") % {"name": name},
            severity=Severity.WARNING,
        )
        for name in missing
    ]


def as_result(row: Row[Any], criteria: Sequence[Criterion]) -> ResultRow:
    """Return the row with its cells by criterion; blank cells are left out: they say nothing."""
    cells = {criterion.pk: getattr(row.record, _key(criterion)) for criterion in criteria}
    return ResultRow(
        person=row.record.person,
        record_book=row.record.record_book,
        cells={key: value for key, value in cells.items() if value},
    )


class ResultsImport(TableKind):
    """Results of one sheet."""

    names_people = True

    key = "assessments.results"
    slug = "results"
    title = gettext_lazy("Результаты ведомости")
    lead = gettext_lazy(
        "Таблица с фамилиями и столбцами критериев. Другие столбцы портал не тронет, "
        "пустые ячейки ничего не стирают."
    )
    button = gettext_lazy("Загрузить в ведомость")
    has_plain_template = False
    shapes = (TableSpec(record=_Named, columns=(replace(_PERSON, required=True),)),)

    def choice(self, *, scope: Scope) -> TargetChoice:
        sheets = sheets_of(scope=scope).filter(state__in=_OPEN)
        return TargetChoice(
            name="sheet",
            label=gettext_lazy("Ведомость"),
            empty_label=gettext_lazy("Выберите ведомость"),
            options=[(sheet.pk, _label(sheet)) for sheet in sheets],
        )

    def target(self, *, scope: Scope, parameters: Mapping[str, Any]) -> Target | None:
        sheet = sheet_of(scope=scope, pk=int(parameters.get("sheet") or 0))
        if sheet is None:
            return None
        return Target(
            college_id=sheet.college_id,
            subject=sheet,
            title=_label(sheet),
            route="assessments:sheet_detail",
            route_args=(sheet.pk,),
        )

    def specs(self, *, target: Target) -> Sequence[TableSpec[Any]]:
        return results_specs(list(criteria_of_sheet(sheet=target.subject)))

    def plan(self, *, reading: Reading[Any], target: Target) -> ResultsPlan:
        criteria = list(criteria_of_sheet(sheet=target.subject))
        return plan_results(
            reading=check_columns(reading, criteria),
            as_result=partial(as_result, criteria=criteria),
            sheet=target.subject,
        )

    def prepare(self, *, target: Target) -> Target:
        if not target.subject.is_editable:
            raise TargetClosed(_locked())
        return target

    def apply(
        self, *, plan: ResultsPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        try:
            undo = apply_results(plan=plan, sheet=target.subject, actor_id=actor_id, now=now)
        except SheetIsLocked as error:
            raise TargetClosed(_locked()) from error
        except CellsChanged as error:
            raise PlanOutdated from error
        return Applied(count=len(plan.cells), undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        try:
            return undo_results(undo=undo, sheet=target.subject, actor_id=actor_id, now=now)
        except SheetIsLocked as error:
            raise TargetClosed(_locked()) from error
        except CellsChanged as error:
            raise TargetClosed(_("Оценки этой загрузки с тех пор изменили.")) from error

    def template(self, *, target: Target | None) -> Template:
        """Return a table of the sheet's criteria with a row for each student of the group."""
        if target is None:
            return Template(title=_("Ведомость"), spec=results_specs([])[0])
        return _template(target.subject, {})

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (_("Оценок и баллов"), counts.get("cells", 0)),
            (_("Из них вместо прежних"), counts.get("replaced", 0)),
            (_("Без изменений"), counts.get("same", 0)),
        ]


def filled_sheet(sheet: Sheet) -> Template:
    """Return the sheet's table with what stands in its cells: loaded back it changes nothing."""
    cells: dict[int, dict[str, CellContent]] = {}
    for (student_id, criterion_id), row in results_of_sheet(sheet=sheet).items():
        cells.setdefault(student_id, {})[f"c{criterion_id}"] = _typed(row.raw_value)
    return _template(sheet, cells)


def _template(sheet: Sheet, cells: Mapping[int, Mapping[str, CellContent]]) -> Template:
    students = students_of_sheet(sheet=sheet)
    return Template(
        title=_("Ведомость"),
        spec=results_specs(list(criteria_of_sheet(sheet=sheet)))[0],
        rows=[
            {
                "person": student.full_name,
                "record_book": student.record_book,
                **cells.get(student.pk, {}),
            }
            for student in students
        ],
    )


def _typed(raw: str) -> CellContent:
    """Return a plain number as a number, so that a spreadsheet can sum it; else the text itself."""
    number = plain_number(raw)
    if number is None:
        return raw
    return int(number) if number == int(number) else float(number)


def _locked() -> str:
    return _("Ведомость сдана: сначала её нужно вернуть на исправление.")


def _label(sheet: Sheet) -> str:
    return f"{sheet.group.name}, {sheet.instrument.name}, {format_date(sheet.held_on)}"
