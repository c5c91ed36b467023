"""Where high values lie together, and how such a cluster behaves in time.

Getis and Ord 1992, Ord and Getis 1995. Missing values take no part: neither in the mean nor as
neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array, eye_array
from scipy.stats import false_discovery_control, pearson3

from pipeline.geo.trend import mann_kendall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

ROUNDING = 1e-9
LEAST_VALUES = 3
MAIN_SHARE = 0.9
"""Of its periods, that make a cluster one that was nearly always there."""


class Clusters(NamedTuple):
    """One entry a value; NaN where nothing can be said, as `clusters` tells."""

    z: Floats
    """Standardised Gi*; above 0 is high."""
    p: Floats
    """Chance of a z as far from 0, either way, if values lay where they do by chance."""


def clusters(values: Floats, neighbours: csr_array) -> Clusters:
    """Gi* of each value among its neighbours and itself, with the population's deviation.

    NaN where there is no neighbour with a value, or where the neighbourhood is all there is, so
    that nothing is left to compare it with; 0 where all values are the same.

    Few events make rates that are mostly low and seldom very high. Sums of so few values are not
    normal, and a normal p sees clusters in noise. So p is that of a Pearson type III law with the
    skewness of a sum of values drawn without putting back; where values are not skewed it is the
    normal one.

    Parameters
    ----------
    neighbours
        Weight of each neighbour (column) for each value (row), without the diagonal; the value
        itself weighs 1.
    """
    z, p = clusters_in_time(values[:, None], neighbours)
    return Clusters(z[:, 0], p[:, 0])


def clusters_in_time(values: Floats, neighbours: csr_array) -> Clusters:
    """Gi* of each value (row) in each period (column), against the mean of all periods together.

    The neighbourhood is the value, its neighbours, and the same of the period before, as in Esri's
    emerging hot spots; the first period has none before it.
    """
    is_known = np.isfinite(values)
    around = csr_array(neighbours + eye_array(neighbours.shape[0], format="csr"))
    known = is_known.astype(np.float64)
    total = _with_the_one_before(around @ np.where(is_known, values, 0))
    weight = _with_the_one_before(around @ known)
    squares = _with_the_one_before(around.power(2) @ known)
    found = _standardised(total, weight, squares, values[is_known])
    is_told = is_known & (neighbours @ known > 0)
    return Clusters(*(np.where(is_told, of, np.nan) for of in found))


def _with_the_one_before(sums: Floats) -> Floats:
    """Each period's sums with those of the period before."""
    before = np.zeros_like(sums)
    before[:, 1:] = sums[:, :-1]
    return sums + before


def _standardised(total: Floats, weight: Floats, squares: Floats, values: Floats) -> Clusters:
    """Weighted sums less what is expected, over their deviation, if places were drawn."""
    n = len(values)
    z, p = (np.full(total.shape, np.nan) for _ in range(2))
    room = (n * squares - weight**2) / max(n - 1, 1)
    is_told = room > ROUNDING
    if n < LEAST_VALUES:
        return Clusters(z, p)
    mean, deviation = values.mean(), values.std()
    if deviation <= ROUNDING * abs(mean):
        z[is_told], p[is_told] = 0, 1
        return Clusters(z, p)
    z[is_told] = (total - mean * weight)[is_told] / (deviation * np.sqrt(room[is_told]))
    skewness = (((values - mean) / deviation) ** 3).mean()
    drawn = weight[is_told] ** 2 / squares[is_told]
    of_sums = skewness * (n - 2 * drawn) / (n - 2) * np.sqrt((n - 1) / (drawn * (n - drawn)))
    p[is_told] = two_sided(z[is_told], of_sums)
    return Clusters(z, p)


def two_sided(z: Floats, skewness: Floats) -> Floats:
    """Chance of a value as far from 0 as z, either way, under a Pearson type III law."""
    far = np.abs(z)
    p: Floats = pearson3.cdf(-far, skewness) + pearson3.sf(far, skewness)
    return p


def gi(values: Floats, neighbours: csr_array) -> Floats:
    """Standardised Gi: of the neighbours alone, against all values but its own."""
    n = len(values)
    mean = (values.sum() - values) / (n - 1)
    variance = (np.sum(values**2) - values**2) / (n - 1) - mean**2
    weight, squares = (np.asarray(of.sum(axis=1)) for of in (neighbours, neighbours.power(2)))
    room = variance * ((n - 1) * squares - weight**2) / (n - 2)
    z: Floats = (neighbours @ values - mean * weight) / np.sqrt(room)
    return z


def are_discoveries(p: Floats, level: float) -> Bools:
    """Whether each of many tests is seen, with no more than `level` of those seen false.

    Benjamini and Hochberg 1995. NaN are no tests and never seen.
    """
    is_test = np.isfinite(p)
    is_seen = np.zeros(p.shape, dtype=bool)
    if is_test.any():
        is_seen[is_test] = false_discovery_control(p[is_test]) <= level
    return is_seen


def emerging(found: Clusters, level: float, trend_p: float) -> NDArray[np.str_]:
    """How a cluster of high values behaves in time, one word a row; columns are periods.

    A value lies in its own neighbourhood twice, now and in the period before: one that is high by
    itself for long may have a class though those round it are low.

    The classes of Esri's emerging hot spot analysis, of the hot side, in the order in which they
    are asked. Hot (cold) is a period whose z is a discovery among all of them, above (below) 0:

    - `new`: hot in the last period, for the first time.
    - `consecutive`: hot in the last two or more without a break, never before, and in less than
      nine tenths of all periods.
    - `historical`: not hot in the last, but in at least nine tenths of all.
    - `intensifying`, `diminishing`, `persistent`: hot in the last and in at least nine tenths of
      all, while z rises, falls (Mann-Kendall, p below `trend_p`), or does neither.
    - `oscillating`: hot in the last, in less than nine tenths of all, and cold in one before.
    - `sporadic`: the same, and never cold: on and off.
    - `none`: all else; cold sides have no classes here. `unknown`: a z is missing.
    """
    z, is_seen = found.z, are_discoveries(found.p, level)
    is_hot, is_cold = is_seen & (z > 0), is_seen & (z < 0)
    is_last, share = is_hot[:, -1], is_hot.mean(axis=1)
    starts = is_hot[:, 0] + (is_hot[:, 1:] & ~is_hot[:, :-1]).sum(axis=1)
    is_main = share >= MAIN_SHARE - ROUNDING
    test = mann_kendall(z)
    moves = np.where(test.p < trend_p, np.sign(test.z), 0)
    classes = {
        "unknown": np.isnan(z).any(axis=1),
        "new": is_last & (is_hot.sum(axis=1) == 1) & ~is_main,
        "consecutive": is_last & (starts == 1) & ~is_main,
        "historical": ~is_last & is_main,
        "intensifying": is_main & (moves > 0),
        "diminishing": is_main & (moves < 0),
        "persistent": is_main,
        "oscillating": is_last & is_cold.any(axis=1),
        "sporadic": is_last,
    }
    return np.select(list(classes.values()), list(classes), "none")
