"""Rates of small groups, and weights that fade with age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def empirical_bayes(events: Floats, exposure: Floats) -> Floats:
    """Rates, each drawn towards the common rate the more, the smaller its exposure.

    Marshall 1991: m is the common rate, v the variance of the true rates, and a rate r with
    exposure P becomes m + v / (v + m / P) (r - m). The variance is floored at 0, where all rates
    become m. Groups without exposure get NaN and take no part.

    Parameters
    ----------
    events
        Events in each group; parts of an event are allowed.
    exposure
        What the rate is per, such as person-years.
    """
    is_exposed = exposure > 0
    result = np.full(len(exposure), np.nan)
    if not is_exposed.any():
        return result
    observed, people = events[is_exposed], exposure[is_exposed]
    common = observed.sum() / people.sum()
    rate = observed / people
    spread = (people * (rate - common) ** 2).sum() / people.sum()
    variance = max(spread - common / people.mean(), 0.0)
    noise = common / people
    trust = variance / (variance + noise) if common > 0 else 0.0
    result[is_exposed] = common + trust * (rate - common)
    return result


def decay(age: Floats, half_life: float) -> Floats:
    """Weight that halves with each half-life of age; 1 at age 0."""
    return np.exp2(-age / half_life)
