"""Cells of a hexagonal grid over the region, to see violence without borders of our making."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.crs import WGS84
from pipeline.errors import StageError
from pipeline.geo.hexagons import AVERAGE_KM2, covering, holding, outlines

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_CELLS = 200_000
M2_PER_KM2 = 1e6


def cells(
    *, areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, resolution: int | None
) -> gpd.GeoDataFrame:
    """Cells that share ground with any area or hold a community, with the people who live there.

    A cell belongs to the area that holds its middle, or to none. Cells are whole, also where they
    reach over the region's edge: their rates take only people and incidents of the region. No
    resolution, no cells.
    """
    ids: list[str] = []
    home = np.array([], dtype=object)
    if resolution is not None:
        _refuse_too_many(areas, resolution)
        at = shapely.get_coordinates(communities.geometry.to_crs(WGS84).to_numpy())
        home = holding(at, resolution)
        ground = areas.geometry.to_crs(WGS84).union_all()
        ids = sorted({*covering(_surface(ground), resolution), *home})
    shapes = gpd.GeoSeries(outlines(ids), crs=WGS84).to_crs(areas.crs)
    people = communities["people"].groupby(home).sum() if len(home) else pd.Series(dtype=float)
    table = {
        "cell_id": pd.Series(ids, dtype="str"),
        "area_id": _area_at(areas, shapes),
        "people": people.reindex(ids, fill_value=0.0).to_numpy(dtype=float),
    }
    return gpd.GeoDataFrame(table, geometry=shapes)


def _surface(ground: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a union, which may hold lines where areas touch."""
    parts = [part for part in shapely.get_parts(ground) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _refuse_too_many(areas: gpd.GeoDataFrame, resolution: int) -> None:
    """Refuse a grid that nobody could look at."""
    count = areas.geometry.area.sum() / M2_PER_KM2 / AVERAGE_KM2[resolution]
    if count > MOST_CELLS:
        raise StageError(
            f"cells: resolution {resolution} makes about {count:,.0f} cells, more than "
            f"{MOST_CELLS:,}; state a smaller `resolution` under `[cells]`"
        )


def _area_at(areas: gpd.GeoDataFrame, shapes: gpd.GeoSeries) -> pd.Series:
    """Return the area that holds each cell's middle; the first where outlines overlap."""
    middle = shapes.centroid.to_numpy()
    cell, area = shapely.STRtree(areas.geometry.to_numpy()).query(middle, predicate="intersects")
    found = pd.DataFrame({"cell": cell, "id": areas["area_id"].to_numpy()[area]})
    first = found.sort_values("id").drop_duplicates("cell").set_index("cell")["id"]
    return first.reindex(range(len(middle))).astype("str")
