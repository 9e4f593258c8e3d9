"""Alignment as files: the same numbers as on the page."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.enums import AlignmentState
from colleges.selectors.alignment_region import FunctionLine, ProgrammeLine
from core.tables.data import Kind, TableColumn, TableData
from core.tables.writing import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx

Filters = tuple[tuple[str, str], ...]


def functions_table(lines: Sequence[FunctionLine], filters: Filters) -> TableData:
    """Return the functions with their coverage over programmes."""
    return TableData(
        title=_("Покрытие трудовых функций программами"),
        short_title=_("Функции"),
        columns=(
            TableColumn(title=_("Стандарт")),
            TableColumn(title=_("Код")),
            TableColumn(title=_("Трудовая функция")),
            TableColumn(title=_("Программ"), kind=Kind.INTEGER),
            TableColumn(title=_("Среднее покрытие"), kind=Kind.PERCENT, digits=0),
            TableColumn(title=_("Наименьшее"), kind=Kind.PERCENT, digits=0),
            TableColumn(title=_("Не готовят совсем"), kind=Kind.INTEGER),
        ),
        rows=[
            (
                line.function.standard.code,
                line.function.code,
                line.function.name,
                line.programmes,
                line.mean,
                line.lowest,
                line.unprepared,
            )
            for line in lines
        ],
        source=_("Портал готовности, сопряжение программ с профессиональными стандартами"),
        as_of=timezone.localdate(),
        filters=filters,
    )


def programmes_table(lines: Sequence[ProgrammeLine], filters: Filters) -> TableData:
    """Return the programmes with the state and the coverage of their alignment."""
    return TableData(
        title=_("Сопряжение программ с профессиональными стандартами"),
        short_title=_("Программы"),
        columns=(
            TableColumn(title=_("Колледж")),
            TableColumn(title=_("Специальность")),
            TableColumn(title=_("Набор")),
            TableColumn(title=_("Состояние")),
            TableColumn(title=_("Покрытие"), kind=Kind.PERCENT, digits=0),
            TableColumn(title=_("Функций без подготовки"), kind=Kind.INTEGER),
        ),
        rows=[
            (
                line.programme.college.short_name,
                str(line.programme.speciality),
                str(line.programme.intake_year),
                _state(line),
                line.coverage.index if line.coverage.state else None,
                line.uncovered if line.coverage.state else None,
            )
            for line in lines
        ],
        source=_("Портал готовности, сопряжение программ с профессиональными стандартами"),
        as_of=timezone.localdate(),
        filters=filters,
    )


def _state(line: ProgrammeLine) -> str:
    state = line.coverage.state
    return str(AlignmentState(state).label) if state else _("не начато")


def table_bytes(*tables: TableData, extension: str) -> tuple[bytes, str]:
    """Return the tables as one workbook, or the first of them as CSV, with the kind of file."""
    if extension == "csv":
        return write_csv(tables[0]), CSV_TYPE
    return write_xlsx(*tables), XLSX_TYPE
