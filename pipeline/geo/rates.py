"""Rates of small groups, and weights that fade with age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv, gammaln

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 1e-100
"""Stands for drawn numbers so near to none that they are 0 in floating point."""
SPREADS = np.linspace(0.1, 3.0, 30)
"""Coefficients of variation of true rates, equally likely before anything is seen (assumption)."""


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
    common, variance = _moments(observed, people)
    noise = common / people
    trust = variance / (variance + noise) if common > 0 else 0.0
    result[is_exposed] = common + trust * (observed / people - common)
    return result


def gamma_posteriors(events: Floats, exposure: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """Shape and scale of what is known of each rate once its events are seen.

    Rates are spread as a gamma distribution with the mean m and the coefficient of variation c, so
    a rate has the shape 1 / c^2 + events and the scale 1 / (1 / (c^2 m) + exposure). Neither m nor
    c is known; a row draws both. c: of `SPREADS`, by the likelihood of the row's events (negative
    binomial) at its common rate. m: gamma with the shape all events + 1/2 and the scale
    1 / all exposure, for chance; over a gamma number with the mean 1 and the shape
    1 / (c^2 h), with h the sum of squared shares of the exposure, for the groups that happen to be
    there. So few events, none at all, and rates that seem alike still leave something open. Groups
    without exposure get NaN.

    Parameters
    ----------
    events
        One column a group; rows before it are apart from each other.
    chance
        Three uniform numbers within 0 and 1 a row: one for c, two for m.
    """
    is_exposed = exposure > 0
    shape, scale = (np.full(events.shape, np.nan) for _ in range(2))
    observed, people = events[..., is_exposed], exposure[is_exposed]
    whole = observed.sum(axis=-1) + 0.5
    shares = people / people.sum()
    spread = _spreads(observed, whole[..., None] * shares, chance[..., 0])
    counted = gammaincinv(whole, chance[..., 1]) / people.sum()
    groups = 1 / (spread**2 * (shares**2).sum())
    there = gammaincinv(groups, chance[..., 2]) / groups
    common = counted / np.maximum(there, LEAST)
    prior = 1 / spread[..., None] ** 2
    shape[..., is_exposed] = prior + observed
    scale[..., is_exposed] = 1 / (prior / np.maximum(common, LEAST)[..., None] + people)
    return shape, scale


def _spreads(events: Floats, expected: Floats, chance: Floats) -> Floats:
    """Draw the coefficient of variation of the true rates, one a row."""
    logs = np.empty((*chance.shape, len(SPREADS)))
    for place, shape in enumerate((1 / SPREADS**2).tolist()):
        # Less what is the same for all spreads.
        each = gammaln(events + shape) - (events + shape) * np.log(shape + expected)
        alike = shape * np.log(shape) - gammaln(shape)
        logs[..., place] = each.sum(axis=-1) + alike * events.shape[-1]
    summed = np.cumsum(np.exp(logs - logs.max(axis=-1, keepdims=True)), axis=-1)
    place = (summed < chance[..., None] * summed[..., -1:]).sum(axis=-1)
    return np.asarray(SPREADS[place])


def _moments(events: Floats, exposure: Floats) -> tuple[float, float]:
    """Return the common rate and the variance of the true rates."""
    whole = exposure.sum()
    common = float(events.sum() / whole)
    spread = (exposure * (events / exposure - common) ** 2).sum() / whole
    return common, max(float(spread - common / exposure.mean()), 0.0)


def decay(age: Floats, half_life: float) -> Floats:
    """Weight that halves with each half-life of age; 1 at age 0."""
    return np.exp2(-age / half_life)
