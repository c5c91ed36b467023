"""The map on a sheet, in lines and signs that hold in black and white."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection

from pipeline.paper.frame import bounds_of, graticule
from pipeline.paper.rim import SCALE_MM, draw_scale, write
from pipeline.sheet.labels import Name, Room
from pipeline.sheet.signs import LINES, SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from pipeline.paper.frame import Bounds
    from pipeline.sheet.contents import Picture, Spot
    from pipeline.sheet.ground import Ground, Seen

CASING = 4.8
"""Width in points of the white below the way."""
FAR_SERVICE = 1.25
"""A service is shown where the frame need not grow by more than this."""
LARGE, MIDDLE, LITTLE = 8.5, 7.0, 6.0
SIZES = {"hub": LARGE, "community": LARGE, "service": MIDDLE, "reached": MIDDLE}
"""Of the names of spots, in points, in the order of importance."""
LONGEST_MM = 60.0
NUMBER_MM = 1.6
"""Half of the room that a leg's number takes."""
NUMBERED = (0.5, 0.35, 0.65, 0.2, 0.8)
"""Shares of a leg at which its number may stand, the first that is free."""


def draw_map(axes: Axes, picture: Picture, ground: Ground, *, width: float, height: float) -> None:
    """Draw the way with the ground around it into axes of a width and height in millimetres."""
    bounds = _bounds(picture, width, height)
    m_per_mm = (bounds[2] - bounds[0]) / width
    axes.set(xlim=bounds[::2], ylim=bounds[1::2], xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_zorder(20)
    seen = ground.seen(bounds, 0.15 * m_per_mm)
    spots = [spot for spot in picture.spots if _is_within(bounds, spot.x_m, spot.y_m)]
    lines = [line for line, _ in picture.way]
    room = Room(bounds, m_per_mm, [*lines, *picture.other, *picture.straight])
    for spot in spots:
        room.take(spot.x_m, spot.y_m, SIGNS[spot.kind]["markersize"] / 6)
    _degrees(axes, picture, bounds, m_per_mm)
    _ground(axes, seen)
    _way(axes, picture)
    draw_scale(axes, picture.crs, bounds, room.corner(*SCALE_MM), _scale)
    _numbers(axes, picture, room)
    _spots(axes, spots, room)
    _settlements(axes, seen, room)


def _scale(number: float) -> str:
    return f"about 1 : {number:,.0f} on A4"


def _is_within(bounds: Bounds, x: float, y: float) -> bool:
    return bounds[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]


def _bounds(picture: Picture, width: float, height: float) -> Bounds:
    """Return the frame: round the way and all signs, the service if it is not far off."""
    shapes: list[shapely.Geometry] = [line for line, _ in picture.way]
    shapes += picture.straight
    shapes += [shapely.Point(s.x_m, s.y_m) for s in picture.spots if s.kind != "service"]
    own = bounds_of(shapes, width, height)
    for more in (
        [shapely.Point(s.x_m, s.y_m) for s in picture.spots if s.kind == "service"],
        list(picture.other),
    ):
        larger = bounds_of([*shapes, *more], width, height)
        if larger[2] - larger[0] <= FAR_SERVICE * (own[2] - own[0]):
            shapes += more
    return bounds_of(shapes, width, height)


def _ground(axes: Axes, seen: Seen) -> None:
    """Draw roads in grey, closed links dashed with crosses, incidents."""
    for rank in (2, 1, 0):
        lines = [bends for bends, own in seen.roads if own == rank]
        _lines(axes, lines, f"road_{rank}", zorder=2)
    _lines(axes, seen.closed, "closed", zorder=3)
    _signs(axes, _middles(seen.closed), "closed", zorder=3)
    _signs(axes, seen.incidents, "incident", zorder=4)


def _way(axes: Axes, picture: Picture) -> None:
    """Draw the way thick and black; what a report closes in dashes, with crosses."""
    lines = [np.asarray(line.coords)[:, :2] for line, _ in picture.way]
    free = [line for line, (_, is_shut) in zip(lines, picture.way, strict=True) if not is_shut]
    shut = [line for line, (_, is_shut) in zip(lines, picture.way, strict=True) if is_shut]
    other = [np.asarray(line.coords)[:, :2] for line in picture.other]
    _lines(axes, _joined(other), "other", zorder=5)
    axes.add_collection(LineCollection(lines, colors="white", linewidths=CASING, zorder=5))
    _lines(axes, free, "way", zorder=5)
    _lines(axes, shut, "shut_way", zorder=5)
    _signs(axes, _middles(shut), "closed", zorder=6, markersize=12, markeredgewidth=2.6)
    _lines(axes, [np.asarray(line.coords) for line in picture.straight], "straight", zorder=5)


def _joined(lines: Sequence[Any]) -> list[Any]:
    """Return lines that follow each other as one, so that its dashes are even."""
    return [np.concatenate(list(lines))] if lines else []


def _lines(axes: Axes, lines: Sequence[Any], kind: str, *, zorder: float) -> None:
    axes.add_collection(LineCollection(list(lines), **LINES[kind], zorder=zorder))


def _signs(
    axes: Axes,
    xy: Any,  # noqa: ANN401  an array of places
    kind: str,
    *,
    zorder: float,
    **style: Any,  # noqa: ANN401  matplotlib's
) -> None:
    axes.plot(*xy.T, linestyle="none", **(SIGNS[kind] | style), zorder=zorder)


def _middles(lines: Sequence[Any]) -> Any:  # noqa: ANN401  an array of places
    """Return the places half-way along lines."""
    at = shapely.line_interpolate_point(
        [shapely.LineString(bends) for bends in lines], 0.5, normalized=True
    )
    return shapely.get_coordinates(at)


def _numbers(axes: Axes, picture: Picture, room: Room) -> None:
    """Write the numbers of legs on the way; one that would hide a sign or a number is left out."""
    for number, line in enumerate(picture.legs, 1):
        places = (line.interpolate(share, normalized=True) for share in NUMBERED)
        at = next((one for one in places if room.is_free(one.x, one.y, NUMBER_MM)), None)
        if at is not None:
            room.take(at.x, at.y, NUMBER_MM)
            _signs(axes, np.array([[at.x, at.y]]), "number", zorder=7)
            write(axes, at.x, at.y, str(number), 6, ha="center", va="center_baseline", zorder=8)


def _spots(axes: Axes, spots: Sequence[Spot], room: Room) -> None:
    """Draw signs of spots with their names."""
    for spot in sorted(spots, key=lambda one: one.kind in ("hub", "community")):
        edge = {"markeredgecolor": "white", "markeredgewidth": 1.2}
        at = np.array([[spot.x_m, spot.y_m]])
        _signs(axes, at, spot.kind, zorder=9, **(edge | SIGNS[spot.kind]))
    named = [spot for kind in SIZES for spot in spots if spot.kind == kind]
    names = [
        Name(s.name, s.x_m, s.y_m, SIZES[s.kind], 3.0, is_bold=SIZES[s.kind] == LARGE)
        for s in named
    ]
    _names(axes, names, room, color="black", zorder=10)


def _settlements(axes: Axes, seen: Seen, room: Room) -> None:
    """Draw settlements whose sign and name hide nothing."""
    for text, x, y in seen.names:
        if room.is_free(x, y, 0.6):
            name = Name(text, x, y, LITTLE, 1.2, is_needed=False)
            if _names(axes, [name], room, color="0.25", zorder=4.5):
                room.take(x, y, 0.6)
                _signs(axes, np.array([[x, y]]), "settlement", zorder=6)


def _names(axes: Axes, names: Sequence[Name], room: Room, **style: Any) -> bool:  # noqa: ANN401
    """Write names on white, and tell whether any was."""
    written = room.written(names, LONGEST_MM)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.3}
    for name, x, y in written:
        write(axes, x, y, name.text, name.size, is_bold=name.is_bold, bbox=box, **style)
    return bool(written)


def _degrees(axes: Axes, picture: Picture, bounds: Bounds, m_per_mm: float) -> None:
    """Draw lines of equal longitude and latitude, labelled at the rim."""
    lines = graticule(picture.crs, bounds)
    xy = [np.asarray(line.xy) for line in lines]
    axes.add_collection(
        LineCollection(xy, colors="0.55", linewidths=0.35, linestyles=":", zorder=1)
    )
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.2}
    for line in lines:
        x, y = (value + 0.8 * m_per_mm for value in line.at)
        up = "bottom" if line.is_longitude else "center"
        write(axes, x, y, line.label, 5.5, zorder=11, bbox=box, ha="left", va=up)
