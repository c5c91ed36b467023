"""All seeds within a cost of points: every pair, not only the nearest.

Points and seeds touch edges part way along them, as in `contacts`. Seeds go side by side, a few at
a time, each in a column of its own; what is kept is a list of pairs, so that memory grows with the
pairs found and not with points times seeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.batches import batches
from pipeline.geo.graph.arcs import NEVER, Costs
from pipeline.geo.graph.contacts import Contacts, part_of, wait_cost
from pipeline.geo.graph.sweep import costs_side_by_side
from pipeline.geo.kernels import kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.contacts import Edges
    from pipeline.geo.graph.customize import Weights
    from pipeline.geo.graph.hierarchy import Hierarchy

Ints = npt.NDArray[np.int64]


class Within(NamedTuple):
    """Pairs of point and seed within the limit, and the least cost between them."""

    point: Ints
    seed: Ints
    cost: Ints


def within(
    of: Hierarchy,
    weights: Weights,
    edges: Edges,
    *,
    seeds: Contacts,
    points: Contacts,
    point_count: int,
    limit: int,
) -> Within:
    """Return each pair of point and seed between which the least cost is at most `limit`.

    Ways lead from seed to point; give weights and edges reversed for the other direction. Pairs
    come a few seeds at a time, by point and seed.

    Parameters
    ----------
    limit
        Greatest cost, included.
    """
    found = [Within(*(np.zeros(0, np.int64) for _ in range(3)))]
    every = np.unique(seeds.point).tolist()
    ordered = _of(points, np.argsort(points.edge, kind="stable"))
    for names in batches(every, 4 * len(of.rank) + 8 * point_count):
        few = np.array(names, np.int64)
        own = _of(seeds, np.flatnonzero(np.isin(seeds.point, few)))
        column = np.searchsorted(few, own.point)
        cost = np.full((len(of.rank), len(few)), NEVER, np.uint32)
        _plant(edges, own, column, cost)
        costs_side_by_side(of, weights, cost)
        least = np.full((point_count, len(few)), NEVER, np.int64)
        _arrive(edges, cost, ordered, least)
        _meet(edges, own, column, ordered, least)
        point, at = np.nonzero(least <= limit)
        found.append(Within(point, few[at], least[point, at]))
    return Within(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _of(contacts: Contacts, rows: Ints) -> Contacts:
    """Return some contacts, in the order of their rows."""
    point, edge, share, cost = contacts
    return Contacts(point[rows], edge[rows], share[rows], cost[rows])


@kernel
def _plant(edges: Edges, seeds: Contacts, column: Ints, cost: Costs) -> None:
    """Give both ends of seeds' edges the cost until there, each seed in its column."""
    for i in range(len(seeds.edge)):
        e, at, s = seeds.edge[i], seeds.share[i], column[i]
        u, v = edges.start[e], edges.end[e]
        every = wait_cost(edges.waits, e, 0.0, 1.0)
        low, high = wait_cost(edges.waits, e, 0.0, at), wait_cost(edges.waits, e, at, 1.0)
        back = seeds.cost[i] + part_of(edges.cost[2 * e + 1], every, low, at)
        ahead = seeds.cost[i] + part_of(edges.cost[2 * e], every, high, 1.0 - at)
        cost[u, s] = min(np.int64(cost[u, s]), back)
        cost[v, s] = min(np.int64(cost[v, s]), ahead)


@kernel
def _arrive(edges: Edges, cost: Costs, points: Contacts, least: Ints) -> None:
    """Write the least cost of each point from each seed over both ends of its edges."""
    for i in range(len(points.point)):
        e, at, p = points.edge[i], points.share[i], points.point[i]
        u, v = edges.start[e], edges.end[e]
        every = wait_cost(edges.waits, e, 0.0, 1.0)
        low, high = wait_cost(edges.waits, e, 0.0, at), wait_cost(edges.waits, e, at, 1.0)
        ahead = points.cost[i] + part_of(edges.cost[2 * e], every, low, at)
        back = points.cost[i] + part_of(edges.cost[2 * e + 1], every, high, 1.0 - at)
        for s in range(least.shape[1]):
            best = min(np.int64(cost[u, s]) + ahead, np.int64(cost[v, s]) + back)
            least[p, s] = min(least[p, s], best)


@kernel
def _meet(edges: Edges, seeds: Contacts, column: Ints, points: Contacts, least: Ints) -> None:
    """Let points be reached along their own edge by the seeds on it; points come by edge."""
    for i in range(len(seeds.point)):
        e, there, s = seeds.edge[i], seeds.share[i], column[i]
        every = wait_cost(edges.waits, e, 0.0, 1.0)
        first = np.searchsorted(points.edge, e)
        for j in range(first, len(points.edge)):
            if points.edge[j] != e:
                break
            at, p = points.share[j], points.point[j]
            arc = 2 * e if there < at else 2 * e + 1
            waited = wait_cost(edges.waits, e, min(at, there), max(at, there))
            part = part_of(edges.cost[arc], every, waited, abs(at - there))
            least[p, s] = min(least[p, s], seeds.cost[i] + part + points.cost[j])
