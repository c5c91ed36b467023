"""A raster's cells, cut by outlines."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from exactextract import exact_extract
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from pipeline.crs import WGS84, known
from pipeline.errors import CrsError, SourceError
from pipeline.formats.outlines import polygonal

if TYPE_CHECKING:
    from pathlib import Path

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (0.5, 0.5))
"""Corners of a cell, the first again to close the ring, then its centre."""


class Cells(NamedTuple):
    """Pieces of cells, and which outlines the raster does not cover."""

    pieces: gpd.GeoDataFrame
    beyond: list[str]


class Zones(NamedTuple):
    """One number an outline, by its key, and which outlines the raster does not cover."""

    values: pd.Series
    """Null where no cell with a value lies in the outline."""
    beyond: list[str]


class Grid(NamedTuple):
    """How a raster lies on the ground."""

    crs: Any
    transform: Any
    width: int
    outline: Any


def read_cells(path: Path, ground: gpd.GeoDataFrame, key: str, *, stated: str | None) -> Cells:
    """Return one piece an outline and cell of a raster's first band, cells without value left out.

    Pieces have the outline's `key`, `row` and `column` of the cell (from 0 at the top left),
    `value`, `coverage_share` (the share of the cell that the outline covers, exact) and a point in
    the reference system of the outlines: the cell's centre, or where that is outside the outline
    a point of the covered part.

    Parameters
    ----------
    path
        Any raster that GDAL reads.
    ground
        Polygons.
    key
        Column of `ground` that names them.
    stated
        Reference system of a raster that states none.

    Raises
    ------
    SourceError
        Where the file is missing or broken, or covers no outline.
    CrsError
        Where no reference system is stated.
    """
    operations = ["cell_id", "values", "coverage"]
    found, outlines, grid = _extracted(path, ground, key, operations, stated)
    pieces = _pieces(found, key, grid)
    points = _points(pieces, ground.set_index(key).geometry, key, grid)
    beyond = _beyond(outlines, key, grid)
    return Cells(gpd.GeoDataFrame(pieces, geometry=points, crs=ground.crs), beyond)


def read_zones(
    path: Path, ground: gpd.GeoDataFrame, key: str, *, measure: str, stated: str | None
) -> Zones:
    """Return the mean or the sum of a raster's first band over each outline.

    A cell counts by the share of it that the outline covers, exactly; cells without value do not
    count. Outlines that overlap each have all that is theirs.

    Parameters
    ----------
    path, ground, key, stated
        As for `read_cells`.
    measure
        `mean` or `sum`.

    Raises
    ------
    SourceError, CrsError
        As `read_cells` does.
    """
    found, outlines, grid = _extracted(path, ground, key, ["count", measure], stated)
    value = found.set_index(key)[measure].astype("float64")
    is_there = (found["count"] > 0).to_numpy()
    return Zones(value.where(is_there), _beyond(outlines, key, grid))


def _extracted(
    path: Path, ground: gpd.GeoDataFrame, key: str, operations: list[str], stated: str | None
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, Grid]:
    """Return what a raster holds in each outline, the outlines in its system, and how it lies."""
    if path.is_dir():
        raise SourceError("is a folder, not a file; name the file in it", file=path)
    if not path.is_file():
        raise SourceError("no such file; put it there, or change `file`", file=path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as raster:
                grid = _grid(raster, path, stated)
                outlines = _reprojected(ground[[key, "geometry"]], grid.crs)
                _refuse_elsewhere(grid, outlines, path)
                # A reference system that is stated, not the file's, is no cause for concern.
                warnings.simplefilter("ignore")
                found = exact_extract(
                    raster,
                    outlines,
                    operations,
                    include_cols=[key],
                    output="pandas",
                )
    except (RasterioError, RuntimeError, OSError) as error:
        raise SourceError(
            f"not a readable raster: {error.__cause__ or error}. A download that broke off? Fetch "
            "it anew and compare its size",
            file=path,
        ) from None
    return found, outlines, grid


def _beyond(outlines: gpd.GeoDataFrame, key: str, grid: Grid) -> list[str]:
    """Return the outlines that the raster does not cover whole."""
    is_beyond = ~shapely.covers(grid.outline, outlines.geometry.array)
    return sorted(outlines.loc[is_beyond, key])


def _grid(raster: Any, path: Path, stated: str | None) -> Grid:  # noqa: ANN401  rasterio's
    """Return how a raster lies, by itself or as stated."""
    if raster.crs is not None:
        crs = known(raster.crs.to_wkt(), what=str(path))
    elif stated is not None:
        crs = known(stated, what=f"crs of {path.name} in the region file")
    else:
        raise CrsError(
            f"{path}: the raster states no reference system; add `crs`, such as "
            'crs = "EPSG:4326" for degrees, to its entry in the region file'
        )
    if raster.transform.is_identity:
        raise SourceError(
            "the raster does not say where its cells lie; get it as GeoTIFF, or with its world "
            "file (.tfw) beside it",
            file=path,
        )
    return Grid(crs, raster.transform, raster.width, shapely.box(*raster.bounds))


def _reprojected(ground: gpd.GeoDataFrame, crs: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    """Return outlines in the raster's system, valid: exact shares of a broken ring are wrong."""
    outlines = ground.to_crs(crs)
    valid = polygonal(outlines.geometry.to_numpy())
    return outlines.set_geometry(gpd.GeoSeries(valid, index=outlines.index, crs=crs))


def _refuse_elsewhere(grid: Grid, outlines: gpd.GeoDataFrame, path: Path) -> None:
    """Refuse a raster that covers nothing."""
    if shapely.intersects(grid.outline, outlines.geometry.array).any():
        return
    box = gpd.GeoSeries([grid.outline], crs=grid.crs).to_crs(WGS84).total_bounds.round(2)
    ground = outlines.to_crs(WGS84).total_bounds.round(2)
    raise SourceError(
        "the raster does not cover the region: west, south, east, north are "
        f"{box.tolist()} of the raster and {ground.tolist()} of the areas",
        file=path,
    )


def _pieces(found: pd.DataFrame, key: str, grid: Grid) -> pd.DataFrame:
    """Return one row a piece from one row an outline with lists."""
    cell = np.concatenate(found["cell_id"].tolist()).astype("int64")
    row, column = divmod(cell, grid.width)
    pieces = pd.DataFrame(
        {
            key: np.repeat(found[key].to_numpy(), found["values"].str.len()),
            "row": row,
            "column": column,
            "value": np.concatenate(found["values"].tolist()).astype("float64"),
            "coverage_share": np.concatenate(found["coverage"].tolist()).astype("float64"),
        }
    )
    return pieces[pieces["value"].notna()].reset_index(drop=True)


def _points(
    pieces: pd.DataFrame, outlines: gpd.GeoSeries, key: str, grid: Grid
) -> np.ndarray[Any, Any]:
    """Return each cell's centre, or a point of its covered part where the centre is outside."""
    corner = _corners(pieces["row"].to_numpy(), pieces["column"].to_numpy(), grid, outlines.crs)
    points = np.asarray(shapely.points(corner[:, 5]))
    at = np.flatnonzero(pieces["coverage_share"] < 1)
    shapely.prepare(outlines.array)
    around = outlines.loc[pieces[key].iloc[at]].to_numpy()
    is_off = ~shapely.intersects(around, points[at])
    at, around = at[is_off], around[is_off]
    covered = shapely.intersection(around, np.asarray(shapely.polygons(corner[at, :5])))
    inside = shapely.point_on_surface(covered)
    points[at] = np.where(shapely.is_empty(inside), points[at], inside)
    return points


def _corners(
    row: np.ndarray[Any, Any],
    column: np.ndarray[Any, Any],
    grid: Grid,
    crs: Any,  # noqa: ANN401  pyproj's CRS
) -> np.ndarray[Any, Any]:
    """Return the corners and the centre of cells: cells x 6 x 2."""
    a, b, west, d, e, north = tuple(grid.transform)[:6]
    across, down = np.array(CORNERS).T
    u, v = (column[:, None] + across, row[:, None] + down)
    x, y = (west + a * u + b * v, north + d * u + e * v)
    placed = gpd.GeoSeries(gpd.points_from_xy(x.ravel(), y.ravel(), crs=grid.crs)).to_crs(crs)
    return np.asarray(shapely.get_coordinates(placed.array).reshape(-1, len(CORNERS), 2))
