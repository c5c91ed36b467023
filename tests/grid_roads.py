"""Tables about the roads of the grid region: the register, reports, reopenings, by formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = pd.Timestamp("2024-03-01")
DETOURS = ("known", "none", "not_used", "not_computed", "not_passable")
STATUSES = ("closed", "warning", "open", "no_recent_information")


def links(network: gpd.GeoDataFrame, reporter: str) -> gpd.GeoDataFrame:
    """Return the register: of ten links each, one cuts off most, and one carries nobody."""
    number = np.arange(len(network))
    status = np.array(STATUSES, dtype=object)[np.minimum(number, 3)]
    is_told = number < 3
    detour = np.array(DETOURS, dtype=object)[number % 5]
    about = network[["link_id", "road_name", "road_class", "surface_group", "length_m", "geometry"]]
    return about.assign(
        status=status,
        reported=pd.Series(DAY, network.index).where(is_told),
        reported_by=pd.Series(reporter, network.index).where(is_told, None),
        is_contested=number == 1,
        is_passable=detour != "not_passable",
        risk=np.where(number % 10 == 3, 1.5, np.where(number % 10 == 4, 0.25, 0.0)),
        is_insecure=number % 10 == 3,
        is_cut_link=detour == "none",
        people_cut_off=np.where(number % 10 == 1, 1_000.0 * number, 0.0),
        hub_people=100.0 * (number % 10),
        trips_people=5_000.0 * (number % 10),
        service_types=pd.Series("health,hub", network.index).where(number % 10 > 0, None),
        services_count=number % 10,
        detour_min=np.where(detour == "known", 7.5 + number, np.nan),
        detour=detour,
    )


def link_risk(network: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the risk of the links that the register gives one."""
    number = np.arange(len(network))
    risky = np.isin(number % 10, [3, 4])
    is_insecure = (number % 10 == 3)[risky]
    return pd.DataFrame(
        {
            "link_id": network["link_id"][risky],
            "risk": np.where(is_insecure, 1.5, 0.25),
            "incidents_count": 2,
            "exact_count": 0,
            "nearest_exact_m": np.nan,
            "newest": DAY,
            "is_insecure": is_insecure,
            "grade": "B",
        }
    )


def link_reports(network: gpd.GeoDataFrame, report: str, reporter: str) -> pd.DataFrame:
    """Return a ruling report on each of the first three links, and one that contests the second."""
    link = network["link_id"].to_numpy()
    return pd.DataFrame(
        {
            "link_id": [link[0], link[1], link[1], link[2]],
            "closure_id": ["K1", "K2", "K1", "K2"],
            "status": ["closed", "warning", "closed", "unknown"],
            "closure_name": report,
            "reported": DAY,
            "reported_by": reporter,
            "is_expired": [False, False, False, True],
            "is_contested": [False, True, True, False],
            "is_ruling": [True, True, False, True],
            "rank": [1, 1, 2, 1],
        }
    )


def cut_nodes(network: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return where links begin; every other one cuts people off."""
    number = np.arange(len(network))
    starts = shapely.get_point(network.geometry.to_numpy(), 0)
    kinds = np.array(["junction", "ferry_landing", "road_end"], dtype=object)
    table = {
        "node": number,
        "kind": kinds[number % 3],
        "links_count": 2,
        "is_cut_node": number % 2 == 0,
        "people_cut_off": np.where(number % 2 == 0, 50.0 * number, 0.0),
    }
    return gpd.GeoDataFrame(table, geometry=starts, crs=network.crs)


def reopenings(network: gpd.GeoDataFrame, report: str, road: str) -> gpd.GeoDataFrame:
    """Return the set that isolation names, and a better one of two links when dry."""
    wanted = [("dry-4x4", 1, 2), ("dry-4x4", 2, 1), ("wet-4x4", 1, 1)]
    first = network.geometry.to_numpy()[:2]
    rows = [
        {
            "scenario": scenario,
            "link_ids": ",".join(network["link_id"][:count]),
            "rank": rank,
            "links_count": count,
            "length_km": 1.0 * count,
            "road_names": road,
            "closure_names": report,
            "communities_count": 3,
            "people": 2_000.0 * count,
            "people_per_km": 2_000.0,
            "joint_people": 3_000.0 + rank,
            "geometry": shapely.multilinestrings(first[:count]),
        }
        for scenario, rank, count in wanted
    ]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=network.crs)


def season_flips(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return every third community for hubs, the first for health too."""
    flipped = communities.iloc[1::3]
    to_hub = flipped[["community_id", "community_name", "area_id", "people", "geometry"]].assign(
        service_type="hub",
        open_scenario="dry-4x4",
        shut_scenario="wet-4x4",
        open_min=45.0,
        status="unreachable",
        reason="season",
    )
    both = pd.concat([to_hub, to_hub[:1].assign(service_type="health")], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=communities.crs)


def closure_effects(report: str, reporter: str) -> pd.DataFrame:
    """Return what the three reports do: cut off and slow, nothing, and touch no road."""
    return pd.DataFrame(
        {
            "closure_id": ["K1", "K2", "K3"],
            "closure_name": [report, report, None],
            "status": ["closed", "warning", "closed"],
            "reported": DAY,
            "expires": [pd.Timestamp("2024-06-01"), pd.NaT, pd.NaT],
            "reported_by": reporter,
            "fate": ["rules", "overruled", "no_road"],
            "links_count": [2, 2, 0],
            "ruled_links_count": [1, 0, 0],
            "contested_links_count": [1, 1, 0],
            "shut_km": [1.25, 0.0, 0.0],
            "people_cut_off": [4_321.0, 0.0, 0.0],
            "people_slowed": [57.0, 0.0, 0.0],
        }
    )


def robustness(communities: gpd.GeoDataFrame, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return shares that fall from 1 by a hundredth a community, and are lower when wet."""
    number = np.arange(len(communities))
    parts = [
        pd.DataFrame(
            {
                "community_id": communities["community_id"],
                "scenario": scenario,
                "draws_count": 100,
                "reachable_share": 1 - number % 90 / 100 - place / 10,
            }
        )
        for place, scenario in enumerate(scenarios)
    ]
    return pd.concat(parts, ignore_index=True)
