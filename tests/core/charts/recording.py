"""A sheet that remembers what was drawn on it, so that tests see words and places exactly."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Recorder:
    width: float
    height: float
    texts: list[str] = field(default_factory=list)
    placed: dict[str, tuple[float, float]] = field(default_factory=dict)
    dots: list[tuple[float, float]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    rectangles: list[dict[str, Any]] = field(default_factory=list)

    def text(self, point, text, **_look):
        if text:
            self.texts.append(text)
            self.placed[text] = point

    def note(self, point, text, **_look):
        self.text(point, text)

    def dot(self, x, y, **_look):
        self.dots.append((x, y))

    def line(self, start, end, **look):
        self.path([start, end], **look)

    def path(self, points, **look):
        self.lines.append({"points": list(points), **look})

    def rectangle(self, x, y, width, height, **look):
        self.rectangles.append({"x": x, "y": y, "width": width, "height": height, **look})

    @property
    def dashed(self):
        return [line for line in self.lines if line.get("dash")]


def drawn(chart):
    sheet = Recorder(chart.width, chart.height)
    chart.draw(sheet)
    return sheet
