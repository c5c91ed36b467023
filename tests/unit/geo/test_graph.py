from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from pipeline.geo.graph import Contacts, Found, graph, nearest, reversed_arcs


def contacts(*rows: tuple[int, int, float, int]) -> Contacts:
    point, edge, share, cost = (np.array([row[i] for row in rows]) for i in range(4))
    return Contacts(
        point.astype(np.int64), edge.astype(np.int64), share.astype(float), cost.astype(np.int64)
    )


def line(
    seeds: Contacts, points: Contacts, cost: list[int] | None = None, *, count: int = 1
) -> Found:
    """Two edges in a row, 0 - 1 - 2, each costs 10 ahead and 20 back."""
    of = graph(np.array([0, 1]), np.array([1, 2]))
    return nearest(of, np.array(cost or [10, 20, 10, 20]), seeds, points, point_count=count)


def test_costs_are_the_way_and_both_contacts() -> None:
    found = line(contacts((0, 0, 0.5, 3)), contacts((0, 1, 0.5, 4)))
    assert [column.tolist() for column in found] == [[5 + 5 + 7], [0], [7]]


def test_swapped_arcs_lead_from_the_point_to_the_seed() -> None:
    swapped = reversed_arcs(np.array([10, 20, 10, 20])).tolist()
    found = line(contacts((0, 0, 0.5, 3)), contacts((0, 1, 0.5, 4)), swapped)
    assert found.cost.tolist() == [10 + 10 + 7]


def test_on_one_edge_the_way_does_not_leave_it() -> None:
    seeds = contacts((0, 0, 0.2, 0))
    assert line(seeds, contacts((0, 0, 0.7, 0))).cost.tolist() == [5]
    assert line(seeds, contacts((0, 0, 0.1, 0))).cost.tolist() == [2]


def test_against_a_one_way_there_is_no_way_on_its_edge() -> None:
    found = line(contacts((0, 0, 0.7, 0)), contacts((0, 0, 0.2, 0)), [10, -1, 10, 20])
    assert found.cost.tolist() == [-1]


def test_a_closed_edge_is_left_at_its_very_end_only() -> None:
    closed = [-1, -1, 10, 20]
    assert line(contacts((0, 0, 1.0, 0)), contacts((0, 1, 1.0, 0)), closed).cost.tolist() == [10]
    assert line(contacts((0, 0, 0.9, 0)), contacts((0, 1, 1.0, 0)), closed).cost.tolist() == [-1]


def test_ties_go_to_the_least_seed_then_to_the_least_contact() -> None:
    seeds = contacts((1, 0, 0.0, 0), (0, 0, 0.0, 0), (2, 0, 0.0, 0))
    assert line(seeds, contacts((0, 1, 0.0, 0))).seed.tolist() == [0]
    seeds = contacts((0, 0, 1.0, 10), (0, 0, 0.0, 0))
    found = line(seeds, contacts((0, 1, 0.0, 0)))
    assert [column.tolist() for column in found] == [[10], [0], [0]]


def test_parts_of_an_edge_round_up() -> None:
    found = line(contacts((0, 0, 0.99, 0)), contacts((0, 1, 0.01, 0)))
    assert found.cost.tolist() == [2]


def test_no_seeds_and_no_edges() -> None:
    none = contacts()
    found = line(none, contacts((0, 0, 0.0, 0)), count=2)
    assert [column.tolist() for column in found] == [[-1, -1]] * 3
    of = graph(np.zeros(0, int), np.zeros(0, int))
    assert nearest(of, np.zeros(0, int), none, none, point_count=1).cost.tolist() == [-1]


@pytest.mark.parametrize("seed", range(8))
def test_as_scipy_finds_it_on_random_graphs(seed: int) -> None:
    random = np.random.default_rng(seed)
    nodes, edges = 80, 150
    u, v = random.integers(0, nodes, (2, edges))
    cost = random.integers(1, 1000, 2 * edges)
    cost[random.random(2 * edges) < 0.15] = -1
    sources = random.choice(nodes, 5, replace=False)
    at = {int(n): e for e in range(edges) for n in (u[e], v[e])}
    touch = [(n, at[n], 0.0 if u[at[n]] == n else 1.0, 0) for n in sorted(at)]
    seeds = contacts(*(row for row in touch if row[0] in sources))

    found = nearest(graph(u, v), cost, seeds, contacts(*touch), point_count=nodes)

    tail, head = np.column_stack([u, v]).ravel(), np.column_stack([v, u]).ravel()
    dense = np.full((nodes, nodes), np.inf)
    is_open = (cost >= 0) & (tail != head)
    np.minimum.at(dense, (tail[is_open], head[is_open]), cost[is_open])
    dense[np.isinf(dense)] = 0
    used = sorted(set(seeds.point.tolist()))
    costs = dijkstra(csr_array(dense), indices=used)
    best = costs.min(axis=0)
    expected = np.where(np.isinf(best), -1, best)
    assert found.cost[sorted(at)].tolist() == expected[sorted(at)].tolist()
    least = np.array(used)[np.argmin(costs, axis=0)]
    has = found.cost >= 0
    assert found.seed[has].tolist() == least[has].tolist()
