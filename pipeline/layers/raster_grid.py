"""The grid over the region on which travel times are worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.errors import StageError

if TYPE_CHECKING:
    import geopandas as gpd

STEPS_M = (100.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0)
CELLS = 250_000
"""As many as there are at most, if the region file states no side."""
MOST_CELLS = 4_000_000


def raster_grid(*, areas: gpd.GeoDataFrame, cell_m: float | None) -> pd.DataFrame:
    """Square cells, in the region's metres, that cover all areas, with their edges on multiples.

    So grids of one side fit onto each other, whatever the region. Cells of the frame outside all
    areas are counted too where the number is bounded.

    Parameters
    ----------
    cell_m
        Side of a cell; if not given, the least of 100, 250, 500, 1000, 2000 and so on that makes
        no more than 250,000 cells.
    """
    grids = (_grid(areas, side) for side in ([cell_m] if cell_m else STEPS_M))
    grid = next(grid for grid in grids if cell_m or _count(grid) <= CELLS)
    if _count(grid) > MOST_CELLS:
        raise StageError(
            f"raster_grid: cells of {cell_m:g} m make {_count(grid):,} cells, more than "
            f"{MOST_CELLS:,}; state a greater `cell_m` under `[rasters]`"
        )
    return pd.DataFrame([grid])


def _grid(areas: gpd.GeoDataFrame, side: float) -> dict[str, float | int]:
    """Return the grid of cells with this side."""
    west, south, east, north = areas.total_bounds
    left, top = np.floor(west / side), np.ceil(north / side)
    return {
        "cell_m": float(side),
        "west_m": float(left * side),
        "north_m": float(top * side),
        "columns_count": max(int(np.ceil(east / side) - left), 1),
        "rows_count": max(int(top - np.floor(south / side)), 1),
    }


def _count(grid: dict[str, float | int]) -> int:
    return int(grid["columns_count"] * grid["rows_count"])
