"""Lines cut at points into links, and the nodes that the points make.

Arrays in, arrays out. Lengths are in the unit of the coordinates, metres by intent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.geo.graph.morton import morton_order

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Lines = npt.NDArray[np.object_]

SAME_M = 0.01
"""Cuts of a line nearer to each other, or to its ends, than this are one node."""


class Links(NamedTuple):
    """Pieces of lines between nodes, in the order of the lines and along each of them."""

    line: Ints
    """Index of the line that it is a piece of."""
    share: Floats
    """Share of that line's length."""
    from_node: Ints
    to_node: Ints
    geometry: Lines
    node_xy: Floats
    """Position of each node, in the order of a Z-curve."""


class Cuts(NamedTuple):
    """Points at which lines are cut, by index into the list of points."""

    line: Ints
    distance: Floats
    point: Ints


class Ends(NamedTuple):
    """Ends of lines, by place: ends at one place (to the millimetre) are joined as they are."""

    xy: Floats
    place: Ints
    """Place of each line's start, then of each line's end."""
    lines_count: Ints
    reach: Floats
    """How far each place looks for something to join."""
    is_settled: Bools
    """Whether only settled lines end there."""
    low: Ints
    """Lowest level of the lines that end there."""
    high: Ints


def cut(
    lines: Lines, cuts: Cuts, ends: Ends, xy: Floats, same: Sequence[tuple[Ints, Ints]]
) -> tuple[Links, Ints]:
    """Return the pieces of lines, with points made one where they are the same node.

    Pieces without length are left out; the line of each of them is the second answer.
    """
    cuts, merged = _distinct(lines, cuts, ends)
    left = np.concatenate([pair[0] for pair in (*same, merged)])
    right = np.concatenate([pair[1] for pair in (*same, merged)])
    joined = coo_array((np.ones(len(left)), (left, right)), shape=(len(xy), len(xy)))
    label = connected_components(joined, directed=False)[1].astype(np.int64)
    n, length = len(lines), shapely.length(lines)
    line = np.concatenate([np.arange(n), cuts.line, np.arange(n)])
    distance = np.concatenate([np.zeros(n), cuts.distance, length])
    point = np.concatenate([ends.place[:n], cuts.point, ends.place[n:]])
    order = np.lexsort((distance, line))
    line, distance, point = line[order], distance[order], point[order]
    start = np.flatnonzero(line[1:] == line[:-1])
    node, node_xy = label[point], _positions(label, xy, ends)
    geometry, is_real = _pieces(lines, line, distance, start, node_xy[node])
    empty, start = line[start[~is_real]], start[is_real]
    share = (distance[start + 1] - distance[start]) / length[line[start]]
    found = Links(line[start], share, node[start], node[start + 1], geometry[is_real], node_xy)
    return _numbered(found), empty


def repeats(found: Links, kind: Ints, rank: Ints) -> Bools:
    """Return which links are the same line between the same nodes as one of lower rank.

    Lines are the same if, whichever way they run, no vertex of either lies further than `SAME_M`
    from the other, and they are of one kind. Other links between the same nodes all stay.

    Parameters
    ----------
    found
        The links.
    kind
        What else must be equal.
    rank
        Of links that are the same, the one of the lowest rank stays; ties: the first.
    """
    ends = np.sort(np.column_stack([found.from_node, found.to_node]), axis=1)
    order = np.lexsort((rank, kind, ends[:, 1], ends[:, 0]))
    group = np.column_stack([ends, kind])[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (group[1:] != group[:-1]).any(axis=1)
    place = np.arange(len(order)) - np.flatnonzero(is_new)[np.cumsum(is_new) - 1]
    is_repeat = np.zeros(len(order), bool)
    # Each link against those before it in its group, which seldom holds more than two.
    for step in range(1, place.max(initial=0) + 1):
        later = np.flatnonzero(place >= step)
        one, other = found.geometry[order[later - step]], found.geometry[order[later]]
        is_repeat[order[later]] |= shapely.hausdorff_distance(one, other) <= SAME_M
    return is_repeat


def _distinct(lines: Lines, cuts: Cuts, ends: Ends) -> tuple[Cuts, tuple[Ints, Ints]]:
    """Return the cuts that are no end and no other cut, and the points that are the same."""
    n = len(lines)
    rest = shapely.length(lines)[cuts.line] - cuts.distance
    at_start = cuts.distance <= SAME_M
    at_end = ~at_start & (rest <= SAME_M)
    left = [cuts.point[at_start], cuts.point[at_end]]
    right = [ends.place[cuts.line[at_start]], ends.place[n + cuts.line[at_end]]]
    inside = ~(at_start | at_end)
    order = np.flatnonzero(inside)[np.lexsort((cuts.distance[inside], cuts.line[inside]))]
    cuts = Cuts(cuts.line[order], cuts.distance[order], cuts.point[order])
    again = np.zeros(len(order), bool)
    again[1:] = (cuts.line[1:] == cuts.line[:-1]) & (np.diff(cuts.distance) <= SAME_M)
    repeated = np.flatnonzero(again)
    left.append(cuts.point[repeated])
    right.append(cuts.point[repeated - 1])
    kept = Cuts(cuts.line[~again], cuts.distance[~again], cuts.point[~again])
    return kept, (np.concatenate(left), np.concatenate(right))


def _positions(label: Ints, xy: Floats, ends: Ends) -> Floats:
    """Return the position of the node of each label.

    A node lies where a line is cut, else at the place with most line ends; ties: least x, then y.
    """
    is_end = np.arange(len(xy)) < len(ends.xy)
    count = np.zeros(len(xy), np.int64)
    count[: len(ends.xy)] = ends.lines_count
    at: Floats = np.round(xy, 3)
    order = np.lexsort((at[:, 1], at[:, 0], -count, is_end, label))
    _, first = np.unique(label[order], return_index=True)
    return at[order[first]]


def _pieces(
    lines: Lines, line: Ints, distance: Floats, start: Ints, at: Floats
) -> tuple[Lines, Bools]:
    """Return the line of each piece between boundaries `start` and `start + 1`.

    Pieces whose ends are one node and that have no vertex between them are not real.
    """
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(coordinates, axis=0, prepend=coordinates[:1]).T)
    first = np.searchsorted(owner, np.arange(len(lines)))
    step[first] = 0
    run = np.cumsum(step)
    run -= np.repeat(run[first], np.bincount(owner))
    # One axis for all lines: each begins a metre beyond the end of the one before it.
    offset = np.concatenate([[0], np.cumsum(shapely.length(lines) + 1)])[:-1]
    low, high = (offset[line] + distance)[start], (offset[line] + distance)[start + 1]
    place = offset[owner] + run
    piece = np.searchsorted(low, place, side="right") - 1
    between = (place > low[piece] + SAME_M / 10) & (place < high[piece] - SAME_M / 10)
    xy = np.concatenate([at[start], coordinates[between], at[start + 1]])
    number = np.arange(len(start))
    of = np.concatenate([number, piece[between], number])
    order = np.lexsort((np.concatenate([low, place[between], high]), of))
    is_real = (at[start] != at[start + 1]).any(axis=1)
    is_real |= np.bincount(piece[between], minlength=len(start)) > 0
    return cast("Lines", shapely.linestrings(xy[order], indices=of[order])), is_real


def _numbered(found: Links) -> Links:
    """Return the links with the nodes that they use counted along a Z-curve."""
    used, place = np.unique(np.concatenate([found.from_node, found.to_node]), return_inverse=True)
    order = morton_order(found.node_xy[used])
    number = np.empty(len(used), np.int64)
    number[order] = np.arange(len(used))
    place, n = number[place], len(found.line)
    return found._replace(
        from_node=place[:n], to_node=place[n:], node_xy=found.node_xy[used[order]]
    )
