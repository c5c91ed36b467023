"""Geometry as short as a screen allows: whole numbers of 0.00001 degrees, packed.

A line, a ring or a row of points is one text: its packed x, a space, its packed y.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from pipeline.page import packed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WGS84 = "EPSG:4326"
UNITS_PER_DEGREE = 100_000
AREA_VERTICES = 30_000
ROAD_VERTICES = 40_000
COARSEST_SHARE = 1 / 200
"""No line is simplified by more than this share of the region's diagonal."""
FINEST_SHARE = 1 / 20_000


class Shapes(list[Any]):
    """The shapes of a layer's rows as texts, with what it cost to draw them more simply."""

    moved_m: float = 0
    """Furthest that a border or a line lies from where it was."""
    lost_share: float = 0
    """Ground of areas that is drawn in a neighbour, or in none."""
    is_apart: bool = False
    """Whether each was simplified for itself, because neighbours overlap or leave gaps."""


def bounds(areas: gpd.GeoDataFrame) -> list[list[float]]:
    """Return [[south, west], [north, east]] in degrees; the whole world without any area."""
    if areas.empty:
        return [[-60.0, -180.0], [75.0, 180.0]]
    west, south, east, north = areas.geometry.to_crs(WGS84).total_bounds.round(5).tolist()
    return [[south, west], [north, east]]


def areas(geometry: gpd.GeoSeries, most: int = AREA_VERTICES) -> Shapes:
    """Return each area's polygons, each a list of rings.

    Neighbours that fit together are simplified together, so that no gaps open between them.
    Simplified only where there are more than `most` vertices.
    """
    plain = np.asarray(geometry)
    is_coverage = len(plain) > 0 and bool(shapely.coverage_is_valid(plain))
    simplify: Any = shapely.coverage_simplify if is_coverage else shapely.simplify
    fitted, tolerance = _fit(plain, simplify, most)
    drawn = Shapes(_polygons(shape) for shape in _degrees(fitted, geometry.crs))
    if tolerance:
        drawn.moved_m = float(shapely.hausdorff_distance(plain, fitted).max())
        was, now = shapely.make_valid(plain), shapely.make_valid(fitted)
        kept = shapely.area(shapely.intersection(was, now)).sum()
        drawn.lost_share = float(1 - kept / shapely.area(was).sum())
        drawn.is_apart = not is_coverage
    return drawn


def lines(geometry: gpd.GeoSeries, most: int = ROAD_VERTICES) -> Shapes:
    """Return each row's lines, simplified where there are more than `most` vertices."""
    fitted, tolerance = _fit(np.asarray(geometry), shapely.simplify, most)
    degrees = _degrees(fitted, geometry.crs)
    drawn = Shapes([_line(part) for part in shapely.get_parts(shape)] for shape in degrees)
    drawn.moved_m = tolerance
    return drawn


def points(geometry: gpd.GeoSeries) -> str:
    """Return all rows' points as one text; empty points are missing."""
    degrees = _degrees(np.asarray(geometry), geometry.crs)
    coordinates, row = shapely.get_coordinates(degrees, return_index=True)
    xy = np.full((len(degrees), 2), np.nan)
    xy[row] = coordinates
    return _text(np.round(xy * UNITS_PER_DEGREE))


def merged(network: gpd.GeoDataFrame, ranks: Sequence[Sequence[str]]) -> tuple[Any, list[str]]:
    """Return one multi-line a rank of road classes, and the classes left out for want of room.

    Parameters
    ----------
    network
        Links with `road_class`.
    ranks
        Road classes of each rank, the most important first; classes in none go to the last.
    """
    rank_of = {name: rank for rank, names in enumerate(ranks) for name in names}
    rank = network["road_class"].map(rank_of).fillna(len(ranks) - 1).to_numpy(dtype=int)
    joined, left_out, room = [], [], ROAD_VERTICES // 2
    shapes = np.asarray(network.geometry)
    for number in range(len(ranks)):
        multi = shapely.line_merge(shapely.multilinestrings(shapes[rank == number]))
        if 2 * shapely.get_num_geometries(multi) > room:
            left_out += sorted(set(network["road_class"][rank == number]))
            multi = shapely.MultiLineString()
        room -= 2 * shapely.get_num_geometries(multi)
        joined.append(multi)
    return gpd.GeoSeries(joined, crs=network.crs), left_out


def _fit(shapes: NDArray[Any], simplify: Any, most: int) -> tuple[NDArray[Any], float]:  # noqa: ANN401
    """Return shapes simplified by twice as much each time until they fit, or get too coarse.

    And by how much in all: no line of a simplification by distance is further from where it was.
    """
    if not len(shapes):
        return shapes, 0.0
    west, south, east, north = shapely.total_bounds(shapes)
    diagonal = float(np.hypot(east - west, north - south))
    tolerance, total = diagonal * FINEST_SHARE, 0.0
    while shapely.get_num_coordinates(shapes).sum() > most and (
        tolerance <= diagonal * COARSEST_SHARE
    ):
        shapes = simplify(shapes, tolerance)
        total += tolerance
        tolerance *= 2
    return shapes, total


def _degrees(shapes: NDArray[Any], crs: Any) -> NDArray[Any]:  # noqa: ANN401  pyproj's CRS
    return np.asarray(gpd.GeoSeries(shapes, crs=crs).to_crs(WGS84))


def _polygons(shape: Any) -> list[list[str]]:  # noqa: ANN401  a shapely polygon
    return [[_line(ring) for ring in shapely.get_rings(part)] for part in shapely.get_parts(shape)]


def _line(line: Any) -> str:  # noqa: ANN401  a shapely line
    """Return the line as text, no vertex twice in a row."""
    whole = _whole(line)
    is_moved = (np.diff(whole, axis=0) != 0).any(axis=1)
    return _text(whole[np.concatenate([[True], is_moved])])


def _whole(shapes: Any) -> NDArray[np.int64]:  # noqa: ANN401  a shape or an array of shapes
    return np.round(shapely.get_coordinates(shapes) * UNITS_PER_DEGREE).astype(np.int64)


def _text(whole: NDArray[Any]) -> str:
    return " ".join(packed.column(axis) for axis in whole.T)
