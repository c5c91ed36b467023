"""What writes on a page, in millimetres from its upper left corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.paper.rim import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAGE_MM = (210.0, 297.0)
MARGIN = 10.0
WIDTH = PAGE_MM[0] - 2 * MARGIN


class Lettering(NamedTuple):
    """How large the text of table and blocks is."""

    size: float
    """In points."""
    line: float
    """Height of a line in millimetres."""


class Pen:
    """Writes on a page from the top down."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.y = MARGIN

    def write(self, x: float, y: float, text: str, size: float, **style: Any) -> None:  # noqa: ANN401
        """Write one line; `y` is its middle."""
        style = {"va": "center_baseline", "clip_on": False, **style}
        write(self.axes, x, y, text, size, **style)

    def rule(self, y: float, width: float = 0.4, start: float = MARGIN, end: float = 0) -> None:
        """Draw a level line, as long as the page is wide if not told."""
        self.axes.plot([start, end or PAGE_MM[0] - MARGIN], [y, y], color="black", linewidth=width)
