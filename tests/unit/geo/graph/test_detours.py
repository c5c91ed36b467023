from __future__ import annotations

import numpy as np

from pipeline.geo.graph.arcs import NEVER, graph
from pipeline.geo.graph.detours import NO_WAY, NOT_COMPUTED, detours

# A square with a diagonal, and a tail: edges 0 1 2 3 round, 4 across, 5 the tail.
#
#   0 - 1
#   | \ |
#   3 - 2 - 4
SQUARE = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (2, 4)]
COST = [2, 3, 4, 5, 6, 1]


def found(
    arcs: list[int],
    *,
    edges: list[tuple[int, int]] | None = None,
    cost: list[int] | None = None,
    one_way: tuple[int, ...] = (),
    budget: int = 1000,
) -> list[int]:
    """Detours where both directions cost the same; arcs in `one_way` are closed."""
    ends = np.array(SQUARE if edges is None else edges, np.int64).reshape(-1, 2)
    paid = np.repeat(np.array(COST if cost is None else cost, np.uint32), 2)
    paid[list(one_way)] = NEVER
    of = graph(ends[:, 0], ends[:, 1], int(ends.max(initial=-1)) + 1)
    more: list[int] = detours(of, paid, np.array(arcs, np.int32), budget).tolist()
    return more


def test_what_the_way_round_costs_more() -> None:
    # 0-2-1, 1-0-2, 2-1-0-3, 3-2-1-0; and 0-1-2 is 5, less than the diagonal's 6.
    assert found([0, 2, 4, 6, 8]) == [9 - 2, 8 - 3, 10 - 4, 9 - 5, 0]
    assert found([1, 3, 5, 7, 9]) == found([0, 2, 4, 6, 8])


def test_round_a_bridge_there_is_no_way() -> None:
    assert found([10, 0, 11]) == [NO_WAY, 7, NO_WAY]


def test_neither_arc_of_the_edge_is_taken_but_one_beside_it_is() -> None:
    beside = [(0, 1), (0, 1), (1, 0)]
    assert found([0, 2, 4], edges=beside, cost=[3, 5, 9]) == [2, 0, 0]
    assert found([0], edges=[(0, 1)], cost=[3]) == [NO_WAY]


def test_one_ways_count() -> None:
    # Edge 4 leads from 0 to 2 only; from 1 to 0 the way round is then 1-2-3-0.
    assert found([0, 1], one_way=(9,)) == [7, 12 - 2]
    assert found([9], one_way=(9,)) == [NO_WAY]


def test_no_need_to_go_round_a_loop() -> None:
    assert found([0], edges=[(0, 0), (0, 1)], cost=[7, 1]) == [0]


def test_arcs_of_no_cost() -> None:
    ring = [(0, 1), (1, 2), (2, 0)]
    assert found([0, 2, 4], edges=ring, cost=[0, 0, 4]) == [4, 4, 0]


def test_ways_that_cost_never_are_none() -> None:
    ring = [(0, 1), (1, 2), (2, 0)]
    assert found([0], edges=ring, cost=[1, NEVER - 2, 1]) == [NEVER - 1 - 1]
    assert found([0], edges=ring, cost=[1, NEVER - 1, 1]) == [NO_WAY]


def test_the_budget_is_of_nodes_visited_for_all_together() -> None:
    # Round 0-1 all of 0, 2 (6), 4 (7), 1 (9) and, at 5, node 3 are visited.
    assert found([0, 0], budget=10) == [7, 7]
    assert found([0, 0, 10], budget=9) == [7, NOT_COMPUTED, NOT_COMPUTED]
    assert found([0], budget=4) == [NOT_COMPUTED]
    # Node 4 has no other way: one node and it is known.
    assert found([11, 11, 0], budget=2) == [NO_WAY, NO_WAY, NOT_COMPUTED]
    assert found([0], budget=0) == [NOT_COMPUTED]


def test_nothing_asked_and_nothing_there() -> None:
    assert found([]) == []
    assert found([], edges=[], cost=[]) == []


def test_asked_again_on_a_large_graph_each_is_as_quick_as_its_way_is_short() -> None:
    # A ladder of 200,000 rungs: a way round visits a handful of nodes.
    count = 200_000
    left = np.arange(count)
    start = np.concatenate([left[:-1], left[:-1] + count, left])
    end = np.concatenate([left[1:], left[1:] + count, left + count])
    of = graph(start, end, 2 * count)
    arcs = 2 * np.arange(count - 1, dtype=np.int32)
    more = detours(of, np.ones(2 * len(start), np.uint32), arcs, 20 * count)
    assert (more == 2).all()
