"""Cells of the H3 grid: which one holds a point, which ones cover a shape, and their outlines.

H3 is a library of single cells, so it is asked cell by cell. All in degrees, longitude first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h3
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Texts = NDArray[np.object_]

AVERAGE_KM2 = tuple(h3.average_hexagon_area(level, unit="km^2") for level in range(16))
"""Ground area of a cell by resolution."""


def holding(points: Floats, resolution: int) -> Texts:
    """Id of the cell that holds each point."""
    cells = [h3.latlng_to_cell(y, x, resolution) for x, y in points.tolist()]
    return np.array(cells, dtype=object)


def resolution_of(cell: str) -> int:
    """Resolution of a cell."""
    return int(h3.get_resolution(cell))


def covering(shape: Any, resolution: int) -> list[str]:  # noqa: ANN401  a polygon or several
    """Ids of all cells that share ground with a shape, sorted."""
    outline = h3.geo_to_h3shape(shape)
    return sorted(h3.h3shape_to_cells_experimental(outline, resolution, contain="overlap"))


def outlines(cells: Iterable[str]) -> Texts:
    """Polygon of each cell."""
    rings = [[(x, y) for y, x in h3.cell_to_boundary(cell)] for cell in cells]
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
