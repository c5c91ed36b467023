"""A road that is added to a network makes nobody slower: through network, connectors and reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.layers.connectors import connectors
from pipeline.layers.network import network
from pipeline.layers.reach import reach
from pipeline.layers.speeds import speeds
from pipeline.schema import TABLES, conform
from tests.laws.test_travel import BUILT_IN, SCENARIOS, TRIPS, roads_of, world
from tests.trips import NO_RISK, travel_tables

if TYPE_CHECKING:
    import geopandas as gpd

ROUNDING_MIN = 1 / 60_000
"""Each link's time is rounded up to a millisecond; a cut makes one link two."""
laws = settings(max_examples=25, deadline=None, derandomize=True)


def as_settled(links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Links as roads that have been cut where they meet: they keep every join that they have."""
    roads = links.assign(road_id=links["link_id"], crossings="shared_nodes", end_snap_m=0.0)
    return conform("osm", roads[[*TABLES["roads"].columns, "geometry"]])


def carried(table: pd.DataFrame, links: gpd.GeoDataFrame) -> pd.DataFrame:
    """What is said of links, said of all their parts."""
    parts = links[["link_id", "road_id"]].rename(columns={"road_id": "base"})
    said = table.rename(columns={"link_id": "base"}).merge(parts, on="base")
    return said.drop(columns="base")


def minutes(tables: dict[str, Any]) -> pd.Series:
    gaps = pd.DataFrame({"area_id": ["x"], "is_map_gap": [False]})
    told = {**TRIPS, "scenario_names": SCENARIOS, "time_limit_min": None}
    found = conform("reach", reach(**tables, mapped_roads=gaps, link_risk=NO_RISK, **told))
    return found.set_index(["community_id", "service_type", "scenario"])["minutes"].fillna(np.inf)


@laws
@given(st.integers(0, 2**32 - 1))
def test_an_added_road_slows_nobody(seed: int) -> None:
    base = world(seed)
    base["waits"] = base["waits"].iloc[:0]
    added = roads_of(np.random.default_rng(seed + 1), 1).assign(road_id="added", oneway="both")

    links = conform("network", network(osm=as_settled(base["network"]), roads=added)[0])
    points = {name: base[name] for name in ("communities", "services", "hubs")}
    more = travel_tables(
        network=links,
        speeds=speeds(network=links, **BUILT_IN)[0],
        link_status=carried(base["link_status"], links),
        **points,
    )
    before = conform("connectors", base["connectors"])
    more["connectors"] = connectors(
        network=links, **points, max_snap_m=5000.0, nearest_count=8, base=before
    )

    slack = ROUNDING_MIN * 3 * len(links)
    assert (minutes(more) <= minutes(base) + slack).all()
