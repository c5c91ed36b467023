"""Scores from 0 to 10 out of many numbers, their means, and ranks; 10 is good.

Leading axes are free: draws, then rows; the last one is what is averaged. Absent is NaN.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST = 10.0
ROUNDING = 1e-9


def scores(values: Floats, worst: Floats, best: Floats, exponent: Floats | float = 1.0) -> Floats:
    """Scores of values between two goalposts: 0 at the worst and beyond, 10 at the best.

    Parameters
    ----------
    worst, best
        The goalposts; the best may be the lesser number.
    exponent
        What the way from worst to best is raised to: 1 is a straight line.
    """
    return MOST * np.clip((values - worst) / (best - worst), 0, 1) ** exponent


def means_within(
    values: Floats,
    weights: Floats,
    groups: Ints,
    n_groups: int,
    *,
    stated: Floats,
    least_share: float,
) -> Floats:
    """Weighted arithmetic mean of each group over the values that are there.

    NaN where less than `least_share` of a group's stated weight is there.

    Parameters
    ----------
    weights
        Weights of the mean; they may differ from draw to draw.
    groups
        Group of each entry of the last axis.
    stated
        Weights by which it is told how much is there.
    """
    enough = shares_there(values, groups, n_groups, stated=stated) >= least_share - ROUNDING
    result = np.full(enough.shape, np.nan)
    for group in range(n_groups):
        own = groups == group
        mean = arithmetic(values[..., own], weights[..., own])
        result[..., group] = np.where(enough[..., group], mean, np.nan)
    return result


def shares_there(values: Floats, groups: Ints, n_groups: int, *, stated: Floats) -> Floats:
    """Share of each group's weight whose values are there; 0 for a group without weight."""
    there = np.where(np.isfinite(values), stated, 0.0)
    parts = np.stack([there[..., groups == one].sum(axis=-1) for one in range(n_groups)], axis=-1)
    wholes = np.array([stated[groups == one].sum() for one in range(n_groups)])
    found: Floats = np.divide(parts, wholes, out=np.zeros(parts.shape), where=wholes > 0)
    return found


def arithmetic(values: Floats, weights: Floats) -> Floats:
    """Weighted mean over the last axis, of those that are there; NaN where none is."""
    there = np.isfinite(values)
    weight = np.where(there, weights, 0.0)
    total = (np.where(there, values, 0.0) * weight).sum(axis=-1)
    whole = weight.sum(axis=-1)
    found: Floats = np.divide(total, whole, out=np.full(total.shape, np.nan), where=whole > 0)
    return found


def geometric(values: Floats, weights: Floats) -> Floats:
    """Weighted geometric mean of scores that are put on 1 to 10, put back on 0 to 10.

    Low scores pull it down and are not made up for by high ones. On 1 to 10, because a mean with
    one 0 in it would be 0 whatever the rest is: all areas that lack one thing would be alike. Equal
    scores keep their value.
    """
    mean = np.exp(arithmetic(np.log(values / MOST * 9 + 1), weights))
    return np.clip((mean - 1) / 9 * MOST, 0, MOST)


def inverted_geometric(values: Floats, weights: Floats) -> Floats:
    """INFORM's mean: (10 - GM((10 - x) / 10 * 9 + 1)) / 9 * 10; high scores pull it up."""
    mean = np.exp(arithmetic(np.log((MOST - values) / MOST * 9 + 1), weights))
    return np.clip((MOST - mean) / 9 * MOST, 0, MOST)


def ranks(values: Floats) -> Floats:
    """Ranks over the last axis, 1 for the greatest; equals share the best, NaN has none."""
    order = np.sort(-values, axis=-1)
    flat, sorted_rows = -values.reshape(-1, values.shape[-1]), order.reshape(-1, values.shape[-1])
    found = np.stack(
        [np.searchsorted(known, row) for known, row in zip(sorted_rows, flat, strict=True)]
    ).astype(float)
    return np.where(np.isfinite(values), found.reshape(values.shape) + 1, np.nan)
