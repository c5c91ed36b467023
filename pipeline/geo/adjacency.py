"""Which shapes lie beside each other, and which points near each other: pairs of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree
from shapely import STRtree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def touching(shapes: NDArray[np.object_], tolerance: float) -> Ints:
    """Pairs of shapes no further apart than the tolerance, each both ways; a corner is enough.

    Two columns, by row. Outlines that were drawn one by one seldom meet exactly: between them lie
    slivers, which the tolerance bridges.
    """
    pairs = STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance).T
    return _in_order(pairs)


def near(points: Floats, reach: float) -> Ints:
    """Pairs of points within reach (inclusive), each both ways; two columns, by row."""
    once = KDTree(points).query_pairs(np.nextafter(reach, np.inf), output_type="ndarray")
    return _in_order(np.concatenate([once, once[:, ::-1]]))


def _in_order(pairs: Ints) -> Ints:
    """Return pairs of different rows, each once, by row."""
    found: Ints = np.unique(pairs[pairs[:, 0] != pairs[:, 1]].astype(np.int64), axis=0)
    return found
