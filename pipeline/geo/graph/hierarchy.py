"""The hierarchy of a graph: built once for its edges, whatever they cost.

Nodes are taken out in an order, and the neighbours of each are joined as it goes: what comes of it
is a chordal graph in which every shortest way first climbs and then descends (Dibbelt, Strasser
and Wagner 2016). It says nothing of costs; `customize` lays those on it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import grouped
from pipeline.geo.graph.ordering import elimination_ranks
from pipeline.geo.kernels import inner, kernel

Int32s = npt.NDArray[np.int32]

NO_SLOT = -1
"""Slot of an edge that starts where it ends: no way is shorter for it."""


class Hierarchy(NamedTuple):
    """A chordal graph over ranks: nodes in the order in which they are taken out."""

    rank: Int32s
    """Rank of each node."""
    first: Int32s
    """First join of each rank, and one more at the end."""
    head: Int32s
    """Higher rank that each join leads to, rising within the joins of one rank."""
    slot: Int32s
    """Twice the join that each edge lies on, and one more where the edge starts at its higher
    end; -1 for an edge that starts where it ends."""


def hierarchy(from_node: npt.ArrayLike, to_node: npt.ArrayLike, node_count: int) -> Hierarchy:
    """Return the hierarchy of edges between nodes that are counted from 0.

    Parallel edges share a join. Nodes without edges are there, and joined to none.
    """
    start, end = np.asarray(from_node, np.int32), np.asarray(to_node, np.int32)
    rank = elimination_ranks(start, end, node_count)
    u, v = rank[start], rank[end]
    is_loop = u == v
    low, high = np.minimum(u, v)[~is_loop], np.maximum(u, v)[~is_loop]
    first, head = _chordal(*grouped(low, high, node_count))
    slot = np.full(len(u), NO_SLOT, np.int32)
    _find_slots(u, v, first, head, slot)
    return Hierarchy(rank, first, head, slot)


def pack(of: Hierarchy) -> Int32s:
    """Return a hierarchy as one array, which can be stored and mapped into memory."""
    sizes = np.array([len(part) for part in of], np.int32)
    return np.concatenate([sizes, *of])


def unpack(packed: Int32s) -> Hierarchy:
    """Return the hierarchy in an array: views of it, nothing is copied or read yet."""
    ends = len(Hierarchy._fields) + np.cumsum(packed[: len(Hierarchy._fields)], dtype=np.int64)
    return Hierarchy(*np.split(packed[: ends[-1]], [4, *ends[:-1]])[1:])


def _chordal(higher_first: Int32s, higher: Int32s) -> tuple[Int32s, Int32s]:
    """Return the joins of each rank once all lower ranks are taken out: first places and heads."""
    count = len(higher_first) - 1
    first, head = np.zeros(count + 1, np.int32), np.empty(2 * len(higher) + 64, np.int32)
    tree = np.full((3, count), -1, np.int32)
    done = 0
    while (done := _join(done, higher_first, higher, tree, first, head)) < count:
        head = np.resize(head, 2 * len(head) + count)
    return first, head[: first[-1]].copy()


@kernel
def _join(
    done: int, higher_first: Int32s, higher: Int32s, tree: Int32s, first: Int32s, head: Int32s
) -> int:
    """Write the joins of all ranks from `done` on; return the first for which there is no room.

    They are a rank's higher neighbours and what its children in the elimination tree (whose
    lowest join leads to it) are joined to. `tree` holds each rank's youngest child, its next older
    sibling, and the last rank that saw it.
    """
    child, sibling, seen = tree[0], tree[1], tree[2]
    for v in range(done, len(higher_first) - 1):
        begin = first[v]
        room = higher_first[v + 1] - higher_first[v]
        c = child[v]
        while c != -1:
            room += first[c + 1] - first[c]
            c = sibling[c]
        if begin + room > len(head):
            return v
        end = _merge(v, higher, higher_first[v], higher_first[v + 1], seen, head, begin)
        c = child[v]
        while c != -1:
            end = _merge(v, head, first[c] + 1, first[c + 1], seen, head, end)
            c = sibling[c]
        first[v + 1] = end
        if end > begin:
            _sort(head, begin, end)
            sibling[v], child[head[begin]] = child[head[begin]], v
    return len(higher_first) - 1


@inner
def _merge(
    v: int, source: Int32s, low: int, high: int, seen: Int32s, head: Int32s, end: int
) -> int:
    """Add a part of a list to the joins of a rank, each once, and return their new end."""
    for i in range(low, high):
        x = source[i]
        if seen[x] != v:
            seen[x] = v
            head[end] = x
            end += 1
    return end


@inner
def _sort(values: Int32s, begin: int, end: int) -> None:
    """Sort part of an array, which is short and made of sorted runs."""
    for i in range(begin + 1, end):
        value, j = values[i], i
        while j > begin and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value


@kernel
def _find_slots(u: Int32s, v: Int32s, first: Int32s, head: Int32s, slot: Int32s) -> None:
    """Write the slot of each edge that has one."""
    for e in range(len(u)):
        low, high = min(u[e], v[e]), max(u[e], v[e])
        if low == high:
            continue
        a, b = first[low], first[low + 1]
        while b - a > 1:
            middle = (a + b) // 2
            if head[middle] <= high:
                a = middle
            else:
                b = middle
        slot[e] = 2 * a + (u[e] > v[e])
