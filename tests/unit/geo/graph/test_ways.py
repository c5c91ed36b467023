from __future__ import annotations

import numpy as np
import pytest

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import Contacts, Edges, Waits, nearest
from pipeline.geo.graph.customize import customize
from pipeline.geo.graph.hierarchy import hierarchy
from pipeline.geo.graph.ways import Ways, edges_of, use, ways

Contact = tuple[int, int, float, int]

# A line of four nodes: edges 0 1 2, each 10 either way.
LINE = [(0, 1), (1, 2), (2, 3)]


def contacts(*rows: Contact) -> Contacts:
    point, edge, share, cost = (np.array([row[i] for row in rows]) for i in range(4))
    return Contacts(
        point.astype(np.int64), edge.astype(np.int64), share.astype(float), cost.astype(np.int64)
    )


def found(
    seeds: list[Contact],
    points: list[Contact],
    *,
    edges: list[tuple[int, int]] | None = None,
    cost: list[int] | None = None,
    count: int | None = None,
    backwards: bool = False,
) -> Ways:
    """Ways; -1 closes an arc; what is found is what `nearest` finds."""
    ends = np.array(LINE if edges is None else edges, np.int64).reshape(-1, 2)
    paid = np.array([10] * ends.size if cost is None else cost)
    paid = np.where(paid < 0, NEVER, paid).astype(np.uint32)
    of = hierarchy(ends[:, 0], ends[:, 1], int(ends.max(initial=-1)) + 1)
    no_waits = Waits(np.zeros(len(ends) + 1, np.int64), np.zeros(0), np.zeros(0, np.int64))
    on = Edges(of.rank[ends[:, 0]], of.rank[ends[:, 1]], paid, no_waits)
    laid = customize(of, paid)
    if backwards:
        on, laid = on.reversed, laid.reversed
    known = max((row[0] for row in points), default=-1) + 1 if count is None else count
    from_, to = contacts(*seeds), contacts(*points)
    told = ways(of, laid, on, seeds=from_, points=to, point_count=known)
    nearby = nearest(of, laid, on, seeds=from_, points=to, point_count=known)
    assert all(np.array_equal(*pair) for pair in zip(told.found, nearby, strict=True))
    return told


def listed(told: Ways) -> list[list[int]]:
    return [edges_of(told, point).tolist() for point in range(len(told.edge))]


def used(told: Ways, weight: list[float]) -> list[tuple[float, ...]]:
    return [tuple(row) for row in np.column_stack(use(told, weight)).tolist()]


def test_edges_from_the_point_to_its_seed_first_and_last_included() -> None:
    told = found([(0, 0, 0.5, 1)], [(0, 2, 0.5, 2), (1, 1, 0.2, 0), (2, 0, 0.9, 0)])
    assert told.found.cost[:, 0].tolist() == [5 + 10 + 5 + 3, 5 + 2 + 1, 4 + 1]
    assert listed(told) == [[2, 1, 0], [1, 0], [0]]
    assert used(told, [1, 2, 4]) == [(0, 0, 7, 3), (1, 0, 3, 2), (2, 0, 1, 1)]


def test_at_an_edges_very_end_nothing_of_it_is_used() -> None:
    # The seed is at node 1 and the points at nodes 2 and 1, told by whichever edge.
    told = found([(0, 0, 1.0, 0)], [(0, 2, 0.0, 3), (1, 1, 0.0, 4), (2, 0, 1.0, 5)])
    assert listed(told) == [[1], [], []]
    assert told.found.cost[:, 0].tolist() == [13, 4, 5]
    assert used(told, [1, 2, 4]) == [(1, 0, 1, 1)]


def test_no_way_and_all_on_foot() -> None:
    told = found([(0, 1, 0.5, 1)], [(0, 1, 0.5, 2), (1, 2, 0.5, 0)], cost=[10] * 4 + [-1] * 2)
    assert listed(told) == [[], []]
    assert told.found.cost[:, 0].tolist() == [3, -1]
    assert used(told, [1, 2]) == []


def test_each_seeds_users_are_told_apart() -> None:
    # Seeds at both ends of the line: edge 1 is used from either side, by points part way along it.
    seeds = [(0, 0, 0.0, 0), (1, 2, 1.0, 0)]
    told = found(seeds, [(0, 1, 0.2, 0), (1, 1, 0.8, 0), (2, 0, 1.0, 0)])
    assert listed(told) == [[1, 0], [1, 2], [0]]
    assert used(told, [1, 2, 4]) == [(0, 0, 5, 2), (1, 0, 1, 1), (1, 1, 2, 1), (2, 1, 2, 1)]


def test_directions_are_those_of_the_weights() -> None:
    # A ring that is one-way: forwards from the seed at node 0 to node 2, or on from there.
    ring = [(0, 1), (1, 2), (2, 3), (3, 0)]
    cost = [10, -1] * 4
    ahead = found([(0, 0, 0.0, 0)], [(0, 2, 0.0, 0)], edges=ring, cost=cost)
    back = found([(0, 0, 0.0, 0)], [(0, 2, 0.0, 0)], edges=ring, cost=cost, backwards=True)
    assert listed(ahead) == [[1, 0]]
    assert listed(back) == [[2, 3]]


def test_round_a_one_way_an_edge_is_used_twice_but_its_user_counts_once() -> None:
    # The seed is at half of edge 0 and the point behind it.
    told = found(
        [(0, 0, 0.5, 0)], [(0, 0, 0.2, 0)], edges=[(0, 1), (1, 2), (2, 0)], cost=[10, -1] * 3
    )
    assert told.found.cost.tolist() == [[5 + 20 + 2]]
    assert listed(told) == [[0, 2, 1, 0]]
    assert used(told, [8]) == [(0, 0, 8, 1), (1, 0, 8, 1), (2, 0, 8, 1)]


def test_an_edge_that_costs_nothing_is_not_gone_twice_in_a_row() -> None:
    told = found([(0, 0, 1.0, 0)], [(0, 1, 0.5, 0)], cost=[10, 10, 0, 0, 10, 10])
    assert listed(told) == [[1]]
    assert used(told, [1]) == [(1, 0, 1, 1)]


def test_ways_over_edges_that_cost_nothing_go_round_in_no_circle() -> None:
    ring = [(0, 1), (1, 2), (2, 0), (2, 3)]
    told = found([(0, 0, 0.0, 0)], [(0, 3, 1.0, 0)], edges=ring, cost=[0] * 8)
    assert listed(told) in ([[3, 2]], [[3, 1, 0]])
    assert len(used(told, [1])) == len(listed(told)[0])


def test_ties_go_to_the_least_seed_then_the_least_contact_then_the_least_row() -> None:
    # Point 0 at node 1 is as far from the seeds at nodes 0 and 2.
    seeds = [(1, 0, 0.0, 0), (0, 1, 1.0, 0)]
    assert listed(found(seeds, [(0, 0, 1.0, 0)])) == [[1]]
    # The same cost with less of it off the edges: over edge 0.
    near, cost = [(0, 1, 1.0, 5), (0, 0, 0.0, 0)], [10, 10, 5, 5, 10, 10]
    assert listed(found(near, [(0, 1, 0.0, 0)], cost=cost)) == [[0]]
    # One seed at node 1, two contacts as good: that in the least row.
    rows = [(0, 0, 0.5, 0), (0, 1, 0.5, 0)]
    assert listed(found([(0, 0, 1.0, 0)], rows)) == [[0]]
    assert listed(found([(0, 0, 1.0, 0)], rows[::-1])) == [[1]]


def test_edges_side_by_side_and_loops() -> None:
    edges = [(0, 1), (0, 1), (1, 1), (1, 2)]
    cost = [10, 10, 7, 7, 3, 3, 10, 10]
    told = found([(0, 0, 0.0, 0)], [(0, 3, 1.0, 0), (1, 2, 0.5, 0)], edges=edges, cost=cost)
    assert listed(told) == [[3, 1], [2, 1]]
    assert told.found.cost[:, 0].tolist() == [17, 9]


def test_a_closed_edge_is_left_at_its_very_end_only() -> None:
    closed = [10, 10, -1, -1, 10, 10]
    points = [(0, 1, 0.0, 0), (1, 1, 0.5, 0)]
    assert listed(found([(0, 0, 0.5, 0)], points, cost=closed)) == [[0], []]


@pytest.mark.parametrize("edges", [None, []])
def test_no_seeds_no_points_and_no_edges(edges: list[tuple[int, int]] | None) -> None:
    nobody = found([], [], edges=edges, count=2)
    assert listed(nobody) == [[], []]
    assert used(nobody, [1, 2]) == []
    assert used(found([], [], edges=edges), []) == []
    if edges is None:
        assert listed(found([], [(0, 0, 0.5, 0)])) == [[]]
        assert listed(found([(0, 0, 0.5, 0)], [], count=1)) == [[]]


def test_use_is_linear_where_all_ways_are_long() -> None:
    # All of 100,000 points, one a node, go to the same end of a line.
    count = 100_000
    start = np.arange(count)
    of = hierarchy(start, start + 1, count + 1)
    cost = np.ones(2 * count, np.uint32)
    no_waits = Waits(np.zeros(count + 1, np.int64), np.zeros(0), np.zeros(0, np.int64))
    told = ways(
        of,
        customize(of, cost),
        Edges(of.rank[start], of.rank[start + 1], cost, no_waits),
        seeds=contacts((0, 0, 0.0, 0)),
        points=Contacts(start, start, np.ones(count), np.zeros(count, np.int64)),
        point_count=count,
    )
    told_use = use(told, np.ones(count))
    assert told_use.count.tolist() == list(range(count, 0, -1))
    assert told_use.weight.tolist() == told_use.count.tolist()
    assert len(edges_of(told, count - 1)) == count
