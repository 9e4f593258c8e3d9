"""A value over years with its interval, beside the region's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import style
from core.charts.canvas import Chart, Sheet, fitted
from core.charts.frame import NO_FRAME, Frame
from core.charts.scales import PER_CENT, Measure, Scale, said, ticks_around
from core.charts.style import softened
from core.fonts import text_width
from core.numbers import format_interval

_PLOT = 150.0
_PERIOD_LINE = 14.0
_COUNT_LINE = 11.5
_LABEL_STEP = 12.0
_LABELS_WIDEST = 150.0
_MOST = len(style.SERIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The value of one period; None is suppressed or missing, with its reason."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values in the order of the periods."""

    label: str
    points: tuple[Point, ...]


def line_with_interval(
    periods: Sequence[str],
    series: Sequence[Series],
    reference: Series,
    *,
    frame: Frame = NO_FRAME,
    measure: Measure = PER_CENT,
) -> Chart:
    """Draw up to six series with their intervals and n, and the reference dashed.

    Raises ValueError for more series, or for points that do not match the periods.
    """
    if len(series) > _MOST:
        raise ValueError(f"a chart holds at most {_MOST} series")
    if any(len(one.points) != len(periods) for one in (*series, reference)):
        raise ValueError("every series needs a point for each period")
    drawing = _Lines(tuple(periods), tuple(series), reference, frame, measure)
    return Chart(
        title=frame.title, alt=drawing.in_words(), height=drawing.height, draw=drawing.draw
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    periods: tuple[str, ...]
    series: tuple[Series, ...]
    reference: Series
    frame: Frame
    measure: Measure

    @property
    def height(self) -> float:
        around = self.frame.top(style.WIDTH) + self.frame.bottom(style.WIDTH)
        return around + 8 + _PLOT + _PERIOD_LINE + len(self.series) * _COUNT_LINE + 4

    def in_words(self) -> str:
        head = f"{self.frame.title}. " if self.frame.title else ""
        parts = [
            f"{one.label}: " + ", ".join(self._points_in_words(one))
            for one in (*self.series, self.reference)
        ]
        return head + "; ".join(parts) + "."

    def _points_in_words(self, series: Series) -> Iterator[str]:
        for period, point in zip(self.periods, series.points, strict=True):
            if point.value is None:
                yield f"{period} {point.reason or _('нет данных')}"
                continue
            about = [said(point.n)] if point.n is not None else []
            if point.low is not None and point.high is not None:
                digits, percent = self.measure.digits, self.measure.percent
                about.insert(0, format_interval(point.low, point.high, digits, percent=percent))
            tail = f" ({', '.join(about)})" if about else ""
            yield f"{period} {self.measure.printed(point.value)}{tail}"

    def draw(self, sheet: Sheet) -> None:
        self.frame.draw(sheet)
        top = self.frame.top(sheet.width) + 8
        bottom = top + _PLOT
        labels = self._end_labels()
        room = max((text_width(text, style.TEXT_SIZE, bold=True) for *_rest, text in labels))
        right = sheet.width - min(room, _LABELS_WIDEST) - 12
        marks = self._marks()
        axis = max(text_width(self.measure.printed(mark), style.SMALL_SIZE) for mark in marks)
        y = Scale(marks[0], marks[-1], start=bottom - 4, end=top)
        x = Scale(0, len(self.periods) - 1, start=axis + 26, end=right - 10)
        for mark in marks:
            sheet.line((axis + 8, y.at(mark)), (right, y.at(mark)), color=style.LINE)
            sheet.note((axis, y.at(mark)), self.measure.printed(mark))
        self._draw_periods(sheet, x, top, bottom)
        for number, one in enumerate(self.series):
            self._draw_band(sheet, one, x, y, style.SERIES[number])
        self._draw_line(sheet, self.reference, x, y, style.INK, dash=(2.5, 2.5))
        for number, one in enumerate(self.series):
            self._draw_line(sheet, one, x, y, style.SERIES[number])
        self._draw_end_labels(sheet, labels, y, right + 6)

    def _marks(self) -> list[float]:
        """Return the values of the lines across; shares never go beyond 0 and 1."""
        values = [
            value
            for one in (*self.series, self.reference)
            for point in one.points
            for value in (point.value, point.low, point.high)
            if value is not None
        ]
        marks = ticks_around(values or [0.0, 1.0])
        if self.measure.percent:
            return [mark for mark in marks if -1e-9 <= mark <= 1 + 1e-9]
        return marks

    def _draw_periods(self, sheet: Sheet, x: Scale, top: float, bottom: float) -> None:
        only = self.series[0] if len(self.series) == 1 else None
        for number, period in enumerate(self.periods):
            place = x.at(number)
            if only and only.points[number].value is None:
                reason = only.points[number].reason or _("нет данных")
                room = text_width(reason, style.SMALL_SIZE) + 10
                sheet.rectangle(place - room / 2, top, room, bottom - top, color=style.SUNKEN)
                sheet.note((place, bottom - 10), reason, align="center")
            sheet.note((place, bottom + 8), period, align="center")
            for line, one in enumerate(self.series):
                colour = style.MUTED if only else style.SERIES[line]
                sheet.text(
                    (place, bottom + _PERIOD_LINE + 6 + line * _COUNT_LINE),
                    said(one.points[number].n),
                    size=style.SMALL_SIZE - 0.5,
                    color=colour,
                    align="center",
                )

    def _runs(self, series: Series) -> Iterator[list[tuple[int, Point]]]:
        """Yield stretches of neighbouring periods with values: nothing is drawn across a gap."""
        run: list[tuple[int, Point]] = []
        for number, point in enumerate(series.points):
            if point.value is not None:
                run.append((number, point))
            elif run:
                yield run
                run = []
        if run:
            yield run

    def _draw_band(self, sheet: Sheet, series: Series, x: Scale, y: Scale, colour: str) -> None:
        for run in self._runs(series):
            known = [
                (x.at(number), y.at(point.low), y.at(point.high))
                for number, point in run
                if point.low is not None and point.high is not None
            ]
            if len(known) > 1:
                upper = [(place, high) for place, _low, high in known]
                lower = [(place, low) for place, low, _high in reversed(known)]
                sheet.area([*upper, *lower], color=colour, opacity=0.14)
            for place, low, high in known:
                sheet.line((place, low), (place, high), color=softened(colour), width=1.6)

    def _draw_line(
        self,
        sheet: Sheet,
        series: Series,
        x: Scale,
        y: Scale,
        colour: str,
        dash: tuple[float, float] | None = None,
    ) -> None:
        for run in self._runs(series):
            points = [(x.at(number), y.at(point.value or 0.0)) for number, point in run]
            sheet.path(points, color=colour, width=1.0 if dash else 1.8, dash=dash)
            for place, height in points if not dash else ():
                sheet.dot(place, height, size=7, color=colour)

    def _end_labels(self) -> list[tuple[float, str, str]]:
        """Return (value, colour, text) of the last known point of each line, highest first."""
        found = []
        colours = [*style.SERIES[: len(self.series)], style.INK]
        for one, colour in zip((*self.series, self.reference), colours, strict=True):
            known = [point.value for point in one.points if point.value is not None]
            if known:
                printed = self.measure.printed(known[-1])
                label = fitted(one.label, _LABELS_WIDEST - 34, bold=True)
                found.append((known[-1], colour, f"{label} {printed}"))
        return sorted(found, key=lambda item: -item[0]) or [(0.0, style.MUTED, _("нет данных"))]

    def _draw_end_labels(
        self, sheet: Sheet, labels: Sequence[tuple[float, str, str]], y: Scale, x: float
    ) -> None:
        """Write the labels beside the ends of their lines, pushed apart where they would touch."""
        places = [y.at(value) for value, _colour, _text in labels]
        for number in range(1, len(places)):
            places[number] = max(places[number], places[number - 1] + _LABEL_STEP)
        excess = places[-1] - y.start
        if excess > 0:
            places[-1] -= excess
            for number in range(len(places) - 2, -1, -1):
                places[number] = min(places[number], places[number + 1] - _LABEL_STEP)
        for place, (_value, colour, text) in zip(places, labels, strict=True):
            sheet.text((x, place), text, color=colour, bold=True)
