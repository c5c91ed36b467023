"""What must hold of ways on any graph whatever: they are as long as told, and used as listed."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import Contacts, Edges, Found, Waits, nearest
from pipeline.geo.graph.customize import Weights, customize
from pipeline.geo.graph.hierarchy import Hierarchy, hierarchy
from pipeline.geo.graph.ways import Ways, edges_of, use, ways

Ints = npt.NDArray[np.int64]
laws = settings(max_examples=200)


class Land(NamedTuple):
    """A multigraph with one-ways, loops, islands, waits and closed edges; seeds and points."""

    of: Hierarchy
    weights: Weights
    edges: Edges
    ends: Ints
    seeds: Contacts
    points: Contacts
    point_count: int
    weight: Ints

    def ways(self) -> Ways:
        return ways(
            self.of,
            self.weights,
            self.edges,
            seeds=self.seeds,
            points=self.points,
            point_count=self.point_count,
        )

    def nearest(self) -> Found:
        return nearest(
            self.of,
            self.weights,
            self.edges,
            seeds=self.seeds,
            points=self.points,
            point_count=self.point_count,
        )


def touching(random: np.random.Generator, edges: int, points: int, rows: int) -> Contacts:
    shares = random.choice([0.0, 0.2, 0.5, 0.8, 1.0], rows)
    return Contacts(
        random.integers(0, points, rows),
        random.integers(0, edges, rows),
        shares,
        random.integers(0, random.choice([1, 3, 30]), rows),
    )


@st.composite
def lands(draw: st.DrawFn) -> Land:
    """Draw a land with ties, where edges cost nothing now and then."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    node_count, edge_count = draw(st.integers(1, 14)), draw(st.integers(1, 26))
    ends = random.integers(0, node_count, (edge_count, 2))
    cost = random.integers(0, draw(st.sampled_from([3, 400])), 2 * edge_count)
    waits = np.where(random.random(edge_count) < 0.2, 7, 0)
    cost += np.repeat(waits, 2)
    cost[random.random(2 * edge_count) < draw(st.sampled_from([0, 0.1, 0.4]))] = NEVER
    waited = np.flatnonzero(waits)
    first = np.searchsorted(waited, np.arange(edge_count + 1))
    places = Waits(first, random.choice([0.2, 0.6], len(waited)), waits[waited])
    of = hierarchy(ends[:, 0], ends[:, 1], node_count)
    edges = Edges(of.rank[ends[:, 0]], of.rank[ends[:, 1]], cost.astype(np.uint32), places)
    weights = customize(of, edges.cost)
    if draw(st.booleans()):
        edges, weights = edges.reversed, weights.reversed
    point_count = draw(st.integers(1, 9))
    seeds = touching(random, edge_count, 3, draw(st.integers(0, 7)))
    points = touching(random, edge_count, point_count, draw(st.integers(0, 20)))
    weight = random.integers(0, 1000, point_count)
    return Land(of, weights, edges, ends, seeds, points, point_count, weight)


@laws
@given(lands())
def test_what_is_found_is_what_nearest_finds(land: Land) -> None:
    found = land.ways().found
    assert all(np.array_equal(*pair) for pair in zip(found, land.nearest(), strict=True))


@laws
@given(lands())
def test_use_is_what_the_ways_of_all_points_add_up_to(land: Land) -> None:
    told = land.ways()
    weight: dict[tuple[int, int], int] = defaultdict(int)
    count: dict[tuple[int, int], int] = defaultdict(int)
    for point in range(land.point_count):
        for edge in set(edges_of(told, point).tolist()):
            weight[edge, int(told.found.seed[point, 0])] += int(land.weight[point])
            count[edge, int(told.found.seed[point, 0])] += 1
    found = use(told, land.weight)
    rows = list(zip(found.edge.tolist(), found.seed.tolist(), strict=True))
    assert rows == sorted(count)
    assert found.weight.tolist() == [weight[row] for row in rows]
    assert found.count.tolist() == [count[row] for row in rows]


@laws
@given(lands())
def test_the_listed_edges_are_all_that_a_way_needs(land: Land) -> None:
    told = land.ways()
    for point in range(land.point_count):
        is_own = np.isin(np.arange(len(land.ends)), edges_of(told, point))
        cost = np.where(np.repeat(is_own, 2), land.edges.cost, NEVER).astype(np.uint32)
        only = land._replace(
            edges=land.edges._replace(cost=cost), weights=customize(land.of, cost)
        ).nearest()
        assert [column[point] for column in only] == [column[point] for column in told.found]


@laws
@given(lands())
def test_between_nodes_ways_are_those_of_networkx_and_their_edges_add_up(land: Land) -> None:
    land = land._replace(seeds=to_nodes(land.seeds), points=to_nodes(land.points))
    told = land.ways()
    least = nx.single_source_dijkstra_path_length(network(land), "source", weight="cost")
    for point in range(land.point_count):
        expected = least.get(("point", point), -1)
        assert told.found.cost[point].tolist() == [expected]
        edges = edges_of(told, point).tolist()
        assert len(set(edges)) == len(edges)
        assert expected < 0 or expected in walked(land, point, told)


def to_nodes(contacts: Contacts) -> Contacts:
    return contacts._replace(share=np.round(contacts.share))


def nodes(land: Land, contacts: Contacts) -> list[int]:
    """Return the rank that each contact is at."""
    at_start = contacts.share == 0
    ranks: list[int] = np.where(
        at_start, land.edges.start[contacts.edge], land.edges.end[contacts.edge]
    ).tolist()
    return ranks


def network(land: Land) -> nx.MultiDiGraph:
    """Return all open arcs, a source before all seeds, and the points."""
    made = nx.MultiDiGraph()
    made.add_node("source")
    for e, (u, v) in enumerate(zip(land.edges.start, land.edges.end, strict=True)):
        for arc, tail, head in ((2 * e, u, v), (2 * e + 1, v, u)):
            if land.edges.cost[arc] < NEVER:
                made.add_edge(int(tail), int(head), cost=int(land.edges.cost[arc]))
    for rank, cost in zip(nodes(land, land.seeds), land.seeds.cost.tolist(), strict=True):
        made.add_edge("source", rank, cost=cost)
    columns = (nodes(land, land.points), land.points.point.tolist(), land.points.cost.tolist())
    for rank, point, cost in zip(*columns, strict=True):
        made.add_edge(rank, ("point", point), cost=cost)
    return made


def walked(land: Land, point: int, told: Ways) -> set[int]:
    """Return what the way costs from each contact of the point that its edges begin at."""
    found: set[int] = set()
    seed_at = list(zip(nodes(land, land.seeds), *land.seeds, strict=True))
    for i, rank in enumerate(nodes(land, land.points)):
        if land.points.point[i] != point:
            continue
        here, total = rank, int(land.points.cost[i])
        for e in edges_of(told, point).tolist():
            start, end = int(land.edges.start[e]), int(land.edges.end[e])
            if here not in (start, end):
                break
            is_ahead = here == end
            total += int(land.edges.cost[2 * e if is_ahead else 2 * e + 1])
            here = start if is_ahead else end
        else:
            seed = int(told.found.seed[point, 0])
            found |= {total + int(c) for r, p, _, _, c in seed_at if r == here and p == seed}
    return found
