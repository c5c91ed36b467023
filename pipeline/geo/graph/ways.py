"""The ways from the nearest seed to each point, edge by edge, and who uses which edge.

Ways share their parts: a tree over ranks holds them all, and one pass up from its leaves counts
who uses what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import LABEL, LOW, NEVER, NEVER_KEY, graph
from pipeline.geo.graph.contacts import Contacts, Edges, Found, labelled, parts, starts
from pipeline.geo.graph.parents import parents
from pipeline.geo.graph.sweep import keys
from pipeline.geo.graph.units import whole_units
from pipeline.geo.kernels import kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.arcs import Keys
    from pipeline.geo.graph.customize import Weights
    from pipeline.geo.graph.hierarchy import Hierarchy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]

NONE = -1


class Ways(NamedTuple):
    """The way of each point; -1 for what is not there."""

    found: Found
    """The nearest seed, as `contacts.nearest` finds it for a count of 1."""
    edge: Ints
    """Edge on which the way comes to each point; none where that is at the edge's very end."""
    rank: Ints
    """Rank from which it does; none where the way is on the seed's own edge throughout."""
    above: Int32s
    """Rank before each rank; none where its way begins."""
    by: Int32s
    """Edge on which the way comes to each rank; where it begins, the edge that the seed is on."""
    seed: Int32s
    """Seed from which each rank's way comes."""


class Use(NamedTuple):
    """Who uses an edge: one row an edge and seed, in this order."""

    edge: Ints
    seed: Ints
    weight: Floats
    """Weight of the points whose way from the seed runs on the edge."""
    count: Ints  # type: ignore[assignment]  # hides a tuple's own, of no use for columns
    """Number of these points."""


class _Offers(NamedTuple):
    """Ways that points may come by, in the order of preference where all else is equal."""

    contact: Ints
    """Contact of the point."""
    rank: Ints
    edge: Ints
    cost: Ints
    label: Ints


def ways(
    of: Hierarchy,
    weights: Weights,
    edges: Edges,
    *,
    seeds: Contacts,
    points: Contacts,
    point_count: int,
) -> Ways:
    """Return the way from the nearest seed to each point.

    Directions and ties are those of `contacts.nearest`. Of ways that are equal by these, a point
    takes that over its contact in the least row; there over the edge's start, then over its end,
    then along the edge from the seed's least row. A rank takes that straight from a seed, from the
    least row; else that over the least arc (see `parents`).
    """
    labels, label = labelled(seeds)
    contact, rank, cost = starts(edges, seeds)
    start_key = cost.astype(np.uint64) << LOW | label[contact]
    key = keys(of, weights, rank, start_key)
    is_first = start_key == key[rank]
    above, by = _tree(edges, key, rank[is_first], _edge_to(edges, seeds, contact, rank)[is_first])
    over, along = _over_ends(edges, key, points), _along(edges, label, seeds, points)
    offers = _Offers(*(np.concatenate(pair) for pair in zip(over, along, strict=True)))
    own = labels[offers.label]
    # A column by itself is always of one kind, and the kernel compiled once.
    seed = np.ascontiguousarray(own[:, 0])
    off = own[:, 1] + points.cost[offers.contact]
    best = _best(offers, seed, off, points.point, point_count)
    columns = (offers.cost, seed, off, offers.edge, offers.rank)
    *found, edge, last = (_taken(column, best) for column in columns)
    # Where edges cost nothing a way may come to a rank by the edge that it goes on by.
    driven = np.flatnonzero(last >= 0)
    edge[driven[edge[driven] == by[last[driven]]]] = NONE
    has_way = key < np.uint64(NEVER_KEY)
    seed_of = np.full(len(key), NONE, np.int32)
    seed_of[has_way] = labels[key[has_way] & LABEL, 0]
    return Ways(Found(*(column[:, None] for column in found)), edge, last, above, by, seed_of)


def edges_of(ways: Ways, point: int) -> Ints:
    """Return the edges of the way from a point to its seed, in order, first and last included.

    None where there is no way, and where it is off the edges altogether. An edge is there twice
    where the way runs on both parts of it that the point and the seed are on, round elsewhere.
    """
    edges = [ways.edge[point]]
    rank = ways.rank[point]
    while rank >= 0:
        edges.append(ways.by[rank])
        rank = ways.above[rank]
    return np.array([edge for edge in edges if edge >= 0], np.int64)


def use(ways: Ways, weight: npt.ArrayLike) -> Use:
    """Return the weight and number of the points whose way runs on each edge, by seed.

    Edges that nobody uses have no row; a point counts once on an edge. Sums are exact.

    Parameters
    ----------
    weight
        Of each point, finite and not negative.
    """
    whole, power = whole_units(weight)
    one = np.column_stack([whole, np.ones_like(whole)])
    point = np.flatnonzero(ways.rank >= 0)
    carried = np.zeros((len(ways.above), 2), np.int64)
    np.add.at(carried, ways.rank[point], one[point])
    origin = _carry(ways.above, ways.by, carried)
    rank = np.flatnonzero((carried[:, 1] > 0) & (ways.by >= 0))
    is_last = ways.edge >= 0
    is_last[point] &= ways.edge[point] != origin[ways.rank[point]]
    last = np.flatnonzero(is_last)
    edge = np.concatenate([ways.by[rank], ways.edge[last]]).astype(np.int64)
    seed = np.concatenate([ways.seed[rank], ways.found.seed[last, 0]]).astype(np.int64)
    rows, row = np.unique(np.column_stack([edge, seed]), axis=0, return_inverse=True)
    total = np.zeros(rows.shape, np.int64)
    np.add.at(total, row.reshape(-1), np.concatenate([carried[rank], one[last]]))
    summed = np.ldexp(total[:, 0].astype(np.float64), power)
    return Use(rows[:, 0], rows[:, 1], summed, total[:, 1])


def _tree(edges: Edges, key: Keys, root: Int32s, root_edge: Ints) -> tuple[Int32s, Int32s]:
    """Return the rank before each rank and the edge between; the least of the seeds' rows first."""
    is_root = np.zeros(len(key), np.bool_)
    is_root[root] = True
    arc = parents(graph(edges.start, edges.end, len(key)), edges.cost, key, is_root)
    above, by = np.full(len(key), NONE, np.int32), np.full(len(key), NONE, np.int32)
    led = np.flatnonzero(arc >= 0)
    by[led] = arc[led] >> 1
    above[led] = np.where(arc[led] & 1, edges.end[by[led]], edges.start[by[led]])
    by[root[::-1]] = root_edge[::-1]
    return above, by


def _edge_to(edges: Edges, contacts: Contacts, contact: Ints, rank: Int32s) -> Ints:
    """Return the edge between contacts and ranks at its ends; none where they are at one place."""
    edge, share = contacts.edge[contact], contacts.share[contact]
    is_at = (share <= 0) & (rank == edges.start[edge]) | (share >= 1) & (rank == edges.end[edge])
    return np.where(is_at, NONE, edge)


def _over_ends(edges: Edges, key: Keys, points: Contacts) -> _Offers:
    """Return the ways to points over the ends of their edges."""
    contact, rank, cost = starts(edges.reversed, points)
    total = (key[rank] >> LOW).astype(np.int64) + cost
    can = np.flatnonzero(total < NEVER)
    contact, rank = contact[can], rank[can]
    label = (key[rank] & LABEL).astype(np.int64)
    edge = _edge_to(edges, points, contact, rank)
    return _Offers(contact, rank.astype(np.int64), edge, total[can], label)


def _along(edges: Edges, label: Keys, seeds: Contacts, points: Contacts) -> _Offers:
    """Return the ways to points from seeds on the same edge, along it."""
    order = np.argsort(seeds.edge, kind="stable")
    by_edge = seeds.edge[order]
    begin = np.searchsorted(by_edge, points.edge, "left")
    count = np.searchsorted(by_edge, points.edge, "right") - begin
    contact = np.repeat(np.arange(len(points.edge)), count)
    within = np.arange(len(contact)) - np.repeat(np.cumsum(count) - count, count)
    seed = order[np.repeat(begin, count) + within]
    edge, at, there = points.edge[contact], points.share[contact], seeds.share[seed]
    arc = 2 * edge + (there >= at)
    part = parts(edges, arc, np.minimum(at, there), np.maximum(at, there))
    total = seeds.cost[seed] + part + points.cost[contact]
    can = np.flatnonzero(total < NEVER)
    by = np.where(at == there, NONE, edge)
    rank = np.full(len(can), NONE, np.int64)
    return _Offers(contact[can], rank, by[can], total[can], label[seed[can]].astype(np.int64))


@kernel
def _best(offers: _Offers, seed: Ints, off: Ints, point: Ints, count: int) -> Ints:
    """Return the best offer of each point, -1 for none."""
    contact, _, _, cost, _ = offers
    best = np.full(count, NONE, np.int64)
    for i in range(len(contact)):
        p = point[contact[i]]
        b = best[p]
        if b < 0 or (cost[i], seed[i], off[i], contact[i]) < (
            cost[b],
            seed[b],
            off[b],
            contact[b],
        ):
            best[p] = i
    return best


def _taken(column: Ints, best: Ints) -> Ints:
    """Return what the best offers have in a column, -1 where there is none."""
    taken = np.full(len(best), NONE, np.int64)
    taken[best >= 0] = column[best[best >= 0]]
    return taken


@kernel
def _carry(above: Int32s, by: Int32s, carried: Ints) -> Int32s:
    """Add to each rank all that is carried over it, and return the edges their ways begin on.

    Ranks are taken from the leaves: costs give no order where edges cost nothing.
    """
    count = len(above)
    waiting, order = np.zeros(count, np.int32), np.empty(count, np.int32)
    for v in range(count):
        if above[v] >= 0:
            waiting[above[v]] += 1
    size = 0
    for v in range(count):
        if waiting[v] == 0:
            order[size] = v
            size += 1
    for done in range(count):
        v = order[done]
        u = above[v]
        if u < 0:
            continue
        carried[u, 0] += carried[v, 0]
        carried[u, 1] += carried[v, 1]
        waiting[u] -= 1
        if waiting[u] == 0:
            order[size] = u
            size += 1
    origin = by.copy()
    for done in range(count - 1, -1, -1):
        v = order[done]
        if above[v] >= 0:
            origin[v] = origin[above[v]]
    return origin
