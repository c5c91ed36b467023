"""How unevenly something is shared, in many groups at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pipeline.geo.weighted import ratios, sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class Ends(NamedTuple):
    """Means of the lowest and of the highest part."""

    low: Floats
    high: Floats


class _Ranked(NamedTuple):
    """Rows by group and value, with the weight of their group up to and with them."""

    value: Floats
    weight: Floats
    group: Ints
    upto: Floats
    total: Floats
    """Weight of each row's whole group."""


def gini(values: Floats, weights: Floats, groups: Ints, n_groups: int) -> Floats:
    """Weighted Gini coefficient of each group: 0 where all have the same, towards 1 if one has all.

    Half the mean difference of two, each drawn by weight, over the mean:
    sum_ij w_i w_j |x_i - x_j| / (2 W sum w x). A group where all have nothing is even: 0. A group
    without weight gets NaN.

    Parameters
    ----------
    values, weights, groups
        One entry a row; neither values nor weights are negative, groups count from 0.
    """
    rows = _ranked(values, weights, groups, n_groups)
    # Each row is above what comes before it, and below what comes after.
    above = 2 * rows.upto - rows.weight - rows.total
    differences = sums(rows.weight * rows.value * above, rows.group, n_groups)
    weight = sums(rows.weight, rows.group, n_groups)
    amount = sums(rows.weight * rows.value, rows.group, n_groups)
    found = ratios(np.maximum(differences, 0), weight * amount)
    return np.where((weight > 0) & (amount == 0), 0.0, found)


def ends(values: Floats, weights: Floats, groups: Ints, share: float, n_groups: int) -> Ends:
    """Weighted means of the lowest and the highest share of each group's weight.

    A row that lies on the border counts with the part of its weight that belongs. A group without
    weight gets NaN.

    Parameters
    ----------
    values, weights, groups
        One entry a row; weights are not negative, groups count from 0.
    share
        Share of the weight, such as 0.2 for fifths.
    """
    rows = _ranked(values, weights, groups, n_groups)
    part = share * rows.total
    low = np.clip(part - (rows.upto - rows.weight), 0, rows.weight)
    high = np.clip(rows.upto - (rows.total - part), 0, rows.weight)
    mean_low, mean_high = (
        ratios(sums(some * rows.value, rows.group, n_groups), sums(some, rows.group, n_groups))
        for some in (low, high)
    )
    # Where all are alike, rounding must not turn the ends round.
    return Ends(mean_low, np.maximum(mean_low, mean_high))


def _ranked(values: Floats, weights: Floats, groups: Ints, n_groups: int) -> _Ranked:
    """Return the rows that have weight, by group and value."""
    has_weight = weights > 0
    value, weight, group = values[has_weight], weights[has_weight], groups[has_weight]
    order = np.lexsort((value, group))
    value, weight, group = value[order], weight[order], group[order]
    upto = pd.Series(weight).groupby(group).cumsum().to_numpy().astype(np.float64)
    return _Ranked(value, weight, group, upto, sums(weight, group, n_groups)[group])
