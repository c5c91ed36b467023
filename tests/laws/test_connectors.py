"""What must hold of the connectors of any network whatever."""

from __future__ import annotations

import itertools
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.layers.connectors import connectors
from pipeline.layers.network import network
from pipeline.schema import TABLES, conform

CRS = "EPSG:32629"
STEP_M = 500.0
WALK_FACTOR = 5.0
"""A metre walked takes as long as so many metres driven."""
CUT_M = 0.01
"""Where a road is cut it may move by a millimetre; far less than this in walked metres."""
LIMITS: dict[str, Any] = {"max_snap_m": 700.0, "nearest_count": 2}
worlds = st.integers(0, 2**32 - 1)
laws = settings(max_examples=15, deadline=None, derandomize=True)


def roads_of(lines: dict[str, Any], random: np.random.Generator) -> gpd.GeoDataFrame:
    """Roads of all kinds; a stand-in for a way is one that no other may cut."""
    count = len(lines)
    table = gpd.GeoDataFrame(
        dict.fromkeys(TABLES["roads"].columns),
        index=range(count),
        geometry=np.array(list(lines.values()), object),
        crs=CRS,
    )
    table["length_m"] = table.length
    numbers = [name for name, c in TABLES["roads"].columns.items() if c.dtype == "float"]
    flags = [name for name, c in TABLES["roads"].columns.items() if c.dtype == "bool"]
    table[numbers] = table[numbers].astype(float)
    table[flags] = False
    return conform(
        "roads",
        table.assign(
            road_id=list(lines),
            road_class=random.choice(["primary", "unclassified", "track"], count),
            oneway=random.choice(["both", "both", "forward"], count),
            crossings=random.choice(["node", "node", "node", "ignore"], count),
            is_bridge=random.random(count) < 0.1,
            layer=0,
            end_snap_m=0.1,
            source="f",
        ),
    )


def world(seed: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, dict[str, gpd.GeoDataFrame]]:
    """Some edges of a grid as roads, the same with one more road, and points around them."""
    random = np.random.default_rng(seed)
    size = 4
    spots = np.array(list(itertools.product(range(size), repeat=2))) * STEP_M
    spots += random.uniform(-150, 150, spots.shape)
    pairs = [(i, i + step) for i in range(size**2) for step in (1, size) if i + step < size**2]
    pairs = [(i, j) for i, j in pairs if j != i + 1 or j % size]
    kept = [pair for pair in pairs if random.random() < 0.7]
    lines = {f"r{i}-{j}": shapely.LineString(spots[[i, j]]) for i, j in kept}
    roads = roads_of(lines, random)
    more = roads_of({"added": shapely.LineString(random.uniform(-200, 1700, (2, 2)))}, random)
    both = pd.concat([roads, more.assign(crossings="node", is_bridge=False)], ignore_index=True)
    points = {
        f"{table}": gpd.GeoDataFrame(
            {name: pd.Series([f"{name}{n}" for n in range(count)], dtype="str")},
            geometry=gpd.points_from_xy(*random.uniform(-500, 2000, (2, count))),
            crs=CRS,
        )
        for table, name, count in (
            ("communities", "community_id", 8),
            ("services", "service_id", 3),
            ("hubs", "hub_id", 1),
        )
    }
    return links_of(roads), links_of(both), points


def links_of(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    none = conform("osm", roads.iloc[:0])
    result: Any = network(osm=none, roads=roads)
    return conform("network", result[0] if isinstance(result, tuple) else result)


def connected(links: gpd.GeoDataFrame, points: dict[str, Any], **more: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    return conform("connectors", connectors(network=links, **points, **LIMITS, **more))


def metres(
    links: gpd.GeoDataFrame, joints: pd.DataFrame, shut: frozenset[str] = frozenset()
) -> dict[tuple[str, str], float]:
    """Least cost from communities to services, in metres driven, without any rounding."""
    graph = nx.DiGraph()
    on_link = dict(iter(joints.groupby("link_id")["at_share"]))
    for row in links[~links["link_id"].isin(shut)].to_dict("records"):
        shares = on_link.get(row["link_id"], pd.Series(dtype=float)).sort_values().unique().tolist()
        inner = [(share, (row["link_id"], share)) for share in shares]
        stops = [(0.0, row["from_node"]), *inner, (1.0, row["to_node"])]
        for (a, u), (b, v) in itertools.pairwise(stops):
            # At the very end of a link a point is on the node, whatever the direction.
            add(graph, u, v, (b - a) * row["length_m"], is_both=row["oneway"] == "both" or a == b)
    for row in joints[~joints["link_id"].isin(shut)].to_dict("records"):
        point, place = (row["point_kind"], row["point_id"]), (row["link_id"], row["at_share"])
        if row["point_kind"] == "community":
            add(graph, point, place, row["distance_m"] * WALK_FACTOR, is_both=False)
        elif row["point_kind"] == "service":
            add(graph, place, point, row["distance_m"] * WALK_FACTOR, is_both=False)
    starts = [node for node in graph if isinstance(node, tuple) and node[0] == "community"]
    far = {start: nx.single_source_dijkstra_path_length(graph, start) for start in starts}
    return {
        (start[1], end[1]): cost
        for start in starts
        for end, cost in far[start].items()
        if isinstance(end, tuple) and end[0] == "service"
    }


def add(graph: nx.DiGraph, u: Any, v: Any, cost: float, *, is_both: bool) -> None:  # noqa: ANN401
    """Add an edge, and keep the cheaper of two between the same ends."""
    for a, b in [(u, v), (v, u)][: 1 + is_both]:
        known = graph.get_edge_data(a, b, {"weight": np.inf})["weight"]
        graph.add_edge(a, b, weight=min(cost, known))


@laws
@given(worlds)
def test_an_added_road_slows_nobody_where_the_connectors_of_before_are_kept(seed: int) -> None:
    old, new, points = world(seed)
    base = connected(old, points)
    before, after = metres(old, base), metres(new, connected(new, points, base=base))

    slack = CUT_M * (1 + len(new) - len(old))
    slower = {
        pair: (cost, after.get(pair))
        for pair, cost in before.items()
        if after.get(pair, np.inf) > cost + slack
    }
    assert not slower


@laws
@given(worlds)
def test_kept_connectors_hold_all_of_before_and_all_of_now(seed: int) -> None:
    old, new, points = world(seed)
    base, alone = connected(old, points), connected(new, points)
    both = connected(new, points, base=base)
    key = ["point_kind", "point_id"]

    assert len(both) <= len(base) + len(alone)
    near = both.merge(base, on=key, suffixes=("", "_base"))
    near = near[near.geometry.distance(near.set_geometry("geometry_base")) <= CUT_M]
    found = near.groupby([*key, "link_id_base", "at_share_base"]).size()
    assert len(found) == len(base)


@laws
@given(worlds, st.integers(0, 10**6))
def test_closing_a_link_speeds_nobody_and_opening_it_slows_nobody(seed: int, pick: int) -> None:
    links, _, points = world(seed)
    if not len(links):
        return
    joints = connected(links, points)
    opened = metres(links, joints)
    closed = metres(links, joints, frozenset([links["link_id"].iloc[pick % len(links)]]))
    assert set(closed) <= set(opened)
    assert all(cost >= opened[pair] - 1e-6 for pair, cost in closed.items())


@laws
@given(worlds)
def test_connectors_lie_on_their_links_within_reach(seed: int) -> None:
    links, _, points = world(seed)
    table = connected(links, points)
    lines = links.set_index("link_id").geometry.loc[table["link_id"]].to_numpy()
    at = {
        (kind, name): place
        for kind, ids, one in (
            ("community", "community_id", "communities"),
            ("service", "service_id", "services"),
            ("hub", "hub_id", "hubs"),
        )
        for name, place in zip(points[one][ids], points[one].geometry, strict=True)
    }
    own = np.array([at[key] for key in zip(table["point_kind"], table["point_id"], strict=True)])
    place = shapely.line_interpolate_point(lines, table["at_share"], normalized=True)
    assert (table["distance_m"] <= LIMITS["max_snap_m"]).all()
    assert np.allclose(shapely.distance(place, np.array(table.geometry)), 0, atol=1e-6)
    assert np.allclose(shapely.distance(own, place), table["distance_m"], atol=1e-6)
