"""Communities that do not reach a hub, in each scenario, with people and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

HUB = "hub"


def isolation(
    *, communities: gpd.GeoDataFrame, network: gpd.GeoDataFrame, reach: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Every community and scenario in which no hub is reached, with people and reason.

    A hub counts as reached where the status is `reachable`. `open_scenarios` lists, with commas
    and sorted, the scenarios of `reach` in which the community reaches a hub; null where there is
    none. `nearest_road_m` is the straight line to the nearest link that is not schematic, however
    far; null without any.
    """
    to_hub = reach[reach["service_type"] == HUB].sort_values(["community_id", "scenario"])
    is_open = to_hub["status"] == "reachable"
    open_scenarios = to_hub[is_open].groupby("community_id")["scenario"].agg(",".join)
    about = communities[["community_id", "community_name", "area_id", "people"]].assign(
        nearest_road_m=_nearest_road_m(communities, network), geometry=communities.geometry
    )
    cut_off = to_hub.loc[~is_open, ["community_id", "scenario", "status", "reason"]]
    table = cut_off.merge(about, on="community_id", validate="many_to_one")
    table["open_scenarios"] = table["community_id"].map(open_scenarios).astype("str")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=communities.crs)


def _nearest_road_m(
    communities: gpd.GeoDataFrame, network: gpd.GeoDataFrame
) -> npt.NDArray[np.float64]:
    """Return the straight distance of each community to the nearest road."""
    roads = network.geometry[~network["is_schematic"].astype(bool)].to_numpy()
    far = np.full(len(communities), np.nan)
    if len(roads) and len(communities):
        (community, _), distance = shapely.STRtree(roads).query_nearest(
            communities.geometry.to_numpy(), all_matches=False, return_distance=True
        )
        far[community] = distance
    return far
