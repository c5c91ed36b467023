import numpy as np

from pipeline.geo.spread import of_members, within_radius


def test_members_share_their_group_by_weight() -> None:
    shares = of_members(np.array([0, 0, 1, -1]), np.array([1.0, 3.0, 5.0, 9.0]), 3)
    assert shares.toarray().tolist() == [[0.25, 0.75, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]


def test_group_without_weight_has_an_empty_row() -> None:
    assert of_members(np.array([0, 0]), np.zeros(2), 1).toarray().tolist() == [[0, 0]]


def test_points_are_shared_by_the_weight_within_the_radius() -> None:
    sites = np.array([[0.0, 0.0], [3.0, 4.0], [9.0, 0.0]])
    points = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 0.0], [9.0, 0.0]])
    groups, weights = np.array([0, 1, 1]), np.array([1.0, 3.0, 8.0])
    shares = within_radius(points, sites, groups, weights, 5, 2)
    assert shares.toarray().tolist() == [[0.25, 0.75], [0, 0], [0.25, 0.75], [0, 1]]


def test_many_spots_come_out_in_their_own_order() -> None:
    points = np.column_stack([np.arange(600.0)[::-1], np.zeros(600)])
    shares = within_radius(points, points, np.arange(600), np.ones(600), 0.4, 600)
    assert (shares.toarray() == np.eye(600)).all()


def test_nobody_anywhere_gives_empty_rows() -> None:
    one = np.array([[0.0, 0.0]])
    assert within_radius(one, one, np.array([0]), np.zeros(1), 5, 2).toarray().tolist() == [[0, 0]]
    assert within_radius(one[:0], one, np.array([0]), np.ones(1), 5, 2).shape == (0, 2)
