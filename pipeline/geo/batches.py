"""Many things, a few at a time: as many as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

SIDE_BY_SIDE = 16
"""Kernels gain nothing from more."""
ROOM_BYTES = 2e9


def batches(values: Sequence[T], bytes_each: int) -> Iterator[Sequence[T]]:
    """Give values in their order, as many at once as fit in two gigabytes.

    One at least, sixteen at most.
    """
    width = min(max(int(ROOM_BYTES // max(bytes_each, 1)), 1), SIDE_BY_SIDE)
    return (values[i : i + width] for i in range(0, len(values), width))
