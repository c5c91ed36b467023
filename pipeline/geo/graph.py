"""Least cost from the nearest of many seeds to every node and point of a graph.

Arrays in, arrays out. Costs are whole numbers, so that sums do not depend on their order and
ties are exact. An edge has two arcs: arc 2e runs from its start to its end, arc 2e + 1 back;
a negative cost closes an arc.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEVER = np.iinfo(np.int64).max


class Graph(NamedTuple):
    """Edges between nodes, with the arcs that leave each node side by side."""

    from_node: Ints
    to_node: Ints
    first: Ints
    """First place of each node in `arc`, and one more at the end."""
    arc: Ints
    head: Ints
    """Node that the arc in the same place leads to."""


class Contacts(NamedTuple):
    """Where points touch edges: point, edge, share of the edge, cost between point and edge."""

    point: Ints
    edge: Ints
    share: Floats
    cost: Ints


class Found(NamedTuple):
    """The nearest seed of each point."""

    cost: Ints
    """Least cost; -1 where there is no way."""
    seed: Ints
    """Least seed point among those of least cost; -1 where there is no way."""
    contact_cost: Ints
    """Part of the cost spent between points and edges, at both ends; the least there is."""


def graph(from_node: Ints, to_node: Ints) -> Graph:
    """Return a graph of edges between nodes that are counted from 0."""
    from_node, to_node = np.array(from_node, np.int64), np.array(to_node, np.int64)
    tail = np.column_stack([from_node, to_node]).ravel()
    head = np.column_stack([to_node, from_node]).ravel()
    arc = np.argsort(tail, kind="stable")
    count = int(tail.max()) + 1 if len(tail) else 0
    first = np.searchsorted(tail[arc], np.arange(count + 1))
    return Graph(from_node, to_node, first, arc, head[arc])


def reversed_arcs(cost: Ints) -> Ints:
    """Return arc costs with directions swapped: from all to one becomes from one to all."""
    return np.ascontiguousarray(cost.reshape(-1, 2)[:, ::-1]).ravel()


def nearest(of: Graph, cost: Ints, seeds: Contacts, points: Contacts, *, point_count: int) -> Found:
    """Least cost from any seed to each point, with the seed and the cost off the edges.

    Ways lead from seed to point; swap arcs with `reversed_arcs` for the other direction. Points
    and seeds join an edge part way along it: that part of the arc's cost counts, rounded up. At an
    edge's very end they are on the node, and pass even where the edge is closed. Ties: least cost,
    then least seed, then least cost off the edges.
    """
    found = Found(*(np.full(point_count, -1) for _ in range(3)))
    if not len(seeds.point) or not len(points.point):
        return found
    # A label is a seed and its cost off the edge. Costs are multiplied by the number of labels
    # and the label is added: one comparison of whole numbers settles cost and ties.
    labels, label = np.unique(
        np.column_stack([seeds.point, seeds.cost]), axis=0, return_inverse=True
    )
    scale = len(labels)
    key = seeds.cost * scale + label.reshape(-1)
    scaled = np.where(cost < 0, -1, cost * scale)
    distance = _dijkstra(of.first, of.arc, of.head, scaled, *_starts(of, cost, seeds, key, scale))
    order = np.argsort(seeds.edge, kind="stable")
    first = np.searchsorted(seeds.edge[order], np.arange(len(of.from_node) + 1))
    _arrive(of, cost, distance, labels, first, seeds.share[order], key[order], points, found)
    return found


def _starts(of: Graph, cost: Ints, seeds: Contacts, key: Ints, scale: int) -> tuple[Ints, Ints]:
    """Return nodes and keys at which the search begins: both ends of every seed's edge."""
    back = _parts(cost[2 * seeds.edge + 1], seeds.share)
    ahead = _parts(cost[2 * seeds.edge], 1 - seeds.share)
    node = np.concatenate([of.from_node[seeds.edge], of.to_node[seeds.edge]])
    part = np.concatenate([back, ahead])
    can = part >= 0
    return node[can], np.tile(key, 2)[can] + part[can] * scale


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _dijkstra(first: Ints, arc: Ints, head: Ints, cost: Ints, start: Ints, start_key: Ints) -> Ints:
    """Return the least key of each node; a binary heap with stale entries left in it."""
    distance = np.full(len(first) - 1, NEVER)
    size = 0
    keys = np.empty(max(1024, 2 * len(start)), np.int64)
    nodes = np.empty(len(keys), np.int64)
    for i in range(len(start)):
        if start_key[i] < distance[start[i]]:
            distance[start[i]] = start_key[i]
            keys, nodes = _push(keys, nodes, size, start_key[i], start[i])
            size += 1
    while size > 0:
        key, node = keys[0], nodes[0]
        size -= 1
        _pop(keys, nodes, size)
        if key > distance[node]:
            continue
        for at in range(first[node], first[node + 1]):
            if cost[arc[at]] < 0:
                continue
            reached = key + cost[arc[at]]
            if reached < distance[head[at]]:
                distance[head[at]] = reached
                keys, nodes = _push(keys, nodes, size, reached, head[at])
                size += 1
    return distance


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _push(keys: Ints, nodes: Ints, size: int, key: int, node: int) -> tuple[Ints, Ints]:
    """Put an entry on the heap; the arrays grow where they must."""
    if size == len(keys):
        keys = np.concatenate((keys, np.empty_like(keys)))
        nodes = np.concatenate((nodes, np.empty_like(nodes)))
    i = size
    while i > 0 and keys[(i - 1) // 2] > key:
        keys[i], nodes[i] = keys[(i - 1) // 2], nodes[(i - 1) // 2]
        i = (i - 1) // 2
    keys[i], nodes[i] = key, node
    return keys, nodes


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _pop(keys: Ints, nodes: Ints, size: int) -> None:
    """Take the first entry off the heap; `size` is what is left."""
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


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _part(cost: int, share: float) -> int:
    """Return the cost of a share of an arc, rounded up; nothing for no share, closed or not."""
    if share <= 0:
        return 0
    if cost < 0:
        return -1
    return int(np.ceil(cost * share - 1e-6))


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _parts(cost: Ints, share: Floats) -> Ints:
    """Return the costs of shares of arcs."""
    parts = np.empty(len(cost), np.int64)
    for i in range(len(cost)):
        parts[i] = _part(cost[i], share[i])
    return parts


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _arrive(
    of: Graph,
    cost: Ints,
    distance: Ints,
    labels: Ints,
    first: Ints,
    seed_share: Floats,
    seed_key: Ints,
    points: Contacts,
    best: Found,
) -> None:
    """Write each point's nearest seed: over both ends of its edges, and from seeds on them."""
    scale = len(labels)
    for i in range(len(points.point)):
        p, e, at = points.point[i], points.edge[i], points.share[i]
        for way in range(2 + first[e + 1] - first[e]):
            if way == 0:
                key, part = distance[of.from_node[e]], _part(cost[2 * e], at)
            elif way == 1:
                key, part = distance[of.to_node[e]], _part(cost[2 * e + 1], 1 - at)
            else:
                s = first[e] + way - 2
                gap = at - seed_share[s]
                key = seed_key[s]
                part = _part(cost[2 * e if gap > 0 else 2 * e + 1], abs(gap))
            if key == NEVER or part < 0:
                continue
            total = key // scale + part + points.cost[i]
            seed = labels[key % scale, 0]
            off = labels[key % scale, 1] + points.cost[i]
            is_better = best.cost[p] < 0 or total < best.cost[p]
            if total == best.cost[p]:
                is_better = seed < best.seed[p] or (
                    seed == best.seed[p] and off < best.contact_cost[p]
                )
            if is_better:
                best.cost[p], best.seed[p], best.contact_cost[p] = total, seed, off
