"""Geometry and numbers as short as a screen allows: whole numbers of 0.00001 degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

WGS84 = "EPSG:4326"
UNITS_PER_DEGREE = 100_000
AREA_VERTICES = 30_000
ROAD_VERTICES = 40_000
COARSEST_SHARE = 1 / 200
"""No line is simplified by more than this share of the region's diagonal."""
FINEST_SHARE = 1 / 20_000

Flat = list[int]


def numbers(values: ArrayLike, digits: int = 0) -> list[float | int | None]:
    """Return numbers rounded, None where missing; whole ones without a decimal point."""
    rounded = np.round(np.asarray(values, dtype=float), digits)
    plain = [None if missing else value for value, missing in _with_missing(rounded)]
    return [int(v) if v is not None and v == int(v) else v for v in plain]


def _with_missing(values: NDArray[np.float64]) -> zip[tuple[float, bool]]:
    return zip(values.tolist(), np.isnan(values).tolist(), strict=True)


def bounds(areas: gpd.GeoDataFrame) -> list[list[float]]:
    """Return [[south, west], [north, east]] in degrees; the whole world without any area."""
    if areas.empty:
        return [[-60.0, -180.0], [75.0, 180.0]]
    west, south, east, north = areas.geometry.to_crs(WGS84).total_bounds.round(5).tolist()
    return [[south, west], [north, east]]


def areas(geometry: gpd.GeoSeries, most: int = AREA_VERTICES) -> list[list[list[Flat]]]:
    """Return each area's polygons, each a list of rings, each flat.

    Neighbours that fit together are simplified together, so that no gaps open between them.
    Simplified only where there are more than `most` vertices.
    """
    plain = np.asarray(geometry)
    is_coverage = len(plain) > 0 and shapely.coverage_is_valid(plain)
    simplify: Any = shapely.coverage_simplify if is_coverage else shapely.simplify
    return [_polygons(shape) for shape in _degrees(_fit(plain, simplify, most), geometry.crs)]


def lines(geometry: gpd.GeoSeries, most: int = ROAD_VERTICES) -> list[list[Flat]]:
    """Return each row's lines, each flat, simplified where there are more than `most` vertices."""
    fitted = _degrees(_fit(np.asarray(geometry), shapely.simplify, most), geometry.crs)
    return [[_flat(part) for part in shapely.get_parts(shape)] for shape in fitted]


def points(geometry: gpd.GeoSeries) -> list[Flat]:
    """Return each row's point as two numbers."""
    whole = shapely.get_coordinates(_degrees(np.asarray(geometry), geometry.crs))
    return [[x, y] for x, y in np.round(whole * UNITS_PER_DEGREE).astype(int).tolist()]


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


def _fit(shapes: NDArray[Any], simplify: Any, most: int) -> NDArray[Any]:  # noqa: ANN401
    """Return shapes simplified by twice as much each time until they fit, or get too coarse."""
    if not len(shapes):
        return shapes
    west, south, east, north = shapely.total_bounds(shapes)
    diagonal = float(np.hypot(east - west, north - south))
    tolerance = diagonal * FINEST_SHARE
    while shapely.get_num_coordinates(shapes).sum() > most and (
        tolerance <= diagonal * COARSEST_SHARE
    ):
        shapes = simplify(shapes, tolerance)
        tolerance *= 2
    return shapes


def _degrees(shapes: NDArray[Any], crs: Any) -> NDArray[Any]:  # noqa: ANN401  pyproj's CRS
    return np.asarray(gpd.GeoSeries(shapes, crs=crs).to_crs(WGS84))


def _polygons(shape: Any) -> list[list[Flat]]:  # noqa: ANN401  a shapely polygon
    return [[_flat(ring) for ring in shapely.get_rings(part)] for part in shapely.get_parts(shape)]


def _flat(line: Any) -> Flat:  # noqa: ANN401  a shapely line
    """Return x, y of the first vertex, then the steps to each next one; no step of nothing."""
    whole = np.round(shapely.get_coordinates(line) * UNITS_PER_DEGREE).astype(int)
    steps = np.diff(whole, axis=0)
    moved = steps[(steps != 0).any(axis=1)]
    return np.concatenate([whole[:1], moved]).ravel().tolist()
