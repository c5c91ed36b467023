"""Rural Access Index (SDG 9.1.1): rural people near a road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from pipeline.geo.weighted import ratios, sums

if TYPE_CHECKING:
    import geopandas as gpd

M_PER_KM = 1000
ALL_SEASON = ("paved", "gravel")


def rural_access(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    near_km: float,
) -> pd.DataFrame:
    """Share of rural people whose community lies within `near_km` of a road, one row an area.

    The distance is a straight line and inclusive. All-season roads are paved or gravel: those on
    which the wet season stops no vehicle. Paths and schematic links are no roads. Shares are null
    where there are no rural people, and 0 where no road is mapped.
    """
    rural = communities[~communities["is_urban"].astype(bool)]
    area_of = pd.Index(areas["area_id"]).get_indexer(rural["area_id"])
    weight = rural["people"].to_numpy(dtype=float)
    people = sums(weight, area_of, len(areas))
    points = rural.geometry.to_numpy()
    roads = network[(network["passability"] != "path") & ~network["is_schematic"].astype(bool)]
    kinds = {
        "paved_share": roads["surface_group"] == "paved",
        "all_season_share": roads["surface_group"].isin(ALL_SEASON),
        "any_road_share": pd.Series(data=True, index=roads.index),
    }
    table = pd.DataFrame({"area_id": areas["area_id"].to_numpy(), "rural_people": people})
    for name, is_kind in kinds.items():
        is_near = _is_near(points, roads.geometry[is_kind].to_numpy(), near_km * M_PER_KM)
        table[name] = ratios(sums(weight * is_near, area_of, len(areas)), people)
    return table


def _is_near(points: np.ndarray, lines: np.ndarray, limit_m: float) -> np.ndarray:
    """Whether each point lies within the distance of any line."""
    is_near = np.zeros(len(points), dtype=bool)
    if not len(points) or not len(lines):
        return is_near
    # Asked a little further and held to the limit afterwards: the limit itself counts as near.
    (found, _), distance_m = shapely.STRtree(lines).query_nearest(
        points, max_distance=limit_m + 1, return_distance=True, all_matches=False
    )
    is_near[found[distance_m <= limit_m]] = True
    return is_near
