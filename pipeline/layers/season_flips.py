"""Communities that reach a hub or a service in one season and not in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

if TYPE_CHECKING:
    import pandas as pd

TRIP = ["community_id", "service_type", "vehicle"]


def season_flips(
    *, communities: gpd.GeoDataFrame, scenarios: pd.DataFrame, reach: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Every community and type reached in one scenario and not in another of the same vehicle.

    One row a pair of asked scenarios whose vehicle is the same and whose season is not, where the
    status is `reachable` in the one (with its minutes) and another in the other (with its reason:
    the season's, or whatever binds first). Without two seasons of a vehicle there are no rows.
    """
    vehicle = scenarios.set_index("scenario")["vehicle"]
    told = reach.assign(vehicle=reach["scenario"].map(vehicle).astype("str"))
    is_open = told["status"] == "reachable"
    opened = told.loc[is_open, [*TRIP, "scenario", "minutes"]]
    shut = told.loc[~is_open, [*TRIP, "scenario", "status", "reason"]]
    pairs = opened.rename(columns={"scenario": "open_scenario", "minutes": "open_min"}).merge(
        shut.rename(columns={"scenario": "shut_scenario"}), on=TRIP
    )
    about = communities[["community_id", "community_name", "area_id", "people", "geometry"]]
    table = pairs.drop(columns="vehicle").merge(about, on="community_id", validate="many_to_one")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=communities.crs)
