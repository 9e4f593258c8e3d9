"""Dots with their intervals, one row for each place or function, and the region across all rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import style
from core.charts.canvas import Chart, Sheet
from core.charts.frame import NO_FRAME, Frame, RowLabels
from core.charts.scales import PER_CENT, Measure, Scale, said, ticks
from core.charts.style import softened
from core.fonts import text_width
from core.numbers import format_interval

_AXIS = 20.0  # above the rows: the label of the reference
_TICKS = 16.0  # below the rows


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalRow:
    """One row. ``value`` None is suppressed and ``reason`` is printed instead of a mark."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reason: str = ""
    colour: str = style.ACCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The value that all rows are seen against, as a rule the region's."""

    label: str
    value: float


def interval_chart(
    rows: Sequence[IntervalRow],
    reference: Reference,
    *,
    frame: Frame = NO_FRAME,
    measure: Measure = PER_CENT,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> Chart:
    """Draw value, interval and n of each row in the given order; the interval is never left out."""
    drawing = _Intervals(tuple(rows), reference, frame, measure, bounds)
    return Chart(
        title=frame.title,
        alt=_in_words(rows, reference, frame, measure),
        height=drawing.height,
        draw=drawing.draw,
    )


def _in_words(
    rows: Sequence[IntervalRow], reference: Reference, frame: Frame, measure: Measure
) -> str:
    parts = [f"{reference.label}: {measure.printed(reference.value)}"]
    parts += [f"{row.label}: {_row_in_words(row, measure)}" for row in rows]
    head = f"{frame.title}. " if frame.title else ""
    return head + "; ".join(parts) + "."


def _row_in_words(row: IntervalRow, measure: Measure) -> str:
    if row.value is None:
        return row.reason or _("нет данных")
    about = [part for part in (_interval(row, measure), said(row.n)) if part]
    return measure.printed(row.value) + (f" ({', '.join(about)})" if about else "")


def _interval(row: IntervalRow, measure: Measure) -> str:
    if row.low is None or row.high is None:
        return ""
    return format_interval(row.low, row.high, measure.digits, percent=measure.percent)


@dataclass(frozen=True, slots=True)
class _Intervals:
    rows: tuple[IntervalRow, ...]
    reference: Reference
    frame: Frame
    measure: Measure
    bounds: tuple[float, float]

    @property
    def labels(self) -> RowLabels:
        return RowLabels([row.label for row in self.rows], style.WIDTH * 0.38)

    @property
    def height(self) -> float:
        around = self.frame.top(style.WIDTH) + self.frame.bottom(style.WIDTH)
        return around + _AXIS + sum(self.labels.heights) + _TICKS

    def draw(self, sheet: Sheet) -> None:
        self.frame.draw(sheet)
        labels = self.labels
        counts, numbers, intervals = self._column_widths()
        right = sheet.width - intervals - numbers - counts
        top = self.frame.top(sheet.width) + _AXIS
        scale = Scale(*self.bounds, start=labels.width + 6, end=right - 14)
        self._draw_axis(sheet, scale, top, top + sum(labels.heights))
        for row, y in zip(self.rows, labels.draw(sheet, top), strict=True):
            self._draw_mark(sheet, scale, y, row)
            sheet.note((right + counts - 8, y), said(row.n))
            if row.value is not None:
                printed = self.measure.printed(row.value)
                sheet.text((right + counts + numbers - 8, y), printed, bold=True, align="right")
                sheet.note((sheet.width, y), _interval(row, self.measure))

    def _column_widths(self) -> tuple[float, float, float]:
        """Return the widths of the columns for n, value and interval."""
        counts = [text_width(said(row.n), style.SMALL_SIZE) for row in self.rows]
        values = [
            text_width(self.measure.printed(row.value), style.TEXT_SIZE, bold=True)
            for row in self.rows
            if row.value is not None
        ]
        intervals = [
            text_width(_interval(row, self.measure), style.SMALL_SIZE) for row in self.rows
        ]
        return (
            max(counts, default=0) + 10,
            max(values, default=0) + 10,
            max(intervals, default=0) + 2,
        )

    def _draw_axis(self, sheet: Sheet, scale: Scale, top: float, bottom: float) -> None:
        for tick in ticks(scale.low, scale.high, 4):
            x = scale.at(tick)
            sheet.line((x, top), (x, bottom), color=style.LINE)
            sheet.note((x, bottom + 9), self.measure.printed(tick), align="center")
        x = scale.at(self.reference.value)
        sheet.line((x, top - 5), (x, bottom), color=style.INK, width=1.0, dash=(2.5, 2.5))
        label = f"{self.reference.label} {self.measure.printed(self.reference.value)}"
        half = text_width(label, style.SMALL_SIZE, bold=True) / 2
        x = min(max(x, half), sheet.width - half)
        sheet.text((x, top - 12), label, size=style.SMALL_SIZE, bold=True, align="center")

    def _draw_mark(self, sheet: Sheet, scale: Scale, y: float, row: IntervalRow) -> None:
        if row.value is None:
            reason = row.reason or _("нет данных")
            width = text_width(reason, style.SMALL_SIZE)
            sheet.rectangle(scale.start - 2, y - 6, width + 6, 12, color=style.SURFACE)
            sheet.note((scale.start + 1, y), reason, align="left")
            return
        if row.low is not None and row.high is not None:
            ends = (scale.at(row.low), y), (scale.at(row.high), y)
            sheet.line(*ends, color=softened(row.colour), width=3.2, round_ends=True)
        sheet.dot(scale.at(row.value), y, size=8, color=row.colour)
