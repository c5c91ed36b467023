"""Weighted statistics of many groups at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

ROUNDING = 1e-9


def sums(weights: Floats, groups: Ints, n_groups: int) -> Floats:
    """Sum of the weights in each group; 0 for a group without rows."""
    return np.bincount(groups, weights, n_groups).astype(np.float64)


def means(values: Floats, weights: Floats, groups: Ints, n_groups: int) -> Floats:
    """Weighted mean of each group; NaN for a group without weight."""
    return ratios(sums(values * weights, groups, n_groups), sums(weights, groups, n_groups))


def ratios(parts: Floats, wholes: Floats) -> Floats:
    """Parts over wholes; NaN where the whole is 0."""
    result = np.full(np.broadcast_shapes(parts.shape, wholes.shape), np.nan)
    np.divide(parts, wholes, out=result, where=np.broadcast_to(wholes > 0, result.shape))
    return result


def quantiles(values: Floats, weights: Floats, groups: Ints, q: float, n_groups: int) -> Floats:
    """Least value of each group at which at least `q` of its weight is at or under it.

    The result is always one of the group's values, never between two. Values without weight
    do not count; a group without weight gets NaN. Shares of weight are compared to within
    1e-9, so that rounding in a sum does not move the answer.

    Parameters
    ----------
    values, weights, groups
        One entry a row; weights are not negative, groups count from 0.
    q
        Share of the weight, above 0 and up to 1; 0.5 is the median.
    """
    keep = weights > 0
    values, weights, groups = values[keep], weights[keep], groups[keep]
    order = np.lexsort((values, groups))
    values, weights, groups = values[order], weights[order], groups[order]
    below = pd.Series(weights).groupby(groups).cumsum().to_numpy()
    totals = sums(weights, groups, n_groups)
    enough = np.flatnonzero(below >= totals[groups] * (q - ROUNDING))
    first, position = np.unique(groups[enough], return_index=True)
    result = np.full(n_groups, np.nan)
    result[first] = values[enough[position]]
    return result


def worst_carried(
    ranks: Ints, weights: Floats, groups: Ints, *, least_share: float, shape: tuple[int, int]
) -> Ints:
    """Greatest rank of each group that carries at least `least_share` of the group's weight.

    A group without weight gets the last rank, `n_ranks - 1`. Where the weight is split so finely
    that no rank carries enough, the rank with most weight counts (the greater one of a tie).

    Parameters
    ----------
    shape
        Number of groups, number of ranks.
    """
    n_groups, n_ranks = shape
    carried = sums(weights, groups * n_ranks + ranks, n_groups * n_ranks).reshape(-1, n_ranks)
    totals = carried.sum(axis=1, keepdims=True)
    enough = (carried >= totals * (least_share - ROUNDING)) & (carried > 0)
    enough |= carried == carried.max(axis=1, keepdims=True, initial=0)
    worst: Ints = n_ranks - 1 - np.argmax(enough[:, ::-1], axis=1)
    return worst
