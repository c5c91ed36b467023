"""The k nearest services of every node by a Dijkstra whose nodes settle k times: the yardstick.

It is the plain way, compiled: a binary heap of keys and nodes, keys being milliseconds with the
service below them. A node takes a key if it has room and none of the same service.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from tests.bench.graphs import NEVER, Int32s, Roads

Keys = npt.NDArray[np.uint64]

NONE = np.uint64(NEVER) << np.uint64(32)
LOW = np.uint64(32)
LABEL = np.uint64(2**32 - 1)


def by_tail(roads: Roads) -> tuple[Int32s, Int32s, Keys]:
    """Return first places, heads and costs of the open arcs by tail."""
    tail, head, cost = roads.arcs()
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(roads.node_count + 1)).astype(np.int32)
    return first, head[order], cost[order].astype(np.uint64) << LOW


@numba.njit(cache=True)  # type: ignore[misc,unused-ignore]
def k_nearest(first: Int32s, head: Int32s, cost: Keys, starts: Int32s, k: int) -> Keys:
    """Return the k least keys of each node, of different services, rising."""
    found = np.full((len(first) - 1, k), NONE)
    settled = np.zeros(len(first) - 1, np.int32)
    keys = np.empty(4 * len(starts) + 4096, np.uint64)
    nodes = np.empty(len(keys), np.int32)
    size = 0
    for i in range(len(starts)):
        _push(keys, nodes, size, i, starts[i])
        size += 1
    while size > 0:
        key, node = keys[0], nodes[0]
        size -= 1
        _pop(keys, nodes, size)
        if settled[node] == k or _has(found[node, : settled[node]], key):
            continue
        found[node, settled[node]] = key
        settled[node] += 1
        if size + first[node + 1] - first[node] >= len(keys):
            keys = np.concatenate((keys, np.empty_like(keys)))
            nodes = np.concatenate((nodes, np.empty_like(nodes)))
        for at in range(first[node], first[node + 1]):
            x = head[at]
            if settled[x] < k:
                _push(keys, nodes, size, key + cost[at], x)
                size += 1
    return found


@numba.njit(cache=True)  # type: ignore[misc,unused-ignore]
def _has(row: Keys, key: int) -> bool:
    """Return whether a row has a key of the same service."""
    for other in row:  # noqa: SIM110  # compiled
        if other & LABEL == key & LABEL:
            return True
    return False


@numba.njit(cache=True)  # type: ignore[misc,unused-ignore]
def _push(keys: Keys, nodes: Int32s, size: int, key: int, node: int) -> None:
    i = size
    while i > 0 and keys[(i - 1) // 2] > key:
        keys[i], nodes[i] = keys[(i - 1) // 2], nodes[(i - 1) // 2]
        i = (i - 1) // 2
    keys[i], nodes[i] = key, node


@numba.njit(cache=True)  # type: ignore[misc,unused-ignore]
def _pop(keys: Keys, nodes: Int32s, size: int) -> None:
    key, node = keys[size], nodes[size]
    i = 0
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[i], nodes[i] = keys[child], nodes[child]
        i = child
    keys[i], nodes[i] = key, node
