"""Shapes as fine as paper shows them, as paths that a printer takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.paper.frame import Bounds

    Shapes = NDArray[np.object_]

DETAIL_MM = 0.12
"""Bends finer than this on paper are left out."""
HOLE_GAPS = 4
"""A hole this many gaps across, and larger ones, are holes."""
MOST_BENDS = 80_000
"""Bends of roads that a sheet has room for; beyond, the least ranks are left out."""


def areas(shapes: Shapes, detail_m: float) -> Shapes:
    """Return areas without fine bends; neighbours that fit together still do."""
    is_coverage = len(shapes) > 0 and bool(shapely.coverage_is_valid(shapes))
    simplify: Any = shapely.coverage_simplify if is_coverage else shapely.simplify
    return np.asarray(simplify(shapes, detail_m), object)


def merged(shapes: Shapes) -> Any:  # noqa: ANN401  a shapely shape
    """Return areas as one shape."""
    return shapely.union_all(shapes)


def outline(shapes: Shapes, gap_m: float) -> Any:  # noqa: ANN401  a shapely shape
    """Return areas as one shape without slits and holes where neighbours do not quite meet.

    Parameters
    ----------
    gap_m
        Widest slit that is closed.
    """
    wide = shapely.buffer(shapely.union_all(shapes), gap_m / 2, join_style="mitre")
    closed = shapely.get_parts(shapely.buffer(wide, -gap_m / 2, join_style="mitre"))
    return shapely.multipolygons([_without_small_holes(part, gap_m) for part in closed])


def _without_small_holes(part: Any, gap_m: float) -> Any:  # noqa: ANN401  a polygon
    rings = [ring for ring in part.interiors if _area(ring) > (HOLE_GAPS * gap_m) ** 2]
    return shapely.Polygon(part.exterior, rings)


def _area(ring: Any) -> float:  # noqa: ANN401  a ring
    return float(shapely.area(shapely.polygons(ring)))


def path(shape: Any) -> Path:  # noqa: ANN401  a polygon, or several
    """Return a polygon, or several, with their holes as one path."""
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shape)))
    bends = [shapely.get_coordinates(ring) for ring in rings]
    codes = [
        np.concatenate([[Path.MOVETO], np.full(len(ring) - 2, Path.LINETO), [Path.CLOSEPOLY]])
        for ring in bends
    ]
    if not bends:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(bends), np.concatenate(codes))


def bends(shapes: Any, bounds: Bounds, detail_m: float) -> list[NDArray[np.float64]]:  # noqa: ANN401
    """Return the bends of lines within a frame and a little beyond, without fine ones."""
    around = shapely.box(*bounds).buffer(2 * detail_m, join_style="mitre").bounds
    parts = shapely.clip_by_rect(shapely.simplify(shapes, detail_m), *around)
    return _bends(parts)


def roads(
    ranks: Sequence[Any], bounds: Bounds, detail_m: float
) -> tuple[list[list[NDArray[np.float64]]], int]:
    """Return the bends of roads by rank, and how many ranks are left out for want of room."""
    drawn: list[list[NDArray[np.float64]]] = []
    room = MOST_BENDS
    for number, rank in enumerate(ranks):
        lines = bends(rank, bounds, detail_m)
        room -= sum(map(len, lines))
        if room < 0:
            return drawn, len(ranks) - number
        drawn.append(lines)
    return drawn, 0


def hatching(shape: Any, step: float) -> list[NDArray[np.float64]]:  # noqa: ANN401  areas
    """Return lines that rise to the right across a shape, so far apart."""
    if shape.is_empty:
        return []
    west, south, east, north = shape.bounds
    height, apart = north - south, step * 2**0.5
    # Told from the origin, so that hatchings of neighbours meet.
    first = np.floor((west - north) / apart) * apart
    at = np.arange(first, east - south + apart, apart) + south
    ends = np.stack(
        [np.column_stack([at, at * 0 + south]), np.column_stack([at + height, at * 0 + north])], 1
    )
    parts = shapely.intersection(shapely.linestrings(ends), shape)
    return _bends(parts)


def dots(shape: Any, step: float) -> NDArray[np.float64]:  # noqa: ANN401  areas
    """Return places in rows across a shape, so far apart, every second row moved by a half."""
    if shape.is_empty:
        return np.empty((0, 2))
    west, south, east, north = (value / step for value in shape.bounds)
    column, row = np.meshgrid(
        np.arange(np.floor(west), east + 1), np.arange(np.floor(south), north + 1)
    )
    x, y = ((column + (row % 2) / 2) * step).ravel(), (row * step).ravel()
    is_inside = shapely.contains_xy(shape, x, y)
    return np.column_stack([x[is_inside], y[is_inside]])


def _bends(shapes: Any) -> list[NDArray[np.float64]]:  # noqa: ANN401  shapely shapes
    """Return the bends of the lines in shapes; what is no line, or has no length, is left out."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    return [shapely.get_coordinates(part) for part in parts[is_line & ~shapely.is_empty(parts)]]
