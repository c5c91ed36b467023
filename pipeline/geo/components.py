"""Which edges hang together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def components(from_node: Ints, to_node: Ints, length: Floats) -> Ints:
    """Component of each edge, whatever its direction; 0 has the greatest total length.

    Components of the same length are in the order of their least node. No edges, no components.
    """
    if not len(from_node):
        return np.zeros(0, np.int64)
    nodes, place = np.unique(np.concatenate([from_node, to_node]), return_inverse=True)
    u, v = place[: len(from_node)], place[len(from_node) :]
    joined = coo_array((np.ones(len(u)), (u, v)), shape=(len(nodes), len(nodes)))
    count, label = connected_components(joined, directed=False)
    total = np.bincount(label[u], weights=length, minlength=count)
    least_node = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(least_node, label, nodes)
    # To the millimetre, so that the order in which lengths are added makes no difference.
    order = np.lexsort((least_node, -np.round(total, 3)))
    number: Ints = np.empty(count, np.int64)
    number[order] = np.arange(count)
    of_edge: Ints = number[label[u]]
    return of_edge
