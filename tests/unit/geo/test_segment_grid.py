from __future__ import annotations

import numpy as np
import pytest
import shapely

from pipeline.geo.segment_grid import MOST_CELLS, grid, segments


def lines_of(*wkt: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(shapely.from_wkt(np.array(wkt, object)))


def test_segments_have_the_shares_of_their_own_line() -> None:
    parts = segments(lines_of("LINESTRING (0 0, 1 0, 1 0, 4 0)", "LINESTRING (0 5, 0 9)"))
    assert parts.edge.tolist() == [0, 0, 1]
    assert parts.share.tolist() == [[0, 0.25], [0.25, 1], [0, 1]]
    assert parts.xy.tolist() == [[0, 0, 1, 0], [1, 0, 4, 0], [0, 5, 0, 9]]


def test_slots_hold_each_kind_of_a_cell_once() -> None:
    parts = segments(lines_of(*(f"LINESTRING (0 {y}, 1 {y})" for y in (1, 2, 3))))
    cells = grid(parts, np.array([5, 2, 5]), 100.0)
    assert (cells.shape.tolist(), cells.slots.tolist(), cells.kinds.tolist()) == (
        [1, 1],
        [0, 2],
        [2, 5],
    )
    assert [cells.edges[s] for s in cells.segments] == [1, 0, 2]
    assert cells.members.tolist() == [0, 1, 3]


@pytest.mark.parametrize("seed", range(4))
def test_a_segment_is_in_every_cell_that_it_passes(seed: int) -> None:
    random = np.random.default_rng(seed)
    ends = random.uniform(0, 3000, (50, 2, 2))
    ends[:10] = np.round(ends[:10], -2)  # along the edges of cells too
    ends[10:15, 1, 0] = ends[10:15, 0, 0] + random.choice([0, 1e-9, 1e-7, 1e-5, 1e-3], 5)
    parts = segments(np.array(shapely.linestrings(ends)))
    cells = grid(parts, np.zeros(50, np.int64), 1000.0)

    count = np.diff(cells.slots)
    cell = np.repeat(np.arange(len(count)), count)
    held = {
        (int(cell[slot]), int(member))
        for slot in range(len(cells.kinds))
        for member in cells.segments[cells.members[slot] : cells.members[slot + 1]]
    }
    wide, high = cells.shape
    gx, gy = np.divmod(np.arange(wide * high), high)
    low = cells.low + np.column_stack([gx, gy]) * cells.size
    boxes = np.array(shapely.box(*low.T, *(low + cells.size).T))
    passed = shapely.STRtree(boxes).query(shapely.linestrings(parts.xy.reshape(-1, 2, 2)))
    lines = np.array(shapely.linestrings(parts.xy.reshape(-1, 2, 2)))
    real = shapely.intersects(lines[passed[0]], boxes[passed[1]])
    assert {(int(c), int(s)) for s, c in passed.T[real]} <= held
    assert len(held) <= real.sum() + 20


def test_a_wide_and_nearly_empty_plane_has_a_bounded_number_of_cells() -> None:
    parts = segments(lines_of("LINESTRING (0 0, 1 0)", "LINESTRING (9e6 9e6, 9e6 9000001)"))
    cells = grid(parts, np.array([0, 1]), 10.0)
    assert cells.shape.prod() <= 1.1 * MOST_CELLS
    assert set(cells.segments.tolist()) == {0, 1}
