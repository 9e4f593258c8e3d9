"""Results of a sheet as a table: one column a criterion, found by the criterion's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, make_dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.models import Criterion
from assessments.rules.cells import read_cell
from core.names import FullName
from core.tables.alternatives import read_alternatives
from core.tables.cells import CellValue, Workbook
from core.tables.parsing import CellError, FreeCell, Person, Text, shown
from core.tables.problems import Problem, Severity
from core.tables.reading import read_workbook
from core.tables.records import Reading, Row, Table
from core.tables.specs import Column, TableSpec
from core.text import compact_key, squeeze

KIND: Final = "assessments.results"
_PERSON: Final = Column(
    key="person",
    title="ФИО",
    parse=Person(),
    may_be_blank=True,
    synonyms=(
        "Ф.И.О. студента",
        "Ф.И.О. обучающегося",
        "Фамилия, имя, отчество",
        "Фамилия и имя",
        "Обучающийся",
        "Студент",
        "Фамилия",
    ),
)
_RECORD_BOOK: Final = Column(
    key="record_book",
    title="№ зачётной книжки",
    parse=Text(30),
    may_be_blank=True,
    synonyms=("Зачётная книжка", "Номер зачётной книжки", "Номер зачётки", "№ зачётки"),
)


@dataclass(frozen=True)
class CriterionCell(FreeCell):
    """A cell of one criterion, kept as the text that a person would have typed."""

    criterion: Criterion

    def __call__(self, value: CellValue) -> str:
        reading = read_cell(value, self.criterion)
        if reading.error:
            raise CellError(reading.error)
        return squeeze(shown(value))


@dataclass(frozen=True)
class ResultRow:
    """A row of results with its person; `cells` maps the key of a criterion to the typed text."""

    person: FullName | None
    record_book: str | None
    cells: Mapping[int, str]


def results_specs(criteria: Sequence[Criterion]) -> tuple[TableSpec[Any], ...]:
    """Return the shapes of a table of results: people by name, or by record-book number only."""
    keys = [_key(criterion) for criterion in criteria]
    record = make_dataclass("ResultRecord", ["person", "record_book", *keys], frozen=True)
    scores = [
        Column(
            key=key,
            title=criterion.name,
            parse=CriterionCell(criterion),
            synonyms=_synonyms(criterion, number),
        )
        for number, (key, criterion) in enumerate(zip(keys, criteria, strict=True), start=1)
    ]
    return tuple(
        TableSpec(
            record=record,
            columns=(
                replace(_PERSON, required=by == "person"),
                replace(_RECORD_BOOK, required=by == "record_book"),
                *scores,
            ),
        )
        for by in ("person", "record_book")
    )


def _key(criterion: Criterion) -> str:
    return f"c{criterion.pk}"


def _synonyms(criterion: Criterion, number: int) -> tuple[str, ...]:
    own = (criterion.code,) if criterion.code else ()
    return (*own, _("Критерий %(number)s") % {"number": number})


def read_results(
    content: bytes, name: str, criteria: Sequence[Criterion], *, sheet_name: str = ""
) -> Reading[Any]:
    """Read a file of results, or only its sheet `sheet_name`.

    A criterion found on two sheets is an error: nobody but the person knows which one counts.
    Raise UnreadableFileError with a Russian message.
    """
    workbook = read_workbook(content, name)
    if sheet_name:
        wanted = compact_key(sheet_name)
        chosen = tuple(s for s in workbook.sheets if compact_key(s.name) == wanted)
        if not chosen:
            names = ", ".join(f"«{sheet.name}»" for sheet in workbook.visible_sheets)
            message = _("Такого листа в файле нет. Есть: %(names)s.") % {"names": names}
            return Reading((), (Problem(sheet=sheet_name, message=message),))
        workbook = Workbook(workbook.name, chosen)
    reading = read_alternatives(workbook, results_specs(criteria))
    tables, problems = _without_repeated(reading.tables, criteria)
    problems += _about_columns(tables, criteria)
    return Reading(tables, (*reading.problems, *problems))


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
