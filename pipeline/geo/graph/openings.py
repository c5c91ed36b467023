"""The shut edges of least total toll that, opened, give points a way to a seed.

A shortest way on which open edges cost nothing and shut ones their toll, by one search from all
seeds. Whoever uses any part of a shut edge needs all of it opened; at an edge's very end a point
is on the node, and passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import LABEL, LOW, NEVER, graph
from pipeline.geo.graph.contacts import Contacts
from pipeline.geo.graph.parents import parents
from pipeline.geo.graph.search import search

if TYPE_CHECKING:
    from pipeline.geo.graph.arcs import Costs, Graph, Keys
    from pipeline.geo.graph.contacts import Edges

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

NONE = -1


class Openings(NamedTuple):
    """What each point needs opened, and what needs nothing."""

    toll: Ints
    """Least total toll of each point; 0 where it has a way as it is, -1 where nothing helps."""
    point: Ints
    """Points and edges to open, in pairs, by point, then edge."""
    edge: Ints
    is_reached: Bools
    """Whether each edge is open, one way at least, and one of its ends has a way as it is."""


class _Trees(NamedTuple):
    """Cheapest ways from the seeds to every node."""

    key: Keys
    """Toll, and below it the shut edge that a seed is on, counted from 1; 0 for none."""
    paid: Ints
    """Last node on the way to each node, itself included, that is come to over a shut edge; where
    there is none, the node at which the way begins."""
    by: Ints
    """That edge; -1 for none."""
    above: Ints
    """Node at the edge's other end."""


class _Ends(NamedTuple):
    """The last step of ways that points may come by."""

    contact: Ints
    node: Ints
    """Node that it is made from; -1 where it is from a seed on the same edge."""
    edge: Ints
    """Shut edge that it is made on; -1 where the edge is open."""
    toll: Ints
    """Of the whole way."""


def openings(
    now: Edges,
    opened: Edges,
    toll: Ints,
    *,
    seeds: Contacts,
    points: Contacts,
    point_count: int,
    node_count: int,
) -> Openings:
    """Return the edges to open for each point, so that no fewer of them would do.

    Shut are arcs that are open in `opened` and not in `now`; what is shut in both stays so. Ways
    lead from seed to point; give both reversed for the other direction. Ties go to the point's
    first contact, then to the way over the edge's start, then as `parents` says.

    Parameters
    ----------
    toll
        Of each edge, at least 1: so of two sets one of which holds the other the lesser is taken.
    """
    if not len(now.cost):
        nothing = np.empty(0, np.int64)
        toll = np.full(point_count, NONE, np.int64)
        return Openings(toll, nothing, nothing, np.zeros(0, np.bool_))
    of = graph(now.start, now.end, node_count)
    is_shut = (now.cost >= NEVER) & (opened.cost < NEVER)
    cost = np.where(opened.cost < NEVER, np.repeat(toll, 2) * is_shut, NEVER).astype(np.uint32)
    found = _openings(of, now, cost, seeds, points, point_count)
    for edge in _met_twice(cost, seeds, points):
        is_own = _is_inside(points) & (points.edge == edge)
        own = Contacts(*(column[is_own] for column in points))
        free = cost.copy()
        free[2 * edge : 2 * edge + 2] *= free[2 * edge : 2 * edge + 2] >= NEVER
        other = _openings(of, now, free, seeds, own, point_count)
        found = _better(found, other, int(edge), int(toll[edge]))
    return found


def _openings(
    of: Graph, edges: Edges, cost: Costs, seeds: Contacts, points: Contacts, point_count: int
) -> Openings:
    """Return the edges to open where the tolls of a way are those of its arcs, added up."""
    trees = _trees(of, edges, cost, seeds)
    ends = _ends(edges, cost, trees.key, seeds, points)
    point = points.point[ends.contact]
    order = np.lexsort((np.arange(len(point)), ends.contact, ends.toll, point))
    _, first = np.unique(point[order], return_index=True)
    chosen = order[first][ends.toll[order[first]] < NEVER]
    toll = np.full(point_count, NONE, np.int64)
    toll[point[chosen]] = ends.toll[chosen]
    pairs = _pairs(trees, ends.node[chosen], ends.edge[chosen], point[chosen])
    has_way = trees.key >> LOW == 0
    is_open = (cost == 0).reshape(-1, 2).any(axis=1)
    is_reached = is_open & (has_way[edges.start] | has_way[edges.end])
    return Openings(toll, pairs[:, 0], pairs[:, 1], is_reached)


def _trees(of: Graph, edges: Edges, cost: Costs, seeds: Contacts) -> _Trees:
    """Return the cheapest ways from the seeds."""
    node, arc, part = _steps(edges, cost, seeds, is_start=True)
    label = np.where(part > 0, (arc >> 1) + 1, 0)
    start_key = part.astype(np.uint64) << LOW | label.astype(np.uint64)
    key = search(of, cost, node, start_key)
    is_root = np.zeros(len(key), np.bool_)
    is_root[node[start_key == key[node]]] = True
    arc = parents(of, cost, key, is_root).astype(np.int64)
    tail = np.where(arc & 1, edges.end[arc >> 1], edges.start[arc >> 1])
    is_free = (arc >= 0) & (cost[arc] == 0)
    paid = np.where(is_free, tail, np.arange(len(key)))
    while not np.array_equal(further := paid[paid], paid):
        paid = further
    is_paid = (arc >= 0) & ~is_free
    return _Trees(key, paid, np.where(is_paid, arc >> 1, NONE), np.where(is_paid, tail, NONE))


def _steps(edges: Edges, cost: Costs, at: Contacts, *, is_start: bool) -> tuple[Ints, Ints, Ints]:
    """Return the steps between contacts and the starts, then the ends, of their edges.

    Node, arc and toll of each; from the contact where ways start there, else to it.
    """
    node = np.concatenate([edges.start[at.edge], edges.end[at.edge]]).astype(np.int64)
    arc = np.concatenate([2 * at.edge + is_start, 2 * at.edge + 1 - is_start])
    is_away = np.concatenate([at.share > 0, at.share < 1])
    return node, arc, cost[arc] * is_away.astype(np.int64)


def _ends(edges: Edges, cost: Costs, key: Keys, seeds: Contacts, points: Contacts) -> _Ends:
    """Return the last steps: over both ends of the points' edges, and from seeds on them."""
    node, arc, part = _steps(edges, cost, points, is_start=False)
    contact = np.tile(np.arange(len(points.edge)), 2)
    toll = np.minimum((key[node] >> LOW).astype(np.int64) + part, NEVER)
    seed, beside = _on_same_edge(seeds, points)
    there, here = seeds.share[seed], points.share[beside]
    along = 2 * points.edge[beside] + (there > here)
    part_along = cost[along] * (there != here).astype(np.int64)
    paid = np.concatenate([part, part_along])
    edge = np.concatenate([arc, along]) >> 1
    return _Ends(
        np.concatenate([contact, beside]),
        np.concatenate([node, np.full(len(seed), NONE)]),
        np.where(paid > 0, edge, NONE),
        np.concatenate([toll, part_along]),
    )


def _on_same_edge(seeds: Contacts, points: Contacts) -> tuple[Ints, Ints]:
    """Return pairs of a seed's and a point's contact on one edge."""
    order = np.argsort(seeds.edge, kind="stable")
    by_edge = seeds.edge[order]
    low = np.searchsorted(by_edge, points.edge)
    count = np.searchsorted(by_edge, points.edge, side="right") - low
    point = np.repeat(np.arange(len(points.edge)), count)
    offset = np.arange(len(point)) - np.repeat(np.cumsum(count) - count, count)
    return order[low[point] + offset], point


def _pairs(trees: _Trees, node: Ints, edge: Ints, point: Ints) -> Ints:
    """Return pairs of point and edge, each once: those of the last steps and of the ways there."""
    parts = [np.column_stack([point, edge])]
    point, node = point[node >= 0], node[node >= 0]
    seed_edge = (trees.key[node] & LABEL).astype(np.int64) - 1
    parts.append(np.column_stack([point, seed_edge]))
    while len(node):
        node = trees.paid[node]
        parts.append(np.column_stack([point, trees.by[node]]))
        is_on = trees.by[node] >= 0
        point, node = point[is_on], trees.above[node[is_on]]
    pairs = np.concatenate(parts)
    return np.unique(pairs[pairs[:, 1] >= 0], axis=0)


def _met_twice(cost: Costs, seeds: Contacts, points: Contacts) -> Ints:
    """Return shut edges of one direction with seeds and points inside.

    A way may leave one by its end and come back by its start, and would pay for it twice.
    """
    way, back = cost[0::2], cost[1::2]
    is_one_way = (way >= NEVER) != (back >= NEVER)
    is_shut = np.minimum(way, back) > 0
    is_both = np.isin(np.arange(len(way)), seeds.edge[_is_inside(seeds)])
    is_both &= np.isin(np.arange(len(way)), points.edge[_is_inside(points)])
    return np.flatnonzero(is_one_way & is_shut & is_both)


def _is_inside(at: Contacts) -> Bools:
    """Whether each contact lies between the ends of its edge."""
    return (at.share > 0) & (at.share < 1)


def _better(found: Openings, other: Openings, edge: int, toll: int) -> Openings:
    """Return what is found, or for points where it costs less the other with one edge more."""
    is_better = (other.toll >= 0) & (other.toll + toll < found.toll)
    changed = np.flatnonzero(is_better)
    kept, added = ~is_better[found.point], is_better[other.point]
    pairs = np.concatenate(
        [
            np.column_stack([found.point[kept], found.edge[kept]]),
            np.column_stack([other.point[added], other.edge[added]]),
            np.column_stack([changed, np.full(len(changed), edge)]),
        ]
    )
    pairs = np.unique(pairs, axis=0)
    cost = np.where(is_better, other.toll + toll, found.toll)
    return found._replace(toll=cost, point=pairs[:, 0], edge=pairs[:, 1])
