"""Supply shared out among demand within reach: floating catchments and gravity.

All work on a list of pairs of origin (demand) and destination (supply) with what the way between
them costs; pairs that are not listed are out of reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.geo.weighted import sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class Pairs(NamedTuple):
    """Origins with the destinations in their reach, each pair once, in any order."""

    origin: Ints
    destination: Ints
    cost: Floats


def step_weights(cost: Floats, steps: Sequence[tuple[float, float]]) -> Floats:
    """Return the weight of the first step that holds each cost; 0 beyond the last.

    Parameters
    ----------
    steps
        Greatest cost, which belongs to the step, and weight; by cost.
    """
    tops = np.array([top for top, _ in steps], dtype=np.float64)
    weights = np.array([*(weight for _, weight in steps), 0.0])
    return weights[np.searchsorted(tops, cost)]


def gravity_weights(cost: Floats, half_cost: float) -> Floats:
    """Return exp(-beta cost): weights that halve with each `half_cost`; beta = ln 2 / half cost."""
    weights: Floats = np.exp2(-cost / half_cost)
    return weights


def choice_weights(pairs: Pairs, weights: Floats, origin_count: int) -> Floats:
    """Return weights times the share that each has of its origin's: who can choose splits up.

    The selection weights of the three-step catchment, G = w / sum w over an origin's pairs (Wan,
    Zou and Sternberg 2012). An origin without weight has none.
    """
    total = sums(weights, pairs.origin, origin_count)[pairs.origin]
    return np.divide(weights**2, total, out=np.zeros_like(weights), where=total > 0)


def floating_catchments(pairs: Pairs, weights: Floats, *, demand: Floats, supply: Floats) -> Floats:
    """Return the supply that falls to a unit of demand at each origin.

    First each destination's supply is divided by the weighted demand in its reach,
    R_l = S_l / sum_i D_i w_il; then each origin adds up A_i = sum_l R_l w_il (Luo and Wang 2003;
    with step weights Luo and Qi 2009). All supply that any demand reaches is shared out, no more
    and no less: sum_i D_i A_i. Supply that no demand reaches falls to nobody, even where an origin
    without demand reaches it.

    Parameters
    ----------
    weights
        Of each pair, not negative; 1 makes the plain two-step catchment, `step_weights` the
        enhanced one, `choice_weights` of those the three-step one.
    demand, supply
        Of each origin and destination.
    """
    asked = sums(demand[pairs.origin] * weights, pairs.destination, len(supply))
    ratio = np.divide(supply, asked, out=np.zeros_like(asked), where=asked > 0)
    return sums(ratio[pairs.destination] * weights, pairs.origin, len(demand))


def potential(pairs: Pairs, weights: Floats, *, supply: Floats, origin_count: int) -> Floats:
    """Return the weighted supply in reach of each origin, sum_j S_j w_ij, whoever shares it."""
    return sums(supply[pairs.destination] * weights, pairs.origin, origin_count)
