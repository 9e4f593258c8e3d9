"""A funnel: shares of places against how many people they rest on, with limits of chance."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import style
from core.charts.canvas import Chart, Sheet, fitted
from core.charts.frame import NO_FRAME, Frame
from core.charts.scales import PER_CENT, Scale, said, ticks
from core.fonts import text_width

_PLOT = 250.0
_AXIS = 34.0
_LABEL = 130.0
_LIMIT_95 = "95\u00a0%"
_LIMIT_998 = "99,8\u00a0%"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelPoint:
    """A place; `outside` marks those beyond the limits, which alone carry their name."""

    label: str
    n: int
    share: float
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelLimits:
    """Limits at growing sizes `n`; equal lengths. Values beyond 0 and 1 are drawn at the edge."""

    n: Sequence[float]
    low95: Sequence[float]
    high95: Sequence[float]
    low998: Sequence[float]
    high998: Sequence[float]


def funnel_chart(
    points: Sequence[FunnelPoint],
    limits: FunnelLimits,
    target: float,
    *,
    target_label: str,
    frame: Frame = NO_FRAME,
) -> Chart:
    """Draw every place with its n; ValueError without places."""
    if not points:
        raise ValueError("a funnel needs at least one place")
    drawing = _Funnel(tuple(points), limits, target, target_label, frame)
    return Chart(
        title=frame.title, alt=drawing.in_words(), height=drawing.height, draw=drawing.draw
    )


@dataclass(frozen=True, slots=True)
class _Funnel:
    points: tuple[FunnelPoint, ...]
    limits: FunnelLimits
    target: float
    target_label: str
    frame: Frame

    @property
    def height(self) -> float:
        around = self.frame.top(style.WIDTH) + self.frame.bottom(style.WIDTH)
        return around + 8 + _PLOT + _AXIS

    def in_words(self) -> str:
        head = f"{self.frame.title}. " if self.frame.title else ""
        parts = [f"{self.target_label}: {PER_CENT.printed(self.target)}"]
        parts += [
            f"{point.label}: {PER_CENT.printed(point.share)} ({said(point.n)}"
            + (_(", за пределами случайности)") if point.outside else ")")
            for point in self.points
        ]
        return head + "; ".join(parts) + "."

    def draw(self, sheet: Sheet) -> None:
        self.frame.draw(sheet)
        top = self.frame.top(sheet.width) + 8
        bottom = top + _PLOT
        marks = ticks(0.0, 1.0, 5)
        axis = max(text_width(PER_CENT.printed(mark), style.SMALL_SIZE) for mark in marks)
        largest = max(1.0, *self.limits.n)
        sizes = ticks(0.0, largest, 6)
        x = Scale(0.0, largest, start=axis + 10, end=sheet.width - 48)
        y = Scale(0.0, 1.0, start=bottom, end=top)
        for mark in marks:
            sheet.line((x.start, y.at(mark)), (x.end, y.at(mark)), color=style.LINE)
            sheet.note((axis, y.at(mark)), PER_CENT.printed(mark))
        for size in sizes:
            sheet.note((x.at(size), bottom + 9), f"{size:.0f}", align="center")
        sheet.note(((x.start + x.end) / 2, bottom + 23), _("оценено, человек"), align="center")
        self._draw_limits(sheet, x, y)
        for point in self.points:
            self._draw_point(sheet, x, y, point)

    def _draw_limits(self, sheet: Sheet, x: Scale, y: Scale) -> None:
        wide = (self.limits.low998, self.limits.high998)
        near = (self.limits.low95, self.limits.high95)
        for lines, word, color, dash in (
            (wide, _LIMIT_998, style.FAINT, (1.0, 2.0)),
            (near, _LIMIT_95, style.MUTED, (4.0, 2.5)),
        ):
            for values in lines:
                path = [
                    (x.at(size), y.at(value))
                    for size, value in zip(self.limits.n, values, strict=True)
                ]
                sheet.path(path, color=color, width=1.0, dash=dash)
                sheet.note((x.end + 4, path[-1][1]), word, align="left")
        level = y.at(self.target)
        sheet.line((x.start, level), (x.end, level), color=style.INK, width=1.0)
        label = f"{self.target_label} {PER_CENT.printed(self.target)}"
        sheet.text((x.start + 4, level - 7), label, size=style.SMALL_SIZE, bold=True)

    def _draw_point(self, sheet: Sheet, x: Scale, y: Scale, point: FunnelPoint) -> None:
        place = (x.at(point.n), y.at(point.share))
        color = style.SERIES[1] if point.outside else style.ACCENT
        sheet.dot(*place, size=8 if point.outside else 6, color=color)
        if not point.outside:
            return
        label = fitted(point.label, _LABEL, style.SMALL_SIZE)
        width = text_width(label, style.SMALL_SIZE)
        on_left = place[0] + 8 + width > x.end
        sheet.text(
            (place[0] - 7 if on_left else place[0] + 7, place[1]),
            label,
            size=style.SMALL_SIZE,
            align="right" if on_left else "left",
        )
