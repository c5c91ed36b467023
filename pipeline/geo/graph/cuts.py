"""What falls apart when one edge or one node goes: cut edges, cut nodes and the weight behind.

Depth-first search with low points (Tarjan 1972; Hopcroft and Tarjan 1973), without recursion, in
one pass over the arcs. Directions play no part. Edges side by side are no cut edges; an edge from
a node to itself never is one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import Int32s, graph
from pipeline.geo.graph.units import whole_units
from pipeline.geo.kernels import kernel

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Cuts(NamedTuple):
    """Components of a graph, and what holds them together."""

    component: Int32s
    """Component of each node, counted from 0 in the order of their least nodes."""
    is_cut_edge: Bools
    """Whether the ends of an edge hang together by it alone: a bridge."""
    is_cut_node: Bools
    """Whether neighbours of a node hang together by it alone: an articulation point."""
    behind: Floats
    """Weight cut off when the edge goes; 0 for edges that cut nothing."""
    behind_node: Floats
    """Weight cut off when the node goes, its own left out."""


class Forest(NamedTuple):
    """Depth-first trees; nodes are known by their place in the order of the search."""

    node: Int32s
    """Node at each place; the places of one component are side by side, by component."""
    parent: Int32s
    """Place of the parent, always a lesser one; -1 for a root."""
    edge: Int32s
    """Edge to the parent; -1 for a root."""
    low: Int32s
    """Least place next to any node of the subtree, the edge to the parent left out."""


class _Parts(NamedTuple):
    """Sums for each place: of its subtree, and of the child subtrees that hang by it alone."""

    weight: Ints
    anchors: Ints
    hanging_count: Ints
    hanging_weight: Ints
    hanging_anchors: Ints
    lost: Ints
    """Weight of those without anchors; without any anchors given, of the heaviest."""


def cuts(
    from_node: npt.ArrayLike,
    to_node: npt.ArrayLike,
    node_weight: npt.ArrayLike,
    is_anchor: npt.ArrayLike | None = None,
) -> Cuts:
    """Components, cut edges and cut nodes, with the weight that is cut off when one of them goes.

    What goes leaves its component in parts. Cut off are the parts without an anchor, if another
    part has one or the node that goes was one: they have lost all anchors. Where a component has
    none at all, nothing is cut off, for there is nothing to lose. So a node that is the only
    anchor cuts off all others, whether or not they still hang together. The weight of a node that
    goes never counts. Where no anchors are given, all parts but the heaviest are cut off.

    Sums are exact (see `units`): the order of edges and nodes makes no difference.

    Parameters
    ----------
    from_node, to_node
        Ends of each edge, counted from 0.
    node_weight
        Finite and not negative. There are as many nodes as weights.
    is_anchor
        Whether a node is what others must be able to get to.
    """
    whole, power = whole_units(node_weight)
    anchor = np.asarray([] if is_anchor is None else is_anchor, np.bool_)
    of = graph(from_node, to_node, len(whole))
    trees = forest(of.first, of.head, of.arc)
    parts = _parts(trees, whole, anchor)
    found = Cuts(*_cuts(trees, parts, whole, anchor, len(of.arc) // 2))
    return found._replace(
        behind=np.ldexp(found.behind, power), behind_node=np.ldexp(found.behind_node, power)
    )


@kernel
def forest(first: Int32s, head: Int32s, arc: Int32s) -> Forest:
    """Return depth-first trees, each from its least node; low points of single nodes only."""
    count = len(first) - 1
    place = np.full(count, -1, np.int32)
    node, parent = np.empty(count, np.int32), np.empty(count, np.int32)
    edge, low = np.empty(count, np.int32), np.empty(count, np.int32)
    at_arc = np.empty(count, np.int32)
    found = 0
    for root in range(count):
        if place[root] >= 0:
            continue
        here, child, up, by = -1, root, -1, -1
        while child >= 0 or here >= 0:
            if child >= 0:
                place[child] = here = found
                node[here], parent[here], edge[here], low[here] = child, up, by, here
                at_arc[here] = first[child]
                found += 1
                child = -1
            at, end = at_arc[here], first[node[here] + 1]
            while at < end and child < 0:
                if arc[at] >> 1 != edge[here]:
                    to = place[head[at]]
                    if to < 0:
                        child, up, by = head[at], here, arc[at] >> 1
                    else:
                        low[here] = min(low[here], to)
                at += 1
            at_arc[here] = at
            if child < 0:
                here = parent[here]
    return Forest(node, parent, edge, low)


@kernel
def _parts(trees: Forest, weight: Ints, is_anchor: Bools) -> _Parts:
    """Return the sums from the leaves up, and lower the low points to those of the subtrees."""
    node, parent, _, low = trees
    has_anchors = len(is_anchor) > 0
    sums = np.zeros((6, len(node)), np.int64)
    own, anchors, hanging_count, hanging_weight, hanging_anchors, lost = sums
    for at in range(len(node) - 1, -1, -1):
        own[at] += weight[node[at]]
        anchors[at] += has_anchors and is_anchor[node[at]]
        up = parent[at]
        if up < 0:
            continue
        own[up] += own[at]
        anchors[up] += anchors[at]
        low[up] = min(low[up], low[at])
        if low[at] >= up:
            hanging_count[up] += 1
            hanging_weight[up] += own[at]
            hanging_anchors[up] += anchors[at]
            if not has_anchors:
                lost[up] = max(lost[up], own[at])
            elif anchors[at] == 0:
                lost[up] += own[at]
    return _Parts(own, anchors, hanging_count, hanging_weight, hanging_anchors, lost)


@kernel
def _cuts(
    trees: Forest, parts: _Parts, own_weight: Ints, is_anchor: Bools, edge_count: int
) -> tuple[Int32s, Bools, Bools, Floats, Floats]:
    """Return the columns of `Cuts`, weights in whole units."""
    node, parent, edge, low = trees
    weight, anchors, hanging_count, hanging_weight, hanging_anchors, lost = parts
    has_anchors = len(is_anchor) > 0
    component, behind_node = np.empty(len(node), np.int32), np.empty(len(node))
    is_cut_node = np.empty(len(node), np.bool_)
    is_cut_edge, behind = np.zeros(edge_count, np.bool_), np.zeros(edge_count)
    number, total, all_anchors = -1, 0, 0
    for at in range(len(node)):
        v = node[at]
        if parent[at] < 0:
            number, total, all_anchors = number + 1, weight[at], anchors[at]
        elif low[at] == at:
            is_cut_edge[edge[at]] = True
            # One side is the subtree, the other all the rest.
            rest = total - weight[at]
            if not has_anchors:
                behind[edge[at]] = min(weight[at], rest)
            elif all_anchors > 0 and anchors[at] == 0:
                behind[edge[at]] = weight[at]
            elif all_anchors > 0 and anchors[at] == all_anchors:
                behind[edge[at]] = rest
        component[v] = number
        is_cut_node[v] = hanging_count[at] + (parent[at] >= 0) > 1
        others = total - own_weight[v]
        rest = others - hanging_weight[at]
        if not has_anchors:
            behind_node[v] = others - max(lost[at], rest)
        elif all_anchors == 0:
            behind_node[v] = 0
        elif all_anchors == hanging_anchors[at] + is_anchor[v]:
            behind_node[v] = lost[at] + rest
        else:
            behind_node[v] = lost[at]
    return component, is_cut_edge, is_cut_node, behind, behind_node
