"""Which target lies nearest to each point, among the targets of the point's own group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SAME = 1 + 1e-12
"""Distances that differ by less than this factor are a tie."""


def nearest_in_group(
    points: Floats,
    point_groups: Ints,
    targets: Floats,
    target_groups: Ints,
    max_distance: float,
) -> Ints:
    """Row of the nearest target of the same group; -1 where none is within the distance.

    The limit is inclusive; of targets equally near, the first row counts. One search serves all
    groups: each group lies on a floor of its own, floors further apart than the limit.

    Parameters
    ----------
    points, targets
        Coordinates, one row each, two columns.
    point_groups, target_groups
        Group of each row, counted from 0.
    """
    if not len(points) or not len(targets):
        return np.full(len(points), -1, dtype=np.int64)
    floor = 4 * max_distance
    tree = KDTree(np.column_stack([targets, target_groups * floor]))
    lifted = np.column_stack([points, point_groups * floor])
    found = _first_of_nearest(tree, lifted, np.nextafter(max_distance, np.inf), k=4)
    return np.where(found == tree.n, -1, found)


def _first_of_nearest(tree: KDTree, points: Floats, limit: float, *, k: int) -> Ints:
    """Least row among the equally near; `tree.n` beyond the limit.

    Where all k found are equally near there may be more of them: those points ask again for
    twice as many.
    """
    k = min(k, tree.n)
    distances, rows = tree.query(points, k=[*range(1, k + 1)], distance_upper_bound=limit)
    is_tied = distances <= distances[:, :1] * SAME
    best: Ints = np.where(is_tied, rows, tree.n).min(axis=1).astype(np.int64)
    is_full = is_tied.all(axis=1) & np.isfinite(distances[:, 0])
    if k < tree.n and is_full.any():
        best[is_full] = _first_of_nearest(tree, points[is_full], limit, k=2 * k)
    return best


def is_within(points: Floats, targets: Floats, max_distance: float) -> NDArray[np.bool_]:
    """Whether any target lies within the distance (inclusive) of each point."""
    if not len(points) or not len(targets):
        return np.zeros(len(points), dtype=bool)
    limit = np.nextafter(max_distance, np.inf)
    distances, _ = KDTree(targets).query(points, distance_upper_bound=limit)
    is_near: NDArray[np.bool_] = np.isfinite(distances)
    return is_near
