"""What a regional report says, read from the panels at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import ReadinessRun
from assessments.selectors.aggregates import Cut
from core.numbers import format_percent
from core.scope import SYSTEM
from core.tables.data import CellContent, Interval, Kind, Suppressed, TableColumn, TableData
from dashboards.rules.disclosure import (
    MARK,
    Disclosure,
    ShownFigures,
    hidden_reason,
    label,
    ledger_of,
)
from dashboards.rules.function_disclosure import function_ledger_of
from dashboards.rules.panels import FunctionRow, PlaceRow
from dashboards.rules.spots import REGION, PlaceKind
from dashboards.selectors.disclosure import report_plans
from dashboards.selectors.panels import Named, colleges_in, function_rows, municipalities
from reports.rules.content import FORMAT, NamedTable, table_to_json
from reports.rules.counts import IssuedRelease, ReleaseCounts


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What the report is about: a year of graduation, computed by a run, read at a moment.

    `issued` are the releases of that year that have been public.
    """

    graduation_year: int
    run: ReadinessRun
    now: datetime
    minimum: int
    issued: Sequence[IssuedRelease] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The content that is printed and, never printed, the true counts behind it."""

    content: dict[str, Any]
    counts: ReleaseCounts


def make_report(request: ReportRequest) -> Report:
    """Return the report of the moment, cells of too few people taken out."""
    cut = Cut(region_code=settings.REGION_CODE, graduation_year=request.graduation_year)
    plans = report_plans(
        cut=cut,
        minimum=request.minimum,
        issued_places=[former.places for former in request.issued],
        issued_functions=[former.functions for former in request.issued],
    )
    colleges = _rows(plans.places, PlaceKind.COLLEGE, colleges_in(cut=cut, scope=SYSTEM))
    towns = _rows(
        plans.places,
        PlaceKind.MUNICIPALITY,
        municipalities(region_code=settings.REGION_CODE),
    )
    functions = function_rows(
        plans.functions.shown(REGION), hidden_voices=plans.functions.hides_employers(REGION)
    )
    content = _content(request, plans.places.shown(REGION), (towns, colleges, functions))
    counts = ReleaseCounts(
        places=ledger_of(plans.places.figures, plans.places.territory),
        functions=function_ledger_of(
            plans.functions.figures, plans.functions.territory, plans.functions.ordered
        ),
        rows={
            "municipalities": [label((PlaceKind.MUNICIPALITY, row.key)) for row in towns],
            "colleges": [label((PlaceKind.COLLEGE, row.key)) for row in colleges],
            "functions": [row.key for row in functions],
        },
    )
    return Report(content, counts)


def _content(
    request: ReportRequest,
    region: ShownFigures | None,
    parts: tuple[list[PlaceRow], list[PlaceRow], tuple[FunctionRow, ...]],
) -> dict[str, Any]:
    towns, colleges, functions = parts
    tables = [
        NamedTable("levels", _levels_table(region, request)),
        NamedTable("municipalities", _places_table(_("Округа"), towns, region, request)),
        NamedTable("colleges", _places_table(_("Колледжи"), colleges, region, request)),
        NamedTable("functions", _functions_table(functions, request)),
    ]
    return {
        "format": FORMAT,
        "region": settings.REGION_NAME,
        "graduation_year": request.graduation_year,
        "data_date": timezone.localdate(request.now).isoformat(),
        "minimum": request.minimum,
        "methodology": {
            "version": request.run.methodology.version,
            "name": request.run.methodology.name,
            "act": request.run.methodology.act_reference,
        },
        "run": {"id": request.run.pk, "as_of": request.run.as_of_date.isoformat()},
        "headline": _headline(region),
        "not_reported": [row.name for row in colleges if not _has_data(row)],
        "tables": [table_to_json(named) for named in tables],
    }


def _has_data(row: PlaceRow) -> bool:
    return row.figures is not None and row.figures.assessed != 0


def _rows(plan: Disclosure, kind: PlaceKind, places: list[Named]) -> list[PlaceRow]:
    """Return the places where there is anybody."""
    return [
        PlaceRow(key=place.key, name=place.name, detail=place.detail, figures=shown)
        for place in places
        if (shown := plan.shown((kind, place.key))) is not None
    ]


def _headline(region: ShownFigures | None) -> dict[str, Any]:
    if region is None or region.share_ready is None or region.interval is None:
        return {}
    low, high = region.interval
    return {
        "assessed": region.assessed,
        "share_ready": region.share_ready,
        "low": low,
        "high": high,
        "mean_index": region.mean_index,
        "mean_interval": region.mean_interval,
        "provisional": region.provisional,
        "share_employer_voice": region.share_employer_voice,
        "sentence": _("К работе готовы %(share)s оценённых выпускников (от %(low)s до %(high)s).")
        % {
            "share": format_percent(region.share_ready),
            "low": format_percent(low),
            "high": format_percent(high),
        },
    }


def _places_table(
    title: str, rows: list[PlaceRow], region: ShownFigures | None, request: ReportRequest
) -> TableData:
    return TableData(
        title=title,
        short_title=title,
        columns=(
            TableColumn(title=_("Наименование")),
            TableColumn(title=_("Место")),
            TableColumn(
                title=_("Оценено"), kind=Kind.INTEGER, footnote=_("без предварительных оценок")
            ),
            TableColumn(title=_("Готовы к работе"), kind=Kind.PERCENT),
            TableColumn(title=_("95 % интервал"), kind=Kind.PERCENT_INTERVAL),
            TableColumn(title=_("Средний индекс"), kind=Kind.NUMBER, digits=2),
            TableColumn(title=_("Его 95 % интервал"), kind=Kind.INTERVAL, digits=2),
            TableColumn(title=_("Предварительно"), kind=Kind.INTEGER),
        ),
        rows=[(row.name, row.detail, *_cells(row.figures, request.minimum)) for row in rows],
        total=(_("Край"), "", *_cells(region, request.minimum)),
        footnotes=(_("Порядок строк алфавитный: места колледжей без интервала не сравниваются."),),
        source=_("Портал готовности"),
        as_of=timezone.localdate(request.now),
        filters=((_("Выпуск"), str(request.graduation_year)),),
    )


def _cells(figures: ShownFigures | None, minimum: int) -> tuple[CellContent, ...]:
    if figures is None:
        return (None,) * 6
    hidden = Suppressed(MARK, hidden_reason(minimum))
    nobody = figures.assessed == 0

    def cell(value: CellContent) -> CellContent:
        return hidden if value is None and not nobody else value

    return (
        cell(figures.assessed),
        cell(figures.share_ready),
        cell(None if figures.interval is None else Interval(*figures.interval)),
        cell(figures.mean_index),
        cell(None if figures.mean_interval is None else Interval(*figures.mean_interval)),
        cell(figures.provisional),
    )


def _levels_table(region: ShownFigures | None, request: ReportRequest) -> TableData:
    figures = region or ShownFigures()
    hidden = Suppressed(MARK, hidden_reason(request.minimum))
    names = (_("низкий"), _("базовый"), _("достаточный"), _("высокий"))
    rows: list[tuple[CellContent, ...]] = [
        (
            name,
            hidden if count is None else count,
            hidden if count is None or not figures.assessed else count / figures.assessed,
        )
        for name, count in zip(names, figures.levels or (None,) * 4, strict=True)
    ]
    return TableData(
        title=_("Уровни готовности"),
        short_title=_("Уровни"),
        columns=(
            TableColumn(title=_("Уровень")),
            TableColumn(title=_("Выпускников"), kind=Kind.INTEGER),
            TableColumn(title=_("Доля"), kind=Kind.PERCENT),
        ),
        rows=rows,
        source=_("Портал готовности"),
        as_of=timezone.localdate(request.now),
        filters=((_("Выпуск"), str(request.graduation_year)),),
    )


def _functions_table(functions: tuple[FunctionRow, ...], request: ReportRequest) -> TableData:
    hidden = Suppressed(MARK, hidden_reason(request.minimum))
    rows: list[tuple[CellContent, ...]] = []
    for row in functions:
        figures = row.figures
        values: tuple[CellContent, ...] = (
            (hidden,) * 5
            if figures is None
            else (
                figures.students,
                figures.mean,
                None if figures.interval is None else Interval(*figures.interval),
                *((hidden,) * 2 if row.hides_employers else (figures.employer_mean, figures.gap)),
            )
        )
        rows.append((row.standard, row.code, row.name, *values))
    return TableData(
        title=_("Трудовые функции"),
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
        rows=rows,
        source=_("Портал готовности"),
        as_of=timezone.localdate(request.now),
        filters=((_("Выпуск"), str(request.graduation_year)),),
    )
