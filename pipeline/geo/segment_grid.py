"""A uniform grid over the straight parts of lines: what is near a place lies in few cells.

Arrays in, arrays out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from pipeline.geo.kernels import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]

CELLS_PER_REACH = 10
MOST_CELLS = 4e6


class Segments(NamedTuple):
    """Straight parts of edges, in the order of the edges: ends, edge, its share at either end."""

    xy: Floats
    edge: Ints
    share: Floats


class Grid(NamedTuple):
    """Which segments pass through which cell, and of which kind they are."""

    low: Floats
    size: float
    shape: Ints
    slots: Ints
    """First slot of each cell; a slot is one kind of edge in one cell."""
    kinds: Ints
    members: Ints
    """First member of each slot; a member is a segment."""
    segments: Ints
    xy: Floats
    """Ends of each member's segment: here too, so that they lie side by side."""
    edges: Ints
    """Edge of each segment."""


def segments(lines: Lines) -> Segments:
    """Return the straight parts, that have a length, of lines."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    length = np.hypot(*np.diff(xy, axis=0).T)
    first = np.searchsorted(owner, np.arange(len(lines) + 1))
    share = _shares(length, first)
    start = np.flatnonzero((owner[1:] == owner[:-1]) & (length > 0))
    return Segments(np.hstack([xy[start], xy[start + 1]]), owner[start], share[start])


def grid(parts: Segments, kind: Ints, reach: float) -> Grid:
    """Return the grid: a cell is `reach` divided by `CELLS_PER_REACH` wide, or wider.

    It never has more than about `MOST_CELLS` cells.

    Parameters
    ----------
    parts
        At least one segment.
    kind
        Kind of each edge, counted from 0.
    reach
        How far around a place it will be looked at.
    """
    xy = parts.xy
    low = np.minimum(xy[:, :2].min(axis=0), xy[:, 2:].min(axis=0))
    span = np.maximum(xy[:, :2].max(axis=0), xy[:, 2:].max(axis=0)) - low
    size = max(reach / CELLS_PER_REACH, float(np.sqrt(span.prod() / MOST_CELLS)), 1.0)
    size = max(size, float(span.max() / MOST_CELLS))
    shape = np.floor(span / size).astype(np.int64) + 1
    # By kind, so that segments come into their cells sorted.
    order = np.argsort(kind[parts.edge], kind="stable")
    in_cells = (xy[order] - np.tile(low, 2)) / size
    count = np.zeros(shape.prod(), np.int64)
    _put_into_cells(in_cells, shape, count, count[:0])
    member = np.empty(count.sum(), np.int64)
    _put_into_cells(in_cells, shape, np.cumsum(count) - count, member)
    member = order[member]
    kinds, cell = kind[parts.edge[member]], np.repeat(np.arange(len(count)), count)
    is_first = np.ones(len(member), bool)
    is_first[1:] = (np.diff(cell) != 0) | (np.diff(kinds) != 0)
    first = np.flatnonzero(is_first)
    slots = np.searchsorted(cell[first], np.arange(len(count) + 1))
    members = np.append(first, len(member))
    return Grid(low, size, shape, slots, kinds[first], members, member, xy[member], parts.edge)


@kernel
def _shares(length: Floats, first: Ints) -> Floats:
    """Return the share of its line at which each part begins and ends.

    Each line is added up by itself, so that no other line shows in it.
    """
    share = np.zeros((len(length), 2))
    for line in range(len(first) - 1):
        total, run = 0.0, 0.0
        for i in range(first[line], first[line + 1] - 1):
            total += length[i]
        for i in range(first[line], first[line + 1] - 1):
            if total > 0:
                share[i, 0] = run / total
                run += length[i]
                share[i, 1] = run / total
    return share


@kernel
def _put_into_cells(xy: Floats, shape: Ints, end: Ints, member: Ints) -> None:
    """Write each segment into the cells it passes, from `end` of each on, and move `end` along.

    A cell is 1 wide. All is taken a hair wider than it is, so that rounding leaves nothing out.
    Without room in `member` the segments are but counted.
    """
    hair = 1e-6
    for s in range(len(xy)):
        x0, y0, x1, y1 = xy[s, 0], xy[s, 1], xy[s, 2], xy[s, 3]
        if x1 < x0:
            x0, y0, x1, y1 = x1, y1, x0, y0
        slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
        left, right = max(int(x0 - hair), 0), min(int(x1 + hair), shape[0] - 1)
        for gx in range(left, right + 1):
            ya = y0 + (gx - hair - x0) * slope if gx - hair > x0 else y0
            yb = y0 + (gx + 1 + hair - x0) * slope if gx + 1 + hair < x1 else y1
            low, high = max(int(min(ya, yb) - hair), 0), min(int(max(ya, yb) + hair), shape[1] - 1)
            for gy in range(low, high + 1):
                cell = gx * shape[1] + gy
                if len(member):
                    member[end[cell]] = s
                end[cell] += 1
