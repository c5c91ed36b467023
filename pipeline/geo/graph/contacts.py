"""The nearest seeds of points that touch edges part way along them.

A point touches edges at shares of their length, at a cost of its own. Part of an arc costs its
share, rounded up, and a wait that lies on that part counts whole. At an edge's very end a point is
on the node, and passes even where the edge is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import LABEL, LOW, NEVER, Costs, Keys, reversed_arcs
from pipeline.geo.graph.sweep import costs_side_by_side, nearest_keys
from pipeline.geo.kernels import inner, kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.customize import Weights
    from pipeline.geo.graph.hierarchy import Hierarchy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]


class Waits(NamedTuple):
    """Places on edges where a cost is paid, those of one edge side by side."""

    first: Ints
    """First place of each edge, and one more at the end."""
    share: Floats
    cost: Ints


class Edges(NamedTuple):
    """What points on edges need to know of them."""

    start: Int32s
    """Rank of the node at each edge's start."""
    end: Int32s
    cost: Costs
    """Cost of each arc, waits included; `NEVER` or more where it is closed."""
    waits: Waits
    """Parts of the edges' costs that are paid at one place, in either direction."""

    @property
    def reversed(self) -> Edges:
        """The edges with their arcs' costs swapped."""
        return self._replace(cost=reversed_arcs(self.cost))


class Contacts(NamedTuple):
    """Where points touch edges: point, edge, share of the edge, cost between point and edge."""

    point: Ints
    edge: Ints
    share: Floats
    cost: Ints


class _OnEdges(NamedTuple):
    """Seeds' contacts, those of one edge side by side."""

    first: Ints
    """First contact of each edge, and one more at the end."""
    share: Floats
    key: Keys


class Found(NamedTuple):
    """The nearest seeds of each point: one row a point, nearest first, -1 where there are fewer."""

    cost: Ints
    """Least cost."""
    seed: Ints
    """Seed point."""
    contact_cost: Ints
    """Part of the cost spent between points and edges, at both ends; the least there is."""


def nearest(
    of: Hierarchy,
    weights: Weights,
    edges: Edges,
    *,
    seeds: Contacts,
    points: Contacts,
    point_count: int,
    count: int = 1,
) -> Found:
    """Return the seeds that are nearest to each point, and what the ways from them cost.

    Ways lead from seed to point; give weights and edges reversed for the other direction. Ties:
    least cost, then least seed, then least cost off the edges.
    """
    found = _nothing(point_count, count)
    if len(seeds.point) and len(points.point):
        labels, label = labelled(seeds)
        group = labels[:, 0].astype(np.int32)
        contact, rank, cost = starts(edges, seeds)
        key = cost.astype(np.uint64) << LOW | label[contact]
        keys = nearest_keys(of, weights, rank, key, group, min(count, len(np.unique(group))))
        _arrive(edges, keys, labels, _on_edges(edges, seeds, label), points, found)
    return found


def least_costs(
    of: Hierarchy,
    weights: Weights,
    edges: Edges,
    *,
    seeds: Contacts,
    points: Contacts,
    point_count: int,
) -> Ints:
    """Return the least cost from any seed, one row a point and one column a set; -1 for no way.

    Parameters
    ----------
    weights, edges
        Their costs have one row a join or arc and one column a set.
    """
    cost = np.full((len(of.rank), edges.cost.shape[1]), NEVER, np.uint32)
    _plant(edges, seeds, cost)
    costs_side_by_side(of, weights, cost)
    least = np.full((point_count, edges.cost.shape[1]), NEVER, np.int64)
    own = _on_edges(edges, seeds, np.zeros(len(seeds.point), np.uint64))
    _arrive_side_by_side(edges, cost, own, points, least)
    return np.where(least < NEVER, least, -1)


def starts(edges: Edges, seeds: Contacts) -> tuple[Ints, Int32s, Costs]:
    """Return where ways from seeds come onto ranks: contact, rank, and the cost until there."""
    back = parts(edges, 2 * seeds.edge + 1, np.zeros(len(seeds.edge)), seeds.share)
    ahead = parts(edges, 2 * seeds.edge, seeds.share, np.ones(len(seeds.edge)))
    cost = np.concatenate([back, ahead]) + np.tile(seeds.cost, 2)
    can = np.flatnonzero(cost < NEVER)
    rank = np.concatenate([edges.start[seeds.edge], edges.end[seeds.edge]])
    return can % max(len(seeds.edge), 1), rank[can], cost[can].astype(np.uint32)


def _nothing(point_count: int, count: int) -> Found:
    """Return that no seed is found yet."""
    return Found(*(np.full((point_count, count), -1, np.int64) for _ in range(3)))


def labelled(seeds: Contacts) -> tuple[Ints, Keys]:
    """Return the labels, seed and cost off the edge in the order of ties, and each contact's."""
    pairs = np.column_stack([seeds.point, seeds.cost])
    labels, label = np.unique(pairs, axis=0, return_inverse=True)
    return labels, label.reshape(-1).astype(np.uint64)


def _on_edges(edges: Edges, seeds: Contacts, label: Keys) -> _OnEdges:
    """Return the seeds' contacts by edge."""
    order = np.argsort(seeds.edge, kind="stable")
    first = np.searchsorted(seeds.edge[order], np.arange(len(edges.start) + 1))
    key = np.minimum(seeds.cost, NEVER).astype(np.uint64) << LOW | label
    return _OnEdges(first, seeds.share[order], key[order])


@kernel
def parts(edges: Edges, arc: Ints, low: Floats, high: Floats) -> Ints:
    """Return the costs of parts of arcs."""
    cost = np.empty(len(arc), np.int64)
    for i in range(len(arc)):
        cost[i] = _part(edges, arc[i], low[i], high[i])
    return cost


@inner
def _part(edges: Edges, arc: int, low: float, high: float) -> int:
    """Return the cost of the part of an arc between two shares of its edge."""
    edge = arc >> 1
    every = wait_cost(edges.waits, edge, 0.0, 1.0)
    return part_of(edges.cost[arc], every, wait_cost(edges.waits, edge, low, high), high - low)


@inner
def wait_cost(waits: Waits, edge: int, low: float, high: float) -> int:
    """Return what is paid at places of an edge between two shares, both included."""
    cost = 0
    for i in range(waits.first[edge], waits.first[edge + 1]):
        if low <= waits.share[i] <= high:
            cost += waits.cost[i]
    return cost


@inner
def part_of(cost: int, every: int, waited: int, span: float) -> int:
    """Return the cost of part of an arc, rounded up; nothing for no part, closed or not.

    `every` is what its waits cost together, `waited` what those on the part do.
    """
    if span <= 0:
        return 0
    if cost >= NEVER:
        return NEVER
    return int(np.ceil((int(cost) - every) * span - 1e-6)) + waited


@kernel
def _plant(edges: Edges, seeds: Contacts, cost: Costs) -> None:
    """Give both ends of seeds' edges the cost until there, in every set."""
    for i in range(len(seeds.edge)):
        e, at = seeds.edge[i], seeds.share[i]
        u, v = edges.start[e], edges.end[e]
        low, high = wait_cost(edges.waits, e, 0.0, at), wait_cost(edges.waits, e, at, 1.0)
        every = wait_cost(edges.waits, e, 0.0, 1.0)
        for s in range(cost.shape[1]):
            back = seeds.cost[i] + part_of(edges.cost[2 * e + 1, s], every, low, at)
            ahead = seeds.cost[i] + part_of(edges.cost[2 * e, s], every, high, 1.0 - at)
            cost[u, s] = min(np.int64(cost[u, s]), back)
            cost[v, s] = min(np.int64(cost[v, s]), ahead)


@kernel
def _arrive_side_by_side(
    edges: Edges, cost: Costs, seeds: _OnEdges, points: Contacts, least: Ints
) -> None:
    """Write each point's least cost in every set, as `_arrive` does for one."""
    for i in range(len(points.point)):
        e, at, p = points.edge[i], points.share[i], points.point[i]
        u, v = edges.start[e], edges.end[e]
        low, high = wait_cost(edges.waits, e, 0.0, at), wait_cost(edges.waits, e, at, 1.0)
        every = wait_cost(edges.waits, e, 0.0, 1.0)
        for s in range(least.shape[1]):
            ahead = np.int64(cost[u, s]) + part_of(edges.cost[2 * e, s], every, low, at)
            back = np.int64(cost[v, s]) + part_of(edges.cost[2 * e + 1, s], every, high, 1.0 - at)
            best = min(ahead, back)
            for j in range(seeds.first[e], seeds.first[e + 1]):
                there = seeds.share[j]
                arc = 2 * e if there < at else 2 * e + 1
                waited = wait_cost(edges.waits, e, min(at, there), max(at, there))
                part = part_of(edges.cost[arc, s], every, waited, abs(at - there))
                best = min(best, np.int64(seeds.key[j] >> LOW) + part)
            least[p, s] = min(least[p, s], best + points.cost[i])


@kernel
def _arrive(
    edges: Edges,
    keys: Keys,
    labels: Ints,
    seeds: _OnEdges,
    points: Contacts,
    found: Found,
) -> None:
    """Write each point's nearest seeds: over both ends of its edges, and from seeds on them."""
    for i in range(len(points.point)):
        e, at = points.edge[i], points.share[i]
        for way in range(2):
            rank = edges.start[e] if way == 0 else edges.end[e]
            low, high = (0.0, at) if way == 0 else (at, 1.0)
            part = _part(edges, 2 * e + way, low, high)
            for key in keys[rank]:
                _offer(key, part, points, i, labels, found)
        for s in range(seeds.first[e], seeds.first[e + 1]):
            there = seeds.share[s]
            arc = 2 * e if there < at else 2 * e + 1
            part = _part(edges, arc, min(at, there), max(at, there))
            _offer(seeds.key[s], part, points, i, labels, found)


@inner
def _offer(key: np.uint64, part: int, points: Contacts, i: int, labels: Ints, found: Found) -> None:
    """Put a seed into a point's rising row, in the place of the same seed or of the last one."""
    cost = np.int64(key >> LOW) + part + points.cost[i]
    if cost >= NEVER:
        return
    p, label = points.point[i], np.int64(key & LABEL)
    seed, off = labels[label, 0], labels[label, 1] + points.cost[i]
    row = found.cost[p]
    at = len(row) - 1
    if not _is_better(cost, seed, off, p, at, found):
        return
    for j in range(len(row)):
        if row[j] >= 0 and found.seed[p, j] == seed:
            if not _is_better(cost, seed, off, p, j, found):
                return
            at = j
            break
    while at > 0 and _is_better(cost, seed, off, p, at - 1, found):
        found.cost[p, at] = found.cost[p, at - 1]
        found.seed[p, at] = found.seed[p, at - 1]
        found.contact_cost[p, at] = found.contact_cost[p, at - 1]
        at -= 1
    found.cost[p, at], found.seed[p, at], found.contact_cost[p, at] = cost, seed, off


@inner
def _is_better(cost: int, seed: int, off: int, p: int, j: int, found: Found) -> bool:
    """Whether a seed goes before what stands in a point's row."""
    if found.cost[p, j] != cost:
        return bool(found.cost[p, j] < 0 or cost < found.cost[p, j])
    if found.seed[p, j] != seed:
        return bool(seed < found.seed[p, j])
    return bool(off < found.contact_cost[p, j])
