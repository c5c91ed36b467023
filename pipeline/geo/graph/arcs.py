"""Edges between nodes, and the two arcs of each: what every search and sweep runs on.

Edge e has two arcs: arc 2e runs from its start to its end, arc 2e + 1 back. Costs are whole
numbers, so that sums do not depend on their order and ties are exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.kernels import kernel

Int32s = npt.NDArray[np.int32]
Costs = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]

NEVER = 2**31 - 1
"""Cost of a closed arc, and of a node that cannot be reached. A way that costs as much or more
is none: so two costs always add up inside 32 bits. In milliseconds it is 24.8 days."""
LABEL_BITS = 32
"""A key is a cost with a label below it, so that one comparison settles cost, then label."""
LOW = np.uint64(LABEL_BITS)
LABEL = np.uint64((1 << LABEL_BITS) - 1)
"""What is left of a key without its cost."""
NEVER_KEY = NEVER << LABEL_BITS


class Graph(NamedTuple):
    """The arcs that leave each node, side by side."""

    first: Int32s
    """First place of each node in `head` and `arc`, and one more at the end."""
    head: Int32s
    """Node that the arc in the same place leads to."""
    arc: Int32s


def graph(from_node: npt.ArrayLike, to_node: npt.ArrayLike, node_count: int) -> Graph:
    """Return the arcs of edges between nodes that are counted from 0, by tail, then arc."""
    ends = np.column_stack([from_node, to_node]).astype(np.int32)
    first, arc = grouped(ends.ravel(), np.arange(ends.size, dtype=np.int32), node_count)
    return Graph(first, ends[:, ::-1].ravel()[arc], arc)


def grouped(group: Int32s, value: Int32s, count: int) -> tuple[Int32s, Int32s]:
    """Return values by group, in their own order: first place of each group and one more, values.

    Parameters
    ----------
    group
        Group of each value, from 0 to `count` less one.
    """
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(group, minlength=count), out=first[1:])
    values = np.empty(len(value), np.int32)
    _file(group, value, first[:-1].copy(), values)
    return first, values


def reversed_arcs(cost: Costs) -> Costs:
    """Return arc costs with directions swapped: from all to one becomes from one to all."""
    pairs = cost.reshape(-1, 2, *cost.shape[1:])
    return np.ascontiguousarray(pairs[:, ::-1]).reshape(cost.shape)


@kernel
def _file(group: Int32s, value: Int32s, place: Int32s, values: Int32s) -> None:
    """Put each value in the next place of its group."""
    for i in range(len(group)):
        values[place[group[i]]] = value[i]
        place[group[i]] += 1
