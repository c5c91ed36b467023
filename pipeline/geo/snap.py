"""Where points come onto edges: the nearest few, and the nearest of every kind.

Arrays in, arrays out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.kernels import inner, kernel
from pipeline.geo.segment_grid import Grid, Segments, grid, segments

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]

ROOM = 1 << 20
"""Connectors found before they are put aside; the search then goes on with the next point."""


class Connectors(NamedTuple):
    """Where points come onto edges, sorted by point, then edge."""

    point: Ints
    edge: Ints
    share: Floats
    """Where on the edge: 0 is its start, 1 its end."""
    distance: Floats
    xy: Floats
    """Where that is: x, y."""


class _Near(NamedTuple):
    """The nearest segments of a point: of the nearest few edges in order, then of each kind."""

    few: int
    """How many places there are before that of kind 0."""
    far: Floats
    """Infinite where a place is empty."""
    segments: Ints
    kinds: Ints
    """The kinds that have been seen, as many as `seen` says."""
    seen: Ints


def connectors(
    points: Floats, lines: Lines, kind: Ints, *, nearest_count: int, max_distance: float
) -> Connectors:
    """Nearest points on edges: of the nearest few edges, and of the nearest edge of each kind.

    All within `max_distance` (inclusive). Of two edges equally near, the earlier one is taken; of
    two places on one edge, the one nearer its start. The order of the points makes no difference;
    give the lines in an order of their own. The time grows with what is near, not with the number
    of kinds.

    Parameters
    ----------
    points
        One row a point: x, y.
    lines
        LineStrings with a length.
    kind
        Kind of each line, counted from 0.
    nearest_count
        How many of the nearest edges, whatever their kind; at least one.
    max_distance
        How far a point may be from an edge.
    """
    if not len(points) or not len(lines):
        none = np.zeros(0, np.int64)
        return Connectors(none, none, np.zeros(0), np.zeros(0), np.zeros((0, 2)))
    parts = segments(lines)
    cells = grid(parts, kind, max_distance)
    points = np.ascontiguousarray(points, np.float64)
    cell = np.floor((points - cells.low) / cells.size)
    # Neighbours one after the other: they look at the same segments.
    order = np.lexsort((cell[:, 1], cell[:, 0]))
    near = _blank(nearest_count, int(kind.max()) + 1)
    found = np.empty((max(ROOM, len(near.far)), 2), np.int64)
    done, pairs = 0, []
    while done < len(points):
        done, size = _search(points, order, done, cells, near, float(max_distance), found)
        pairs.append(found[:size].copy())
    return _placed(points, parts, np.concatenate(pairs))


def _placed(points: Floats, parts: Segments, found: Ints) -> Connectors:
    """Return where points come onto segments, by point, then edge."""
    # Segments are numbered along the edges.
    found = found[np.argsort(found[:, 0] * len(parts.edge) + found[:, 1])]
    point, segment = found[:, 0].copy(), found[:, 1]
    start, end = np.hsplit(parts.xy[segment], 2)
    at, along = points[point] - start, end - start
    t = np.clip((at * along).sum(axis=1) / (along * along).sum(axis=1), 0, 1)
    distance = np.hypot(*(at - t[:, None] * along).T)
    low, high = parts.share[segment].T
    share = np.where(t < 1, low + t * (high - low), high)
    return Connectors(point, parts.edge[segment], share, distance, start + t[:, None] * along)


def _blank(few: int, kinds_count: int) -> _Near:
    """Return empty places."""
    places = few + kinds_count
    kinds, seen = np.empty(kinds_count, np.int64), np.zeros(1, np.int64)
    return _Near(few, np.full(places, np.inf), np.full(places, -1), kinds, seen)


@kernel
def _search(
    points: Floats, order: Ints, done: int, grid: Grid, near: _Near, reach: float, found: Ints
) -> tuple[int, int]:
    """Write pairs of point and nearest segment until the points or the room end.

    Returns how many points are done and how many pairs there are. Leaves `near` empty.
    """
    size = 0
    while done < len(order):
        p = order[done]
        _look_around(points[p, 0], points[p, 1], grid, near, reach)
        taken = near.few + near.seen[0]
        has_room = size + taken <= len(found)
        for i in range(taken):
            place = i if i < near.few else near.few + near.kinds[i - near.few]
            segment = near.segments[place]
            if (
                has_room
                and segment >= 0
                and (i < near.few or not _is_among_few(grid, near, segment))
            ):
                found[size, 0], found[size, 1] = p, segment
                size += 1
        for i in range(taken):
            place = i if i < near.few else near.few + near.kinds[i - near.few]
            near.segments[place], near.far[place] = -1, np.inf
        near.seen[0] = 0
        if not has_room:
            # The point comes again.
            break
        done += 1
    return done, size


@inner
def _is_among_few(grid: Grid, near: _Near, segment: int) -> bool:
    """Whether the segment's edge is one of the nearest few."""
    for i in range(near.few):
        known = near.segments[i]
        if known >= 0 and grid.edges[known] == grid.edges[segment]:
            return True
    return False


@inner
def _look_around(px: float, py: float, grid: Grid, near: _Near, reach: float) -> None:
    """Look into the cells within reach, ring by ring, so that what is near is seen first."""
    size, wide, high, slots = grid.size, grid.shape[0], grid.shape[1], grid.slots
    x, y = px - grid.low[0], py - grid.low[1]
    cx, cy = int(np.floor(x / size)), int(np.floor(y / size))
    for ring in range(int(np.ceil(reach / size)) + 2):
        if _farthest(near) < (ring - 1) * size:
            return
        for gx in range(max(cx - ring, 0), min(cx + ring, wide - 1) + 1):
            dx = max(gx * size - x, 0.0, x - (gx + 1) * size)
            step = 1 if abs(gx - cx) == ring else 2 * ring
            for gy in range(cy - ring, cy + ring + 1, step):
                if gy < 0 or gy >= high:
                    continue
                dy = max(gy * size - y, 0.0, y - (gy + 1) * size)
                # A hair nearer than it is, so that rounding leaves nothing out.
                bound = max(np.sqrt(dx * dx + dy * dy) - 1e-3, 0.0)
                cell = gx * high + gy
                for slot in range(slots[cell], slots[cell + 1]):
                    far = near.far[near.few + grid.kinds[slot]]
                    if bound <= min(max(far, near.far[near.few - 1]), reach):
                        _look_into(px, py, slot, grid, near, reach)


@inner
def _farthest(near: _Near) -> float:
    """Return how far what is known lies at most, once every kind is known; else infinity."""
    if near.seen[0] < len(near.kinds):
        return np.inf
    farthest = near.far[near.few - 1]
    for i in range(len(near.kinds)):
        farthest = max(farthest, near.far[near.few + i])
    return float(farthest + 1e-3)


@inner
def _look_into(px: float, py: float, slot: int, grid: Grid, near: _Near, reach: float) -> None:
    """Take from a slot what is nearer than what is known; ties: the earlier segment."""
    xy, far_of, segments = grid.xy, near.far, near.segments
    place = near.few + grid.kinds[slot]
    for member in range(grid.members[slot], grid.members[slot + 1]):
        limit = min(max(far_of[place], far_of[near.few - 1]), reach)
        x, y = px - xy[member, 0], py - xy[member, 1]
        bx, by = xy[member, 2] - xy[member, 0], xy[member, 3] - xy[member, 1]
        t = min(max((x * bx + y * by) / (bx * bx + by * by), 0.0), 1.0)
        x, y = x - t * bx, y - t * by
        # The square is quick and sorts out nearly all; ties are settled by the distance.
        if x * x + y * y > limit * limit * (1 + 1e-9):
            continue
        far, segment = np.hypot(x, y), grid.segments[member]
        if far > reach:
            continue
        if segments[place] < 0:
            near.kinds[near.seen[0]] = grid.kinds[slot]
            near.seen[0] += 1
        if far < far_of[place] or (far == far_of[place] and segment < segments[place]):
            far_of[place], segments[place] = far, segment
        _insert(far, segment, grid.edges, near.few, far_of, segments)


@inner
def _insert(
    far: float, segment: int, edges: Ints, few: int, far_of: Floats, segments: Ints
) -> None:
    """Put a segment among the nearest few, of each edge only the nearest."""
    i = few - 1
    for known in range(few):
        if segments[known] >= 0 and edges[segments[known]] == edges[segment]:
            i = known
    if far > far_of[i] or (far == far_of[i] and segment >= segments[i]):
        return
    while i > 0 and (far < far_of[i - 1] or (far == far_of[i - 1] and segment < segments[i - 1])):
        far_of[i], segments[i] = far_of[i - 1], segments[i - 1]
        i -= 1
    far_of[i], segments[i] = far, segment
