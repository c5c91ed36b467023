from __future__ import annotations

import numpy as np
import pytest

from pipeline.geo.graph.arcs import NEVER, NEVER_KEY
from pipeline.geo.graph.customize import Weights, customize
from pipeline.geo.graph.hierarchy import Hierarchy, hierarchy
from pipeline.geo.graph.sweep import costs, costs_side_by_side, keys, nearest_keys

LABEL = 2**32 - 1


def line(count: int = 5, cost: int = 10, back: int = 20) -> tuple[Hierarchy, Weights]:
    """Nodes in a row; each step costs 10 ahead and 20 back."""
    of = hierarchy(np.arange(count - 1), np.arange(1, count), count)
    return of, customize(of, np.tile([cost, back], count - 1).astype(np.uint32))


def key(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array([(cost << 32) + label for cost, label in pairs], np.uint64)


def read(found: np.ndarray) -> list[tuple[int, int] | None]:
    flat = [int(value) for value in found.ravel()]
    return [None if value >= NEVER_KEY else (value >> 32, value & LABEL) for value in flat]


def test_ways_lead_from_seeds_to_ranks() -> None:
    of, weights = line()
    found = costs(of, weights, of.rank[[1]], np.array([5], np.uint32))
    assert found[of.rank].tolist() == [25, 5, 15, 25, 35]


def test_reversed_weights_lead_from_ranks_to_seeds() -> None:
    of, weights = line()
    found = costs(of, weights.reversed, of.rank[[1]], np.array([5], np.uint32))
    assert found[of.rank].tolist() == [15, 5, 25, 45, 65]


def test_of_several_seeds_on_a_rank_the_cheapest_counts() -> None:
    of, weights = line()
    found = costs(of, weights, of.rank[[0, 0]], np.array([9, 4], np.uint32))
    assert found[of.rank[0]] == 4


def test_without_seeds_nothing_is_reached() -> None:
    of, weights = line()
    none = np.zeros(0, np.int32)
    assert (costs(of, weights, none, none.astype(np.uint32)) == NEVER).all()
    assert read(keys(of, weights, none, none.astype(np.uint64))) == [None] * 5


def test_closed_arcs_and_lonely_nodes_are_not_reached() -> None:
    of = hierarchy(np.array([0, 1]), np.array([1, 2]), 4)
    weights = customize(of, np.array([1, 1, NEVER, 1], np.uint32))
    found = costs(of, weights, of.rank[[0]], np.zeros(1, np.uint32))
    assert found[of.rank].tolist() == [0, 1, NEVER, NEVER]


def test_labels_tell_the_seed_and_ties_go_to_the_least() -> None:
    of, weights = line(back=10)
    found = keys(of, weights, of.rank[[0, 4]], key((0, 7), (0, 3)))
    assert read(found[of.rank]) == [(0, 7), (10, 7), (20, 3), (10, 3), (0, 3)]


def test_the_nearest_few_are_one_a_group_best_first() -> None:
    of, weights = line(back=10)
    group = np.array([0, 0, 1], np.int32)
    start = of.rank[[0, 1, 4]]
    found = nearest_keys(of, weights, start, key((0, 0), (0, 1), (0, 2)), group, 2)
    assert read(found[of.rank[0]]) == [(0, 0), (40, 2)]
    assert read(found[of.rank[2]]) == [(10, 1), (20, 2)]
    assert read(found[of.rank[4]]) == [(0, 2), (30, 1)]


def test_fewer_seeds_than_asked_for_leave_the_rest_empty() -> None:
    of, weights = line()
    found = nearest_keys(of, weights, of.rank[[0]], key((0, 0)), np.zeros(1, np.int32), 3)
    assert read(found[of.rank[1]]) == [(10, 0), None, None]


@pytest.mark.parametrize("width", [1, 3, 16])
def test_kinds_of_seeds_side_by_side_are_as_each_alone(width: int) -> None:
    of, weights = line(30)
    together = np.full((30, width), NEVER, np.uint32)
    together[of.rank[np.arange(width)], np.arange(width)] = np.arange(width)
    costs_side_by_side(of, weights, together)
    for column in range(width):
        alone = costs(of, weights, of.rank[[column]], np.array([column], np.uint32))
        assert together[:, column].tolist() == alone.tolist()


def test_sets_of_weights_side_by_side_are_as_each_alone() -> None:
    of, _ = line(30)
    random = np.random.default_rng(1)
    cost = random.integers(0, 9, (58, 4)).astype(np.uint32)
    cost[random.random(cost.shape) < 0.1] = NEVER
    start = np.full((30, 4), NEVER, np.uint32)
    start[of.rank[[3, 20]]] = 2
    together = costs_side_by_side(of, customize(of, cost), start)
    for column in range(4):
        weights = customize(of, np.ascontiguousarray(cost[:, column]))
        alone = costs(of, weights, of.rank[[3, 20]], np.full(2, 2, np.uint32))
        assert together[:, column].tolist() == alone.tolist()
