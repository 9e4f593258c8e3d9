"""Results of a sheet as a table: one column a criterion, found by the criterion's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, make_dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.models import Criterion
from assessments.rules.cells import read_cell
from core.names import FullName
from core.tables.cells import CellValue
from core.tables.parsing import CellError, FreeCell, Person, Text, shown
from core.tables.reading import read_workbook
from core.tables.records import Reading, Row, read_tables
from core.tables.specs import Column, TableSpec

KIND: Final = "assessments.results"


@dataclass(frozen=True)
class CriterionCell(FreeCell):
    """A cell of one criterion, kept as the text that a person would have typed."""

    criterion: Criterion

    def __call__(self, value: CellValue) -> str:
        reading = read_cell(value, self.criterion)
        if reading.error:
            raise CellError(reading.error)
        return shown(value)


@dataclass(frozen=True)
class ResultRow:
    """A row of results with its person; `cells` maps the key of a criterion to the typed text."""

    person: FullName | None
    record_book: str | None
    cells: Mapping[int, str]


def results_spec(criteria: Sequence[Criterion]) -> TableSpec[Any]:
    """Return the kind of table that a sheet with these criteria has."""
    keys = [f"c{criterion.pk}" for criterion in criteria]
    record = make_dataclass("ResultRecord", ["person", "record_book", *keys], frozen=True)
    return TableSpec(
        record=record,
        columns=(
            Column(
                key="person",
                title="ФИО",
                parse=Person(),
                synonyms=("Фамилия, имя, отчество", "Обучающийся", "Студент", "Фамилия Имя"),
            ),
            Column(
                key="record_book",
                title="№ зачётной книжки",
                parse=Text(30),
                synonyms=("Зачётная книжка", "Номер зачетки", "№ зачётки"),
            ),
            *(
                Column(
                    key=key,
                    title=criterion.name,
                    parse=CriterionCell(criterion),
                    synonyms=_synonyms(criterion, number),
                )
                for number, (key, criterion) in enumerate(zip(keys, criteria, strict=True), start=1)
            ),
        ),
    )


def _synonyms(criterion: Criterion, number: int) -> tuple[str, ...]:
    own = (criterion.code,) if criterion.code else ()
    return (*own, _("Критерий %(number)s") % {"number": number})


def read_results(content: bytes, name: str, criteria: Sequence[Criterion]) -> Reading[Any]:
    """Read a file of results; raise UnreadableFileError with a Russian message."""
    return read_tables(read_workbook(content, name), results_spec(criteria))


def as_result(row: Row[Any], criteria: Sequence[Criterion]) -> ResultRow:
    """Return the row with its cells by criterion; blank cells are left out: they say nothing."""
    cells = {criterion.pk: getattr(row.record, f"c{criterion.pk}") for criterion in criteria}
    return ResultRow(
        person=row.record.person,
        record_book=row.record.record_book,
        cells={key: value for key, value in cells.items() if value},
    )
