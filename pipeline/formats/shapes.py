"""Lines and polygons of a file: which of them lie in or near the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from pipeline.crs import WGS84
from pipeline.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.formats.reading import Sieve


def drop_far(sieve: Sieve, areas: gpd.GeoDataFrame, margin_km: float) -> None:
    """Take out, as `outside`, shapes that lie wholly beyond a margin round all areas.

    A shape that reaches into the margin stays whole; the margin itself is in. Shapes that cannot
    be projected are outside.

    Parameters
    ----------
    sieve
        Its frame has non-empty geometry in the reference system of the areas.
    areas
        Polygons, in metres.
    margin_km
        Straight-line distance.

    Raises
    ------
    SourceError
        Where no shape at all is near: another region's file, or another reference system.
    """
    if sieve.frame.empty:
        return
    ground = shapely.union_all(areas.geometry.array)
    shapely.prepare(ground)
    shapes = sieve.frame.geometry.array
    is_finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    near = np.zeros(len(shapes), dtype=bool)
    near[is_finite] = shapely.dwithin(ground, shapes[is_finite], margin_km * 1000)
    if not near.any():
        raise SourceError(
            f"nothing in it lies within {margin_km:g} km of the areas: it spans "
            f"{_box(sieve.frame[is_finite])}, the areas {_box(areas)}. Is it another region's "
            "file, or is its reference system (`crs`) another?",
            file=sieve.path,
        )
    sieve.drop(~near, f"over {margin_km:g} km outside all areas", "outside")


def _box(shapes: gpd.GeoDataFrame) -> str:
    """Return a bounding box in degrees, for people."""
    if shapes.empty:
        return "nowhere on the globe"
    west, south, east, north = shapes.geometry.to_crs(WGS84).total_bounds
    return f"longitude {west:.2f} to {east:.2f} and latitude {south:.2f} to {north:.2f}"
