from __future__ import annotations

import numpy as np

from pipeline.geo.components import components


def numbers(edges: list[tuple[int, int]], length: list[float]) -> list[int]:
    ends = np.array(edges, np.int64).reshape(-1, 2)
    return [int(n) for n in components(ends[:, 0], ends[:, 1], np.array(length))]


def test_the_longest_is_0() -> None:
    assert numbers([(0, 1), (2, 3), (3, 4)], [5.0, 3.0, 3.0]) == [1, 0, 0]


def test_ties_go_to_the_least_node() -> None:
    assert numbers([(8, 9), (3, 5)], [4.0, 4.0]) == [1, 0]


def test_no_edges() -> None:
    assert numbers([], []) == []
