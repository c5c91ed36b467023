"""An order in which nodes of a sparse graph can be taken out with little left to join.

Nodes with one or two neighbours go first, again and again: of sparse networks that leaves a small
part, which METIS orders by nested dissection. A postorder of the elimination tree then brings
nodes near each other that are used together, and changes nothing else (Dibbelt, Strasser and
Wagner 2016, Customizable Contraction Hierarchies).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pymetis

from pipeline.geo.graph.arcs import Graph, graph, grouped
from pipeline.geo.kernels import inner, kernel

Int32s = npt.NDArray[np.int32]

LOOK_AT_MOST = 32
"""Neighbours looked through for a join that is there already; a missed one only costs time."""


def elimination_ranks(from_node: Int32s, to_node: Int32s, node_count: int) -> Int32s:
    """Return each node's place in the order, 0 first. Directions make no difference."""
    is_loop = from_node == to_node
    start, end = from_node[~is_loop], to_node[~is_loop]
    early, left_u, left_v = _simple_nodes_first(graph(start, end, node_count))
    order = np.concatenate([early, _dissected(early, left_u, left_v, node_count)])
    rank = np.empty(node_count, np.int32)
    rank[order] = np.arange(node_count, dtype=np.int32)
    low, high = _ordered_ends(rank[start], rank[end])
    parent = np.full(node_count, -1, np.int32)
    _climb(*grouped(high, low, node_count), parent, parent.copy())
    return _postorder(parent)[rank]


def _ordered_ends(u: Int32s, v: Int32s) -> tuple[Int32s, Int32s]:
    return np.minimum(u, v), np.maximum(u, v)


def _dissected(early: Int32s, u: Int32s, v: Int32s, node_count: int) -> Int32s:
    """Return the nodes that are not early, in METIS' order."""
    is_late = np.ones(node_count, bool)
    is_late[early] = False
    late = np.flatnonzero(is_late).astype(np.int32)
    if len(late) < 2:
        return late
    place = np.cumsum(is_late, dtype=np.int32) - 1
    pairs = np.unique(place[u].astype(np.int64) * len(late) + place[v])
    tail, head = np.divmod(pairs, len(late))
    first = np.searchsorted(tail, np.arange(len(late) + 1))
    adjacency = pymetis.CSRAdjacency(first.astype(np.int32), head.astype(np.int32))
    order = pymetis.nested_dissection(adjacency)[0]
    return late[np.asarray(order, np.int32)]


def _simple_nodes_first(of: Graph) -> tuple[Int32s, Int32s, Int32s]:
    """Return nodes of degree 0, 1 and 2 as they come off, and the joins between those left.

    A node of degree 2 that comes off joins its two neighbours. Each place in a node's list knows
    its twin in the neighbour's list, so that a join is moved in one step.
    """
    place_of_arc = np.empty(len(of.arc), np.int32)
    place_of_arc[of.arc] = np.arange(len(of.arc), dtype=np.int32)
    head, twin = of.head.copy(), place_of_arc[of.arc ^ 1]
    degree = np.diff(of.first)
    order, waiting = np.empty_like(degree), np.flatnonzero(degree <= 2)[::-1].astype(np.int32)
    stack = np.resize(waiting, len(degree)) if len(waiting) else order.copy()
    done = _take_off_all(of.first, head, twin, degree, degree <= 2, stack, len(waiting), order)
    tail = np.repeat(np.arange(len(degree), dtype=np.int32), np.diff(of.first))
    is_left = np.arange(len(head)) < (of.first[:-1] + degree)[tail]
    return order[:done], tail[is_left], head[is_left]


@kernel
def _take_off_all(
    first: Int32s,
    head: Int32s,
    twin: Int32s,
    degree: Int32s,
    is_waiting: npt.NDArray[np.bool_],
    stack: Int32s,
    size: int,
    order: Int32s,
) -> int:
    """Write the nodes that come off, in turn, and return how many do."""
    done = 0
    while size > 0:
        size -= 1
        v = stack[size]
        order[done] = v
        done += 1
        degree_before = degree[v]
        _take_off(v, first, head, twin, degree)
        for i in range(first[v], first[v] + degree_before):
            x = head[i]
            if degree[x] <= 2 and not is_waiting[x]:
                is_waiting[x] = True
                stack[size] = x
                size += 1
    return done


@inner
def _take_off(v: int, first: Int32s, head: Int32s, twin: Int32s, degree: Int32s) -> None:
    """Take a node of degree 2 or less out, and join its neighbours if they are two."""
    at = first[v]
    is_between = degree[v] == 2 and head[at] != head[at + 1]
    if is_between and not _has(head[at], head[at + 1], first, head, degree):
        s, t = twin[at], twin[at + 1]
        head[s], twin[s] = head[at + 1], t
        head[t], twin[t] = head[at], s
    else:
        for i in range(degree[v]):
            s, x = twin[at + i], head[at + i]
            last = first[x] + degree[x] - 1
            head[s], twin[s] = head[last], twin[last]
            twin[twin[s]] = s
            degree[x] -= 1
    degree[v] = 0


@inner
def _has(a: int, b: int, first: Int32s, head: Int32s, degree: Int32s) -> bool:
    """Whether two nodes are joined, as far as a short look tells."""
    if degree[b] < degree[a]:
        a, b = b, a
    for i in range(first[a], first[a] + min(degree[a], LOOK_AT_MOST)):  # noqa: SIM110  numba
        if head[i] == b:
            return True
    return False


@kernel
def _climb(first: Int32s, low: Int32s, parent: Int32s, ancestor: Int32s) -> None:
    """Write each node's parent in the elimination tree; roots keep -1 (Liu 1990).

    `low` holds the earlier neighbours of each node; `ancestor` shortens the climbs.
    """
    for v in range(len(parent)):
        for i in range(first[v], first[v + 1]):
            x = low[i]
            while x not in (-1, v):
                above = ancestor[x]
                ancestor[x] = v
                if above == -1:
                    parent[x] = v
                x = above


def _postorder(parent: Int32s) -> Int32s:
    """Return each node's place when children come right before their parents."""
    child, sibling = np.full(len(parent) + 1, -1, np.int32), np.full(len(parent), -1, np.int32)
    place = np.empty(len(parent), np.int32)
    _number(parent, child, sibling, place)
    return place


@kernel
def _number(parent: Int32s, child: Int32s, sibling: Int32s, place: Int32s) -> None:
    """Write the places; roots are taken for children of one more node at the end."""
    count = len(parent)
    for v in range(count - 1, -1, -1):
        above = parent[v] if parent[v] >= 0 else count
        sibling[v], child[above] = child[above], v
    done, v = 0, child[count]
    while v != -1:
        while child[v] != -1:
            v = child[v]
        while v != -1:
            place[v] = done
            done += 1
            if sibling[v] != -1:
                v = sibling[v]
                break
            v = parent[v]
