"""Costs laid on a hierarchy: one set, or many side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import NEVER, Costs
from pipeline.geo.kernels import kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.hierarchy import Hierarchy

Int32s = npt.NDArray[np.int32]


class Weights(NamedTuple):
    """Least cost of each join in either direction, over its ends and all lower ranks.

    One number a join, or one row of numbers where many sets of costs go side by side.
    """

    up: Costs
    """From the lower to the higher end."""
    down: Costs

    @property
    def reversed(self) -> Weights:
        """The weights with directions swapped: from all to one becomes from one to all."""
        return Weights(self.down, self.up)


def customize(of: Hierarchy, cost: Costs) -> Weights:
    """Return the weights of a hierarchy under the costs of its arcs.

    Parameters
    ----------
    cost
        Cost of each arc; `NEVER` or more closes it. One row an arc where there are many sets: what
        is looked up for one set then serves them all.
    """
    shape = (len(of.head), *cost.shape[1:])
    up, down = np.full(shape, NEVER, np.uint32), np.full(shape, NEVER, np.uint32)
    if cost.ndim == 1:
        _lay(of.slot, cost, up, down)
        _relax(of.first, of.head, up, down)
    else:
        _lay_many(of.slot, cost, up, down)
        _relax_many(of.first, of.head, up, down)
    return Weights(up, down)


@kernel
def _lay(slot: Int32s, cost: Costs, up: Costs, down: Costs) -> None:
    """Give each join the least cost of the edges that lie on it."""
    for e in range(len(slot)):
        if slot[e] < 0:
            continue
        join, is_turned = slot[e] >> 1, slot[e] & 1
        up[join] = min(up[join], cost[2 * e + is_turned])
        down[join] = min(down[join], cost[2 * e + 1 - is_turned])


@kernel
def _lay_many(slot: Int32s, cost: Costs, up: Costs, down: Costs) -> None:
    for e in range(len(slot)):
        if slot[e] < 0:
            continue
        join, is_turned = slot[e] >> 1, slot[e] & 1
        for s in range(cost.shape[1]):
            up[join, s] = min(up[join, s], cost[2 * e + is_turned, s])
            down[join, s] = min(down[join, s], cost[2 * e + 1 - is_turned, s])


@kernel
def _relax(first: Int32s, head: Int32s, up: Costs, down: Costs) -> None:
    """Let each join be no dearer than the way over any lower rank, from low to high.

    The joins of a rank are final when it is reached: only lower ranks change them. Of three ranks
    v < x < y that are joined, v's joins to x and y are i and k, and x's join to y is j.
    """
    for v in range(len(first) - 1):
        end = first[v + 1]
        for i in range(first[v], end - 1):
            x_to_v, v_to_x = down[i], up[i]
            if x_to_v == NEVER and v_to_x == NEVER:
                continue
            j = first[head[i]]
            for k in range(i + 1, end):
                while head[j] < head[k]:
                    j += 1
                up[j] = min(up[j], x_to_v + up[k])
                down[j] = min(down[j], down[k] + v_to_x)


@kernel
def _relax_many(first: Int32s, head: Int32s, up: Costs, down: Costs) -> None:
    """Do as `_relax` does, for all sets at each join."""
    for v in range(len(first) - 1):
        end = first[v + 1]
        for i in range(first[v], end - 1):
            j = first[head[i]]
            for k in range(i + 1, end):
                while head[j] < head[k]:
                    j += 1
                for s in range(up.shape[1]):
                    up[j, s] = min(up[j, s], down[i, s] + up[k, s])
                    down[j, s] = min(down[j, s], down[k, s] + up[i, s])
