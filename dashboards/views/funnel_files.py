"""The funnel as a chart and as files: the same numbers as on the page."""

from typing import Final

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.charts.canvas import Chart
from core.charts.frame import Frame
from core.charts.funnels import FunnelLimits, FunnelPoint, funnel_chart
from core.tables.data import Interval, Kind, Suppressed, TableColumn, TableData
from core.tables.filenames import file_name
from core.tables.writing import write_csv, write_xlsx
from dashboards.rules.disclosure import MARK, hidden_reason
from dashboards.rules.funnels import CollegeCount, CollegeFunnel
from dashboards.selectors.funnels import FunnelView

_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def years_of_college(college: CollegeCount) -> str:
    """Say that several years stand together; empty for the page's own year."""
    years = ", ".join(str(year) for year in college.years)
    return _("выпуски %(years)s вместе") % {"years": years} if years else ""


def verdict_of(signal: int) -> str:
    """Return a signal in words."""
    return {
        -2: _("намного ниже ожидаемого"),
        -1: _("ниже ожидаемого"),
        0: _("в пределах случайности"),
        1: _("выше ожидаемого"),
        2: _("намного выше ожидаемого"),
    }[signal]


def funnel_drawing(funnel: CollegeFunnel, year: int) -> Chart:
    """Return the chart: every printed college, limits of chance, the region's share."""
    curves = funnel.curves
    return funnel_chart(
        [
            FunnelPoint(
                label=row.college.name,
                n=row.college.assessed,
                share=row.share,
                outside=row.exact_signal != 0,
            )
            for row in funnel.rows
        ],
        FunnelLimits(
            n=curves.n,
            low95=curves.low95,
            high95=curves.high95,
            low998=curves.low998,
            high998=curves.high998,
        ),
        funnel.target,
        target_label=_("край"),
        frame=Frame(title=_("Доля готовых по колледжам, выпуск %(year)s") % {"year": year}),
    )


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn(title=_("Колледж")),
        TableColumn(title=_("Оценено"), kind=Kind.INTEGER),
        TableColumn(title=_("Готовы"), kind=Kind.INTEGER),
        TableColumn(title=_("Доля готовых"), kind=Kind.PERCENT, digits=0),
        TableColumn(
            title=_("Ожидаемая доля"),
            kind=Kind.PERCENT,
            digits=0,
            footnote=_(
                "которую показал бы край с такими же уровнем программ, базой приёма и местом"
            ),
        ),
        TableColumn(title=_("Границы случайности, 95 %"), kind=Kind.PERCENT_INTERVAL, digits=0),
        TableColumn(title=_("Границы случайности, 99,8 %"), kind=Kind.PERCENT_INTERVAL, digits=0),
        TableColumn(
            title=_("Уточнённая доля"),
            kind=Kind.PERCENT,
            digits=0,
            footnote=_("чем меньше оценённых, тем ближе к доле всех колледжей"),
        ),
        TableColumn(title=_("Её 95 % интервал"), kind=Kind.PERCENT_INTERVAL, digits=0),
        TableColumn(title=_("Место, 95 % интервал"), kind=Kind.INTERVAL, digits=0),
        TableColumn(title=_("Вывод")),
        TableColumn(title=_("Выпуски")),
    )


def funnel_table(view: FunnelView, year: int, minimum: int) -> TableData:
    """Return the page's table; a hidden college keeps its row."""
    hidden = Suppressed(MARK, hidden_reason(minimum))
    rows = [] if view.funnel is None else view.funnel.rows
    return TableData(
        title=_("Доля готовых и границы случайности, выпуск %(year)s") % {"year": year},
        short_title=_("Воронка"),
        columns=_columns(),
        rows=[
            *(
                (
                    row.college.name,
                    row.college.assessed,
                    row.college.ready,
                    row.share,
                    view.expected.get(row.college.key),
                    Interval(*row.limits95),
                    Interval(*row.limits998),
                    row.pooled,
                    None if row.pooled_interval is None else Interval(*row.pooled_interval),
                    Interval(*row.ranks),
                    verdict_of(row.signal),
                    years_of_college(row.college),
                )
                for row in rows
            ),
            *((name, *(hidden,) * 9, "", "") for name in view.hidden),
        ],
        source=_("Портал готовности, расчёт по действующей методике"),
        as_of=timezone.localdate(),
        filters=((_("Выпуск"), str(year)),),
    )


def funnel_file(table: TableData, year: int, extension: str) -> HttpResponse:
    """Answer with the table as XLSX or CSV."""
    content = write_csv(table) if extension == "csv" else write_xlsx(table)
    return _named_file(content, year, extension)


def _named_file(content: bytes, year: int, extension: str) -> HttpResponse:
    name = file_name(_("Воронка"), str(year), timezone.localdate().isoformat(), extension=extension)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content,
        content_type=_TYPES[extension],
        headers={"Content-Disposition": disposition or "attachment"},
    )


def chart_file(chart: Chart, year: int) -> HttpResponse:
    """Answer with a chart to be kept."""
    return _named_file(chart.png(), year, "png")


def chart_answer(chart: Chart) -> HttpResponse:
    """Answer with a chart for the page."""
    return HttpResponse(chart.svg(), content_type=_TYPES["svg"])
