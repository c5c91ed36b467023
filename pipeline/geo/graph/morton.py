"""Nodes in an order in which what lies near each other on the ground does so in memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Cells = npt.NDArray[np.uint32]

CELLS = 2**16
"""Cells along the longer side of the bounding box."""
SPREAD = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
"""Shifts and masks that put a zero before each bit of a number of 16 bits."""


def morton_order(xy: Floats) -> Ints:
    """Order of points along a Z-curve over the square cells of their bounding box.

    Points of one cell are ordered by x, then y, then row. So only points at the very same place
    show the order in which they came. No points, no order. Coordinates are finite.

    Parameters
    ----------
    xy
        Coordinates, one row each, two columns.
    """
    cell = _cells(np.asarray(xy, np.float64))
    order = np.argsort(cell, kind="stable")
    is_same = np.diff(cell[order]) == 0
    is_shared = np.append(is_same, False) | np.append(False, is_same)
    rows = order[is_shared[: len(order)]]
    ranked = np.lexsort((rows, xy[rows, 1], xy[rows, 0], cell[rows]))
    order[is_shared[: len(order)]] = rows[ranked]
    return order


def _cells(xy: Floats) -> Cells:
    """Return the number of each point's cell on the curve: its two cell indexes interleaved."""
    low = xy.min(axis=0, initial=np.inf)
    extent = float((xy.max(axis=0, initial=-np.inf) - low).max())
    if not extent > 0:
        return np.zeros(len(xy), np.uint32)
    index = np.minimum((xy - low) / extent * CELLS, CELLS - 1).astype(np.uint32)
    for shift, mask in SPREAD:
        index = (index | index << np.uint32(shift)) & np.uint32(mask)
    cell: Cells = index[:, 0] << np.uint32(1) | index[:, 1]
    return cell
