"""Lines given by their vertices: short stubs round marked vertices, and parts between cuts.

Arrays in, arrays out. Lengths are in the unit of the coordinates, metres by intent.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Vertices(NamedTuple):
    """Vertices of lines, one line after the other and along each of them."""

    line: Ints
    """Id of each vertex's line."""
    node: Ints
    """Id of what each vertex is; lines meet at nodes that they share."""
    xy: Floats


def with_stubs(vertices: Vertices, is_marked: Bools, reach: float) -> tuple[Vertices, Bools]:
    """Return the vertices with more of them round the marked ones, and which of them are new.

    A new vertex is at `reach` from a marked one on either side along the line, but never beyond
    the middle of the segment: where both ends of a segment no longer than twice the reach are
    marked, one in the middle serves both. Neighbours at one place count as one vertex. New
    vertices are nodes of their own, with ids below 0 and below all that are there.

    Parameters
    ----------
    vertices
        Finite coordinates.
    is_marked
        One for each vertex.
    reach
        Greatest length of a stub on one side of a vertex.
    """
    line, node, xy = vertices
    length = np.hypot(*np.diff(xy, axis=0).T)
    is_inside = line[1:] == line[:-1]
    is_far = is_inside & (length > 0)
    place = np.concatenate([[0], np.cumsum(is_far | ~is_inside)])[: len(line)]
    is_marked = np.isin(place, place[is_marked])
    at_start = is_far & is_marked[:-1]
    is_one = at_start & (length <= 2 * reach)
    start = np.flatnonzero(at_start)
    end = np.flatnonzero(is_far & is_marked[1:] & ~is_one)
    segment = np.concatenate([start, end])
    off = np.minimum(reach / length[segment], 0.5)
    share = np.concatenate([off[: len(start)], 1 - off[len(start) :]])
    order = np.lexsort((share, segment))
    segment, share = segment[order], share[order, None]
    # Weighted so that a point in the middle is the same whichever way the line runs.
    new_xy = (1 - share) * xy[segment] + share * xy[segment + 1]
    new_node = node.min(initial=0) - 1 - np.arange(len(segment))
    at = segment + 1
    longer = Vertices(
        np.insert(line, at, line[segment]),
        np.insert(node, at, new_node),
        np.insert(xy, at, new_xy, axis=0),
    )
    return longer, np.insert(np.zeros(len(line), dtype=bool), at, values=True)


def parts(vertices: Vertices, is_cut: Bools) -> tuple[Ints, Ints]:
    """Return rows of vertices, doubled where a line is cut, and the number of each one's part.

    Lines are cut at nodes that are used twice and where `is_cut` says so. Parts are numbered in
    the order of the lines and along each of them.
    """
    line, node = vertices.line, vertices.node
    _, which, uses = np.unique(node, return_inverse=True, return_counts=True)
    is_first = np.ones(len(line), dtype=bool)
    is_first[1:] = line[1:] != line[:-1]
    is_last = np.roll(is_first, -1)
    is_inner_cut = ((uses[which] > 1) | is_cut) & ~is_first & ~is_last
    row = np.repeat(np.arange(len(line)), 1 + is_inner_cut)
    is_start = is_first[row]
    is_start[1:] |= row[1:] == row[:-1]
    return row, np.cumsum(is_start) - 1
