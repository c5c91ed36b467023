from __future__ import annotations

import numpy as np
import pytest

from pipeline.geo.graph.arcs import NEVER, NEVER_KEY, graph
from pipeline.geo.graph.parents import parents
from pipeline.geo.graph.search import search


def trees(
    ends: tuple[list[int], list[int]], cost: list[int], count: int, seeds: list[int]
) -> list[int]:
    of, told = graph(*ends, count), np.array(cost, np.uint32)
    key = search(of, told, np.array(seeds), np.arange(len(seeds), dtype=np.uint64))
    found: list[int] = parents(of, told, key, np.isin(np.arange(count), seeds)).tolist()
    return found


def test_each_node_tells_the_arc_that_it_is_reached_by() -> None:
    # 0 - 1 - 2 in a row, and 3 alone.
    assert trees(([0, 1], [1, 2]), [5, 5, 5, 5], 4, [0]) == [-1, 0, 2, -1]
    assert trees(([0, 1], [1, 2]), [5, 5, 5, 5], 4, [2]) == [1, 3, -1, -1]


def test_of_arcs_that_do_as_well_the_least_is_told() -> None:
    # Two ways from 0 to 3, over 1 and over 2, and a twin of the last edge.
    ends = ([0, 0, 1, 2, 1], [1, 2, 3, 3, 3])
    assert trees(ends, [1] * 10, 4, [0]) == [-1, 0, 2, 4]


def test_closed_arcs_and_seeds_have_none() -> None:
    assert trees(([0, 1], [1, 2]), [1, 1, NEVER, 1], 3, [0]) == [-1, 0, -1]
    assert trees(([0], [1]), [0, 0], 2, [0, 1]) == [-1, -1]


def test_arcs_that_cost_nothing_make_no_circle() -> None:
    # 1, 2 and 3 are one place; 1 is reached from 0 at a cost.
    ends = ([0, 1, 2, 3], [1, 2, 3, 1])
    assert trees(ends, [7, 7, 0, 0, 0, 0, 0, 0], 4, [0]) == [-1, 0, 2, 7]


@pytest.mark.parametrize("draw", range(60))
def test_going_back_costs_what_the_key_says(draw: int) -> None:
    random = np.random.default_rng(draw)
    nodes, edges = 30, 70
    start, end = random.integers(0, nodes, (2, edges))
    cost = random.integers(0, 4, 2 * edges).astype(np.uint32)
    cost[random.random(2 * edges) < 0.2] = NEVER
    tail, head = np.column_stack([start, end]).ravel(), np.column_stack([end, start]).ravel()
    of = graph(start, end, nodes)
    seeds = np.array([0, 1, 2])
    own = np.array([(3 << 32) + 0, 1, (2 << 32) + 2], np.uint64)
    key = search(of, cost, seeds, own)
    is_root = np.zeros(nodes, bool)
    is_root[seeds] = key[seeds] == own
    found = parents(of, cost, key, is_root)
    for node in range(nodes):
        at, paid = node, 0
        for _ in range(nodes):
            if found[at] < 0:
                break
            assert head[found[at]] == at
            paid += int(cost[found[at]])
            at = int(tail[found[at]])
        assert found[at] == -1
        assert key[node] >= NEVER_KEY if not is_root[at] else key[node] == key[at] + (paid << 32)
