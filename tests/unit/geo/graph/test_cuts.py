from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.geo.graph.cuts import cuts

if TYPE_CHECKING:
    from pipeline.geo.graph.cuts import Cuts

# Two triangles, a bridge between them, and a tail: nodes weigh 1, 2, 4, ...
#
#   0 - 1          4
#    \ /          / \
#     2 -------- 3 - 5 - 6
TRIANGLES = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3), (5, 6)]


def cut(
    edges: list[tuple[int, int]], weight: list[float], anchors: list[int] | None = None
) -> Cuts:
    ends = np.array(edges, np.int64).reshape(-1, 2)
    is_anchor = None if anchors is None else np.isin(np.arange(len(weight)), anchors)
    return cuts(ends[:, 0], ends[:, 1], weight, is_anchor)


def powers(count: int) -> list[float]:
    return [2.0**v for v in range(count)]


def test_the_bridge_the_tail_and_the_nodes_between() -> None:
    found = cut(TRIANGLES, powers(7), [0])
    assert found.component.tolist() == [0] * 7
    assert np.flatnonzero(found.is_cut_edge).tolist() == [3, 7]
    assert np.flatnonzero(found.is_cut_node).tolist() == [2, 3, 5]
    assert found.behind.tolist() == [0, 0, 0, 8 + 16 + 32 + 64, 0, 0, 0, 64]
    # Node 0 is the only anchor: without it all others have none.
    assert found.behind_node.tolist() == [126, 0, 120, 112, 0, 64, 0]


def test_the_side_without_an_anchor_is_cut_off_whichever_it_is() -> None:
    assert cut(TRIANGLES, powers(7), [6]).behind.tolist() == [0, 0, 0, 7, 0, 0, 0, 63]
    assert cut(TRIANGLES, powers(7), [1, 4]).behind.tolist() == [0, 0, 0, 0, 0, 0, 0, 64]
    assert cut(TRIANGLES, powers(7), [1, 6]).behind.tolist() == [0] * 8


def test_a_node_cuts_off_the_parts_without_an_anchor_but_never_itself() -> None:
    star = [(0, 1), (0, 2), (0, 3)]
    assert cut(star, powers(4), [1]).behind_node.tolist() == [4 + 8, 1 + 4 + 8, 0, 0]
    assert cut(star, powers(4), [1, 2]).behind_node.tolist() == [8, 0, 0, 0]
    assert cut(star, powers(4), [0, 2]).behind_node.tolist() == [2 + 8, 0, 0, 0]


def test_the_only_anchor_takes_all_others_with_it_though_they_hang_together() -> None:
    found = cut([(0, 1), (1, 2), (2, 0)], powers(3), [1])
    assert not found.is_cut_node.any()
    assert found.behind_node.tolist() == [0, 1 + 4, 0]


def test_without_an_anchor_there_is_nothing_to_lose() -> None:
    found = cut([(0, 1), (2, 3), (3, 4)], powers(5), [0])
    assert found.component.tolist() == [0, 0, 1, 1, 1]
    assert found.is_cut_edge.all()
    assert found.behind.tolist() == [2, 0, 0]
    assert found.behind_node.tolist() == [2, 0, 0, 0, 0]
    assert not cut(TRIANGLES, powers(7), []).behind_node.any()


def test_where_no_anchors_are_given_all_but_the_heaviest_part_is_cut_off() -> None:
    found = cut(TRIANGLES, powers(7))
    assert found.behind.tolist() == [0, 0, 0, 7, 0, 0, 0, 63]
    assert found.behind_node.tolist() == [0, 0, 3, 7, 0, 31, 0]
    assert cut([(1, 0), (1, 2), (1, 3)], [5, 9, 5, 7]).behind_node.tolist() == [0, 10, 0, 0]


def test_edges_side_by_side_cut_nothing_but_their_nodes_do() -> None:
    found = cut([(0, 1), (1, 0), (1, 2), (1, 2), (2, 3)], powers(4), [0])
    assert found.is_cut_edge.tolist() == [False, False, False, False, True]
    assert found.is_cut_node.tolist() == [False, True, True, False]
    assert found.behind_node.tolist() == [14, 12, 8, 0]


def test_edges_from_a_node_to_itself_change_nothing() -> None:
    found = cut([(0, 0), (0, 1), (1, 1), (1, 1)], powers(2), [0])
    assert found.is_cut_edge.tolist() == [False, True, False, False]
    assert not found.is_cut_node.any()
    assert found.behind.tolist() == [0, 2, 0, 0]


@pytest.mark.parametrize("anchors", [None, [], [0]])
def test_no_nodes_and_no_edges(anchors: list[int] | None) -> None:
    assert [len(column) for column in cut([], [], anchors)] == [0] * 5
    found = cut([], powers(3), anchors)
    assert found.component.tolist() == [0, 1, 2]
    assert not found.is_cut_node.any()
    assert found.behind_node.tolist() == [0, 0, 0]


def test_a_long_chain_needs_no_recursion() -> None:
    count = 200_000
    found = cut([(v, v + 1) for v in range(count - 1)], [1.0] * count, [0])
    assert found.is_cut_edge.all()
    assert found.behind.tolist() == list(range(count - 1, 0, -1))
    assert found.is_cut_node.sum() == count - 2


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 0.1, 1e12])
def test_sums_are_the_same_in_any_order(scale: float) -> None:
    random = np.random.default_rng(0)
    ends, weight = random.integers(0, 60, (70, 2)), random.random(60) * scale
    is_anchor = random.random(60) < 0.05
    node, edge = random.permutation(60), random.permutation(70)
    found = cuts(ends[:, 0], ends[:, 1], weight, is_anchor)
    mixed = cuts(
        node[ends[edge, 1]],
        node[ends[edge, 0]],
        weight[np.argsort(node)],
        is_anchor[np.argsort(node)],
    )
    assert np.array_equal(found.behind[edge], mixed.behind)
    assert np.array_equal(found.behind_node, mixed.behind_node[node])
    assert found.behind.max() > 0


def test_weights_of_nothing() -> None:
    found = cut([(0, 1)], [0.0, 0.0], [0])
    assert found.is_cut_edge.tolist() == [True]
    assert found.behind.tolist() == [0]
