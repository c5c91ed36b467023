"""What writes on a page, in millimetres on A4 from its upper left corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.paper.rim import write
from pipeline.print.grey import rgb
from pipeline.print.marks import scatter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pipeline.print.contents import Sign


class Pen:
    """Writes on a page; on larger paper all is larger by the same.

    Parameters
    ----------
    axes
        The page in its own millimetres, from the upper left corner.
    unit
        Millimetres of the page that one of A4 takes.
    """

    def __init__(self, axes: Axes, unit: float) -> None:
        self.axes, self.unit = axes, unit

    def write(self, x: float, y: float, text: str, size: float, **style: Any) -> None:  # noqa: ANN401
        """Write one line; `y` is its middle."""
        unit = self.unit
        style = {"va": "center_baseline", **style}
        write(self.axes, x * unit, y * unit, text, size * unit, **style)

    def rule(self, x: float, y: float, width: float, points: float = 0.4) -> None:
        """Draw a level line."""
        self.axes.plot(
            [x * self.unit, (x + width) * self.unit],
            [y * self.unit] * 2,
            color="black",
            linewidth=points * self.unit,
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a box."""
        unit = self.unit
        self.axes.fill_between(
            [x * unit, (x + width) * unit],
            y * unit,
            (y + height) * unit,
            facecolor=rgb(colour),
            edgecolor="0.3",
            linewidth=0.4 * unit,
        )

    def scatter(self, sign: Sign, x: float, y: float, across_mm: float) -> None:
        """Draw a sign of some size."""
        at = np.array([[x, y]]) * self.unit
        scatter(self.axes, sign, at, np.array([across_mm * self.unit]), 3)
