import numpy as np
from shapely import Point, box

from pipeline.geo.adjacency import near, touching


def shapes(*found: object) -> np.ndarray:
    return np.array(found, dtype=object)


def test_a_border_and_a_corner_are_shared_both_ways() -> None:
    squares = shapes(box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 1, 3, 2), box(9, 9, 10, 10))
    assert touching(squares, 0).tolist() == [[0, 1], [1, 0], [1, 2], [2, 1]]


def test_slivers_up_to_the_tolerance_are_bridged() -> None:
    squares = shapes(box(0, 0, 1, 1), box(1.1, 0, 2, 1), box(2.3, 0, 3, 1))
    assert touching(squares, 0.15).tolist() == [[0, 1], [1, 0]]


def test_overlaps_touch() -> None:
    assert touching(shapes(box(0, 0, 2, 2), box(1, 1, 3, 3)), 0).tolist() == [[0, 1], [1, 0]]


def test_one_shape_or_point_has_no_pairs() -> None:
    assert touching(shapes(Point(0, 0)), 1).shape == (0, 2)
    assert near(np.zeros((1, 2)), 1).shape == (0, 2)


def test_near_is_inclusive_and_both_ways() -> None:
    points = np.array([(0.0, 0.0), (3, 4), (0, 5.01)])
    assert near(points, 5).tolist() == [[0, 1], [1, 0], [1, 2], [2, 1]]
