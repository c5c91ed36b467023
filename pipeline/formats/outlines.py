"""Outlines that are valid polygons."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely


def polygonal(shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the valid polygonal part of each shape; an empty polygon where there is none.

    Broken rings are mended so that every ring's ground stays in; valid polygons are untouched.
    """
    mended = np.array(shapes, dtype=object)
    is_broken = ~shapely.is_valid(mended)
    mended[is_broken] = shapely.make_valid(mended[is_broken])
    kinds = shapely.get_type_id(mended)
    is_mixed = ~np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    mended[is_mixed] = _polygons_of(mended[is_mixed])
    return mended


def _polygons_of(shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the polygons in collections, those of one collection together."""
    parts, at = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    at = at[inner]
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rows, groups = np.unique(at[is_polygon], return_inverse=True)
    found = np.full(len(shapes), shapely.Polygon(), dtype=object)
    found[rows] = shapely.multipolygons(parts[is_polygon], indices=groups)
    return found
