from __future__ import annotations

import numpy as np
import pytest

from pipeline.geo.graph.arcs import NEVER, NEVER_KEY, graph
from pipeline.geo.graph.search import search

Edge = tuple[int, int, int, int]
"""Two nodes, the cost ahead and the cost back."""


def key(cost: int, label: int = 0) -> int:
    return cost << 32 | label


def found(count: int, edges: list[Edge], *starts: tuple[int, int]) -> list[int]:
    table = np.array(edges, np.int64).reshape(-1, 4)
    of = graph(table[:, 0], table[:, 1], count)
    cost = table[:, 2:].astype(np.uint32).ravel()
    keys: list[int] = search(of, cost, [v for v, _ in starts], [k for _, k in starts]).tolist()
    return keys


LINE = [(0, 1, 10, 20), (1, 2, 10, 20)]


def test_costs_add_up_along_the_way_and_the_label_stays() -> None:
    assert found(3, LINE, (0, key(5, 7))) == [key(5, 7), key(15, 7), key(25, 7)]
    assert found(3, LINE, (2, key(0, 7))) == [key(40, 7), key(20, 7), key(0, 7)]


def test_of_equal_costs_the_least_label_counts() -> None:
    edges = [(0, 1, 10, 10), (1, 2, 10, 10)]
    assert found(3, edges, (0, key(0, 8)), (2, key(0, 3)))[1] == key(10, 3)
    assert found(3, edges, (0, key(0, 8)), (2, key(1, 3)))[1] == key(10, 8)


def test_of_several_starts_on_a_node_the_least_counts() -> None:
    assert found(1, [], (0, key(4, 1)), (0, key(3, 9)), (0, key(3, 5))) == [key(3, 5)]


def test_closed_arcs_and_islands() -> None:
    edges = [(0, 1, NEVER, 0), (1, 2, 2**32 - 1, 5)]
    assert found(4, edges, (0, 0)) == [0, NEVER_KEY, NEVER_KEY, NEVER_KEY]
    assert found(4, edges, (2, 0)) == [key(5), key(5), 0, NEVER_KEY]


def test_a_way_of_never_or_more_is_none() -> None:
    half = NEVER // 2 + 1
    edges = [(0, 1, half, half), (1, 2, half - 2, half), (1, 3, half - 1, 0)]
    assert found(4, edges, (0, 0)) == [0, key(half), key(NEVER - 1), NEVER_KEY]
    assert found(3, LINE, (0, key(NEVER - 1, 2**32 - 1))) == [
        key(NEVER - 1, 2**32 - 1),
        NEVER_KEY,
        NEVER_KEY,
    ]


def test_a_start_of_never_or_more_is_none() -> None:
    assert found(3, LINE, (0, NEVER_KEY), (2, 2**64 - 1)) == [NEVER_KEY] * 3


def test_no_starts_no_edges_no_nodes() -> None:
    assert found(3, LINE) == [NEVER_KEY] * 3
    assert found(2, [], (1, key(1))) == [NEVER_KEY, key(1)]
    assert found(0, []) == []


def test_edges_side_by_side_and_back_to_their_node() -> None:
    edges = [(0, 1, 9, 9), (0, 1, 4, NEVER), (1, 1, 0, 0), (1, 0, 6, 3)]
    assert found(2, edges, (0, 0)) == [0, key(3)]
    assert found(2, edges, (1, 0)) == [key(6), 0]


def test_ways_of_no_length_carry_the_least_label_all_along() -> None:
    edges = [(v, v + 1, 0, 0) for v in range(299)]
    starts = [(v, key(0, 300 - v)) for v in range(300)]
    assert found(300, edges, *starts) == [key(0, 1)] * 300


@pytest.mark.parametrize("cost", [1, 1000, 10**6, 10**7])
def test_a_long_way_goes_from_window_to_window(cost: int) -> None:
    edges = [(v, v + 1, cost, cost) for v in range(400)]
    expected = [key(v * cost) if v * cost < NEVER else NEVER_KEY for v in range(401)]
    assert found(401, edges, (0, 0)) == expected


def test_very_uneven_costs_and_starts_far_apart() -> None:
    edges = [(v, v + 1, 1, 1) for v in range(50)]
    edges += [(v, 51 + v, 2**v, NEVER) for v in range(31)]
    keys = found(82, edges, (0, key(0, 4)), (50, key(2_000_000_000, 1)))
    assert keys[:51] == [key(v, 4) for v in range(51)]
    assert keys[51:] == [key(v + 2**v, 4) for v in range(31)]


def test_ways_found_too_early_are_cleared_away_before_they_take_up_all_the_memory() -> None:
    # Labels get better at the end of the chain, one step after another, and each time all ways
    # on from there do, too; they wait far off. Many times more than nodes and arcs wait in all.
    steps, fans = 60, 1000
    edges = [(v, v + 1, 0, 0) for v in range(steps)]
    edges += [(steps, steps + 1 + fan, 10**6 + fan, NEVER) for fan in range(fans)]
    starts = [(v, key(0, v)) for v in range(steps + 1)]
    keys = found(steps + 1 + fans, edges, *starts)
    assert keys[: steps + 1] == [0] * (steps + 1)
    assert keys[steps + 1 :] == [key(10**6 + fan) for fan in range(fans)]
