import numpy as np

from pipeline.geo.nearest import is_within, nearest_in_group

ZERO = np.array([0])


def test_nearest_is_of_the_own_group_even_if_another_is_nearer() -> None:
    targets, groups = np.array([[1.0, 0.0], [5.0, 0.0]]), np.array([0, 1])
    points = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    found = nearest_in_group(points, np.array([0, 1, 2]), targets, groups, 10)
    assert found.tolist() == [0, 1, -1]


def test_limit_is_inclusive() -> None:
    points = np.array([[0.0, 0.0]])
    assert nearest_in_group(points, ZERO, np.array([[3.0, 4.0]]), ZERO, 5).tolist() == [0]
    assert nearest_in_group(points, ZERO, np.array([[3.0, 4.001]]), ZERO, 5).tolist() == [-1]


def test_ties_go_to_the_first_row_however_many_there_are() -> None:
    angles = np.array([0, 90, 180, 270])
    ring = np.column_stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))]).round(9)
    targets = np.vstack([np.tile(ring, (5, 1)), [[0.5, 0.5]]])
    points = np.array([[0.0, 0.0]])
    same = np.zeros(len(targets), dtype=np.int64)
    assert nearest_in_group(points, ZERO, targets[:-1], same[:-1], 9).tolist() == [0]
    assert nearest_in_group(points, ZERO, targets, same, 9).tolist() == [20]


def test_without_points_or_targets_nothing_is_found() -> None:
    none, no_groups = np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
    point = np.array([[0.0, 0.0]])
    assert nearest_in_group(none, no_groups, point, ZERO, 1).tolist() == []
    assert nearest_in_group(point, ZERO, none, no_groups, 1).tolist() == [-1]
    assert is_within(point, none, 1).tolist() == [False]
    assert is_within(none, point, 1).tolist() == []


def test_is_within_holds_its_limit() -> None:
    points = np.array([[0.0, 0.0], [0.0, 5.0], [0.0, 5.1]])
    assert is_within(points, np.array([[0.0, 0.0]]), 5).tolist() == [True, True, False]
