"""How one unit at each of many points is shared among groups: matrices whose rows sum to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BLOCK = 256
"""Points whose neighbours are held in memory at once."""


def of_members(member_groups: Ints, weights: Floats, n_groups: int) -> csr_array:
    """Share of each member in its group: a matrix of groups by members.

    A row sums to 1, or is empty where the group has no weight. Members in no group have the
    group -1.

    Parameters
    ----------
    member_groups
        Group of each member, counted from 0.
    weights
        Weight of each member, not negative.
    """
    members = np.flatnonzero((member_groups >= 0) & (weights > 0))
    groups = member_groups[members]
    totals = np.bincount(groups, weights[members], n_groups)
    shares = weights[members] / totals[groups]
    return csr_array((shares, (groups, members)), shape=(n_groups, len(member_groups)))


def within_radius(
    points: Floats, sites: Floats, site_groups: Ints, site_weights: Floats, radius: float, n: int
) -> csr_array:
    """Share of each group in the weight within the radius (inclusive) of each point.

    A matrix of points by n groups; a row sums to 1, or is empty where no weight is near.
    Points at one spot are worked out once.

    Parameters
    ----------
    points, sites
        Coordinates, one row each, two columns.
    site_groups
        Group of each site, counted from 0.
    """
    keep = site_weights > 0
    if not len(points) or not keep.any():
        return csr_array((len(points), n), dtype=np.float64)
    tree = KDTree(sites[keep])
    spots, spot_of_point = np.unique(points, axis=0, return_inverse=True)
    blocks = [
        _near(spots[start : start + BLOCK], tree, site_groups[keep], site_weights[keep], radius, n)
        for start in range(0, len(spots), BLOCK)
    ]
    return csr_array(vstack(blocks, format="csr")[spot_of_point.ravel()])


def _near(
    spots: Floats, tree: KDTree, groups: Ints, weights: Floats, radius: float, n: int
) -> csr_array:
    """Shares of the groups near each of a block of spots."""
    found = tree.query_ball_point(spots, radius, return_sorted=True)
    counts = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    sites = np.concatenate(found).astype(np.int64)
    spot = np.repeat(np.arange(len(spots)), counts)
    cell = spot * n + groups[sites]
    near = np.bincount(cell, weights[sites], len(spots) * n).astype(float).reshape(-1, n)
    totals = near.sum(axis=1, keepdims=True)
    np.divide(near, totals, out=near, where=totals > 0)
    return csr_array(near)
