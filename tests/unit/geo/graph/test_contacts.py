from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import Contacts, Edges, Found, Waits, least_costs, nearest
from pipeline.geo.graph.customize import customize
from pipeline.geo.graph.hierarchy import hierarchy

Wait = tuple[int, float, int]


def contacts(*rows: tuple[int, int, float, int]) -> Contacts:
    point, edge, share, cost = (np.array([row[i] for row in rows]) for i in range(4))
    return Contacts(
        point.astype(np.int64), edge.astype(np.int64), share.astype(float), cost.astype(np.int64)
    )


def waits_of(edge_count: int, places: list[Wait]) -> Waits:
    """Places of waiting given by edge, share and cost, in their order."""
    edge, share, cost = (np.array([row[i] for row in places]) for i in range(3))
    first = np.searchsorted(edge, np.arange(edge_count + 1))
    return Waits(first.astype(np.int64), share.astype(float), cost.astype(np.int64))


def found_on(
    ends: tuple[list[int], list[int]],
    cost: list[int],
    seeds: Contacts,
    points: Contacts,
    *,
    point_count: int,
    count: int = 1,
    waits: list[Wait] | None = None,
    backwards: bool = False,
) -> Found:
    """Nearest seeds on edges; -1 closes an arc; `waits` has cost and share by edge."""
    of = hierarchy(*ends, 1 + max((*ends[0], *ends[1]), default=-1))
    told = np.array([NEVER if one < 0 else one for one in cost], np.uint32)
    start, end = (of.rank[np.array(nodes, int)] for nodes in ends)
    edges = Edges(start, end, told, waits_of(len(start), waits or []))
    weights = customize(of, told)
    if backwards:
        edges, weights = edges.reversed, weights.reversed
    return nearest(
        of, weights, edges, seeds=seeds, points=points, point_count=point_count, count=count
    )


def line(
    seeds: Contacts,
    points: Contacts,
    cost: list[int] | None = None,
    *,
    count: int = 1,
    waits: list[Wait] | None = None,
    backwards: bool = False,
) -> list[list[int]]:
    """Costs, seeds and costs off the edges on 0 - 1 - 2, where each costs 10 ahead and 20 back."""
    found = found_on(
        ([0, 1], [1, 2]),
        cost or [10, 20, 10, 20],
        seeds,
        points,
        point_count=count,
        waits=waits,
        backwards=backwards,
    )
    return [column[:, 0].tolist() for column in found]


def test_costs_are_the_way_and_both_contacts() -> None:
    assert line(contacts((0, 0, 0.5, 3)), contacts((0, 1, 0.5, 4))) == [[5 + 5 + 7], [0], [7]]


def test_reversed_edges_lead_from_the_point_to_the_seed() -> None:
    found = line(contacts((0, 0, 0.5, 3)), contacts((0, 1, 0.5, 4)), backwards=True)
    assert found[0] == [10 + 10 + 7]


def test_on_one_edge_the_way_does_not_leave_it() -> None:
    seeds = contacts((0, 0, 0.2, 0))
    assert line(seeds, contacts((0, 0, 0.7, 0)))[0] == [5]
    assert line(seeds, contacts((0, 0, 0.1, 0)))[0] == [2]


def test_against_a_one_way_there_is_no_way_on_its_edge() -> None:
    found = line(contacts((0, 0, 0.7, 0)), contacts((0, 0, 0.2, 0)), [10, -1, 10, 20])
    assert found[0] == [-1]


def test_a_closed_edge_is_left_at_its_very_end_only() -> None:
    closed = [-1, -1, 10, 20]
    assert line(contacts((0, 0, 1.0, 0)), contacts((0, 1, 1.0, 0)), closed)[0] == [10]
    assert line(contacts((0, 0, 0.9, 0)), contacts((0, 1, 1.0, 0)), closed)[0] == [-1]


def test_ties_go_to_the_least_seed_then_to_the_least_contact() -> None:
    seeds = contacts((1, 0, 0.0, 0), (0, 0, 0.0, 0), (2, 0, 0.0, 0))
    assert line(seeds, contacts((0, 1, 0.0, 0)))[1] == [0]
    seeds = contacts((0, 0, 1.0, 10), (0, 0, 0.0, 0))
    assert line(seeds, contacts((0, 1, 0.0, 0))) == [[10], [0], [0]]


def test_parts_of_an_edge_round_up() -> None:
    assert line(contacts((0, 0, 0.99, 0)), contacts((0, 1, 0.01, 0)))[0] == [2]


def test_a_wait_is_paid_whole_by_whoever_passes_its_place() -> None:
    # Edge 0 costs 30 ahead, 20 of them at its middle: half of what is driven is 5.
    cost, waits = [30, 40, 10, 20], [(0, 0.5, 20)]

    def least(seed: float, edge: int, share: float) -> list[int]:
        seeds, points = contacts((0, 0, seed, 0)), contacts((0, edge, share, 0))
        return line(seeds, points, cost, waits=waits)[0]

    assert least(0.6, 1, 0.0) == [4]
    assert least(0.4, 1, 0.0) == [6 + 20]
    assert least(0.0, 1, 0.0) == [10 + 20]
    assert least(0.2, 0, 0.4) == [2]
    assert least(0.4, 0, 0.6) == [2 + 20]
    assert least(0.5, 1, 0.0) == [5 + 20]


def test_each_of_several_waits_is_paid_where_it_is() -> None:
    # Of 40, 10 are driven, 10 paid at a fifth, 20 at four fifths.
    cost, waits = [40, 40, 10, 20], [(0, 0.2, 10), (0, 0.8, 20)]

    def least(seed: float, point: float) -> int:
        seeds, points = contacts((0, 0, seed, 0)), contacts((0, 0, point, 0))
        return line(seeds, points, cost, waits=waits)[0][0]

    assert least(0.4, 0.6) == 2
    assert least(0.0, 0.4) == 4 + 10
    assert least(0.5, 1.0) == 5 + 20
    assert least(1.0, 0.0) == 10 + 30


def test_a_wait_at_an_edges_start_spares_those_who_are_there() -> None:
    waits = [(0, 0.0, 20)]
    seeds = contacts((0, 0, 0.0, 0))
    assert line(seeds, contacts((0, 0, 0.0, 0)), [30, 40, 10, 20], waits=waits)[0] == [0]
    assert line(seeds, contacts((0, 1, 0.0, 0)), [30, 40, 10, 20], waits=waits)[0] == [30]


def test_the_nearest_few_have_each_seed_once() -> None:
    seeds = contacts((0, 0, 0.0, 0), (0, 1, 1.0, 0), (1, 0, 0.0, 2), (2, 1, 1.0, 9))
    found = found_on(
        ([0, 1], [1, 2]), [10] * 4, seeds, contacts((0, 1, 0.0, 1)), point_count=1, count=4
    )
    assert found.seed.tolist() == [[0, 1, 2, -1]]
    assert found.cost.tolist() == [[11, 13, 20, -1]]
    assert found.contact_cost.tolist() == [[1, 3, 10, -1]]


def test_no_seeds_and_no_edges() -> None:
    none = contacts()
    assert line(none, contacts((0, 0, 0.0, 0)), count=2) == [[-1, -1]] * 3
    assert found_on(([], []), [], none, none, point_count=1).cost.tolist() == [[-1]]


def test_sets_side_by_side_are_as_each_alone() -> None:
    random = np.random.default_rng(5)
    start, end = random.integers(0, 30, (2, 60))
    cost = random.integers(0, 99, (120, 5)).astype(np.uint32)
    cost[random.random(cost.shape) < 0.2] = NEVER
    waits = [(edge, share, 4) for edge in range(0, 60, 7) for share in (0.2, 0.8)]
    is_waited = np.repeat(np.arange(60) % 7 == 0, 2)[:, None]
    cost += 8 * (is_waited & (cost < NEVER)).astype(np.uint32)
    seeds, points = (
        Contacts(
            np.arange(n) % most,
            random.integers(0, 60, n),
            random.choice([0, 0.3, 1], n),
            random.integers(0, 50, n),
        )
        for n, most in ((6, 3), (40, 20))
    )
    of = hierarchy(start, end, 30)
    edges = Edges(of.rank[start], of.rank[end], cost, waits_of(60, waits))
    together = least_costs(
        of, customize(of, cost), edges, seeds=seeds, points=points, point_count=20
    )
    for column in range(5):
        one = edges._replace(cost=np.ascontiguousarray(cost[:, column]))
        laid = customize(of, one.cost)
        alone = nearest(of, laid, one, seeds=seeds, points=points, point_count=20)
        assert together[:, column].tolist() == alone.cost[:, 0].tolist()
    assert (together >= 0).any()


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

    found = Found(
        *(
            column[:, 0]
            for column in found_on(
                (u.tolist(), v.tolist()), cost.tolist(), seeds, contacts(*touch), point_count=nodes
            )
        )
    )

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
