"""What must hold of travel on any network whatever."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.graph.contacts import Contacts, Edges, Waits, nearest
from pipeline.geo.graph.customize import customize
from pipeline.geo.graph.hierarchy import hierarchy
from pipeline.geo.graph.ways import edges_of
from pipeline.layers.nearest_services import nearest_services
from pipeline.layers.network import network
from pipeline.layers.reach import reach
from pipeline.layers.reach_spread import reach_spread
from pipeline.layers.speeds import speeds
from pipeline.schema import conform
from pipeline.travel import trips
from tests.travel_tables import built_in
from tests.trips import NO_RISK, travel_tables

CRS = "EPSG:32629"
SCENARIOS = ["dry-4x4", "wet-truck", "dry-foot"]
TRIPS: dict[str, Any] = {
    "service_types": ["health", "school"],
    "delivery": ["school"],
    "walk_kmh": 4.5,
    "walk_detour": 1.3,
}
DRAWS: dict[str, Any] = {"count": 20, "seed": 1, "speed_spread": 0.2, "class_correlation": 0.5}
BUILT_IN = built_in()
Tables = dict[str, Any]
worlds = st.integers(0, 2**32 - 1)
laws = settings(max_examples=15, deadline=None, derandomize=True)


def world(seed: int) -> Tables:
    """A random region: crossing roads of all kinds, some closed, communities and services."""
    random = np.random.default_rng(seed)
    roads = roads_of(random, int(random.integers(1, 12)))
    links = conform("network", network(osm=roads_of(random, 0), roads=roads)[0])
    people, offers = (
        gpd.GeoDataFrame(
            {name: [f"{name}{n}" for n in range(count)]},
            geometry=gpd.points_from_xy(*random.uniform(0, 20_000, (2, count))),
            crs=CRS,
        )
        for name, count in (("community_id", 6), ("service_id", 4))
    )
    kinds = random.choice(["health", "school"], len(offers))
    hubs = offers.iloc[:1].rename(columns={"service_id": "hub_id"})
    shut = links["link_id"][random.random(len(links)) < 0.2]
    waiting = random.random(len(links)) < 0.2
    return travel_tables(
        network=links,
        speeds=speeds(network=links, **BUILT_IN)[0],
        link_status=pd.DataFrame(
            {"link_id": shut, "status": random.choice(["closed", "unknown", "open"], len(shut))}
        ),
        communities=people.assign(area_id="x"),
        services=offers.assign(service_type=kinds, status="open"),
        hubs=hubs,
        waits=pd.DataFrame(
            {
                "link_id": np.tile(links["link_id"][waiting], 2),
                "wait_min": random.uniform(0, 60, 2 * waiting.sum()),
                "at_share": random.choice([0.0, 0.4, 1.0], 2 * waiting.sum()),
            }
        ),
    )


def roads_of(random: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    classes = random.choice(["primary", "unclassified", "track", "path"], count)
    at = random.uniform(0, 20_000, (count, 2, 2))
    lines = gpd.GeoSeries.from_wkt(
        [f"LINESTRING ({a[0]} {a[1]}, {b[0]} {b[1]})" for a, b in at.tolist()], crs=CRS
    )
    table = gpd.GeoDataFrame(
        {
            "road_id": pd.Series([f"r{n}" for n in range(count)], dtype="str"),
            "road_class": pd.Series(classes, dtype="str"),
            "oneway": pd.Series(random.choice(["both", "both", "forward"], count), dtype="str"),
            "length_m": lines.length.to_numpy(float),
        },
        geometry=np.array(lines.array),
        crs=CRS,
    )
    table[["road_name", "surface", "tracktype", "smoothness", "barrier", "seasonal"]] = None
    table[["hgv", "motorcar", "motorcycle"]] = None
    table[["maxspeed_kmh", "maxweight_t", "maxaxleload_t"]] = np.nan
    table[["maxheight_m", "maxwidth_m", "width_m"]] = np.nan
    return table.assign(
        is_bridge=False,
        is_tunnel=False,
        is_ford=False,
        layer=0,
        crossings="node",
        end_snap_m=15.0,
        source="f",
    )


def reached(tables: Tables, scenarios: list[str] = SCENARIOS) -> pd.DataFrame:
    # Some worlds have a map too thin to call anyone unreachable.
    is_gap = len(tables["network"]) % 2 == 0
    gaps = pd.DataFrame({"area_id": ["x"], "is_map_gap": [is_gap]})
    told = {**TRIPS, "scenario_names": scenarios, "time_limit_min": 300.0}
    return conform("reach", reach(**tables, mapped_roads=gaps, link_risk=NO_RISK, **told))


def minutes(tables: Tables) -> np.ndarray[Any, np.dtype[np.float64]]:
    return reached(tables)["minutes"].fillna(np.inf).to_numpy(float)


@laws
@given(worlds)
def test_ways_are_to_what_is_found_and_their_links_are_all_they_need(seed: int) -> None:
    tables = world(seed)
    told: Any = {**tables, **TRIPS, "scenario_names": SCENARIOS}
    own, ids = trips(told), np.sort(tables["network"]["link_id"].to_numpy(str))
    for scenario in SCENARIOS:
        found = own.found(scenario)
        for kind, ways in enumerate(own.ways(scenario)):
            assert np.array_equal(ways.found.cost[:, 0], found.cost[kind])
            assert np.array_equal(ways.found.seed[:, 0], found.seed[kind])
            listed = [edges_of(ways, point) for point in range(len(own.ids))]
            needed = ids[np.unique(np.concatenate(listed))]
            kept = tables["speeds"]["link_id"].isin(needed)
            only: Any = {**told, "speeds": tables["speeds"][kept]}
            assert np.array_equal(trips(only).found(scenario).cost[kind], found.cost[kind])


@laws
@given(worlds, st.integers(0, 10**6))
def test_opening_a_link_slows_nobody_and_closing_one_speeds_nobody(seed: int, pick: int) -> None:
    tables = world(seed)
    links = tables["network"]["link_id"]
    chosen = links.iloc[pick % len(links)]
    others = tables["link_status"][tables["link_status"]["link_id"] != chosen]
    closed = pd.concat([others, pd.DataFrame({"link_id": [chosen], "status": ["closed"]})])

    now = minutes(tables)
    assert (minutes({**tables, "link_status": others}) <= now).all()
    assert (minutes({**tables, "link_status": closed}) >= now).all()


@laws
@given(worlds)
def test_one_more_service_lengthens_nobodys_way(seed: int) -> None:
    tables = world(seed)
    fewer = {**tables, "services": tables["services"].iloc[:-1]}
    assert (minutes(tables) <= minutes(fewer)).all()


@laws
@given(worlds, st.integers(0, 10**6))
def test_an_added_edge_slows_nobody_while_no_connector_is_taken_away(seed: int, pick: int) -> None:
    random = np.random.default_rng(seed)
    nodes, edges = 20, 30
    u, v = random.integers(0, nodes, (2, edges + 1))
    cost = random.integers(1, 1000, 2 * (edges + 1))

    def contacts(count: int, among: int) -> Contacts:
        return Contacts(
            np.arange(count), random.integers(0, among, count), random.random(count),
            random.integers(0, 99, count),
        )  # fmt: skip

    seeds, points = contacts(4, edges), contacts(15, edges)
    more = Contacts(*(np.append(a, b) for a, b in zip(points, contacts(1, edges + 1), strict=True)))
    more.point[-1] = pick % 15

    def least(edges: int, points: Contacts) -> np.ndarray[Any, np.dtype[np.int64]]:
        of = hierarchy(u[:edges], v[:edges], nodes)
        told = cost[: 2 * edges].astype(np.uint32)
        no_waits = Waits(np.zeros(edges + 1, np.int64), np.zeros(0), np.zeros(0, np.int64))
        laid = Edges(of.rank[u[:edges]], of.rank[v[:edges]], told, no_waits)
        found = nearest(of, customize(of, told), laid, seeds=seeds, points=points, point_count=15)
        return found.cost[:, 0]

    before, after = least(edges, points), least(edges + 1, more)
    assert ((after <= before) | (before < 0)).all()
    assert (after[before >= 0] >= 0).all()


@laws
@given(worlds)
def test_the_order_of_rows_does_not_show(seed: int) -> None:
    tables = world(seed)
    shuffled = {
        name: table.sample(frac=1, random_state=1) if isinstance(table, pd.DataFrame) else table
        for name, table in tables.items()
    }
    pd.testing.assert_frame_equal(reached(tables), reached(shuffled))


@laws
@given(worlds)
def test_scenarios_one_by_one_add_up_to_all_at_once(seed: int) -> None:
    tables = world(seed)
    parts = pd.concat([reached(tables, [scenario]) for scenario in SCENARIOS])
    pd.testing.assert_frame_equal(conform("reach", parts), reached(tables))


@laws
@given(worlds)
def test_absence_is_a_row_and_the_reason_fits_the_status(seed: int) -> None:
    tables = world(seed)
    table = reached(tables)
    assert len(table) == len(tables["communities"]) * 3 * len(SCENARIOS)
    has_way = table["minutes"].notna()
    assert (has_way == table["reason"].isin(["ok", "too_far"])).all()
    assert (has_way == table["service_id"].notna()).all()
    assert (table["walked_min"][has_way] <= table["minutes"][has_way]).all()
    assert ((table["status"] == "reachable") == (table["reason"] == "ok")).all()


@laws
@given(worlds)
def test_the_first_of_the_nearest_services_is_the_one_reached(seed: int) -> None:
    tables = world(seed)
    found = nearest_services(**tables, **TRIPS, scenario_names=SCENARIOS, nearest_count=3)
    table = conform("nearest_services", found)
    key = ["community_id", "service_type", "scenario"]
    first = table[table["rank"] == 1].drop(columns="rank").set_index(key)
    reach_table = reached(tables).set_index(key)
    has_way = reach_table["minutes"].notna()
    pd.testing.assert_frame_equal(first, reach_table.loc[has_way, first.columns])
    groups = table.groupby(key)
    assert (groups["minutes"].diff().dropna() >= 0).all()
    assert (groups["rank"].max() == groups.size()).all()
    assert not table.duplicated([*key, "service_id"]).any()


@laws
@given(worlds)
def test_drawn_speeds_lie_round_the_tables_and_reach_whom_they_reach(seed: int) -> None:
    tables = world(seed)
    told = {**TRIPS, "scenario_names": SCENARIOS}
    table = conform("reach_spread", reach_spread(**tables, **told, **DRAWS))
    exact = {**DRAWS, "speed_spread": 0.0}
    still = conform("reach_spread", reach_spread(**tables, **told, **exact))
    known = reached(tables)["minutes"]
    assert (table["p50_min"].isna() == known.isna()).all()
    assert (table["p05_min"].dropna() <= table["p95_min"].dropna()).all()
    for column in ("p05_min", "p50_min", "p95_min"):
        pd.testing.assert_series_equal(still[column], known, check_names=False, rtol=1e-9)


@laws
@given(worlds)
def test_roads_in_any_order_make_the_same_network(seed: int) -> None:
    random = np.random.default_rng(seed)
    roads, none = roads_of(random, 15), roads_of(random, 0)
    made = conform("network", network(osm=none, roads=roads)[0])
    again = conform("network", network(osm=none, roads=roads.sample(frac=1, random_state=1))[0])
    pd.testing.assert_frame_equal(made, again)
    by_road = made.groupby("road_id")["length_m"].sum()
    assert np.allclose(by_road, roads.set_index("road_id")["length_m"].loc[by_road.index])
