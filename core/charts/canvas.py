"""Drawing of charts: a sheet measured in points, and the chart as SVG and PNG made from it.

Matplotlib only as the engine (Figure and its canvases, never pyplot), under one lock and with its
settings restored after each drawing, so that threads and other users of the library never meet.
It is loaded with the first chart: every process that draws none starts sooner.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any

from core import fonts
from core.charts import style
from core.charts.svg import tidy
from core.fonts import text_width

SVG_TYPE = "image/svg+xml"
PNG_TYPE = "image/png"

_POINTS_PER_INCH = 72
# From the middle of small letters and capitals down to the line they stand on, in em.
_BASELINE = 0.33
_LOCK = threading.RLock()
# Letters as paths: the picture looks alike where the family is not installed. The salt makes equal
# charts equal files.
_SETTINGS: Any = {
    "svg.fonttype": "path",
    "svg.hashsalt": "readiness",
    "path.simplify": False,
    "axes.unicode_minus": True,
}
_SEMIBOLD_FAMILY = "Golos Text SemiBold"


@cache
def _engine() -> Any:
    """Return the module with what is used of matplotlib."""
    return import_module("core.charts.engine")


@cache
def _register_fonts() -> None:
    for file in (fonts.REGULAR, fonts.SEMIBOLD):
        _engine().fontManager.addfont(str(file))


@cache
def _font(size: float, *, bold: bool) -> Any:
    # The semibold face is a family of its own to matplotlib, with the regular weight.
    family = _SEMIBOLD_FAMILY if bold else fonts.FAMILY
    return _engine().FontProperties(family=[family, fonts.FALLBACK_FAMILY], size=size)


class Sheet:
    """A white sheet; x grows to the right and y down, both in points from the upper left corner."""

    def __init__(self, figure: Any, width: float, height: float) -> None:
        self._axes: Any = figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")
        self.width = width
        self.height = height
        self._layers = 0

    @property
    def _layer(self) -> int:
        """What is drawn later lies above, whatever its kind."""
        self._layers += 1
        return self._layers

    def line(self, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:
        """Draw a straight line; ``look`` are color, width, dash (on, off)."""
        self.path([start, end], **look)

    def path(
        self,
        points: Sequence[tuple[float, float]],
        *,
        color: str = style.LINE,
        width: float = 0.75,
        dash: tuple[float, float] | None = None,
        round_ends: bool = False,
    ) -> None:
        """Draw a line through points."""
        line = _engine().Line2D(
            [x for x, _y in points],
            [y for _x, y in points],
            color=color,
            linewidth=width,
            linestyle=(0, tuple(part / width for part in dash)) if dash else "-",
            solid_capstyle="round" if round_ends else "butt",
            solid_joinstyle="round",
            clip_on=False,
            zorder=self._layer,
        )
        self._axes.add_line(line)

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        color: str,
    ) -> None:
        """Fill a rectangle."""
        patch = _engine().Rectangle(
            (x, y),
            width,
            height,
            facecolor=color,
            linewidth=0,
            clip_on=False,
            zorder=self._layer,
        )
        self._axes.add_patch(patch)

    def dot(self, x: float, y: float, *, size: float, color: str, hollow: bool = False) -> None:
        """Draw a dot of ``size`` points across with a white rim."""
        self._axes.add_line(
            _engine().Line2D(
                [x],
                [y],
                marker="o",
                markersize=size,
                markerfacecolor=style.SURFACE if hollow else color,
                markeredgecolor=color if hollow else style.SURFACE,
                markeredgewidth=1.2 if hollow else 0.9,
                linestyle="none",
                clip_on=False,
                zorder=self._layer,
            )
        )

    def text(
        self,
        point: tuple[float, float],
        text: str,
        *,
        size: float = style.TEXT_SIZE,
        color: str = style.INK,
        bold: bool = False,
        align: str = "left",
    ) -> None:
        """Set one line of text whose middle height is at the point."""
        x, y = point
        self._axes.text(
            x,
            y + _BASELINE * size,
            text,
            fontproperties=_font(size, bold=bold),
            color=color,
            ha=align,
            va="baseline",
            parse_math=False,
            clip_on=False,
            zorder=self._layer,
        )

    def note(self, point: tuple[float, float], text: str, *, align: str = "right") -> None:
        """Set small grey text: counts, intervals, ticks, reasons."""
        self.text(point, text, size=style.SMALL_SIZE, color=style.MUTED, align=align)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that can be had as a file. ``alt`` says in words what it shows."""

    title: str
    alt: str
    height: float
    draw: Callable[[Sheet], None]
    width: float = style.WIDTH

    def svg(self) -> bytes:
        """Return an SVG with title and description, without style attributes, fonts or dates."""
        raw = self._render("FigureCanvasSVG", "svg", metadata={"Date": None, "Creator": None})
        return tidy(raw, title=self.title or self.alt, description=self.alt)

    def png(self, scale: float = 3.0) -> bytes:
        """Return a PNG with so many pixels to a point."""
        dpi = _POINTS_PER_INCH * scale
        return self._render("FigureCanvasAgg", "png", dpi=dpi, metadata={"Software": None})

    def _render(self, canvas: str, form: str, **options: Any) -> bytes:
        engine = _engine()
        with _LOCK, engine.rc_context(_SETTINGS):
            _register_fonts()
            size = (self.width / _POINTS_PER_INCH, self.height / _POINTS_PER_INCH)
            figure = engine.Figure(figsize=size, facecolor=style.SURFACE)
            getattr(engine, canvas)(figure)
            self.draw(Sheet(figure, self.width, self.height))
            target = BytesIO()
            figure.savefig(target, format=form, **options)
        return target.getvalue()


def fitted(text: str, width: float, size: float = style.TEXT_SIZE, *, bold: bool = False) -> str:
    """Shorten a label to the width with «…»; whole where it fits."""
    if text_width(text, size, bold=bold) <= width:
        return text
    shown = text
    while shown and text_width(shown + "…", size, bold=bold) > width:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text at ordinary spaces into lines no wider than ``width``.

    A longer word stands alone; a no-break space holds its words together.
    """
    lines: list[str] = []
    for word in filter(None, text.replace("\n", " ").split(" ")):
        candidate = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(candidate, size, bold=bold) <= width:
            lines[-1] = candidate
        else:
            lines.append(word)
    return lines
