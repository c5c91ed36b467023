"""How much longer the way is round one edge, for edges asked one by one.

Dijkstra with a binary heap. A search forgets only what it has visited, so short ways round cost
little on however large a graph.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import LABEL_BITS, NEVER
from pipeline.geo.kernels import inner, kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.arcs import Costs, Graph, Int32s

Ints = npt.NDArray[np.int64]

NO_WAY = -1
NOT_COMPUTED = -2
NODE = (1 << LABEL_BITS) - 1


class _Seen(NamedTuple):
    """What searches know of nodes; what another search has written counts as nothing."""

    search: Int32s
    """The last search that saw each node."""
    cost: Ints
    """Least cost so far."""


def detours(of: Graph, cost: Costs, arcs: Int32s, budget: int) -> Ints:
    """Return how much more than the arc the cheapest way costs that leaves out the arc's edge.

    `NO_WAY` where there is none, or none to go round: a closed arc. 0, not less, where the way
    round is the cheaper one: nobody needs the arc. `NOT_COMPUTED` once the budget is used up, for
    the arc that used it up and all after it. Round a cut edge the search visits all that it hangs
    on to find no way: leave out those that `cuts` tells of.

    Parameters
    ----------
    cost
        Cost of each arc; `NEVER` or more closes it.
    arcs
        Arcs to go round, by whose order the budget is spent.
    budget
        How many nodes may be visited for all of them together.
    """
    head_of = np.empty(len(of.arc), np.int32)
    head_of[of.arc] = of.head
    found = np.full(len(arcs), NOT_COMPUTED, np.int64)
    _detours(of, cost, head_of, np.asarray(arcs, np.int32), budget, found)
    return found


@kernel
def _detours(
    of: Graph, cost: Costs, head_of: Int32s, asked: Int32s, budget: int, found: Ints
) -> None:
    """Write the detours while the budget lasts."""
    count = len(of.first) - 1
    seen = _Seen(np.full(count, -1, np.int32), np.empty(count, np.int64))
    for i in range(len(asked)):
        arc = asked[i]
        if cost[arc] >= NEVER:
            found[i] = NO_WAY
            continue
        way, visited = _way_round(of, cost, arc, head_of, i, seen, budget)
        if way == NOT_COMPUTED:
            return
        budget -= visited
        found[i] = NO_WAY if way == NO_WAY else max(way - np.int64(cost[arc]), np.int64(0))


@inner
def _way_round(
    of: Graph, cost: Costs, asked: int, head_of: Int32s, search: int, seen: _Seen, budget: int
) -> tuple[np.int64, int]:
    """Return the least cost round an arc's edge, and how many nodes were visited for it."""
    first, head, arc = of
    tail, target = head_of[asked ^ 1], head_of[asked]
    heap = [np.int64(tail)]
    seen.search[tail], seen.cost[tail] = search, 0
    visited = 0
    while len(heap) > 0:
        key = heappop(heap)
        here, u = key >> LABEL_BITS, key & NODE
        if here > seen.cost[u]:
            continue
        if visited == budget:
            return np.int64(NOT_COMPUTED), visited
        visited += 1
        if u == target:
            return here, visited
        for i in range(first[u], first[u + 1]):
            v, there = head[i], here + np.int64(cost[arc[i]])
            if arc[i] >> 1 == asked >> 1 or there >= NEVER:
                continue
            if seen.search[v] != search or there < seen.cost[v]:
                seen.search[v], seen.cost[v] = search, there
                heappush(heap, there << LABEL_BITS | np.int64(v))
    return np.int64(NO_WAY), visited
