"""Mann-Kendall trend test and Sen slope of many series at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BLOCK = 4_000_000
"""Pairwise slopes held in memory at once."""


class MannKendall(NamedTuple):
    """One entry a series."""

    s: Floats
    """Pairs that rise less pairs that fall."""
    variance: Floats
    """Variance of s without a trend, with the correction for ties."""
    z: Floats
    """Standardised s; above 0 is rising. 0 where all values are the same."""
    p: Floats
    """Two-sided p of z."""


def mann_kendall(series: Floats) -> MannKendall:
    """Mann-Kendall test of each row, with ties; missing values take no part.

    Mann 1945, Kendall 1975. Rows with fewer than two values have s, variance and z 0 and p 1.

    Parameters
    ----------
    series
        One row a series, one column a period; NaN where missing.
    """
    s = np.zeros(len(series))
    for lag in range(1, series.shape[1]):
        s += np.nansum(np.sign(series[:, lag:] - series[:, :-lag]), axis=1)
    n = np.isfinite(series).sum(axis=1)
    variance = (n * (n - 1) * (2 * n + 5) - _tie_terms(series)) / 18
    z = np.zeros(len(s))
    np.divide(s - np.sign(s), np.sqrt(variance), out=z, where=variance > 0)
    return MannKendall(s, variance, z, 2 * ndtr(-np.abs(z)))


def _tie_terms(series: Floats) -> Floats:
    """Sum of t (t - 1) (2t + 5) over each row's groups of t equal values."""
    t, row = _equals(series)
    return np.bincount(row, t * (t - 1) * (2 * t + 5), len(series)).astype(np.float64)


def _equals(series: Floats) -> tuple[Ints, Ints]:
    """Size and row of each group of equal values in a row; missing ones are each their own."""
    ordered = np.sort(series, axis=1)
    is_start = np.ones(ordered.shape, dtype=bool)
    is_start[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    group = np.cumsum(is_start.ravel()) - 1
    return np.bincount(group), np.repeat(np.arange(len(series)), is_start.sum(axis=1))


def sen_slopes(series: Floats) -> Floats:
    """Median slope over all pairs of values of each row, per period.

    Sen 1968. Missing values stay in their place, so that periods keep their distance; a row with
    fewer than two values gets NaN.
    """
    first, second = np.triu_indices(series.shape[1], k=1)
    slopes = np.full(len(series), np.nan)
    if not len(first):
        return slopes
    is_flat = _is_flat(series)
    slopes[is_flat] = 0
    rows = np.flatnonzero(~is_flat)
    size = max(1, BLOCK // len(first))
    for start in range(0, len(rows), size):
        block = series[rows[start : start + size]]
        steps = (block[:, second] - block[:, first]) / (second - first)
        slopes[rows[start : start + size]] = _medians(steps)
    return slopes


def _is_flat(series: Floats) -> NDArray[np.bool_]:
    """Whether more than half of a row's pairs are equal, so that the median slope is 0 unseen."""
    n = np.isfinite(series).sum(axis=1)
    t, row = _equals(series)
    equal = np.bincount(row, t * (t - 1) / 2, len(series))
    flat: NDArray[np.bool_] = equal > n * (n - 1) / 4
    return flat


def _medians(rows: Floats) -> Floats:
    """Median of each row without its NaN; NaN where nothing is left."""
    if not np.isnan(rows).any():
        medians: Floats = np.median(rows, axis=1)
        return medians
    ordered = np.sort(rows, axis=1)
    n = np.isfinite(ordered).sum(axis=1)
    row = np.arange(len(rows))
    low, high = ordered[row, np.maximum(n - 1, 0) // 2], ordered[row, n // 2]
    middles: Floats = (low + high) / 2
    return middles
