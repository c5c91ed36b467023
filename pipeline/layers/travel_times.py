"""Minutes from every cell of a grid to its nearest service of every type, in every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pipeline.joining import joined
from pipeline.reasons import OUTSIDE, Known, states
from pipeline.travel import Points, Travel, Trips, Walk, trips, walks

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Times = npt.NDArray[np.void]

TIMES = np.dtype([("minutes", np.float32), ("state", np.uint8)])
AT_ONCE = 1 << 16
"""Cells whose ways are kept in memory at a time."""


class Cells(NamedTuple):
    """Cells of a grid whose centres lie in an area."""

    place: Ints
    """Counted from the north-west, row by row."""
    at: Floats
    """Centres: x, y."""
    is_gap: Bools


def travel_times(
    *,
    areas: gpd.GeoDataFrame,
    raster_grid: pd.DataFrame,
    mapped_roads: pd.DataFrame,
    link_risk: pd.DataFrame,
    max_snap_m: float,
    connect_nearest_count: int,
    time_limit_min: float | None,
    **travel: Unpack[Travel],
) -> Times:
    """Minutes and state of every cell: a band a scenario and type, the hubs last, by row, column.

    A cell is asked as `reach` asks a community that lives at its centre: it comes onto the same
    links, and has the same minutes (rounded to 32 bits) and the same status and reason. Minutes are
    NaN where there is no way, and only there; beyond the time limit and on insecure ways they
    stand, as in `reach`, and the state says so. Cells whose centres lie in no area have state 0 and
    no minutes; where outlines overlap the first area counts. Where water or a slope bars the walk
    is not known.

    Parameters
    ----------
    max_snap_m
        Longest straight walk to a road (inclusive); cells beyond it have no road.
    connect_nearest_count
        As in `connectors`.
    time_limit_min
        Beyond this a service is too far (the limit itself is not); None sets no limit.
    travel
        As `pipeline.travel.Travel` says.
    """
    grid = raster_grid.iloc[0]
    ways = trips(travel, link_risk["link_id"][link_risk["is_insecure"]])
    bands = len(travel["scenario_names"]) * len(ways.offered)
    times = np.zeros((bands, int(grid["rows_count"]), int(grid["columns_count"])), TIMES)
    times["minutes"], times["state"] = np.nan, OUTSIDE
    flat = times.reshape(bands, -1)
    links = travel["network"].sort_values("link_id", ignore_index=True)
    walk = Walk(travel["walk_kmh"], travel["walk_detour"])
    limit_min = np.inf if time_limit_min is None else time_limit_min
    for some in _batches(_cells(grid, areas, mapped_roads)):
        near = joined(links, some.at, max_snap_m=max_snap_m, nearest_count=connect_nearest_count)
        own = ways.of(Points(pd.Series(some.place), walks(*near[:4], walk)))
        has_road = np.bincount(near.point, minlength=len(some.place)) > 0
        has_service = np.array([len(offer.ids) > 0 for offer in ways.offered])
        known = Known(has_service, some.is_gap, has_road)
        flat[:, some.place] = _times(own, travel["scenario_names"], known, limit_min)
    return times


def _cells(grid: pd.Series, areas: gpd.GeoDataFrame, mapped_roads: pd.DataFrame) -> Cells:
    """Return the cells that lie in an area."""
    side = grid["cell_m"]
    x = grid["west_m"] + (np.arange(grid["columns_count"]) + 0.5) * side
    y = grid["north_m"] - (np.arange(grid["rows_count"]) + 0.5) * side
    at = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    areas = areas.sort_values("area_id", ignore_index=True)
    centres = shapely.STRtree(np.asarray(shapely.points(at), object))
    area, cell = centres.query(areas.geometry.to_numpy(), predicate="intersects")
    first = np.full(len(at), len(areas))
    np.minimum.at(first, cell, area)
    place = np.flatnonzero(first < len(areas))
    is_gap = areas["area_id"].map(mapped_roads.set_index("area_id")["is_map_gap"])
    of_area = (is_gap == True).to_numpy(bool)  # noqa: E712  null is no gap
    return Cells(place, at[place], of_area[first[place]])


def _batches(cells: Cells) -> list[Cells]:
    """Return the cells, so many at a time that there is room for them."""
    place, at, is_gap = cells
    parts = [slice(i, i + AT_ONCE) for i in range(0, len(place), AT_ONCE)]
    return [Cells(place[part], at[part], is_gap[part]) for part in parts]


def _times(ways: Trips, scenarios: Sequence[str], known: Known, limit_min: float) -> Times:
    """Return minutes and state, one row a scenario and type and one column a cell.

    Cells that lack a way are asked apart: only for them all scenarios and views are searched.
    """
    minutes = np.concatenate([ways.minutes(scenario) for scenario in scenarios])
    times = np.empty(minutes.shape, TIMES)
    times["minutes"] = np.where(np.isfinite(minutes), minutes, np.nan)
    lacks = ~np.isfinite(minutes) & np.tile(known.has_service, len(scenarios))[:, None]
    is_asked = known.has_road & ~known.is_gap & lacks.any(axis=0)
    for own in (is_asked, ~is_asked):
        those = known._replace(is_gap=known.is_gap[own], has_road=known.has_road[own])
        found = ways.only(own)
        codes = [states(found, scenario, those, limit_min) for scenario in scenarios]
        times["state"][:, own] = np.concatenate(codes)
    return times
