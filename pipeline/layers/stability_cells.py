"""Violence in each cell of the grid, measured as in areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from pipeline.crs import WGS84
from pipeline.geo.hexagons import holding, resolution_of
from pipeline.geo.spread import of_members, within_radius
from pipeline.stability import Rules, measured
from pipeline.violence import neighbours_of, people_of, weights

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.violence import People

M_PER_KM = 1000


def stability_cells(
    *,
    areas: gpd.GeoDataFrame,
    cells: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    as_of: pd.DataFrame,
    blur_km: float,
    border_tolerance_m: float,
    **rules: Unpack[Rules],
) -> pd.DataFrame:
    """Rates, intensity, exposure, trend, hot spots and flags, one row a cell.

    All as in `stability`, which see; no row without cells. What `placing` puts at a point counts
    in the cell of that point, what it blurs is blurred over cells, and what it spreads over areas
    is spread on over the cells of each by people.
    """
    if cells.empty:
        communities, incidents = communities[:0], incidents[:0]
    grid = cells.rename(columns={"area_id": "home_id", "cell_id": "area_id"})
    settled = communities.assign(area_id=_cell_at(cells, communities))
    people = people_of(grid, settled)
    onwards = _shares(people_of(areas, communities), people)
    placed = _placed(cells, areas, incidents, placing, people, onwards, blur_km * M_PER_KM)
    reach_m = (rules["hotspot_band_km"] or 0) * M_PER_KM
    beside = neighbours_of(grid, people, reach_m, border_tolerance_m)
    day = as_of["as_of"].iloc[0]
    table = measured(grid, settled, incidents, placed, beside, day, rules)
    return table.rename(columns={"area_id": "cell_id"})


def _cell_at(cells: gpd.GeoDataFrame, points: gpd.GeoDataFrame) -> np.ndarray:
    """Return the cell that holds each point, or the nearest one of the region's."""
    ids: np.ndarray = cells["cell_id"].to_numpy()
    if points.empty:
        return ids[:0]
    at = shapely.get_coordinates(points.geometry.to_crs(WGS84).to_numpy())
    found = pd.Index(ids).get_indexer(pd.Index(holding(at, resolution_of(ids[0]))))
    middles = shapely.get_coordinates(shapely.centroid(cells.geometry.to_numpy()))
    _, nearest = KDTree(middles).query(shapely.get_coordinates(points.geometry.to_numpy()))
    return np.asarray(ids[np.where(found < 0, nearest, found)])


def _shares(of_areas: People, of_cells: People) -> csr_array:
    """Return how the people of each area (row) are shared among cells (columns)."""
    by_community = of_members(of_areas.area, of_areas.weight, len(of_areas.of_area))
    return csr_array(by_community @ _chosen(of_cells.area, len(of_cells.of_area)))


def _chosen(columns: np.ndarray, n: int) -> csr_array:
    """Return a matrix of n columns with a single 1 in each row."""
    return csr_array((np.ones(len(columns)), (range(len(columns)), columns)), (len(columns), n))


def _placed(
    cells: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    people: People,
    onwards: csr_array,
    blur_m: float,
) -> csr_array:
    """Return the weight of each incident (row) in each cell (column)."""
    n, count = len(cells), len(incidents)
    placing = placing[placing["incident_id"].isin(incidents["incident_id"])]
    of_how = {how: placing[placing["how"] == how] for how in ("at_point", "blurred", "spread")}
    exact, blurred = (
        np.flatnonzero(incidents["incident_id"].isin(of_how[how]["incident_id"]))
        for how in ("at_point", "blurred")
    )
    cell = pd.Index(cells["cell_id"]).get_indexer(_cell_at(cells, incidents.iloc[exact]))
    points = shapely.get_coordinates(incidents.geometry.to_numpy()[blurred])
    near = within_radius(points, people.points, people.area, people.weight, blur_m, n)
    spread = weights(of_how["spread"], incidents["incident_id"], areas["area_id"])
    at_point = _chosen(exact, count).T @ _chosen(cell, n)
    return csr_array(at_point + _chosen(blurred, count).T @ near + spread @ onwards)
