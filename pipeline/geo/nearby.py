"""What lies around each point, the less the further away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BLOCK = 4096
"""Points whose surroundings are held in memory at once."""


def nearby_sums(points: Floats, values: Floats, reach: float) -> Floats:
    """Sum of the values of all other points, each by a kernel of its distance.

    The kernel is the bisquare one: 1 at the point, falling smoothly to 0 at the reach. A point's
    own value is left out; that of another at the same place counts whole.
    """
    found = np.zeros(len(points))
    sources = np.flatnonzero(values)
    if not len(sources):
        return found
    tree = KDTree(points[sources])
    for start in range(0, len(points), BLOCK):
        block = KDTree(points[start : start + BLOCK])
        pairs = block.sparse_distance_matrix(tree, reach, output_type="ndarray")
        row, source = pairs["i"] + start, sources[pairs["j"]]
        kernel = (1 - (pairs["v"] / reach) ** 2) ** 2
        kernel[row == source] = 0
        found += np.bincount(row, kernel * values[source], len(points))
    return found
