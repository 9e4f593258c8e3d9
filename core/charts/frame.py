"""What every chart has around its marks: title, subtitle, source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.charts import style
from core.charts.canvas import Sheet, fitted, wrapped
from core.fonts import text_width

_TITLE_LINE = 16.0
_TEXT_LINE = 12.5
_LABEL_LINE = 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Words around a chart; empty ones take no room."""

    title: str = ""
    subtitle: str = ""
    source: str = ""

    def title_lines(self, width: float) -> list[str]:
        return wrapped(self.title, width, style.TITLE_SIZE, bold=True)

    def top(self, width: float) -> float:
        """Return the height of title and subtitle with the space under them."""
        titles, subtitles = self.title_lines(width), self._subtitle_lines(width)
        if not titles and not subtitles:
            return 4.0
        return len(titles) * _TITLE_LINE + len(subtitles) * _TEXT_LINE + style.GAP

    def bottom(self, width: float) -> float:
        """Return the height of the source with the space above it."""
        lines = wrapped(self.source, width, style.SMALL_SIZE)
        return len(lines) * _TEXT_LINE + style.GAP / 2 if lines else 2.0

    def _subtitle_lines(self, width: float) -> list[str]:
        return wrapped(self.subtitle, width, style.TEXT_SIZE)

    def draw(self, sheet: Sheet) -> None:
        """Write the words on the sheet."""
        y = _TITLE_LINE / 2
        for line in self.title_lines(sheet.width):
            sheet.text((0, y), line, size=style.TITLE_SIZE, bold=True)
            y += _TITLE_LINE
        y += (_TEXT_LINE - _TITLE_LINE) / 2
        for line in self._subtitle_lines(sheet.width):
            sheet.text((0, y), line, color=style.MUTED)
            y += _TEXT_LINE
        lines = wrapped(self.source, sheet.width, style.SMALL_SIZE)
        y = sheet.height - len(lines) * _TEXT_LINE + _TEXT_LINE / 2
        for line in lines:
            sheet.text((0, y), line, size=style.SMALL_SIZE, color=style.MUTED)
            y += _TEXT_LINE


NO_FRAME = Frame()


class RowLabels:
    """Labels of rows on the left, in one line or two; rows with two lines are higher."""

    def __init__(self, labels: Sequence[str], widest: float) -> None:
        longest = max((text_width(label, style.TEXT_SIZE) for label in labels), default=0.0)
        self._lines = [self._broken(label, widest) for label in labels]
        self.width = min(longest, widest) + style.GAP
        self.heights = [style.ROW + (len(lines) - 1) * _LABEL_LINE * 0.7 for lines in self._lines]

    @staticmethod
    def _broken(label: str, widest: float) -> list[str]:
        lines = wrapped(label, widest, style.TEXT_SIZE)
        if len(lines) > 1:
            lines = [lines[0], " ".join(lines[1:])]
        return [fitted(line, widest) for line in lines]

    def draw(self, sheet: Sheet, top: float) -> Iterator[float]:
        """Write the labels from ``top`` down; yield the middle of each row."""
        for lines, height in zip(self._lines, self.heights, strict=True):
            middle = top + height / 2
            first = middle - (len(lines) - 1) * _LABEL_LINE / 2
            for number, line in enumerate(lines):
                sheet.text((0, first + number * _LABEL_LINE), line)
            yield middle
            top += height
