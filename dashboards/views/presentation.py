"""From a panel to what the template prints: plain values and addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.selectors.methodology import level_in_force
from colleges.enums import SettlementKind
from core.charts import style
from core.numbers import format_interval, format_number, format_percent, format_points
from dashboards.exports import places_chart, region_word, year_name
from dashboards.forms import CutForm
from dashboards.rules.disclosure import ShownFigures, hidden_reason
from dashboards.rules.panels import FairShare, FunctionRow, Panel, PlaceRow
from dashboards.rules.series import FEW, YearFigures
from dashboards.rules.settlements import SettlementRow
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.comparisons import COMPARED
from dashboards.selectors.places import Place

_ROWS_ON_A_PAGE = 100
# The filters that select people; the kind of place selects rows.
_PEOPLE = ("year", "speciality")
_SORTS = {
    "name": lambda row: (row.name,),
    "assessed": lambda row: (_or_last(row.figures and row.figures.assessed), row.name),
    "share": lambda row: (_or_last(row.figures and row.figures.share_ready), row.name),
    "mean": lambda row: (_or_last(row.figures and row.figures.mean_index), row.name),
}


def _or_last(value: float | None) -> float:
    return -1.0 if value is None else float(value)


def address_of(kind: PlaceKind, key: int, query: str = "") -> str:
    """Return the address of a place's page, with the filters that stay."""
    url = (
        reverse("dashboards:region")
        if kind is PlaceKind.REGION
        else reverse(f"dashboards:{kind}", args=[key])
    )
    return f"{url}?{query}" if query else url


def page_context(request: HttpRequest, place: Place, panel: Panel, form: CutForm) -> dict[str, Any]:
    """Return everything that templates/dashboards/place.html prints."""
    kept = urlencode(_kept(request))
    rows = _sorted(panel.rows, request.GET.get("sort", ""))
    page = Paginator(rows, _ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    chart = places_chart(place, panel)
    return {
        "place": place,
        "crumbs": _crumbs(place, kept),
        "form": form,
        "tiles": _tiles(panel),
        "has_people": panel.total is not None and not panel.total.is_hidden,
        "is_hidden": panel.total is not None and panel.total.is_hidden,
        "rows": [place_row(row, place.part_kind, kept) for row in page],
        "page": page,
        "total_title": _("Всего") if not place.cut.settlement else place.name,
        "hides": any(row.figures is not None and row.figures.why_hidden for row in rows),
        "hides_functions": any(
            row.figures is None or row.hides_employers for row in panel.functions
        ),
        "why_hidden": hidden_reason(panel.minimum),
        "shows_voice": panel.shows_voice,
        "shows_fair": panel.shows_fair,
        "shows_few_years": any(row.fair is not None and row.fair.years for row in rows),
        "empty_span": 5 + int(panel.shows_voice) + 2 * int(panel.shows_fair),
        "compare": _compare(place, request),
        "total": None if panel.total is None or panel.total.is_hidden else _figures(panel.total),
        "reference": None if panel.reference is None else panel.reference.share_ready,
        "reference_text": reference_text(region_word(place), panel.reference),
        "map_tiles": _map(place, panel, kept),
        "functions": [function_cell(row) for row in panel.functions],
        "levels": _levels(panel.total),
        "series": [_year(row) for row in panel.series],
        "settlements": [_settlement(row) for row in panel.settlements],
        "series_is_few": _is_few(panel),
        "part_title": _part_title(place),
        "downloads": _downloads(request),
        "tabs": _tabs(place, request),
        "chart": None
        if chart is None
        else {
            "url": f"?{_query_with(request, download='svg')}",
            "png": f"?{_query_with(request, download='png')}",
            "width": round(1.6 * style.WIDTH),
            "height": round(1.6 * chart.height),
            "alt": chart.alt,
        },
        "year": place.cut.graduation_year,
        "own_pages": _own_pages(place, panel),
    }


def _own_pages(place: Place, panel: Panel) -> list[tuple[str, str]]:
    """Return where a college's own staff reads why figures are so; nothing for everybody else."""
    if place.kind is not PlaceKind.COLLEGE or not panel.shows_voice:
        return []
    return [
        (_("Почему такие показатели"), reverse("dashboards:college_why", args=[place.key])),
        (
            _("Что изменилось с прошлого расчёта"),
            reverse("dashboards:college_changes", args=[place.key]),
        ),
    ]


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in (*_PEOPLE, "settlement") if request.GET.get(name)}


def _query_with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()


def _sorted(rows: Sequence[PlaceRow], sort: str) -> list[PlaceRow]:
    key = _SORTS.get(sort.removeprefix("-"))
    if key is None:
        return list(rows)
    return sorted(rows, key=key, reverse=sort.startswith("-"))


def _crumbs(place: Place, kept: str) -> list[tuple[str, str]]:
    above = [(name, address_of(kind, key, kept)) for kind, key, name in place.ancestors]
    return [*above, (place.name, "")] if above else []


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure, already printed."""

    name: str
    value: str
    facts: str
    explain: str
    change: float | None = None
    change_text: str = ""
    better: str = ""


def _tiles(panel: Panel) -> list[Tile]:
    figures = panel.total
    if figures is None or figures.is_hidden:
        return []
    tiles = [_ready_tile(figures, panel.previous), _mean_tile(figures)]
    if figures.share_employer_voice is not None:
        tiles.append(_voice_tile(figures))
    if panel.reported is not None:
        done, total = panel.reported
        tiles.append(
            Tile(
                _("Колледжи с оценками"),
                _("%(done)s из %(total)s") % {"done": done, "total": total},
                _("остальные не сдали ведомости этого выпуска"),
                _("Колледж считается, когда хотя бы один обучающийся оценён не предварительно."),
            )
        )
    else:
        tiles.append(
            Tile(
                _("Предварительно"),
                _("скрыто") if figures.provisional is None else format_number(figures.provisional),
                _("ещё без уровня, в доли не входят"),
                _("Полнота меньше 0,8 или охват функций меньше 0,5: уровня ещё нет."),
            )
        )
    return tiles


def _ready_tile(figures: ShownFigures, previous: ShownFigures | None) -> Tile:
    interval = figures.interval
    facts = _("n = %(assessed)s") % {"assessed": format_number(figures.assessed)}
    if interval is not None:
        low, high = (100 * end for end in interval)
        facts = _("%(facts)s, %(interval)s %%") % {
            "facts": facts,
            "interval": format_interval(low, high, 0),
        }
    change, text = None, ""
    if (
        previous is not None
        and previous.share_ready is not None
        and figures.share_ready is not None
    ):
        change = figures.share_ready - previous.share_ready
        text = _("%(points)s к прошлому выпуску") % {"points": format_points(change)}
    return Tile(
        _("Готовы к работе"),
        _("скрыто")
        if figures.share_ready is None and figures.why_hidden
        else format_percent(figures.share_ready),
        facts,
        _("Доля обучающихся с уровнем «достаточный» или «высокий» среди оценённых."),
        change,
        text,
        "up",
    )


def _mean_tile(figures: ShownFigures) -> Tile:
    facts = [_("n = %(assessed)s") % {"assessed": format_number(figures.assessed)}]
    if figures.mean_interval is not None:
        limits = format_interval(*figures.mean_interval, 2)
        facts.append(_("95 %% интервал %(interval)s") % {"interval": limits})
    if figures.evidence_each is not None:
        each = format_number(figures.evidence_each, 0)
        facts.append(_("оценок на обучающегося %(each)s") % {"each": each})
    return Tile(
        _("Средний индекс"),
        format_number(figures.mean_index, 2),
        ", ".join(facts),
        _("Взвешенное среднее практики, знаний, мотивации и рефлексии, от 0 до 1."),
    )


def _voice_tile(figures: ShownFigures) -> Tile:
    return Tile(
        _("Есть голос работодателя"),
        format_percent(figures.share_employer_voice),
        _("из всех обучающихся выпуска"),
        _("Обучающиеся, которых оценил наставник предприятия."),
    )


def _figures(figures: ShownFigures) -> dict[str, Any]:
    low, high = figures.interval or (None, None)
    return {
        "assessed": figures.assessed,
        "provisional": figures.provisional,
        "share": figures.share_ready,
        "low": low,
        "high": high,
        "interval_text": ""
        if low is None or high is None
        else format_interval(100 * low, 100 * high, 0),
        "bar_text": _("%(share)s, от %(low)s до %(high)s")
        % {
            "share": format_percent(figures.share_ready),
            "low": format_percent(low),
            "high": format_percent(high),
        },
        "mean": figures.mean_index,
        "mean_interval": figures.mean_interval,
        "voice": figures.share_employer_voice,
        "why_hidden": figures.why_hidden,
    }


def place_row(row: PlaceRow, kind: PlaceKind | None, kept: str) -> dict[str, Any]:
    """Return a row of the table of parts as the template prints it."""
    shown = row.figures is not None and not row.figures.is_hidden
    empty = _("нет обучающихся этого выпуска")
    return {
        "name": row.name,
        "detail": row.detail,
        "url": "" if kind is None else address_of(kind, row.key, kept),
        "why_empty": empty if row.figures is None else "",
        "figures": _figures(row.figures) if shown and row.figures is not None else None,
        "key": row.key,
        "ask_key": f"parts:{row.key}",
        "fair": _fair(row.fair),
    }


def _fair(fair: FairShare | None) -> dict[str, Any] | None:
    if fair is None:
        return None
    facts = _("одна на всех")
    if fair.interval is not None:
        low, high = fair.interval
        facts = format_interval(100 * low, 100 * high, 0)
    return {
        "share": fair.share,
        "facts": facts,
        "expected": fair.expected,
        "years": ", ".join(str(year) for year in fair.years),
    }


def _compare(place: Place, request: HttpRequest) -> dict[str, Any] | None:
    """Return where the chosen rows are compared; None for parts that are not compared so."""
    if place.part_kind not in COMPARED or place.cut.region_code != settings.REGION_CODE:
        return None
    people = [(name, value) for name, value in _kept(request).items() if name in _PEOPLE]
    return {
        "url": reverse("dashboards:compare"),
        "kind": str(place.part_kind),
        "people": people,
    }


def _year(row: YearFigures) -> dict[str, Any]:
    return {
        "name": year_name(row),
        "ask_key": f"years:{'+'.join(map(str, row.years))}",
        "figures": None if row.figures.is_hidden else _figures(row.figures),
    }


def _settlement(row: SettlementRow) -> dict[str, Any]:
    colleges = _("колледжей: %(count)s") % {"count": row.colleges}
    if 0 < row.printed < row.colleges:
        colleges = _("по %(printed)s из %(count)s колледжей, остальные скрыты") % {
            "printed": row.printed,
            "count": row.colleges,
        }
    return {
        "name": SettlementKind(row.kind).label,
        "detail": colleges,
        "figures": None if row.figures is None else _figures(row.figures),
    }


def _is_few(panel: Panel) -> bool:
    """Whether the years together, where they are printed, say more than the year of the page."""
    assessed = None if panel.total is None else panel.total.assessed
    together = any(row.is_pooled for row in panel.series)
    return together and assessed is not None and 0 < assessed < FEW


def function_cell(row: FunctionRow) -> dict[str, Any]:
    """Return a function's figures as templates print them."""
    figures = row.figures
    mean = None if figures is None else figures.mean
    return {
        "code": row.code,
        "name": row.name,
        "standard": row.standard,
        "ask_key": f"functions:{row.key}",
        "url": reverse("standards:function_detail", args=[row.key]),
        "students": None if figures is None else figures.students,
        "mean": mean,
        "interval": None if figures is None else figures.interval,
        "level": None if figures is None or figures.is_uncertain else level_in_force(mean),
        "employer": None if figures is None else figures.employer_mean,
        "gap": None if figures is None else figures.gap,
        "gap_is_large": figures is not None and figures.gap is not None and figures.gap > 0.1,
        "is_hidden": figures is None,
        "hides_employers": row.hides_employers,
    }


def _levels(figures: ShownFigures | None) -> list[dict[str, Any]]:
    if figures is None or not figures.assessed:
        return []
    return [
        {
            "level": level,
            "count": count,
            "share": None if count is None else count / figures.assessed,
        }
        for level, count in enumerate(figures.levels)
    ]


def _map(place: Place, panel: Panel, kept: str) -> list[dict[str, Any]]:
    if place.part_kind is not PlaceKind.MUNICIPALITY:
        return []
    rows = {row.key: row for row in panel.rows}
    return [
        {
            "short": tile.short,
            "name": tile.name,
            "column": tile.column,
            "row": tile.row,
            "url": address_of(PlaceKind.MUNICIPALITY, tile.key, kept),
            "band": _band(rows[tile.key].figures) if tile.key in rows else "none",
            "text": _map_text(rows.get(tile.key)),
        }
        for tile in place.map_tiles
    ]


def _band(figures: ShownFigures | None) -> str:
    """Return the colour band of a share: the legend of the map names the same bounds."""
    share = None if figures is None else figures.share_ready
    if share is None:
        return "none"
    bounds = ((0.5, "low"), (0.6, "basic"), (0.7, "sufficient"))
    return next((name for bound, name in bounds if share < bound), "high")


def _map_text(row: PlaceRow | None) -> str:
    if row is None or row.figures is None:
        return _("нет данных")
    if row.figures.share_ready is None:
        return _("скрыто") if row.figures.why_hidden else _("нет оценок")
    return format_percent(row.figures.share_ready)


def reference_text(region: str, reference: ShownFigures | None) -> str:
    """Return what the dashed line of the intervals is, in the word for the region."""
    if reference is None or reference.share_ready is None:
        return ""
    return _("пунктир: %(region)s, %(share)s") % {
        "region": region,
        "share": format_percent(reference.share_ready),
    }


def _part_title(place: Place) -> str:
    titles = {
        PlaceKind.MUNICIPALITY: _("Округа"),
        PlaceKind.COLLEGE: _("Колледжи"),
        PlaceKind.PROGRAMME: _("Программы"),
        PlaceKind.GROUP: _("Группы"),
    }
    return "" if place.part_kind is None else titles[place.part_kind]


def _downloads(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (title, f"?{_query_with(request, download=extension)}")
        for title, extension in (("XLSX", "xlsx"), ("CSV", "csv"))
    ]


def _tabs(place: Place, request: HttpRequest) -> list[tuple[str, str, bool]]:
    if place.kind is not PlaceKind.REGION:
        return []
    by_college = place.part_kind is PlaceKind.COLLEGE
    return [
        (_("Округа"), f"?{_query_with(request, view='municipalities')}", not by_college),
        (_("Колледжи"), f"?{_query_with(request, view='colleges')}", by_college),
    ]
