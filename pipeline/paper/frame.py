"""What a map's frame holds and says: its bounds, its degrees, its scale, where north is."""

from __future__ import annotations

from math import ceil, floor, hypot, log10
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from pipeline.paper.positions import GEOD, to_degrees, to_metres

if TYPE_CHECKING:
    from collections.abc import Iterable

Bounds = tuple[float, float, float, float]

LEAST_M = 1500.0
"""Ground that a frame shows at least, across."""
PADDING = 0.08
STEPS = [digit * 10.0**power for power in range(-4, 2) for digit in (1, 2, 5)]
OVER = 0.05
"""How far lines go beyond the corners: parallels are bent, and would end short of the rim."""
BENDS = 9
"""Places on a line of equal longitude or latitude within a frame; it is nearly straight."""


class Line(NamedTuple):
    """A line of equal longitude or latitude, and its label at the frame's rim."""

    xy: list[tuple[float, float]]
    label: str
    at: tuple[float, float]
    is_longitude: bool


def bounds_of(shapes: Iterable[shapely.Geometry], width: float, height: float) -> Bounds:
    """Return the least frame of a shape (width to height) round all shapes, with some room."""
    west, south, east, north = shapely.total_bounds(np.array(list(shapes), object))
    across = max((east - west) * (1 + 2 * PADDING), LEAST_M)
    up = max((north - south) * (1 + 2 * PADDING), LEAST_M * height / width)
    across, up = max(across, up * width / height), max(up, across * height / width)
    x, y = (west + east) / 2, (south + north) / 2
    return x - across / 2, y - up / 2, x + across / 2, y + up / 2


def graticule(crs: Any, bounds: Bounds) -> list[Line]:  # noqa: ANN401  pyproj's CRS
    """Return lines of equal longitude and latitude across a frame, three to seven the longer way.

    Longitudes are labelled where they meet the lower rim, latitudes where they meet the left one;
    lines that do not meet it are left out.
    """
    west, south, east, north = bounds
    (low_x, high_x), (low_y, high_y) = _degrees_within(crs, bounds)
    step = next((s for s in STEPS if max(high_x - low_x, high_y - low_y) / s <= 6), STEPS[-1])
    digits = max(0, -floor(log10(step)))
    rims = (
        shapely.LineString([(west, south), (east, south)]),
        shapely.LineString([(west, south), (west, north)]),
    )
    lines = []
    for is_longitude, low, high in ((True, low_x, high_x), (False, low_y, high_y)):
        for number in range(ceil(low / step), floor(high / step) + 1):
            value = number * step
            start, end = (low_y, high_y) if is_longitude else (low_x, high_x)
            more = OVER * (end - start)
            along = np.linspace(start - more, end + more, BENDS)
            still = np.full(BENDS, value)
            pair = (still, along) if is_longitude else (along, still)
            xy = list(
                zip(*(axis.tolist() for axis in to_metres(crs).transform(*pair)), strict=True)
            )
            met = shapely.LineString(xy).intersection(rims[0 if is_longitude else 1])
            if isinstance(met, shapely.Point):
                signs = "EW" if is_longitude else "NS"
                shown = (value + 180) % 360 - 180 if is_longitude else value
                label = f"{abs(shown):.{digits}f}° {signs[shown < 0]}"
                lines.append(Line(xy, label, (met.x, met.y), is_longitude))
    return lines


def _degrees_within(crs: Any, bounds: Bounds) -> tuple[tuple[float, float], ...]:  # noqa: ANN401
    """Return the least and greatest longitude and latitude of a frame's corners and middles.

    Longitudes are told from the middle on, so that a frame across the 180th meridian is whole:
    they may be less than -180 or more than 180.
    """
    west, south, east, north = bounds
    middle = (west + east) / 2
    x, y = to_degrees(crs).transform(
        [middle, west, middle, east, east, middle, west],
        [(south + north) / 2, south, south, south, north, north, north],
    )
    x = [x[0] + (one - x[0] + 180) % 360 - 180 for one in x]
    return tuple((min(axis), max(axis)) for axis in (x, y))


def ground_m(crs: Any, bounds: Bounds) -> float:  # noqa: ANN401  pyproj's CRS
    """Return how many metres of ground a metre of the map's plane is, in the middle of a frame.

    Told along the parallel, over a thousandth of the frame: 1 within a part in a thousand in the
    zone of a UTM system, and far less than 1 in a web Mercator system.
    """
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    half = (bounds[2] - bounds[0]) / 2000
    ends = to_degrees(crs).transform([x - half, x + half], [y, y])
    return float(GEOD.line_length(*ends)) / (2 * half)


def north(crs: Any, bounds: Bounds) -> tuple[float, float]:  # noqa: ANN401  pyproj's CRS
    """Return the direction of true north in the middle of a frame, as a step of length 1."""
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    longitude, latitude = to_degrees(crs).transform(x, y)
    sign = 1 if latitude < 89 else -1
    u, v = to_metres(crs).transform(longitude, latitude + sign * 0.001)
    length = sign * hypot(u - x, v - y)
    return (u - x) / length, (v - y) / length


def round_length(metres: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20 and so on that is not above a length."""
    power = 10.0 ** floor(log10(metres))
    return max(digit * power for digit in (1, 2, 5) if digit * power <= metres * (1 + 1e-9))


def length_words(metres: float) -> str:
    """Return a length for people."""
    return f"{metres:,.0f} m" if metres < 1000 else f"{metres / 1000:g} km"
