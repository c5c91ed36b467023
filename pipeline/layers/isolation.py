"""Communities that do not reach a hub, in each scenario, with people, reason and way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pipeline.travel import Roads, Travel, Trips, offers

if TYPE_CHECKING:
    from pipeline.geo.graph.openings import Openings

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HUB = "hub"
NONE = -1


def isolation(*, reach: pd.DataFrame, **travel: Unpack[Travel]) -> gpd.GeoDataFrame:
    """Every community and scenario in which no hub is reached, with people, reason and way out.

    A hub counts as reached where the status is `reachable`. `open_scenarios` is that of `reach`
    where the status is conditional; else it lists, with commas and sorted, the scenarios of `reach`
    in which the community reaches a hub; null where there is none. Distances are straight lines,
    however far, to roads that are not schematic; null without any: to the nearest road whatever;
    and to the nearest that is open to the scenario and of which at least one end has a way to a
    hub. Ties: the least link id.

    The links to reopen are those closed (or of unknown status) links that open the cheapest way to
    a hub, where a closed link costs its whole length and an open one nothing: with them opened
    there is a way, with fewer of them there is none. Links that the scenario could not pass anyway
    do not count. Null where there is a way already (insecure, or too long), and where no closed
    link stands in it. Ties: the same set for the same network, whatever the order of its rows.

    Parameters
    ----------
    reach
        Rows to the hubs count.
    travel
        As `pipeline.travel.Travel` says; service types do not matter.
    """
    communities, network = travel["communities"], travel["network"]
    to_hub = reach[reach["service_type"] == HUB].sort_values(["community_id", "scenario"])
    is_open = to_hub["status"] == "reachable"
    open_scenarios = to_hub[is_open].groupby("community_id")["scenario"].agg(",".join)
    about = communities[["community_id", "community_name", "area_id", "people"]].assign(
        nearest_road_m=_nearest_road_m(communities, network), geometry=communities.geometry
    )
    told = ["community_id", "scenario", "status", "reason", "open_scenarios"]
    table = to_hub.loc[~is_open, told].merge(about, on="community_id", validate="many_to_one")
    reached = table["community_id"].map(open_scenarios)
    is_named = table["status"] == "conditional"
    table["open_scenarios"] = table["open_scenarios"].where(is_named, reached).astype("str")
    ways_out = _ways_out(table[["community_id", "scenario", "geometry"]], travel)
    table = table.merge(ways_out, on=["community_id", "scenario"], validate="one_to_one")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=communities.crs)


def _ways_out(isolated: pd.DataFrame, travel: Travel) -> pd.DataFrame:
    """Return the nearest reached road and the links to reopen, one row an isolated community."""
    roads = Roads(travel)
    trips = Trips(roads, travel, offers(travel["services"], travel["hubs"], ()))
    links = travel["network"].sort_values("link_id", ignore_index=True)
    parts = []
    for scenario in travel["scenario_names"]:
        own = isolated[isolated["scenario"] == scenario].reset_index(drop=True)
        opened = next(trips.openings(scenario))
        to_reopen = _to_reopen(opened, trips.ids, links)
        is_reached = opened.is_reached & ~links["is_schematic"].to_numpy(bool)
        nearest = _nearest_reached(own["geometry"].to_numpy(), links, is_reached)
        found = own.drop(columns="geometry").join(to_reopen, on="community_id")
        parts.append(pd.concat([found, nearest], axis=1))
    return pd.concat(parts, ignore_index=True)


def _to_reopen(opened: Openings, ids: pd.Series, links: pd.DataFrame) -> pd.DataFrame:
    """Return the links to reopen and their km, by the communities that need any."""
    pairs = pd.DataFrame(
        {
            "community_id": ids.to_numpy()[opened.point],
            "reopening_link_ids": links["link_id"].to_numpy()[opened.edge],
            "reopening_km": links["length_m"].to_numpy(float)[opened.edge] / 1000,
        }
    )
    by_community = pairs.groupby("community_id")
    return by_community.agg({"reopening_link_ids": ",".join, "reopening_km": "sum"})


def _nearest_reached(
    points: npt.NDArray[np.object_], links: gpd.GeoDataFrame, is_reached: Bools
) -> pd.DataFrame:
    """Return the nearest place on a reached link: distance, link, easting and northing."""
    link, place = np.full(len(points), NONE), np.full((len(points), 3), np.nan)
    among = np.flatnonzero(is_reached)
    if len(among) and len(points):
        lines = links.geometry.to_numpy()[among]
        (point, line), far = shapely.STRtree(lines).query_nearest(points, return_distance=True)
        order = np.lexsort((line, point))
        _, first = np.unique(point[order], return_index=True)
        chosen = order[first]
        link = among[line[chosen]]
        at = shapely.get_point(shapely.shortest_line(lines[line[chosen]], points), 0)
        place = np.column_stack([far[chosen], shapely.get_x(at), shapely.get_y(at)])
    return pd.DataFrame(
        {
            "nearest_reached_link_id": links["link_id"].reindex(link).to_numpy(),
            "nearest_reached_m": place[:, 0],
            "nearest_reached_x_m": place[:, 1],
            "nearest_reached_y_m": place[:, 2],
        }
    )


def _nearest_road_m(communities: gpd.GeoDataFrame, network: gpd.GeoDataFrame) -> Floats:
    """Return the straight distance of each community to the nearest road."""
    roads = network.geometry[~network["is_schematic"].astype(bool)].to_numpy()
    far = np.full(len(communities), np.nan)
    if len(roads) and len(communities):
        (community, _), distance = shapely.STRtree(roads).query_nearest(
            communities.geometry.to_numpy(), all_matches=False, return_distance=True
        )
        far[community] = distance
    return far
