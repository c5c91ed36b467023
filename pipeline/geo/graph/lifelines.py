"""Whom each edge and each node alone holds to an anchor, where points touch several edges.

Each edge becomes a node between its ends, and all that anchors touch hangs on one root. What every
way from the root passes to get somewhere are that place's dominators; directions play no part, so
one depth-first search with low points finds them (Tarjan 1972). A point lost with one edge or node
is one whose touches have it as a dominator in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import graph
from pipeline.geo.graph.cuts import forest
from pipeline.geo.graph.units import whole_units
from pipeline.geo.kernels import inner, kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.cuts import Forest

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]

ROOT = 0
"""Number of the root, and its place; nodes and then edges are counted on from it."""
NOWHERE = -1


class Touches(NamedTuple):
    """Where points touch edges: point, edge, and share of the edge; 0 or 1 is at its node."""

    point: Ints
    edge: Ints
    share: Floats


class Lifelines(NamedTuple):
    """What is lost when one edge or one node goes."""

    edge: Floats
    """Weight of the points that reach an anchor and would not if the edge went."""
    node: Floats
    """Likewise, if the node went with all that is at it; edges at it stay on their other ends."""
    is_reached: Bools
    """Whether each point reaches an anchor while all is there."""


class _Dominators(NamedTuple):
    """The tree of dominators of what the root reaches, by place in the depth-first search."""

    above: Int32s
    """The last place that every way from the root passes before; the root's is its own."""
    jump: Int32s
    """A place further above, so chosen that climbing takes few steps (Myers 1983)."""
    depth: Int32s


def lifelines(
    from_node: npt.ArrayLike,
    to_node: npt.ArrayLike,
    node_count: int,
    is_open: Bools,
    *,
    anchors: Touches,
    points: Touches,
    weight: npt.ArrayLike,
) -> Lifelines:
    """Return whom each edge and node alone holds to an anchor, in one pass, and who is held at all.

    A point reaches an anchor if any of its touches does. It is never a way through: ways run on
    edges only. Touched part way an edge is lost with the touch; at share 0 or 1 a point is at the
    node, whether or not the edge is open. On closed edges other touches are void. Points without
    touches reach nothing. Sums are exact: orders make no difference.

    Parameters
    ----------
    from_node, to_node
        Ends of each edge, counted from 0; directions play no part.
    is_open
        Whether each edge is there.
    weight
        Of each point, finite and not negative.
    """
    start, end = np.asarray(from_node, np.int64), np.asarray(to_node, np.int64)
    ends = 1 + np.stack([start, end])
    edge_at = 1 + node_count + np.arange(len(start))
    _, held = _places(anchors, ends, edge_at, is_open)
    tail = np.concatenate([ends[0, is_open], ends[1, is_open], np.full(len(held), ROOT)])
    head = np.concatenate([edge_at[is_open], edge_at[is_open], held])
    trees = forest(*graph(tail, head, 1 + node_count + len(start)))
    tree = _dominators(trees)
    place = np.full(len(trees.node), NOWHERE, np.int64)
    place[trees.node[: len(tree.above)]] = np.arange(len(tree.above))

    whole, power = whole_units(weight)
    point, touched = _places(points, ends, edge_at, is_open)
    common = _common(tree, point, place[touched], len(whole))
    lost = np.zeros(len(trees.node), np.int64)
    lost[trees.node[: len(tree.above)]] = _lost(tree.above, common, whole)
    by_number = np.ldexp(lost.astype(np.float64), power)
    is_reached = common != NOWHERE
    return Lifelines(by_number[1 + node_count :], by_number[1 : 1 + node_count], is_reached)


def _places(touches: Touches, ends: Ints, edge_at: Ints, is_open: Bools) -> tuple[Ints, Ints]:
    """Return the point and the number of the node or edge of each touch that is not void."""
    _, edge, share = touches
    at_node = np.where(share <= 0, ends[0, edge], ends[1, edge])
    is_part_way = (share > 0) & (share < 1)
    is_there = is_open[edge] | ~is_part_way
    at = np.where(is_part_way, edge_at[edge], at_node)
    return touches.point[is_there], at[is_there]


@kernel
def _dominators(trees: Forest) -> _Dominators:
    """Return the dominators in the first tree of a forest.

    Either nothing of a subtree is next to what lies above its parent, which all ways to it then
    pass; or it has with its parent all dominators in common.
    """
    _, parent, _, low = trees
    count = 1
    while count < len(parent) and parent[count] >= 0:
        count += 1
    for at in range(count - 1, 0, -1):
        low[parent[at]] = min(low[parent[at]], low[at])
    above, jump = np.zeros(count, np.int32), np.zeros(count, np.int32)
    depth = np.zeros(count, np.int32)
    for at in range(1, count):
        up = parent[at] if low[at] >= parent[at] else above[parent[at]]
        above[at], depth[at] = up, depth[up] + 1
        far = jump[up]
        is_even = depth[up] - depth[far] == depth[far] - depth[jump[far]]
        jump[at] = jump[far] if is_even else up
    return _Dominators(above, jump, depth)


@kernel
def _common(tree: _Dominators, point: Ints, place: Ints, count: int) -> Ints:
    """Return the last place that all ways to each point pass; `NOWHERE` for points not reached."""
    common = np.full(count, NOWHERE, np.int64)
    for i in range(len(point)):
        if place[i] == NOWHERE:
            continue
        known = common[point[i]]
        common[point[i]] = place[i] if known == NOWHERE else _meet(tree, known, place[i])
    return common


@inner
def _meet(tree: _Dominators, a: int, b: int) -> int:
    """Return the last place that is above or at two places, in logarithmic time."""
    above, jump, depth = tree
    if depth[a] < depth[b]:
        a, b = b, a
    while depth[a] > depth[b]:
        a = jump[a] if depth[jump[a]] >= depth[b] else above[a]
    while a != b:
        # At one depth, jumps are of one length.
        if jump[a] != jump[b]:
            a, b = jump[a], jump[b]
        else:
            a, b = above[a], above[b]
    return a


@kernel
def _lost(above: Int32s, common: Ints, whole: Ints) -> Ints:
    """Return the weight that has each place as a dominator."""
    lost = np.zeros(len(above), np.int64)
    for p in range(len(common)):
        if common[p] != NOWHERE:
            lost[common[p]] += whole[p]
    for at in range(len(above) - 1, 0, -1):
        lost[above[at]] += lost[at]
    return lost
