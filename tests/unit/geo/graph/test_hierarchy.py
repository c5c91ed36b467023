from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.customize import customize
from pipeline.geo.graph.hierarchy import Hierarchy, hierarchy, pack, unpack
from pipeline.geo.graph.ordering import elimination_ranks
from pipeline.geo.graph.sweep import costs

if TYPE_CHECKING:
    from pathlib import Path

NO_EDGES = np.zeros(0, np.int32)


def joins(of: Hierarchy) -> set[tuple[int, int]]:
    low = np.repeat(np.arange(len(of.rank)), np.diff(of.first))
    return set(zip(low.tolist(), of.head.tolist(), strict=True))


def grid(side: int) -> tuple[np.ndarray, np.ndarray]:
    node = np.arange(side * side).reshape(side, side)
    start = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    end = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    return start, end


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_every_node_has_a_rank_of_its_own(count: int) -> None:
    random = np.random.default_rng(count)
    start, end = random.integers(0, max(count, 1), (2, 2 * count))
    ranks = elimination_ranks(start.astype(np.int32), end.astype(np.int32), count)
    assert sorted(ranks) == list(range(count))


def test_a_long_line_needs_no_more_joins_than_it_has_edges() -> None:
    of = hierarchy(np.arange(999), np.arange(1, 1000), 1000)
    assert len(of.head) <= 2 * 999
    assert np.diff(of.first).max() <= 2


def test_a_star_of_many_arms_is_taken_apart_from_its_tips() -> None:
    of = hierarchy(np.zeros(100_000, int), np.arange(1, 100_001), 100_001)
    assert len(of.head) <= 100_001
    assert np.diff(of.first).max() <= 2


def test_many_ways_between_two_hubs_are_taken_apart_in_time() -> None:
    middle = np.arange(2, 50_002)
    start = np.concatenate([np.zeros(50_000, int), np.ones(50_000, int)])
    of = hierarchy(start, np.tile(middle, 2), 50_002)
    assert np.diff(of.first).max() <= 2


def test_the_neighbours_of_a_rank_are_joined_to_each_other() -> None:
    of = hierarchy(*grid(7), 49)
    all_joins = joins(of)
    for rank in range(49):
        above = of.head[of.first[rank] : of.first[rank + 1]].tolist()
        assert above == sorted(above)
        assert all(x > rank for x in above)
        assert all((x, y) in all_joins for i, x in enumerate(above) for y in above[i + 1 :])


def test_edges_lie_on_the_join_of_their_ends() -> None:
    start, end = grid(5)
    of = hierarchy(start, end, 25)
    low = np.repeat(np.arange(25), np.diff(of.first))
    join, is_turned = of.slot >> 1, of.slot & 1
    ends = np.column_stack([low[join], of.head[join]])
    told = np.where(is_turned[:, None] == 1, ends[:, ::-1], ends)
    assert (told == np.column_stack([of.rank[start], of.rank[end]])).all()


def test_an_edge_that_starts_where_it_ends_has_no_join() -> None:
    of = hierarchy(np.array([0, 1, 1]), np.array([1, 1, 0]), 2)
    assert of.slot[1] == -1
    assert len(of.head) == 1


def test_a_hierarchy_comes_back_from_one_mapped_array(tmp_path: Path) -> None:
    start, end = grid(6)
    of = hierarchy(start, end, 40)
    np.save(tmp_path / "h.npy", pack(of))
    packed = np.load(tmp_path / "h.npy", mmap_mode="r")
    assert packed.dtype == np.int32
    for part, back in zip(of, unpack(packed), strict=True):
        assert back.base is not None
        np.testing.assert_array_equal(part, back)
    none = hierarchy(NO_EDGES, NO_EDGES, 0)
    assert [len(part) for part in unpack(pack(none))] == [0, 1, 0, 0]


def test_weights_are_the_least_over_lower_ranks_in_either_direction() -> None:
    # 0 - 1 - 2 and 0 - 2. From 0 to 2: over 1 it costs 3 + 4, straight 9.
    # From 1 back to 0: straight 60, over 2 it costs 4 + 5.
    of = hierarchy(np.array([0, 1, 0]), np.array([1, 2, 2]), 3)
    weights = customize(of, np.array([3, 60, 4, 50, 9, 5], np.uint32))
    found = costs(of, weights, of.rank[[0]], np.zeros(1, np.uint32))
    assert found[of.rank].tolist() == [0, 3, 7]
    back = costs(of, weights.reversed, of.rank[[0]], np.zeros(1, np.uint32))
    assert back[of.rank].tolist() == [0, 4 + 5, 5]


def test_parallel_edges_count_as_the_cheapest() -> None:
    of = hierarchy(np.array([0, 1, 0]), np.array([1, 0, 1]), 2)
    weights = customize(of, np.array([7, 9, 8, 5, NEVER, 1], np.uint32))
    found = costs(of, weights, of.rank[[0]], np.zeros(1, np.uint32))
    assert found[of.rank].tolist() == [0, 5]
    found = costs(of, weights, of.rank[[1]], np.zeros(1, np.uint32))
    assert found[of.rank].tolist() == [1, 0]


def test_costs_too_great_to_add_up_are_no_way() -> None:
    of = hierarchy(np.arange(3), np.arange(1, 4), 4)
    half = NEVER // 2
    weights = customize(of, np.full(6, half, np.uint32))
    found = costs(of, weights, of.rank[[0]], np.zeros(1, np.uint32))
    assert found[of.rank].tolist() == [0, half, 2 * half, NEVER]
    closed = customize(of, np.full(6, 2**32 - 1, np.uint32))
    assert (closed.up == NEVER).all()


def test_many_sets_side_by_side_are_as_each_alone() -> None:
    start, end = grid(9)
    random = np.random.default_rng(3)
    cost = random.integers(0, 100, (2 * len(start), 5)).astype(np.uint32)
    cost[random.random(cost.shape) < 0.2] = NEVER
    of = hierarchy(start, end, 81)
    together = customize(of, cost)
    for column in range(5):
        alone = customize(of, np.ascontiguousarray(cost[:, column]))
        np.testing.assert_array_equal(together.up[:, column], alone.up)
        np.testing.assert_array_equal(together.down[:, column], alone.down)
