"""What the charts use of matplotlib; imported by the first drawing (see `canvas`)."""

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

__all__ = [
    "Figure",
    "FigureCanvasAgg",
    "FigureCanvasSVG",
    "FontProperties",
    "Line2D",
    "Polygon",
    "Rectangle",
    "fontManager",
    "rc_context",
]
