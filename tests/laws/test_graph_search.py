"""What must hold of search and cuts on any graph whatever: they do as the plainest way does."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from pipeline.geo.graph.arcs import NEVER, NEVER_KEY, graph
from pipeline.geo.graph.cuts import Cuts, cuts
from pipeline.geo.graph.morton import morton_order
from pipeline.geo.graph.search import search

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# Few costs make ties; none, short, long, very long and closed ones are side by side.
COSTS = [0, 1, 2, 3, 7, 40, 1000, 65_537, 40_000_000, 2_000_000_000, NEVER - 1, NEVER, 2**32 - 1]


class World(NamedTuple):
    node_count: int
    start: Ints
    end: Ints
    cost: npt.NDArray[np.uint32]
    seeds: list[tuple[int, int]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a graph with one-ways, edges side by side, loops and islands; and where to start."""
    count = draw(st.integers(1, 30))
    node = st.integers(0, count - 1)
    palette = draw(st.lists(st.sampled_from(COSTS), min_size=1, max_size=6, unique=True))
    cost = st.sampled_from(palette)
    edges = draw(st.lists(st.tuples(node, node, cost, cost), max_size=70))
    seeds = draw(st.lists(st.tuples(node, cost, st.integers(0, 4)), max_size=6))
    table = np.array(edges, np.int64).reshape(-1, 4)
    costs = table[:, 2:].astype(np.uint32).ravel()
    return World(count, table[:, 0], table[:, 1], costs, [(v, c << 32 | n) for v, c, n in seeds])


def searched(world: World) -> list[int]:
    of = graph(world.start, world.end, world.node_count)
    nodes, keys = [v for v, _ in world.seeds], [k for _, k in world.seeds]
    least: list[int] = search(of, world.cost, nodes, keys).tolist()
    return least


def by_heap(world: World) -> list[int]:
    ways: list[list[tuple[int, int]]] = [[] for _ in range(world.node_count)]
    for e, (u, v) in enumerate(zip(world.start.tolist(), world.end.tolist(), strict=True)):
        ways[u].append((v, int(world.cost[2 * e])))
        ways[v].append((u, int(world.cost[2 * e + 1])))
    least = [NEVER_KEY] * world.node_count
    heap = [(k, v) for v, k in world.seeds]
    heapq.heapify(heap)
    while heap:
        key, node = heapq.heappop(heap)
        if key >= least[node]:
            continue
        least[node] = key
        for to, cost in ways[node]:
            if cost < NEVER:
                heapq.heappush(heap, (key + (cost << 32), to))
    return least


@given(worlds())
def test_search_finds_the_least_key_of_each_node(world: World) -> None:
    assert searched(world) == by_heap(world)


@settings(max_examples=300)
@given(st.integers(0, 2**32 - 1))
def test_search_costs_what_scipy_says(seed: int) -> None:
    random = np.random.default_rng(seed)
    count, edges = int(random.integers(1, 400)), int(random.integers(0, 800))
    ends = random.integers(0, count, (edges, 2))
    cost = np.ceil(10 ** random.uniform(0, 6, 2 * edges)).astype(np.uint32)
    cost[random.random(2 * edges) < 0.1] = NEVER
    seeds = random.choice(count, min(count, 5), replace=False)
    found = search(graph(ends[:, 0], ends[:, 1], count), cost, seeds, np.arange(len(seeds)))
    dense = np.full((count, count), np.inf)
    np.minimum.at(
        dense, (ends.ravel(), ends[:, ::-1].ravel()), np.where(cost < NEVER, cost, np.inf)
    )
    np.fill_diagonal(dense, np.inf)
    matrix = csr_array(np.where(np.isinf(dense), 0, dense))
    expected = dijkstra(matrix, indices=seeds, min_only=True)
    assert np.array_equal(np.where(found < NEVER_KEY, found >> np.uint64(32), np.inf), expected)


@given(worlds(), st.integers(0, 2**32 - 1))
def test_the_numbers_of_nodes_make_no_difference(world: World, seed: int) -> None:
    place = np.argsort(morton_order(np.random.default_rng(seed).random((world.node_count, 2))))
    moved = world._replace(
        start=place[world.start],
        end=place[world.end],
        seeds=[(int(place[v]), k) for v, k in world.seeds],
    )
    assert searched(world) == [searched(moved)[i] for i in place]


class Land(NamedTuple):
    start: Ints
    end: Ints
    weight: Floats
    is_anchor: Bools


@st.composite
def lands(draw: st.DrawFn) -> Land:
    """Draw a thin graph, for thick ones have no cuts, with people and anchors."""
    count = draw(st.integers(1, 25))
    node = st.integers(0, count - 1)
    edges = draw(st.lists(st.tuples(node, node), max_size=count + 8))
    ends = np.array(edges, np.int64).reshape(-1, 2)
    people = st.integers(0, 1000)
    weight = draw(st.lists(people, min_size=count, max_size=count))
    anchors = draw(st.lists(node, max_size=4))
    is_anchor = np.isin(np.arange(count), anchors)
    return Land(ends[:, 0], ends[:, 1], np.array(weight, float), is_anchor)


def as_graph(land: Land) -> nx.MultiGraph:
    made = nx.MultiGraph()
    made.add_nodes_from(range(len(land.weight)))
    for e, (u, v) in enumerate(zip(land.start.tolist(), land.end.tolist(), strict=True)):
        made.add_edge(u, v, key=e)
    return made


def lost(land: Land, before: nx.MultiGraph, after: nx.MultiGraph) -> float:
    """Weight of those left that had an anchor and have none any more, found by flooding."""
    anchors = np.flatnonzero(land.is_anchor).tolist()
    had = set().union(*(nx.node_connected_component(before, a) for a in anchors))
    have = set().union(*(nx.node_connected_component(after, a) for a in anchors if a in after))
    return float(land.weight[[v for v in had - have if v in after]].sum())


def lighter(land: Land, before: nx.MultiGraph, after: nx.MultiGraph, node: int) -> float:
    """Weight of all parts but the heaviest that a node's component is left in."""
    left = set(nx.node_connected_component(before, node))
    parts = [p & left for p in nx.connected_components(after)]
    weights = [float(land.weight[list(p)].sum()) for p in parts if p]
    return sum(weights) - max(weights, default=0)


def without(land: Land, *, node: int | None = None, edge: int | None = None) -> nx.MultiGraph:
    left = as_graph(land)
    if node is not None:
        left.remove_node(node)
    if edge is not None:
        left.remove_edge(int(land.start[edge]), int(land.end[edge]), key=edge)
    return left


def cut(land: Land, *, anchored: bool = True) -> Cuts:
    return cuts(land.start, land.end, land.weight, land.is_anchor if anchored else None)


@settings(max_examples=200)
@given(lands())
def test_cuts_are_those_of_networkx(land: Land) -> None:
    found, whole = cut(land), as_graph(land)
    plain = nx.Graph(whole)
    plain.remove_edges_from(nx.selfloop_edges(plain))
    bridges = {frozenset(pair) for pair in nx.bridges(plain) if whole.number_of_edges(*pair) == 1}
    pairs = zip(land.start.tolist(), land.end.tolist(), strict=True)
    assert found.is_cut_edge.tolist() == [frozenset(pair) in bridges for pair in pairs]
    assert set(np.flatnonzero(found.is_cut_node).tolist()) == set(nx.articulation_points(plain))
    parts = sorted(nx.connected_components(whole), key=min)
    assert [set(np.flatnonzero(found.component == i)) for i in range(len(parts))] == parts


@given(lands())
def test_behind_is_who_loses_all_anchors(land: Land) -> None:
    found, whole = cut(land), as_graph(land)
    edges, nodes = range(len(land.start)), range(len(land.weight))
    assert found.behind.tolist() == [lost(land, whole, without(land, edge=e)) for e in edges]
    assert found.behind_node.tolist() == [lost(land, whole, without(land, node=v)) for v in nodes]


@given(lands())
def test_behind_is_all_but_the_heaviest_part_where_no_anchors_are_given(land: Land) -> None:
    found, whole = cut(land, anchored=False), as_graph(land)
    assert found.behind.tolist() == [
        lighter(land, whole, without(land, edge=e), u) for e, u in enumerate(land.start.tolist())
    ]
    assert found.behind_node.tolist() == [
        lighter(land, whole, without(land, node=v), v) for v in range(len(land.weight))
    ]


@given(lands())
def test_each_person_is_cut_off_once_at_most(land: Land) -> None:
    for anchored in (True, False):
        found = cut(land, anchored=anchored)
        total = np.bincount(found.component, weights=land.weight)[found.component]
        assert (found.behind <= total[land.start]).all()
        assert (found.behind_node <= total - land.weight).all()
