"""Whether events come close after each other in space and time together (Knox 1964)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST_PAIRS = 1_000_000
"""Pairs near in space that are held in memory."""
BLOCK = 8_000_000
"""Differences of time held in memory at once."""


class Knox(NamedTuple):
    """One row a band of distance, one column a band of time."""

    pairs: Ints
    expected: Floats
    """Mean over the draws; so is `p` the share of draws, this one among them, with as many."""
    p: Floats
    used: int
    """Events that took part."""


def knox(
    points: Floats,
    times: Ints,
    distances: Sequence[float],
    spans: Sequence[float],
    *,
    count: int,
    seed: int,
) -> Knox:
    """Pairs of events in each band of distance and time, and what chance alone would give.

    Chance: each place keeps its events and each time its number of them, but which goes with which
    is drawn anew, `count` times. That leaves a place's and a season's own level out of the
    answer. Bands hold their upper end and begin where the one before ends, the first with 0.

    Where more pairs are near in space than fit in memory, a drawn part of the events is taken, of
    which about as many pairs are near as do fit: ratios stay what they are, only less sure.

    Parameters
    ----------
    times
        Whole numbers, such as days.
    distances, spans
        Upper ends of the bands, rising.
    """
    random = np.random.default_rng(seed)
    keep = _that_fit(points, distances[-1], random)
    points, moments = points[keep], times[keep].astype(np.int32)
    first, second = KDTree(points).query_pairs(_upper(distances[-1]), output_type="ndarray").T
    apart = np.hypot(*(points[first] - points[second]).T)
    order = np.argsort(apart, kind="stable")
    first, second = first[order], second[order]
    ends = np.searchsorted(apart[order], [_upper(end) for end in distances], side="left")
    seen = _counts(moments[None], first, second, ends, spans)[0]
    drawn = np.zeros((count, *seen.shape), dtype=np.int64)
    size = max(1, BLOCK // max(1, len(first), len(points)))
    for start in range(0, count, size):
        block = np.tile(moments, (min(size, count - start), 1))
        shuffled = random.permuted(block, axis=1)
        drawn[start : start + size] = _counts(shuffled, first, second, ends, spans)
    p = (1 + (drawn >= seen).sum(axis=0)) / (1 + count)
    return Knox(seen, drawn.mean(axis=0), p, len(points))


def _upper(end: float) -> float:
    """Return the least number above the end, so that a limit below it is inclusive."""
    return float(np.nextafter(end, np.inf))


def _that_fit(points: Floats, reach: float, random: np.random.Generator) -> Ints:
    """Rows of all events, or of as many drawn ones as have few enough pairs."""
    tree = KDTree(points)
    n = len(points)
    pairs = (int(tree.count_neighbors(tree, reach)) - n) / 2
    if pairs <= MOST_PAIRS:
        return np.arange(n)
    # Pairs go with the square of the number of events.
    return np.sort(random.permutation(n)[: int(n * np.sqrt(MOST_PAIRS / pairs))])


def _counts(
    times: NDArray[np.int32], first: Ints, second: Ints, ends: Ints, spans: Sequence[float]
) -> Ints:
    """Pairs by draw, band of distance and band of time; pairs come in the order of distance."""
    apart = np.abs(times[:, first] - times[:, second])
    within = np.zeros((len(times), len(ends) + 1, len(spans) + 1), dtype=np.int64)
    for column, span in enumerate(spans, 1):
        is_soon = apart <= span
        for row, (start, end) in enumerate(zip([0, *ends], ends, strict=False), 1):
            within[:, row, column] = is_soon[:, start:end].sum(axis=1)
    found: Ints = np.diff(within, axis=2)[:, 1:]
    return found
