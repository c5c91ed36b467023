"""Tables that the layers of travel need, made from a network and points, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.layers.connectors import connectors
from pipeline.layers.hierarchy import hierarchy
from pipeline.layers.topology import topology

if TYPE_CHECKING:
    import geopandas as gpd

SCENARIOS = [f"{s}-{v}" for s in ("dry", "wet") for v in ("truck", "4x4", "motorbike", "foot")]
TRIPS: dict[str, Any] = {
    "scenario_names": ["dry-4x4"],
    "service_types": ["health"],
    "delivery": [],
    "walk_kmh": 4.5,
    "walk_detour": 1.3,
}
"""What layers of travel are told, unless a test says otherwise."""
NO_WAITS = pd.DataFrame({"link_id": pd.Series(dtype="str"), "wait_min": [], "at_share": []})


def risk_of(*insecure: str) -> pd.DataFrame:
    """The table of risks where these links are insecure and no other has a risk."""
    ids = pd.Series(insecure, dtype="str")
    return pd.DataFrame({"link_id": ids, "risk": 2.0, "is_insecure": True})


NO_RISK = risk_of()


def scenarios_of(names: list[str] = SCENARIOS) -> pd.DataFrame:
    """The table of scenarios for their names."""
    parts = [name.split("-") for name in names]
    return pd.DataFrame(
        {
            "scenario": names,
            "season": [season for season, _ in parts],
            "vehicle": [vehicle for _, vehicle in parts],
            "is_on_foot": [vehicle == "foot" for _, vehicle in parts],
        }
    )


def travel_tables(
    *,
    network: gpd.GeoDataFrame,
    speeds: pd.DataFrame,
    link_status: pd.DataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    waits: pd.DataFrame = NO_WAITS,
    max_snap_m: float = 5000.0,
) -> dict[str, Any]:
    """The tables of `pipeline.travel.Travel` as the stages would make them."""
    return {
        "network": network,
        "hierarchy": hierarchy(topology=topology(network=network)),
        "speeds": speeds,
        "scenarios": scenarios_of(),
        "waits": waits,
        "link_status": link_status,
        "connectors": connectors(
            network=network,
            communities=communities,
            services=services,
            hubs=hubs,
            max_snap_m=max_snap_m,
            nearest_count=8,
        ),
        "communities": communities,
        "services": services,
        "hubs": hubs,
    }
