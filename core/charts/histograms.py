"""A small histogram: how many people have which index, and where the region's mean is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from core.charts import style
from core.charts.canvas import Chart, Sheet
from core.charts.frame import NO_FRAME, Frame
from core.charts.intervals import Reference
from core.charts.scales import Measure, Scale, said, ticks
from core.fonts import text_width
from core.numbers import format_number

WIDTH = 236.0  # two of them side by side on a page
_PLOT = 84.0
_HEAD = 30.0
_FOOT = 18.0
_STUB = 5.0  # a bar whose height is withheld

INDEX = Measure(percent=False, digits=2)


def histogram(
    edges: Sequence[float],
    counts: Sequence[int | None],
    reference: Reference,
    *,
    frame: Frame = NO_FRAME,
    measure: Measure = INDEX,
    colour_of: Callable[[float], str] = lambda _start: style.ACCENT,
) -> Chart:
    """Draw counts between edges; None is a count withheld and stands as a grey stub.

    ``colour_of`` gives the colour of a bar by its lower edge, for levels. Raises ValueError when
    the counts do not lie between the edges.
    """
    if len(edges) != len(counts) + 1 or any(low >= high for low, high in pairwise(edges)):
        raise ValueError("edges must grow and be one more than counts")
    drawing = _Histogram(tuple(edges), tuple(counts), reference, frame, measure, colour_of)
    return Chart(
        title=frame.title,
        alt=drawing.in_words(),
        height=drawing.height,
        draw=drawing.draw,
        width=WIDTH,
    )


@dataclass(frozen=True, slots=True)
class _Histogram:
    edges: tuple[float, ...]
    counts: tuple[int | None, ...]
    reference: Reference
    frame: Frame
    measure: Measure
    colour_of: Callable[[float], str]

    @property
    def height(self) -> float:
        return self.frame.top(WIDTH) + _HEAD + _PLOT + _FOOT + self.frame.bottom(WIDTH)

    @property
    def total(self) -> int:
        return sum(count for count in self.counts if count is not None)

    def in_words(self) -> str:
        head = f"{self.frame.title}. " if self.frame.title else ""
        bars = [
            f"{self.measure.printed(low)}–{self.measure.printed(high)}: "
            + (_("не показано") if count is None else format_number(count))
            for (low, high), count in zip(pairwise(self.edges), self.counts, strict=True)
        ]
        mean = f"{self.reference.label}: {self.measure.printed(self.reference.value)}"
        return f"{head}{said(self.total)}; {mean}; {'; '.join(bars)}."

    def draw(self, sheet: Sheet) -> None:
        self.frame.draw(sheet)
        top = self.frame.top(sheet.width) + _HEAD
        bottom = top + _PLOT
        x = Scale(self.edges[0], self.edges[-1], start=8, end=sheet.width - 8)
        highest = max((count for count in self.counts if count), default=1)
        sheet.note((sheet.width, top - _HEAD + 6), said(self.total))
        widest = max(
            text_width(format_number(count or 0), style.SMALL_SIZE) for count in self.counts
        )
        # Numbers over all bars or over the highest alone: a few of them would mislead.
        all_said = widest <= (x.end - x.start) / len(self.counts)
        tops: list[tuple[float, float, int]] = []
        for (low, high), count in zip(pairwise(self.edges), self.counts, strict=True):
            left, right = x.at(low) + 0.5, x.at(high) - 0.5
            if count is None:
                sheet.rectangle(
                    left, bottom - _STUB, right - left, _STUB, color=style.NO_DATA, hatched=True
                )
            elif count:
                height = _PLOT * count / highest
                colour = self.colour_of(low)
                sheet.rectangle(left, bottom - height, right - left, height, color=colour)
                if count == highest or all_said:
                    tops.append(((left + right) / 2, bottom - height, count))
        sheet.line((x.start, bottom), (x.end, bottom), color=style.LINE_STRONG)
        self._draw_ticks(sheet, x, bottom)
        self._draw_reference(sheet, x, top, bottom)
        for middle, height, count in tops:
            printed = format_number(count)
            half = text_width(printed, style.SMALL_SIZE) / 2 + 1
            # On white, so that the dashed line does not cross the number.
            sheet.rectangle(middle - half, height - 11, 2 * half, 10, color=style.SURFACE)
            sheet.note((middle, height - 6), printed, align="center")

    def _draw_ticks(self, sheet: Sheet, x: Scale, bottom: float) -> None:
        for tick in ticks(x.low, x.high, 4):
            printed = self.measure.printed(tick)
            half = text_width(printed, style.SMALL_SIZE) / 2
            place = min(max(x.at(tick), half), sheet.width - half)
            sheet.note((place, bottom + 9), printed, align="center")

    def _draw_reference(self, sheet: Sheet, x: Scale, top: float, bottom: float) -> None:
        place = x.at(self.reference.value)
        start = (place, top - 14)
        sheet.line(start, (place, bottom), color=style.INK, width=1.0, dash=(2.5, 2.5))
        label = f"{self.reference.label} {self.measure.printed(self.reference.value)}"
        half = text_width(label, style.SMALL_SIZE, bold=True) / 2
        place = min(max(place, half), sheet.width - half)
        height = top - 21
        sheet.text((place, height), label, size=style.SMALL_SIZE, bold=True, align="center")
