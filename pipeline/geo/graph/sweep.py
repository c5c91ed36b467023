"""Least cost from seeds to every node: one pass up a hierarchy, one pass down, and no queue.

All arrays are over ranks, not nodes: `Hierarchy.rank` tells where a node's value is. Ways lead from
seeds to ranks; give `Weights.reversed` for the other direction (Delling, Goldberg, Nowatzyk and
Werneck 2013, PHAST).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import LABEL, LOW, NEVER, NEVER_KEY, Costs, Keys
from pipeline.geo.kernels import inner, kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.customize import Weights
    from pipeline.geo.graph.hierarchy import Hierarchy

Int32s = npt.NDArray[np.int32]

FAR = np.uint64(NEVER_KEY)


def costs(of: Hierarchy, weights: Weights, start: Int32s, start_cost: Costs) -> Costs:
    """Return the least cost of each rank, `NEVER` where there is no way.

    Parameters
    ----------
    start, start_cost
        Ranks of the seeds and what each costs before the way begins; a rank may come again.
    """
    cost = np.full(len(of.rank), NEVER, np.uint32)
    np.minimum.at(cost, start, start_cost)
    _sweep(of.first, of.head, weights.up, weights.down, cost)
    return cost


def costs_side_by_side(of: Hierarchy, weights: Weights, cost: Costs) -> Costs:
    """Turn start costs into least costs, in place: one row a rank, one column a question.

    Columns are kinds of seeds under one set of weights, or, where weights have a row a join, the
    sets. A start cost of `NEVER` is none. Sixteen columns make best use of the processor.
    """
    if weights.up.ndim == 1:
        _sweep_kinds(of.first, of.head, weights.up, weights.down, cost)
    else:
        _sweep_sets(of.first, of.head, weights.up, weights.down, cost)
    return cost


def keys(of: Hierarchy, weights: Weights, start: Int32s, start_key: Keys) -> Keys:
    """Return the least key of each rank, `NEVER_KEY` or more where there is no way.

    The key of a seed is its cost and its label; a way adds to the cost. Ties go to the least label.
    """
    key = np.full(len(of.rank), NEVER_KEY, np.uint64)
    np.minimum.at(key, start, start_key)
    _sweep_keys(of.first, of.head, weights.up, weights.down, key)
    return key


def nearest_keys(
    of: Hierarchy, weights: Weights, start: Int32s, start_key: Keys, group: Int32s, count: int
) -> Keys:
    """Return the least keys of each rank, at most one a group, rising; one row a rank.

    Parameters
    ----------
    group
        Group of each label: of labels in one group only the least key counts.
    count
        How many to return; the rest of a row is `NEVER_KEY` where there are fewer.
    """
    key = np.full((len(of.rank), count), NEVER_KEY, np.uint64)
    _plant(start, start_key, group, key)
    _sweep_nearest(of.first, of.head, weights.up, weights.down, group, key)
    return key


@kernel
def _sweep(first: Int32s, head: Int32s, up: Costs, down: Costs, cost: Costs) -> None:
    for v in range(len(cost)):
        here = cost[v]
        if here < NEVER:
            for i in range(first[v], first[v + 1]):
                cost[head[i]] = min(cost[head[i]], here + up[i])
    for v in range(len(cost) - 1, -1, -1):
        least = np.int64(cost[v])
        for i in range(first[v], first[v + 1]):
            least = min(least, np.int64(cost[head[i]]) + np.int64(down[i]))
        cost[v] = least


@kernel
def _sweep_kinds(first: Int32s, head: Int32s, up: Costs, down: Costs, cost: Costs) -> None:
    width = cost.shape[1]
    for v in range(len(cost)):
        for i in range(first[v], first[v + 1]):
            x, way = head[i], up[i]
            if way < NEVER:
                for s in range(width):
                    cost[x, s] = min(cost[x, s], np.uint32(cost[v, s] + way))
    for v in range(len(cost) - 1, -1, -1):
        for i in range(first[v], first[v + 1]):
            x, way = head[i], down[i]
            if way < NEVER:
                for s in range(width):
                    cost[v, s] = min(cost[v, s], np.uint32(cost[x, s] + way))


@kernel
def _sweep_sets(first: Int32s, head: Int32s, up: Costs, down: Costs, cost: Costs) -> None:
    width = cost.shape[1]
    for v in range(len(cost)):
        for i in range(first[v], first[v + 1]):
            x = head[i]
            for s in range(width):
                cost[x, s] = min(cost[x, s], np.uint32(cost[v, s] + up[i, s]))
    for v in range(len(cost) - 1, -1, -1):
        for i in range(first[v], first[v + 1]):
            x = head[i]
            for s in range(width):
                cost[v, s] = min(cost[v, s], np.uint32(cost[x, s] + down[i, s]))


@kernel
def _sweep_keys(first: Int32s, head: Int32s, up: Costs, down: Costs, key: Keys) -> None:
    for v in range(len(key)):
        here = key[v]
        if here < FAR:
            for i in range(first[v], first[v + 1]):
                key[head[i]] = min(key[head[i]], here + (np.uint64(up[i]) << LOW))
    for v in range(len(key) - 1, -1, -1):
        least = key[v]
        for i in range(first[v], first[v + 1]):
            least = min(least, key[head[i]] + (np.uint64(down[i]) << LOW))
        key[v] = least


@kernel
def _plant(start: Int32s, start_key: Keys, group: Int32s, key: Keys) -> None:
    for i in range(len(start)):
        _offer(key[start[i]], start_key[i], group)


@kernel
def _sweep_nearest(
    first: Int32s, head: Int32s, up: Costs, down: Costs, group: Int32s, key: Keys
) -> None:
    for v in range(len(key)):
        for i in range(first[v], first[v + 1]):
            _offer_all(key[v], np.uint64(up[i]) << LOW, group, key[head[i]])
    for v in range(len(key) - 1, -1, -1):
        for i in range(first[v], first[v + 1]):
            _offer_all(key[head[i]], np.uint64(down[i]) << LOW, group, key[v])


@inner
def _offer_all(given: Keys, way: np.uint64, group: Int32s, row: Keys) -> None:
    """Offer keys that have come some way further to a row."""
    for key in given:
        if key + way >= row[-1]:
            break
        _offer(row, key + way, group)


@inner
def _offer(row: Keys, key: np.uint64, group: Int32s) -> None:
    """Put a key into a rising row, in the place of its group's own or of the last one."""
    if key >= row[-1]:
        return
    at = len(row) - 1
    for i in range(len(row)):
        if row[i] < FAR and group[row[i] & LABEL] == group[key & LABEL]:
            if key >= row[i]:
                return
            at = i
            break
    while at > 0 and row[at - 1] > key:
        row[at] = row[at - 1]
        at -= 1
    row[at] = key
