"""A region drawn by hand: links with their reports, communities and hubs, as travel's tables."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.geo.components import components
from tests.trips import SCENARIOS, TRIPS, travel_tables

CRS = "EPSG:32629"
BASE = "dry-4x4"
KMH = 36.0
"""Speed where nothing else is said: 10 metres a second."""
Links = dict[str, dict[str, Any]]
"""Links by id: `at`, and where it matters `oneway`, `shut` (scenarios), `kmh`, `status`,
`road_name`, `road_class`, `passability`, `closure_name`, `reported`, `is_contested`,
`is_schematic`."""
Points = dict[str, tuple[float, ...]]
"""Easting, northing, and people of those who have any."""


def drawn(
    links: Links,
    communities: Points,
    hubs: Points,
    *,
    services: dict[str, Points] | None = None,
    max_snap_m: float = 100.0,
    **told: object,
) -> dict[str, Any]:
    """All that a layer of travel is given; ends of links at one place are one node.

    Services are by type, all open.
    """
    people = points_of(communities, "community_id")
    by_type = services or {}
    kinds = [kind for kind, found in by_type.items() for _ in found]
    offered = {name: at for found in by_type.values() for name, at in found.items()}
    open_ones = points_of(offered, "service_id").assign(
        service_type=pd.Series(kinds, dtype="str"), status="open"
    )
    tables = travel_tables(
        network=network_of(links),
        speeds=speeds_of(links),
        link_status=status_of(links),
        communities=people.assign(
            community_name=people["community_id"].str.upper(),
            area_id="x",
            people=[float((*at, 0.0, 1.0)[2]) for at in communities.values()],
        ),
        services=open_ones,
        hubs=points_of(hubs, "hub_id"),
        max_snap_m=max_snap_m,
    )
    return {**tables, **TRIPS, "service_types": list(by_type), "scenario_names": [BASE], **told}


def network_of(links: Links) -> gpd.GeoDataFrame:
    """The links, with the columns that travel needs."""
    lines = [shapely.LineString(row["at"]) for row in links.values()]
    ends = np.array([(line.coords[0], line.coords[-1]) for line in lines]).reshape(-1, 2)
    node = np.unique(ends, axis=0, return_inverse=True)[1].reshape(-1, 2)
    length = np.array([line.length for line in lines])
    rows = list(links.values())
    return gpd.GeoDataFrame(
        {
            "link_id": pd.Series(list(links), dtype="str"),
            "road_name": pd.Series([row.get("road_name") for row in rows], dtype="str"),
            "road_class": [row.get("road_class", "track") for row in rows],
            "surface_group": "earth",
            "from_node": node[:, 0],
            "to_node": node[:, 1],
            "component": components(node[:, 0], node[:, 1], length),
            "passability": [row.get("passability", "earth") for row in rows],
            "oneway": [row.get("oneway", "both") for row in rows],
            "is_schematic": np.array([row.get("is_schematic", False) for row in rows], bool),
            "length_m": length,
        },
        geometry=lines,
        crs=CRS,
    )


def speeds_of(links: Links) -> pd.DataFrame:
    """The speeds of all scenarios."""
    rows = [
        (link, scenario, np.nan if scenario in row.get("shut", []) else row.get("kmh", KMH))
        for link, row in links.items()
        for scenario in SCENARIOS
    ]
    return pd.DataFrame(rows, columns=["link_id", "scenario", "speed_kmh"])


def status_of(links: Links) -> pd.DataFrame:
    """What the reports say; each link that has a status has a report of its own."""
    told = {link: row for link, row in links.items() if "status" in row}
    return pd.DataFrame(
        {
            "link_id": pd.Series(list(told), dtype="str"),
            "status": pd.Series([row["status"] for row in told.values()], dtype="str"),
            "closure_id": pd.Series([f"report-{link}" for link in told], dtype="str"),
            "closure_name": pd.Series([r.get("closure_name") for r in told.values()], dtype="str"),
            "reported": pd.Series(
                [r.get("reported") for r in told.values()], dtype="datetime64[us]"
            ),
            "reported_by": "UN",
            "is_contested": [r.get("is_contested", False) for r in told.values()],
        }
    )


def points_of(points: Points, name: str) -> gpd.GeoDataFrame:
    """Points with their ids."""
    at = np.array([xy[:2] for xy in points.values()], float).reshape(-1, 2)
    return gpd.GeoDataFrame(
        {name: pd.Series(list(points), dtype="str")},
        geometry=gpd.points_from_xy(at[:, 0], at[:, 1]),
        crs=CRS,
    )


def numbered(places: list[tuple[float, float]], name: str) -> gpd.GeoDataFrame:
    """Points whose ids are the first letter of their column and a number."""
    return points_of({f"{name[0]}{n}": at for n, at in enumerate(places)}, name)
