"""The map on a sheet, in lines and signs that hold in black and white."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection

from pipeline.sheet.frame import bounds_of, graticule, length_words, north, round_length, spread
from pipeline.sheet.lettering import fitted, font

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pipeline.sheet.contents import Picture, Spot
    from pipeline.sheet.ground import Bounds, Ground, Seen

MM = 72 / 25.4
"""Points in a millimetre, for widths of lines."""
GREYS = {0: ("0.45", 1.1), 1: ("0.6", 0.6), 2: ("0.72", 0.4)}
"""Grey and width in points, by rank of the road."""
SIGNS: dict[str, dict[str, Any]] = {
    "hub": {"marker": "*", "markersize": 17, "color": "black"},
    "community": {"marker": "o", "markersize": 10, "color": "black"},
    "service": {"marker": "P", "markersize": 9, "color": "black"},
    "weakest": {"marker": "D", "markersize": 8, "color": "white", "markeredgecolor": "black"},
    "reached": {"marker": "s", "markersize": 7, "color": "black"},
}
FAR_SERVICE = 1.25
"""A service is shown where the frame need not grow by more than this."""


def draw_map(axes: Axes, picture: Picture, ground: Ground, *, width: float, height: float) -> None:
    """Draw the way with the ground around it into axes of a width and height in millimetres."""
    bounds = _bounds(picture, width, height)
    m_per_mm = (bounds[2] - bounds[0]) / width
    axes.set(xlim=bounds[::2], ylim=bounds[1::2], xticks=[], yticks=[])
    _degrees(axes, picture, bounds)
    _ground(axes, ground.seen(bounds, 0.15 * m_per_mm), m_per_mm)
    _way(axes, picture)
    numbers = spread(picture.numbers, 4.5 * m_per_mm)
    for text, x, y in numbers:
        axes.plot(x, y, "o", markersize=8, color="white", markeredgecolor="black", zorder=7)
        _text(axes, x, y, text, 5.5, ha="center", va="center_baseline", zorder=8)
    for spot in picture.spots:
        _spot(axes, spot, bounds, m_per_mm)
    _scale(axes, bounds, m_per_mm)
    _north(axes, picture, bounds, m_per_mm)


def _bounds(picture: Picture, width: float, height: float) -> Bounds:
    """Return the frame: round the way and all signs, the service if it is not far off."""
    shapes = [line for line, _ in picture.way]
    shapes += [picture.straight] if picture.straight is not None else []
    shapes += [shapely.Point(s.x_m, s.y_m) for s in picture.spots if s.kind != "service"]
    own = bounds_of(shapes, width, height)
    services = [shapely.Point(s.x_m, s.y_m) for s in picture.spots if s.kind == "service"]
    larger = bounds_of([*shapes, *services], width, height)
    is_near = larger[2] - larger[0] <= FAR_SERVICE * (own[2] - own[0])
    return larger if is_near else own


def _ground(axes: Axes, seen: Seen, m_per_mm: float) -> None:
    """Draw roads in grey, closed links dashed with crosses, settlements, incidents."""
    for rank, (grey, width) in reversed(GREYS.items()):
        lines = [bends for bends, own in seen.roads if own == rank]
        axes.add_collection(LineCollection(lines, colors=grey, linewidths=width, zorder=2))
    axes.add_collection(
        LineCollection(seen.closed, colors="black", linewidths=1.2, linestyles="--", zorder=3)
    )
    crosses = np.array([_middle(line) for line in seen.closed]).reshape(-1, 2)
    axes.plot(*crosses.T, "x", color="black", markersize=6, markeredgewidth=1.3, zorder=3)
    axes.plot(
        *seen.incidents.T, "^", color="white", markeredgecolor="black", markersize=4.5, zorder=4
    )
    for name, x, y in seen.names:
        axes.plot(x, y, "o", color="white", markeredgecolor="0.3", markersize=3, zorder=4)
        _text(axes, x + 1.2 * m_per_mm, y, fitted(name, 6, 28), 6, color="0.25", zorder=4)


def _way(axes: Axes, picture: Picture) -> None:
    """Draw the way thick and black; what a report closes in dashes, with crosses."""
    lines = [np.asarray(line.coords)[:, :2] for line, _ in picture.way]
    axes.add_collection(LineCollection(lines, colors="white", linewidths=4.6, zorder=5))
    is_shut = [shut for _, shut in picture.way]
    free = [line for line, shut in zip(lines, is_shut, strict=True) if not shut]
    shut = [line for line, shut in zip(lines, is_shut, strict=True) if shut]
    axes.add_collection(
        LineCollection(free, colors="black", linewidths=2.8, capstyle="round", zorder=5)
    )
    axes.add_collection(
        LineCollection(shut, colors="black", linewidths=2.8, linestyles=(0, (1.2, 0.8)), zorder=5)
    )
    crosses = np.array([_middle(line) for line in shut]).reshape(-1, 2)
    axes.plot(*crosses.T, "x", color="black", markersize=12, markeredgewidth=2.6, zorder=6)
    if picture.straight is not None:
        axes.plot(
            *np.asarray(picture.straight.coords).T, ":", color="black", linewidth=1.6, zorder=5
        )


def _middle(bends: Any) -> tuple[float, float]:  # noqa: ANN401  an array of places
    """Return the place half-way along a line."""
    at = shapely.LineString(bends).interpolate(0.5, normalized=True)
    return at.x, at.y


def _spot(axes: Axes, spot: Spot, bounds: Bounds, m_per_mm: float) -> None:
    """Draw a place's sign, with its name where it is hub, community or service."""
    west, south, east, north_ = bounds
    if not (west <= spot.x_m <= east and south <= spot.y_m <= north_):
        return
    sign = {"markeredgecolor": "white", "markeredgewidth": 1.2, **SIGNS[spot.kind]}
    axes.plot(spot.x_m, spot.y_m, zorder=9, linestyle="none", **sign)
    if spot.kind == "weakest":
        return
    is_left = spot.x_m > (west + east) / 2
    x = spot.x_m + (-3 if is_left else 3) * m_per_mm
    size = 8 if spot.kind in ("hub", "community") else 6.5
    is_bold = size == 8
    name = fitted(spot.name, size, 55, is_bold=is_bold)
    up = {"hub": 2.5, "community": -2.5}.get(spot.kind, 0) * m_per_mm
    align = "right" if is_left else "left"
    _text(axes, x, spot.y_m + up, name, size, is_bold=is_bold, ha=align, zorder=10)


def _degrees(axes: Axes, picture: Picture, bounds: Bounds) -> None:
    """Draw lines of equal longitude and latitude, labelled at the rim."""
    lines = graticule(picture.crs, bounds)
    xy = [np.asarray(line.xy) for line in lines]
    axes.add_collection(
        LineCollection(xy, colors="0.55", linewidths=0.35, linestyles=":", zorder=1)
    )
    for line in lines:
        turned = {"ha": "center", "va": "bottom"} if line.is_longitude else {"ha": "left"}
        _text(axes, *line.at, line.label, 5.5, zorder=11, **turned)


def _scale(axes: Axes, bounds: Bounds, m_per_mm: float) -> None:
    """Draw a bar of round length, and the scale of the print."""
    length = round_length((bounds[2] - bounds[0]) / 4)
    x, y = bounds[2] - 5 * m_per_mm - length, bounds[1] + 6 * m_per_mm
    box = [x - 2 * m_per_mm, y - 2.2 * m_per_mm, length + 4 * m_per_mm, 7.4 * m_per_mm]
    axes.fill_between(
        [box[0], box[0] + box[2]], box[1], box[1] + box[3], color="white", zorder=11, linewidth=0
    )
    for start, color in ((0, "black"), (0.5, "white")):
        axes.fill_between(
            [x + start * length, x + (start + 0.5) * length],
            y,
            y + 1.2 * m_per_mm,
            facecolor=color,
            edgecolor="black",
            linewidth=0.5,
            zorder=12,
        )
    scale = float(f"{m_per_mm * 1000:.2g}")
    said = f"{length_words(length)}, about 1 : {scale:,.0f} on A4"
    _text(axes, x + length, y + 3.2 * m_per_mm, said, 6, ha="right", zorder=12)


def _north(axes: Axes, picture: Picture, bounds: Bounds, m_per_mm: float) -> None:
    """Draw an arrow to true north."""
    dx, dy = north(picture.crs, bounds)
    x, y = bounds[2] - 8 * m_per_mm, bounds[3] - 14 * m_per_mm
    axes.annotate(
        "",
        (x + 8 * m_per_mm * dx, y + 8 * m_per_mm * dy),
        (x, y),
        arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1.4},
        zorder=12,
    )
    at = x + 10 * m_per_mm * dx, y + 10 * m_per_mm * dy
    _text(axes, *at, "N", 8, is_bold=True, ha="center", zorder=12)


def _text(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    is_bold: bool = False,
    **style: Any,  # noqa: ANN401  matplotlib's
) -> None:
    """Write a label on white."""
    axes.text(
        x,
        y,
        text,
        fontproperties=font(is_bold=is_bold),
        fontsize=size,
        parse_math=False,
        clip_on=True,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4} | style.pop("bbox", {}),
        **{"va": "center", **style},
    )
