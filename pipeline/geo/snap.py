"""Where points come onto edges: the nearest few, and the nearest of every kind.

Arrays in, arrays out. A uniform grid over the edges' segments, so that a point looks only at what
is near it.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]

CELLS_PER_REACH = 10
MOST_CELLS = 4e6


class Connectors(NamedTuple):
    """Where points come onto edges, sorted by point, then edge."""

    point: Ints
    edge: Ints
    share: Floats
    """Where on the edge: 0 is its start, 1 its end."""
    distance: Floats


class _Segments(NamedTuple):
    """Straight parts of edges: ends, edge, and the share of the edge at either end."""

    xy: Floats
    edge: Ints
    share: Floats


class _Grid(NamedTuple):
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


class _Near(NamedTuple):
    """The nearest edges seen so far, as many as it holds, sorted by distance, then edge."""

    far: Floats
    edge: Ints
    share: Floats


def connectors(
    points: Floats, lines: Lines, kind: Ints, *, nearest_count: int, max_distance: float
) -> Connectors:
    """Nearest points on edges: of the nearest few edges, and of the nearest edge of each kind.

    All within `max_distance` (inclusive). Of two edges equally near, the earlier one is taken.
    The order of the points makes no difference; give the lines in an order of their own.

    Parameters
    ----------
    points
        One row a point: x, y.
    lines
        LineStrings with a length.
    kind
        Kind of each line, counted from 0.
    nearest_count
        How many of the nearest edges, whatever their kind.
    max_distance
        How far a point may be from an edge.
    """
    if not len(points) or not len(lines):
        none = np.zeros(0, np.int64)
        return Connectors(none, none, np.zeros(0), np.zeros(0))
    segments = _segments(lines)
    grid = _grid(segments, kind, max_distance)
    ids, numbers = _search(
        np.ascontiguousarray(points, np.float64),
        segments,
        grid,
        _blank(nearest_count),
        _blank(int(kind.max()) + 1),
        float(max_distance),
    )
    order = np.lexsort((ids[:, 1], ids[:, 0]))
    return Connectors(ids[order, 0], ids[order, 1], numbers[order, 0], numbers[order, 1])


def _blank(count: int) -> _Near:
    """Return room for a number of edges."""
    return _Near(np.empty(count), np.empty(count, np.int64), np.empty(count))


def _segments(lines: Lines) -> _Segments:
    """Return the straight parts of the lines that have a length."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    is_part = owner[1:] == owner[:-1]
    length = np.where(is_part, np.hypot(*np.diff(xy, axis=0).T), 0.0)
    run = np.concatenate([[0.0], np.cumsum(length)])
    first = np.searchsorted(owner, np.arange(len(lines)))
    last = np.searchsorted(owner, np.arange(len(lines)), side="right") - 1
    total = run[last] - run[first]
    share = (run - run[first][owner]) / total[owner]
    share[first], share[last] = 0, 1
    start = np.flatnonzero(is_part & (length > 0))
    return _Segments(
        np.hstack([xy[start], xy[start + 1]]),
        owner[start],
        np.column_stack([share[start], share[start + 1]]),
    )


def _grid(segments: _Segments, kind: Ints, max_distance: float) -> _Grid:
    """Return the grid: segments are cut to the size of a cell, to find the cells they pass."""
    xy = segments.xy
    low = np.minimum(xy[:, :2].min(axis=0), xy[:, 2:].min(axis=0))
    span = np.maximum(xy[:, :2].max(axis=0), xy[:, 2:].max(axis=0)) - low
    size = max(max_distance / CELLS_PER_REACH, float(np.sqrt(span.prod() / MOST_CELLS)), 1.0)
    size = max(size, float(span.max() / MOST_CELLS))
    shape = np.floor(span / size).astype(np.int64) + 1
    length = np.hypot(xy[:, 2] - xy[:, 0], xy[:, 3] - xy[:, 1])
    counts = np.ceil(length / size).astype(np.int64)
    owner = np.repeat(np.arange(len(xy)), counts)
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    a, along = xy[owner, :2], (xy[:, 2:] - xy[:, :2])[owner]
    ends = [a + along * ((number + i) / counts[owner])[:, None] for i in (0, 1)]
    # A hair wider than the piece, so that rounding puts no point of it in a cell left out.
    below = np.floor((np.minimum(*ends) - low) / size - 1e-6).astype(np.int64)
    above = np.floor((np.maximum(*ends) - low) / size + 1e-6).astype(np.int64)
    cells, members = [], []
    for dx in (0, 1, 2):
        for dy in (0, 1, 2):
            at = below + np.array([dx, dy])
            inside = (at <= above).all(axis=1) & (at >= 0).all(axis=1) & (at < shape).all(axis=1)
            cells.append(at[inside, 0] * shape[1] + at[inside, 1])
            members.append(owner[inside])
    return _slots(np.concatenate(cells), np.concatenate(members), segments, kind, low, size, shape)


def _slots(
    cell: Ints,
    member: Ints,
    segments: _Segments,
    kind: Ints,
    low: Floats,
    size: float,
    shape: Ints,
) -> _Grid:
    """Return the grid of pairs of cell and segment, each pair once."""
    kinds = kind[segments.edge[member]]
    order = np.lexsort((member, kinds, cell))
    cell, kinds, member = cell[order], kinds[order], member[order]
    again = np.zeros(len(cell), bool)
    again[1:] = (np.diff(cell) == 0) & (np.diff(member) == 0)
    cell, kinds, member = cell[~again], kinds[~again], member[~again]
    is_first = np.ones(len(cell), bool)
    is_first[1:] = (np.diff(cell) != 0) | (np.diff(kinds) != 0)
    first = np.flatnonzero(is_first)
    return _Grid(
        low,
        size,
        shape,
        np.searchsorted(cell[first], np.arange(shape.prod() + 1)),
        kinds[first],
        np.append(first, len(cell)),
        member,
    )


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _search(
    points: Floats, segments: _Segments, grid: _Grid, near: _Near, of_kind: _Near, reach: float
) -> tuple[Ints, Floats]:
    """Return point and edge, and share and distance, of every connector."""
    ids, numbers = np.empty((1024, 2), np.int64), np.empty((1024, 2))
    size = 0
    for p in range(len(points)):
        near.far[:], of_kind.far[:] = np.inf, np.inf
        near.edge[:], of_kind.edge[:] = -1, -1
        _look_around(points[p], segments, grid, near, of_kind, reach)
        while size + len(near.edge) + len(of_kind.edge) > len(ids):
            ids = np.concatenate((ids, np.empty_like(ids)))
            numbers = np.concatenate((numbers, np.empty_like(numbers)))
        for i in range(len(near.edge)):
            if near.edge[i] >= 0:
                ids[size, 0], ids[size, 1] = p, near.edge[i]
                numbers[size, 0], numbers[size, 1] = near.share[i], near.far[i]
                size += 1
        for k in range(len(of_kind.edge)):
            if of_kind.edge[k] >= 0 and not (near.edge == of_kind.edge[k]).any():
                ids[size, 0], ids[size, 1] = p, of_kind.edge[k]
                numbers[size, 0], numbers[size, 1] = of_kind.share[k], of_kind.far[k]
                size += 1
    return ids[:size].copy(), numbers[:size].copy()


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _look_around(
    at: Floats, segments: _Segments, grid: _Grid, near: _Near, of_kind: _Near, reach: float
) -> None:
    """Look into the cells within reach, ring by ring, so that what is near is seen first."""
    x, y, size = at[0] - grid.low[0], at[1] - grid.low[1], grid.size
    cx, cy = int(np.floor(x / size)), int(np.floor(y / size))
    for ring in range(int(np.ceil(reach / size)) + 2):
        for gx in range(max(cx - ring, 0), min(cx + ring, grid.shape[0] - 1) + 1):
            step = 1 if abs(gx - cx) == ring else 2 * ring
            for gy in range(cy - ring, cy + ring + 1, step):
                if gy < 0 or gy >= grid.shape[1]:
                    continue
                dx = max(gx * size - x, 0.0, x - (gx + 1) * size)
                dy = max(gy * size - y, 0.0, y - (gy + 1) * size)
                bound = np.hypot(dx, dy) - 1e-3
                if bound <= reach:
                    cell = gx * grid.shape[1] + gy
                    _look_into(at, cell, bound, segments, grid, near, of_kind, reach)


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _look_into(
    at: Floats,
    cell: int,
    bound: float,
    segments: _Segments,
    grid: _Grid,
    near: _Near,
    of_kind: _Near,
    reach: float,
) -> None:
    """Take from a cell what is nearer than what is known; `bound` is how near the cell is."""
    for slot in range(grid.slots[cell], grid.slots[cell + 1]):
        k = grid.kinds[slot]
        if bound > of_kind.far[k] and bound > near.far[-1]:
            continue
        for member in range(grid.members[slot], grid.members[slot + 1]):
            s = grid.segments[member]
            edge = segments.edge[s]
            far, share = _to_segment(at, segments.xy[s], segments.share[s])
            if far > reach:
                continue
            if far < of_kind.far[k] or (far == of_kind.far[k] and edge < of_kind.edge[k]):
                of_kind.far[k], of_kind.edge[k], of_kind.share[k] = far, edge, share
            _insert(near, far, edge, share)


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _to_segment(at: Floats, xy: Floats, share: Floats) -> tuple[float, float]:
    """Return the distance to a segment and the share of its edge at the nearest point."""
    x, y = at[0] - xy[0], at[1] - xy[1]
    bx, by = xy[2] - xy[0], xy[3] - xy[1]
    t = (x * bx + y * by) / (bx * bx + by * by)
    if t <= 0:
        return np.hypot(x, y), share[0]
    if t >= 1:
        return np.hypot(x - bx, y - by), share[1]
    return np.hypot(x - t * bx, y - t * by), share[0] + t * (share[1] - share[0])


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _insert(near: _Near, far: float, edge: int, share: float) -> None:
    """Put an edge among the nearest, each edge once."""
    i = len(near.far) - 1
    if far > near.far[i] or (far == near.far[i] and edge >= near.edge[i]):
        return
    for known in range(len(near.far)):
        if near.edge[known] == edge:
            if far >= near.far[known]:
                return
            i = known
    while i > 0 and (far < near.far[i - 1] or (far == near.far[i - 1] and edge < near.edge[i - 1])):
        near.far[i], near.edge[i] = near.far[i - 1], near.edge[i - 1]
        near.share[i] = near.share[i - 1]
        i -= 1
    near.far[i], near.edge[i], near.share[i] = far, edge, share
