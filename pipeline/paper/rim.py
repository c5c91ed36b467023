"""What stands on a map beside its content: letters, the bar that tells its scale, north."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.paper.frame import ground_m, length_words, north, round_length
from pipeline.paper.lettering import font

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from pipeline.paper.frame import Bounds

SCALE_MM = (48.0, 13.0)
"""Room that scale and north arrow take."""
LONGEST_BAR_MM = 34.0


def draw_scale(
    axes: Axes,
    crs: Any,  # noqa: ANN401  pyproj's CRS
    bounds: Bounds,
    corner: Bounds,
    said: Callable[[float], str],
    unit: float = 1.0,
) -> None:
    """Draw a bar of round length, the scale of the print and an arrow to true north.

    The bar is as long as that much ground is in the middle of the frame.

    Parameters
    ----------
    corner
        Where, in the metres of the map's plane; `SCALE_MM` times `unit` of paper.
    said
        Words for the scale of the print, from its number, which is told to two digits.
    unit
        How much larger than on A4 letters and lines are.
    """
    west, south, east, up = corner
    m_per_mm = (east - west) / SCALE_MM[0] / unit
    mm = m_per_mm * unit
    axes.fill_between(
        [west, east], south, up, facecolor="white", edgecolor="black", linewidth=0.4, zorder=12
    )
    of_ground = ground_m(crs, bounds)
    told = round_length(LONGEST_BAR_MM * mm * of_ground)
    length = told / of_ground
    x, y = west + 11 * mm, south + 3 * mm
    for start, color in ((0, "black"), (0.5, "white")):
        axes.fill_between(
            [x + start * length, x + (start + 0.5) * length],
            y,
            y + 1.3 * mm,
            facecolor=color,
            edgecolor="black",
            linewidth=0.5,
            zorder=13,
        )
    scale = said(float(f"{m_per_mm * of_ground * 1000:.2g}"))
    write(axes, x, y + 6.4 * mm, length_words(told), 7 * unit, is_bold=True, zorder=13)
    write(axes, x, y + 3.4 * mm, scale, 6 * unit, zorder=13)
    dx, dy = north(crs, bounds)
    foot = west + 5 * mm - 3.5 * mm * dx, south + 2 * mm
    tip = foot[0] + 7 * mm * dx, foot[1] + 7 * mm * dy
    arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", tip, foot, arrowprops=arrow, zorder=13)
    at = tip[0] + 1.8 * mm * dx, tip[1] + 1.8 * mm * dy
    write(axes, *at, "N", 8 * unit, is_bold=True, ha="center", zorder=13)


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    is_bold: bool = False,
    **style: Any,  # noqa: ANN401  matplotlib's
) -> None:
    """Write on the map, as text and never as a formula."""
    axes.text(
        x,
        y,
        text,
        fontproperties=font(is_bold=is_bold),
        fontsize=size,
        parse_math=False,
        **{"va": "center", "clip_on": True, **style},
    )
