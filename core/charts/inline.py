"""Tiny charts inside pages: SVG written on the server, as wide as their cell.

Places are in per cent of the width, so nothing is stretched; colours and strokes come from classes
(``.interval`` in static/css/components.css, the others in static/css/charts.css). There is no style
attribute and no script. Each picture says in words what it shows.
"""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.charts.scales import PER_CENT, Measure, Scale
from core.numbers import format_interval

_HEIGHT = 22
_MIDDLE = _HEIGHT / 2
_SPARK_HEIGHT, _SPARK_EDGE = 24, 4
_EDGE = 3.0  # per cent kept free on both sides for dots at the ends


def _svg(name: str, words: str, marks: SafeString, height: int = _HEIGHT) -> SafeString:
    return format_html(
        '<svg class="{}" role="img" aria-label="{}" width="100%" height="{}">'
        "<title>{}</title>{}</svg>",
        name,
        words,
        height,
        words,
        marks,
    )


def _at(place: float) -> str:
    return f"{place:.2f}".rstrip("0").rstrip(".") + "%"


def _line(name: str, start: tuple[float, float], end: tuple[float, float]) -> SafeString:
    """Draw a line between (per cent of the width, pixels from above)."""
    return format_html(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        name,
        _at(start[0]),
        f"{start[1]:g}",
        _at(end[0]),
        f"{end[1]:g}",
    )


def _dot(name: str, place: float, height: float, radius: float) -> SafeString:
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
        name,
        _at(place),
        f"{height:g}",
        f"{radius:g}",
    )


def _joined(marks: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((mark,) for mark in marks))


def interval_bar(
    value: float | None,
    interval: tuple[float, float] | None,
    *,
    reference: float | None = None,
    level: str = "",
    measure: Measure = PER_CENT,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> SafeString:
    """Draw a dot on its interval over a track, and the reference as a tick.

    ``level`` is a key of a level of readiness and colours the mark; a value of None leaves an empty
    axis.
    """
    scale = Scale(*bounds, start=_EDGE, end=100 - _EDGE)
    track = _line("interval__axis", (0, _MIDDLE), (100, _MIDDLE))
    if value is None:
        return _svg("interval level--none", _("нет данных"), track)
    marks = [track]
    words = measure.printed(value)
    if interval is not None:
        ends = [(scale.at(end), _MIDDLE) for end in interval]
        marks.append(_line("interval__range", *ends))
        printed = format_interval(*interval, measure.digits, percent=measure.percent)
        words += _(", интервал %s") % printed
    if reference is not None:
        place = scale.at(reference)
        marks.append(_line("interval__reference", (place, 2), (place, _HEIGHT - 2)))
        words += _(", край %s") % measure.printed(reference)
    marks.append(_dot("interval__point", scale.at(value), _MIDDLE, 5.5))
    name = f"interval level--{level}" if level else "interval"
    return _svg(name, words, _joined(marks))


def sparkline(
    values: Sequence[float | None],
    periods: Sequence[str],
    *,
    reference: float | None = None,
    measure: Measure = PER_CENT,
) -> SafeString:
    """Draw values over periods with the last known one marked; None leaves a gap.

    Raises ValueError when there are not as many periods as values.
    """
    told = ", ".join(
        f"{period}: {_('нет данных') if value is None else measure.printed(value)}"
        for period, value in zip(periods, values, strict=True)
    )
    known = [(number, value) for number, value in enumerate(values) if value is not None]
    if not known:
        return _svg("sparkline", told or _("нет данных"), _joined([]), _SPARK_HEIGHT)
    heights = [value for _number, value in known] + ([] if reference is None else [reference])
    x = Scale(0, max(len(values) - 1, 1), start=_EDGE, end=100 - _EDGE)
    y = Scale(min(heights), max(heights), start=_SPARK_HEIGHT - _SPARK_EDGE, end=_SPARK_EDGE)
    marks = []
    if reference is not None:
        place = round(y.at(reference), 2)
        marks.append(_line("sparkline__reference", (0, place), (100, place)))
        told += _("; край %s") % measure.printed(reference)
    points = [(number, (x.at(number), round(y.at(value), 2))) for number, value in known]
    joined = set()
    for (before, start), (after, end) in pairwise(points):
        if after == before + 1:
            joined |= {before, after}
            marks.append(_line("sparkline__line", start, end))
    marks += [
        _dot("sparkline__point", *place, 2) for number, place in points if number not in joined
    ]
    marks.append(_dot("sparkline__point", *points[-1][1], 3))
    return _svg("sparkline", told, _joined(marks), _SPARK_HEIGHT)
