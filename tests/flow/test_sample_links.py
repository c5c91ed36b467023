"""The register of links of the made-up region, against networkx on every link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest

from tests.flow.test_sample_minutes import drives

if TYPE_CHECKING:
    import geopandas as gpd

    from tests.sample_project import Built

BASE = "dry-4x4"
MS_PER_MIN = 60_000


@pytest.fixture(scope="module")
def links(sample: Built) -> gpd.GeoDataFrame:
    """Links with what the register says, and milliseconds each way."""
    network = sample.table("network")
    along, back = drives(sample, network, BASE)
    told = sample.table("links").drop(columns=["road_class", "length_m", "geometry"])
    table: gpd.GeoDataFrame = network.merge(told, on="link_id").assign(along=along, back=back)
    return table


@pytest.fixture(scope="module")
def passable(links: gpd.GeoDataFrame) -> nx.MultiGraph:
    """Links that can be passed one way at least, whatever their directions."""
    graph = nx.MultiGraph()
    graph.add_nodes_from({*links["from_node"], *links["to_node"]})
    is_open = np.isfinite(np.minimum(links["along"], links["back"]))
    graph.add_edges_from(
        (u, v, link)
        for u, v, link in links.loc[is_open, ["from_node", "to_node", "link_id"]].to_numpy()
    )
    return graph


def test_passable_links_are_those_with_a_speed_and_no_closure(
    links: gpd.GeoDataFrame, passable: nx.MultiGraph
) -> None:
    open_links = {link for *_, link in passable.edges(keys=True)}
    assert set(links.loc[links["is_passable"], "link_id"]) == open_links
    assert 0 < len(open_links) < len(links)


def test_cut_links_are_the_bridges(links: gpd.GeoDataFrame, passable: nx.MultiGraph) -> None:
    plain = nx.Graph(passable)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    alone = [pair for pair in nx.bridges(plain) if passable.number_of_edges(*pair) == 1]
    expected = {link for u, v in alone for link in passable[u][v]}
    assert len(expected) > 100
    assert set(links.loc[links["is_cut_link"], "link_id"]) == expected


def test_cut_nodes_are_the_articulation_points(sample: Built, passable: nx.MultiGraph) -> None:
    plain = nx.Graph(passable)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    points = set(nx.articulation_points(plain))
    nodes = sample.table("cut_nodes").set_index("node")["is_cut_node"]
    assert len(nodes) > 100
    assert nodes.to_dict() == {node: node in points for node in nodes.index}


def test_detours_are_the_shortest_ways_with_the_link_removed(links: gpd.GeoDataFrame) -> None:
    """Each way round both ways; the longer counts, and where one has none, none."""
    graph = nx.MultiDiGraph()
    for u, v, link, along, back in links[
        ["from_node", "to_node", "link_id", "along", "back"]
    ].to_numpy():
        graph.add_edge(u, v, link, ms=along)
        graph.add_edge(v, u, link, ms=back)
    shut = [arc for *arc, ms in graph.edges(keys=True, data="ms") if not np.isfinite(ms)]
    graph.remove_edges_from(shut)
    asked = links[links["detour"].isin(["known", "none"])]
    assert len(asked) == (links["is_passable"] & (links["trips_people"] > 0)).sum() > 1000
    expected = [longest_way_round(graph, row) for row in asked.to_dict("records")]
    told = asked["detour_min"].fillna(np.inf)
    np.testing.assert_allclose(told, np.array(expected) / MS_PER_MIN, atol=1e-6)
    assert 0 < (asked["detour"] == "known").sum() < len(asked)


def longest_way_round(graph: nx.MultiDiGraph, link: dict[Any, Any]) -> float:
    """Return how many milliseconds longer it is without the link; infinite without a way."""
    longest = 0.0
    for tail, head, ms in (
        (link["from_node"], link["to_node"], link["along"]),
        (link["to_node"], link["from_node"], link["back"]),
    ):
        if not np.isfinite(ms):
            continue
        graph.remove_edge(tail, head, link["link_id"])
        try:
            way, _ = nx.bidirectional_dijkstra(graph, tail, head, weight="ms")
        except nx.NetworkXNoPath:
            way = np.inf
        graph.add_edge(tail, head, link["link_id"], ms=ms)
        longest = max(longest, way - ms)
    return longest


def hung(sample: Built, links: gpd.GeoDataFrame, passable: nx.MultiGraph) -> nx.Graph:
    """Links are nodes between their ends; whoever comes onto one part way hangs on that node."""
    ends = links.set_index("link_id")[["from_node", "to_node"]]
    flat = nx.Graph()
    for u, v, link in passable.edges(keys=True):
        flat.add_edges_from([(u, ("link", link)), (v, ("link", link))])
    touched = sample.table("connectors")
    touched = touched[touched["point_kind"].isin(["community", "hub"])]
    for kind, point, link, share in touched[
        ["point_kind", "point_id", "link_id", "at_share"]
    ].to_numpy():
        node = ("link", link) if 0 < share < 1 else ends.loc[link].iloc[round(share)]
        if node in flat and kind == "hub":
            flat.add_edge(node, "hubs")
        elif node in flat:
            flat.nodes[node].setdefault("communities", set()).add(point)
    return flat


def test_people_cut_off_are_those_who_lose_every_hub(
    sample: Built, links: gpd.GeoDataFrame, passable: nx.MultiGraph
) -> None:
    flat = hung(sample, links, passable)
    touched_ids = {
        node[1] for node, held in flat.nodes(data="communities") if isinstance(node, tuple) and held
    }
    touched_ids |= {node[1] for node in flat["hubs"] if isinstance(node, tuple)}
    people = sample.table("communities").set_index("community_id")["people"]
    before = reached(flat)
    told = links.set_index("link_id")["people_cut_off"]
    # A link that parts nothing, and on which nobody and no hub hangs, takes nobody with it.
    parts = {node[1] for node in nx.articulation_points(flat) if isinstance(node, tuple)}
    assert not told[~told.index.isin(parts | touched_ids)].any()
    for link in sorted(parts | touched_ids):
        spokes = list(flat.edges(("link", link)))
        flat.remove_edges_from(spokes)
        lost = before - reached(flat)
        flat.add_edges_from(spokes)
        assert people[sorted(lost)].sum() == pytest.approx(told[link]), link


def test_people_cut_off_with_a_junction_are_those_who_touch_it_and_who_hang_on_it(
    sample: Built, links: gpd.GeoDataFrame, passable: nx.MultiGraph
) -> None:
    flat = hung(sample, links, passable)
    people = sample.table("communities").set_index("community_id")["people"]
    before = reached(flat)
    told = sample.table("cut_nodes").set_index("node")["people_cut_off"]
    touched = {node for node, held in flat.nodes(data="communities") if held}
    asked = {*nx.articulation_points(flat), *touched, *flat["hubs"]}
    expected = {}
    for node in sorted(node for node in asked if isinstance(node, int)):
        spokes = list(flat.edges(node))
        flat.remove_edges_from(spokes)
        expected[node] = people[sorted(before - reached(flat))].sum()
        flat.add_edges_from(spokes)
    assert told.to_dict() == pytest.approx({node: n for node, n in expected.items() if n})


def reached(flat: nx.Graph) -> set[str]:
    """Return the communities that touch the part of a network in which the hubs are."""
    wet = nx.node_connected_component(flat, "hubs")
    return set().union(*(flat.nodes[node].get("communities", set()) for node in wet))
