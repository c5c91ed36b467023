"""The arc by which each node is best reached: the trees of the shortest ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import LABEL_BITS, NEVER, NEVER_KEY, Costs, Keys
from pipeline.geo.kernels import kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.arcs import Graph

Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

ROOT = -1


def parents(of: Graph, cost: Costs, key: Keys, is_root: Bools) -> Int32s:
    """Return the last arc of the best way to each node; -1 at seeds and where there is no way.

    From any node, going back along these arcs ends at a seed and costs what the key says. Of arcs
    that do as well the least is taken; those that cost nothing only where no other does, so that
    no way goes round in a circle.

    Parameters
    ----------
    key
        Least key of each node, as `search` and `sweep.keys` find it (the latter by rank).
    is_root
        Nodes at which a way begins with the node's own key.
    """
    arc = np.full(len(key), ROOT, np.int32)
    known = is_root | (key >= np.uint64(NEVER_KEY))
    waiting = np.empty(len(key), np.int32)
    _by_paid_arcs(of.first, of.head, of.arc, cost, key, arc, is_root)
    known |= arc >= 0
    waiting[: known.sum()] = np.flatnonzero(known)
    _by_free_arcs(of.first, of.head, of.arc, cost, key, arc, known, waiting)
    return arc


@kernel
def _by_paid_arcs(
    first: Int32s,
    head: Int32s,
    arcs: Int32s,
    cost: Costs,
    key: Keys,
    parent: Int32s,
    is_root: Bools,
) -> None:
    """Write the least arc that costs something and leads to each node's key."""
    for u in range(len(key)):
        if key[u] >= NEVER_KEY:
            continue
        for i in range(first[u], first[u + 1]):
            v, a = head[i], arcs[i]
            step = cost[a]
            if step == 0 or step >= NEVER or is_root[v]:
                continue
            if key[u] + (np.uint64(step) << np.uint64(LABEL_BITS)) == key[v]:
                parent[v] = a if parent[v] < 0 else min(parent[v], a)


@kernel
def _by_free_arcs(
    first: Int32s,
    head: Int32s,
    arcs: Int32s,
    cost: Costs,
    key: Keys,
    parent: Int32s,
    known: Bools,
    waiting: Int32s,
) -> None:
    """Write, outwards from nodes that are known, arcs that cost nothing to those that are not."""
    size = 0
    for v in range(len(known)):
        size += known[v]
    done = 0
    while done < size:
        u = waiting[done]
        done += 1
        if key[u] >= NEVER_KEY:
            continue
        for i in range(first[u], first[u + 1]):
            v = head[i]
            if not known[v] and cost[arcs[i]] == 0 and key[u] == key[v]:
                known[v] = True
                parent[v] = arcs[i]
                waiting[size] = v
                size += 1
