"""A panel as files: the same numbers as on the page."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from assessments.rules.figures import FunctionFigures
from colleges.enums import SettlementKind
from core.charts.canvas import Chart
from core.charts.frame import Frame
from core.charts.intervals import IntervalRow, Reference, interval_chart
from core.tables.data import CellContent, Interval, Kind, Suppressed, TableColumn, TableData
from core.tables.filenames import file_name
from core.tables.writing import write_csv, write_xlsx
from dashboards.rules.disclosure import MARK, ShownFigures, hidden_reason
from dashboards.rules.panels import FunctionRow, Panel, PlaceRow
from dashboards.rules.series import YearFigures
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.comparisons import Compared
from dashboards.selectors.places import Place

TABLE_FORMATS: Final = ("xlsx", "csv")
# A longer chart is read by nobody; the table has every row.
_CHART_ROWS: Final = 60
_FAIR_CELLS: Final = 4
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
Cells = tuple[CellContent, ...]
Filters = tuple[tuple[str, str], ...]


def places_table(place: Place, panel: Panel, filters: Filters) -> TableData:
    """Return the rows of a panel as one table, hidden cells with their reasons."""
    return _places_table(
        _("Готовность к трудовым функциям: %(place)s") % {"place": place.name}, panel, filters
    )


def compared_places_table(compared: Compared, filters: Filters) -> TableData:
    """Return chosen places as one table, with the columns of a panel."""
    panel = Panel(
        total=None,
        previous=None,
        reference=compared.reference,
        rows=compared.rows,
        functions=(),
        minimum=compared.minimum,
        shows_fair=compared.kind is PlaceKind.COLLEGE,
    )
    return _places_table(_("Сравнение"), panel, filters)


def _places_table(title: str, panel: Panel, filters: Filters) -> TableData:
    rows: list[Cells] = [
        (
            row.name,
            row.detail,
            *_cells(row.figures, panel),
            *(_fair_cells(row, panel) if panel.shows_fair else ()),
        )
        for row in panel.rows
    ]
    return TableData(
        title=title,
        short_title=_("Готовность"),
        columns=(
            TableColumn(title=_("Наименование")),
            TableColumn(title=_("Пояснение")),
            TableColumn(
                title=_("Оценено"),
                kind=Kind.INTEGER,
                footnote=_("без предварительных: полнота от 0,8 и охват функций от 0,5"),
            ),
            TableColumn(title=_("Готовы к работе"), kind=Kind.PERCENT, digits=0),
            TableColumn(title=_("95 % интервал"), kind=Kind.PERCENT_INTERVAL, digits=0),
            TableColumn(title=_("Средний индекс"), kind=Kind.NUMBER, digits=2),
            TableColumn(title=_("Его 95 % интервал"), kind=Kind.INTERVAL, digits=2),
            TableColumn(title=_("Предварительно"), kind=Kind.INTEGER),
            *((_voice_column(),) if panel.shows_voice else ()),
            *(_fair_columns() if panel.shows_fair else ()),
        ),
        rows=rows,
        total=None
        if panel.total is None
        else (
            _("Всего"),
            "",
            *_cells(panel.total, panel),
            *((None,) * _FAIR_CELLS if panel.shows_fair else ()),
        ),
        source=_("Портал готовности, расчёт по действующей методике"),
        as_of=timezone.localdate(),
        filters=filters,
    )


def _voice_column() -> TableColumn:
    return TableColumn(title=_("Есть голос работодателя"), kind=Kind.PERCENT, digits=0)


def _fair_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn(
            title=_("Уточнённая доля"),
            kind=Kind.PERCENT,
            digits=0,
            footnote=_("чем меньше оценённых, тем ближе к доле всех колледжей края"),
        ),
        TableColumn(title=_("Её 95 % интервал"), kind=Kind.PERCENT_INTERVAL, digits=0),
        TableColumn(
            title=_("Ожидаемая доля"),
            kind=Kind.PERCENT,
            digits=0,
            footnote=_(
                "которую показал бы край с такими же уровнем программ, базой приёма и местом;"
                " по одной специальности не считается"
            ),
        ),
        TableColumn(title=_("Уточнена по выпускам")),
    )


def _fair_cells(row: PlaceRow, panel: Panel) -> Cells:
    if row.fair is not None:
        fair = row.fair
        interval = None if fair.interval is None else Interval(*fair.interval)
        return (fair.share, interval, fair.expected, ", ".join(str(year) for year in fair.years))
    if row.figures is None or not row.figures.why_hidden:
        return (None,) * _FAIR_CELLS
    hidden = Suppressed(MARK, hidden_reason(panel.minimum))
    return (*(hidden,) * 3, "")


def _cells(figures: ShownFigures | None, panel: Panel) -> Cells:
    """Nobody of the cut: empty cells; a hidden cell says that it is hidden."""
    if figures is None:
        return (None,) * (7 if panel.shows_voice else 6)
    hidden = Suppressed(MARK, hidden_reason(panel.minimum))

    def cell(value: CellContent) -> CellContent:
        return hidden if value is None and figures.why_hidden else value

    cells = (
        cell(figures.assessed),
        cell(figures.share_ready),
        cell(None if figures.interval is None else Interval(*figures.interval)),
        cell(figures.mean_index),
        cell(None if figures.mean_interval is None else Interval(*figures.mean_interval)),
        cell(figures.provisional),
    )
    return (*cells, cell(figures.share_employer_voice)) if panel.shows_voice else cells


def functions_table(place: Place, panel: Panel, filters: Filters) -> TableData:
    """Return the functions of a panel as a table."""
    hidden = Suppressed(MARK, hidden_reason(panel.minimum))
    return TableData(
        title=_("Трудовые функции: %(place)s") % {"place": place.name},
        short_title=_("Функции"),
        columns=(
            TableColumn(title=_("Стандарт")),
            TableColumn(title=_("Код")),
            TableColumn(title=_("Трудовая функция")),
            TableColumn(title=_("Оценено"), kind=Kind.INTEGER),
            TableColumn(title=_("Средняя оценка"), kind=Kind.NUMBER, digits=2),
            TableColumn(title=_("Её 95 % интервал"), kind=Kind.INTERVAL, digits=2),
            TableColumn(title=_("Оценка работодателей"), kind=Kind.NUMBER, digits=2),
            TableColumn(title=_("Колледж − работодатель"), kind=Kind.NUMBER, digits=2),
        ),
        rows=[
            (
                row.standard,
                row.code,
                row.name,
                *(
                    (hidden,) * 5
                    if row.figures is None
                    else (
                        row.figures.students,
                        row.figures.mean,
                        _mean_limits(row.figures),
                        *(
                            (hidden,) * 2
                            if row.hides_employers
                            else (row.figures.employer_mean, row.figures.gap)
                        ),
                    )
                ),
            )
            for row in panel.functions
        ],
        source=_("Портал готовности, расчёт по действующей методике"),
        as_of=timezone.localdate(),
        filters=filters,
    )


def _mean_limits(figures: FunctionFigures) -> Interval | None:
    return None if figures.interval is None else Interval(*figures.interval)


def compared_functions_table(compared: Compared, filters: Filters) -> TableData:
    """Return the mean of each function at each chosen place, and of how many people it is."""
    hidden = Suppressed(MARK, hidden_reason(compared.minimum))

    def cells(cell: FunctionRow | None) -> Cells:
        if cell is None:
            return (None,) * 3
        figures = cell.figures
        if figures is None:
            return (hidden,) * 3
        return (figures.students, figures.mean, _mean_limits(figures))

    columns = [
        column
        for row in compared.rows
        for column in (
            TableColumn(title=_("%(name)s: оценено") % {"name": row.name}, kind=Kind.INTEGER),
            TableColumn(
                title=_("%(name)s: средняя") % {"name": row.name}, kind=Kind.NUMBER, digits=2
            ),
            TableColumn(
                title=_("%(name)s: 95 %% интервал") % {"name": row.name},
                kind=Kind.INTERVAL,
                digits=2,
            ),
        )
    ]
    return TableData(
        title=_("Сравнение: трудовые функции"),
        short_title=_("Функции"),
        columns=(
            TableColumn(title=_("Стандарт")),
            TableColumn(title=_("Код")),
            TableColumn(title=_("Трудовая функция")),
            *columns,
        ),
        rows=[
            (
                own.function.standard,
                own.function.code,
                own.function.name,
                *(value for cell in own.cells for value in cells(cell)),
            )
            for own in compared.functions
        ],
        source=_("Портал готовности, расчёт по действующей методике"),
        as_of=timezone.localdate(),
        filters=filters,
    )


def year_name(row: YearFigures) -> str:
    """Return what a row of the years is called."""
    years = ", ".join(str(year) for year in row.years)
    return _("вместе: %(years)s") % {"years": years} if row.is_pooled else years


def years_table(place: Place, panel: Panel, filters: Filters) -> TableData:
    """Return a place by years of graduation."""
    hidden = Suppressed(MARK, hidden_reason(panel.minimum))
    rows: list[Cells] = []
    for row in panel.series:
        figures = row.figures
        cells = (
            figures.assessed,
            figures.share_ready,
            None if figures.interval is None else Interval(*figures.interval),
        )
        rows.append(
            (
                year_name(row),
                *(hidden if cell is None and figures.why_hidden else cell for cell in cells),
            )
        )
    return TableData(
        title=_("По выпускам: %(place)s") % {"place": place.name},
        short_title=_("По выпускам"),
        columns=(
            TableColumn(title=_("Выпуск")),
            TableColumn(title=_("Оценено"), kind=Kind.INTEGER),
            TableColumn(title=_("Готовы к работе"), kind=Kind.PERCENT, digits=0),
            TableColumn(title=_("95 % интервал"), kind=Kind.PERCENT_INTERVAL, digits=0),
        ),
        rows=rows,
        source=_("Портал готовности, расчёт по действующей методике"),
        as_of=timezone.localdate(),
        filters=filters,
    )


def settlements_table(panel: Panel, filters: Filters) -> TableData:
    """Return the region by kind of place."""
    hidden = Suppressed(MARK, hidden_reason(panel.minimum))
    rows: list[Cells] = []
    for row in panel.settlements:
        figures = row.figures
        values: Cells = (hidden,) * 3
        if figures is not None:
            interval = None if figures.interval is None else Interval(*figures.interval)
            values = (figures.assessed, figures.share_ready, interval)
        rows.append((str(SettlementKind(row.kind).label), row.colleges, row.printed, *values))
    return TableData(
        title=_("По месту колледжа"),
        short_title=_("По месту"),
        columns=(
            TableColumn(title=_("Место")),
            TableColumn(title=_("Колледжей"), kind=Kind.INTEGER),
            TableColumn(
                title=_("Из них показано"),
                kind=Kind.INTEGER,
                footnote=_("остальные числа только по ним"),
            ),
            TableColumn(title=_("Оценено"), kind=Kind.INTEGER),
            TableColumn(title=_("Готовы к работе"), kind=Kind.PERCENT, digits=0),
            TableColumn(title=_("95 % интервал"), kind=Kind.PERCENT_INTERVAL, digits=0),
        ),
        rows=rows,
        source=_("Портал готовности, расчёт по действующей методике"),
        as_of=timezone.localdate(),
        filters=filters,
    )


def table_response(place: Place, panel: Panel, filters: Filters, extension: str) -> HttpResponse:
    """Answer with the panel's tables; CSV holds the first of them."""
    table = places_table(place, panel, filters)
    content = (
        write_csv(table)
        if extension == "csv"
        else write_xlsx(
            table,
            functions_table(place, panel, filters),
            *((settlements_table(panel, filters),) if panel.settlements else ()),
            *((years_table(place, panel, filters),) if panel.series else ()),
        )
    )
    return _attachment(place, content, extension)


def table_file(table: TableData, extension: str, names: Sequence[str]) -> HttpResponse:
    """Answer with one table as a file that is called by `names` and the day."""
    return tables_file((table,), extension, names)


def tables_file(tables: Sequence[TableData], extension: str, names: Sequence[str]) -> HttpResponse:
    """Answer with tables as one file; CSV holds the first of them."""
    content = write_csv(tables[0]) if extension == "csv" else write_xlsx(*tables)
    return _named_file(names, content, extension)


def _attachment(place: Place, content: bytes, extension: str) -> HttpResponse:
    year = place.cut.graduation_year
    return _named_file((_("Готовность"), place.name, str(year) if year else ""), content, extension)


def _named_file(names: Sequence[str], content: bytes, extension: str) -> HttpResponse:
    name = file_name(*names, timezone.localdate().isoformat(), extension=extension)
    return HttpResponse(
        content,
        content_type=_TYPES[extension],
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
            or "attachment"
        },
    )


def places_chart(place: Place, panel: Panel) -> Chart | None:
    """Return the shares of the panel's rows with their intervals and the region's as a reference.

    None where there is no region to compare with, nothing to draw, or more than a chart can hold.
    """
    reference = None if panel.reference is None else panel.reference.share_ready
    rows = [row for row in panel.rows if row.figures is not None and row.figures.assessed != 0]
    if reference is None or not rows or len(rows) > _CHART_ROWS:
        return None
    return interval_chart(
        [_chart_row(row) for row in rows],
        Reference(label=region_word(place), value=reference),
        frame=Frame(title=_("Доля готовых к работе: %(place)s") % {"place": place.name}),
    )


def region_word(place: Place) -> str:
    """Return what the reference is called: partner regions are beside their own one."""
    return _("край") if place.cut.region_code == settings.REGION_CODE else _("регион")


def _chart_row(row: PlaceRow) -> IntervalRow:
    figures = row.figures or ShownFigures()
    low, high = figures.interval or (None, None)
    return IntervalRow(
        label=row.name,
        value=figures.share_ready,
        low=low,
        high=high,
        n=figures.assessed,
        reason=_("скрыто") if figures.why_hidden else _("нет оценок"),
    )


def chart_response(place: Place, panel: Panel, extension: str) -> HttpResponse:
    """Answer with the panel's chart as SVG (for the page) or PNG (to be kept); 404 without one."""
    chart = places_chart(place, panel)
    if chart is None:
        raise Http404
    if extension == "svg":
        return HttpResponse(chart.svg(), content_type=_TYPES["svg"])
    return _attachment(place, chart.png(), extension)
