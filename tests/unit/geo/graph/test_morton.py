from __future__ import annotations

import numpy as np

from pipeline.geo.graph.morton import morton_order


def order(*points: tuple[float, float]) -> list[int]:
    found: list[int] = morton_order(np.array(points, float).reshape(-1, 2)).tolist()
    return found


def test_a_square_of_four_by_four_is_a_z_of_zs() -> None:
    points = [(float(x), float(y)) for y in range(4) for x in range(4)]
    corners = [points[i] for i in order(*points)]
    assert corners[:4] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert corners[4:8] == [(0, 2), (0, 3), (1, 2), (1, 3)]
    assert corners[8:12] == [(2, 0), (2, 1), (3, 0), (3, 1)]
    assert corners[12:] == [(2, 2), (2, 3), (3, 2), (3, 3)]


def test_where_the_points_lie_and_how_far_apart_makes_no_difference() -> None:
    points = np.random.default_rng(0).integers(0, 64, (50, 2)).astype(float)
    moved = points * 4096 - 2.0**20
    assert morton_order(points).tolist() == morton_order(moved).tolist()


def test_points_of_one_cell_go_by_x_then_y_then_row() -> None:
    far = (1e9, 1e9)
    assert order(far, (2, 1), (1, 3), (1, 2), (1, 3), (0, 0)) == [5, 3, 2, 4, 1, 0]


def test_no_points_one_point_and_no_extent() -> None:
    assert order() == []
    assert order((7, -7)) == [0]
    assert order((3, 3), (3, 3), (3, 3)) == [0, 1, 2]


def test_points_on_a_line_go_along_it() -> None:
    assert order((2, 5), (0, 5), (3, 5), (1, 5)) == [1, 3, 0, 2]
    assert order((5, 2), (5, 0), (5, 3), (5, 1)) == [1, 3, 0, 2]


def test_the_order_of_rows_does_not_show() -> None:
    random = np.random.default_rng(1)
    # Many in one cell, for one lies far away.
    points = np.vstack([random.random((300, 2)), [[1e6, 0]]])
    mixed = random.permutation(len(points))
    assert np.array_equal(points[morton_order(points)], points[mixed][morton_order(points[mixed])])


def test_every_node_has_one_place() -> None:
    points = np.random.default_rng(2).normal(size=(5000, 2))
    assert np.array_equal(np.sort(morton_order(points)), np.arange(5000))
