"""Shares of the levels of readiness as bars of equal length, the region first and through all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import style
from core.charts.canvas import Chart, Sheet
from core.charts.frame import NO_FRAME, Frame, RowLabels
from core.charts.scales import said
from core.fonts import text_width
from core.numbers import format_percent

_LEGEND = 22.0
_UNDER_REFERENCE = 8.0
_FOOT = 16.0  # the label of the dashed line
_BAR = 14.0
_SWATCH = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One row. ``counts`` maps a level's key to people; None is suppressed, with its reason."""

    label: str
    counts: Mapping[str, int] | None
    reason: str = ""

    @property
    def n(self) -> int:
        return sum((self.counts or {}).values())

    def share(self, key: str) -> float:
        return (self.counts or {}).get(key, 0) / self.n if self.n else 0.0


def level_bars(
    rows: Sequence[LevelRow],
    reference: LevelRow,
    *,
    frame: Frame = NO_FRAME,
    levels: Sequence[style.Level] = style.LEVELS,
    ready_from: str = "sufficient",
) -> Chart:
    """Draw the distribution of each row in the given order, under that of the reference.

    The dashed line goes where the reference's level ``ready_from`` begins: what lies right of it is
    ready. Raises ValueError when there is no such level.
    """
    if ready_from not in {level.key for level in levels}:
        raise ValueError(f"no level {ready_from}")
    drawing = _Bars((reference, *rows), frame, tuple(levels), ready_from)
    return Chart(
        title=frame.title, alt=drawing.in_words(), height=drawing.height, draw=drawing.draw
    )


@dataclass(frozen=True, slots=True)
class _Bars:
    rows: tuple[LevelRow, ...]  # the reference is the first
    frame: Frame
    levels: tuple[style.Level, ...]
    ready_from: str

    @property
    def labels(self) -> RowLabels:
        return RowLabels([row.label for row in self.rows], style.WIDTH * 0.38, bold_first=True)

    @property
    def height(self) -> float:
        around = self.frame.top(style.WIDTH) + self.frame.bottom(style.WIDTH)
        return around + _LEGEND + sum(self.labels.heights) + _UNDER_REFERENCE + _FOOT

    def in_words(self) -> str:
        parts = [f"{row.label}: {self._row_in_words(row)}" for row in self.rows]
        head = f"{self.frame.title}. " if self.frame.title else ""
        return head + "; ".join(parts) + "."

    def _row_in_words(self, row: LevelRow) -> str:
        if not row.n:
            return row.reason or _("нет данных")
        shares = [f"{level.label} {format_percent(row.share(level.key))}" for level in self.levels]
        return f"{', '.join(shares)} ({said(row.n)})"

    def draw(self, sheet: Sheet) -> None:
        self.frame.draw(sheet)
        labels = self.labels
        counts = max(text_width(said(row.n), style.SMALL_SIZE) for row in self.rows)
        left = labels.width + 4
        width = sheet.width - counts - style.GAP - left
        top = self.frame.top(sheet.width)
        self._draw_legend(sheet, left, top + 6)
        top += _LEGEND
        middles = list(labels.draw(sheet, top, gap_after_first=_UNDER_REFERENCE))
        for row, y in zip(self.rows, middles, strict=True):
            self._draw_bar(sheet, row, left, y, width)
        bottom = top + sum(labels.heights) + _UNDER_REFERENCE
        self._draw_reference(sheet, left, middles[0], width, bottom)
        for row, y in zip(self.rows, middles, strict=True):
            self._write_bar(sheet, row, left, y, width)
            sheet.note((sheet.width, y), said(row.n) if row.n else "")

    def _draw_legend(self, sheet: Sheet, x: float, y: float) -> None:
        for level in self.levels:
            sheet.rectangle(x, y - _SWATCH / 2, _SWATCH, _SWATCH, color=level.colour)
            sheet.note((x + _SWATCH + 4, y), str(level.label), align="left")
            x += _SWATCH + 4 + text_width(str(level.label), style.SMALL_SIZE) + 14

    def _draw_bar(self, sheet: Sheet, row: LevelRow, x: float, y: float, width: float) -> None:
        if not row.n:
            sheet.rectangle(x, y - _BAR / 2, width, _BAR, color=style.NO_DATA, hatched=True)
        for level in self.levels if row.n else ():
            part = width * row.share(level.key)
            if part:
                # A white hair between neighbours keeps them apart in print.
                sheet.rectangle(x, y - _BAR / 2, max(part - 0.8, 0.4), _BAR, color=level.colour)
            x += part

    def _write_bar(self, sheet: Sheet, row: LevelRow, x: float, y: float, width: float) -> None:
        if not row.n:
            reason = row.reason or _("нет данных")
            room = text_width(reason, style.SMALL_SIZE) + 10
            sheet.rectangle(x + 6, y - _BAR / 2 + 1, room, _BAR - 2, color=style.SURFACE)
            sheet.note((x + 11, y), reason, align="left")
            return
        size = style.SMALL_SIZE
        for level in self.levels:
            part = width * row.share(level.key)
            printed = format_percent(row.share(level.key))
            if text_width(printed, size) + 6 <= part:
                middle = (x + part / 2, y)
                sheet.text(middle, printed, size=size, color=level.on_colour, align="center")
            x += part

    def _draw_reference(
        self, sheet: Sheet, left: float, first: float, width: float, bottom: float
    ) -> None:
        reference = self.rows[0]
        if not reference.n:
            return
        keys = [level.key for level in self.levels]
        below = sum(reference.share(key) for key in keys[: keys.index(self.ready_from)])
        x = left + width * below
        start = (x, first - _BAR / 2 - 3)
        sheet.line(start, (x, bottom), color=style.INK, width=1.0, dash=(2.5, 2.5))
        ready = format_percent(1 - below)
        label = _("%(label)s: готовы %(share)s") % {"label": reference.label, "share": ready}
        half = text_width(label, style.SMALL_SIZE, bold=True) / 2
        x = min(max(x, half), sheet.width - half)
        place = (x, bottom + 8)
        sheet.text(place, label, size=style.SMALL_SIZE, bold=True, align="center")
