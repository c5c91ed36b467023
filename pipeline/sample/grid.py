"""The population grid of the made-up region: its cells, and where in them people may be put."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from pipeline.sample.terrain import ORIGIN_LONGITUDE, kilometres

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_DEGREES = 0.005
WEST, NORTH = ORIGIN_LONGITUDE, 1.75
COLUMNS, ROWS = 380, 324
BORDER_KM = 0.6
"""Places lie this far inside their district, so that their cell is all in it."""


def ground_cells(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of which any part is land, row by row from the north.

    `cell` counts all cells of the grid; `x`, `y` is the centre in kilometres; `area` is the row of
    the district that holds the whole cell with a margin, -1 where none does.
    """
    row, column = np.divmod(np.arange(ROWS * COLUMNS), COLUMNS)
    centres = kilometres(cell_centres(row, column))
    points = np.asarray(shapely.points(centres))
    outlines = areas["shape"].to_numpy()
    on_land = np.zeros(len(points), dtype=bool)
    on_land[shapely.STRtree(points).query(outlines, predicate="dwithin", distance=0.4)[1]] = True
    inner = shapely.buffer(outlines, -BORDER_KM)
    area, inside = shapely.STRtree(points).query(inner, predicate="contains")
    holder = np.full(len(points), -1)
    holder[inside] = area
    table = pd.DataFrame(
        {"cell": np.arange(len(points)), "x": centres[:, 0], "y": centres[:, 1], "area": holder}
    )
    return table[on_land].reset_index(drop=True)


def cell_centres(row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return longitude and latitude of cell centres."""
    return np.column_stack(
        [WEST + (column + 0.5) * CELL_DEGREES, NORTH - (row + 0.5) * CELL_DEGREES]
    )


def spaced(
    rng: np.random.Generator,
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    count: int,
    *,
    gap_km: float,
    taken: NDArray[np.float64],
    taken_gap_km: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return rows of points, likelier the greater the weight, that keep their distance.

    Parameters
    ----------
    rng
        Where the chance comes from.
    points, weights
        Candidates in kilometres; those of no weight are never taken.
    count
        How many at most.
    gap_km
        Distance from each other.
    taken, taken_gap_km
        Points already there and the distance from each of them.
    """
    rows = np.flatnonzero(weights > 0)
    for gap in np.unique(taken_gap_km):
        away = cKDTree(taken[taken_gap_km == gap]).query(points[rows])[0]
        rows = rows[away >= gap]
    rows = rows[np.argsort(-(rng.random(len(rows)) ** (1 / weights[rows])), kind="stable")]
    chosen: list[int] = []
    while len(rows) and len(chosen) < count:
        chosen.append(int(rows[0]))
        rows = rows[np.hypot(*(points[rows] - points[rows[0]]).T) >= gap_km]
    return np.array(chosen, dtype=np.int64)
