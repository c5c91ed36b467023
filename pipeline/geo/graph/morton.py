"""Nodes in an order in which what lies near each other on the ground does so in memory."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Cells = npt.NDArray[np.uint32]

CELLS = 2**16
"""Cells along the longer side of the bounding box."""
DIGIT_BITS = 11
"""Bits that one round of sorting looks at; three rounds see all 32 of a cell's number."""


def morton_order(xy: Floats) -> Ints:
    """Order of points along a Z-curve over the square cells of their bounding box.

    Points of one cell are ordered by x, then y, then row. So only points at the very same place
    show the order in which they came. No points, no order. Coordinates are finite.

    Parameters
    ----------
    xy
        Coordinates, one row each, two columns.
    """
    xy = np.ascontiguousarray(xy, np.float64)
    cell = _cells(xy)
    order = _sorted_rows(cell)
    is_shared = _is_shared(cell, order)
    rows = order[is_shared]
    order[is_shared] = rows[np.lexsort((rows, xy[rows, 1], xy[rows, 0], cell[rows]))]
    return order


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _cells(xy: Floats) -> Cells:
    """Return the number of each point's cell on the curve: its two cell indexes interleaved."""
    west, south, extent = 0.0, 0.0, 0.0
    if len(xy) > 0:
        west, south = xy[:, 0].min(), xy[:, 1].min()
        extent = max(xy[:, 0].max() - west, xy[:, 1].max() - south)
    cell = np.zeros(len(xy), np.uint32)
    if extent > 0:
        for i in range(len(xy)):
            column = min((xy[i, 0] - west) / extent * CELLS, CELLS - 1.0)
            row = min((xy[i, 1] - south) / extent * CELLS, CELLS - 1.0)
            cell[i] = _spread(int(column)) << 1 | _spread(int(row))
    return cell


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _spread(bits: int) -> int:
    """Return a number of 16 bits with a zero before each of them."""
    bits = (bits | bits << 8) & 0x00FF00FF
    bits = (bits | bits << 4) & 0x0F0F0F0F
    bits = (bits | bits << 2) & 0x33333333
    return (bits | bits << 1) & 0x55555555


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _sorted_rows(cell: Cells) -> Ints:
    """Return the rows by cell, equal ones as they come: a radix sort, lowest digit first."""
    order, spare = np.arange(len(cell)), np.empty(len(cell), np.int64)
    mask = 2**DIGIT_BITS - 1
    for shift in range(0, 32, DIGIT_BITS):
        place = np.zeros(2**DIGIT_BITS + 1, np.int64)
        for i in range(len(cell)):
            place[((cell[i] >> shift) & mask) + 1] += 1
        for value in range(2**DIGIT_BITS):
            place[value + 1] += place[value]
        for row in order:
            digit = (cell[row] >> shift) & mask
            spare[place[digit]] = row
            place[digit] += 1
        order, spare = spare, order
    return order


@numba.njit(cache=True, nogil=True)  # type: ignore[misc,unused-ignore]
def _is_shared(cell: Cells, order: Ints) -> Bools:
    """Return, for each place of the order, whether another point lies in the same cell."""
    is_shared = np.zeros(len(order), np.bool_)
    for at in range(1, len(order)):
        if cell[order[at]] == cell[order[at - 1]]:
            is_shared[at - 1] = is_shared[at] = True
    return is_shared
