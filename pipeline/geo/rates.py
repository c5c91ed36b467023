"""Rates of small groups, and weights that fade with age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_VARIANCE = 1e-9
"""Of true rates, by the square of their mean: so near to none that it does not show."""


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
    common, variance = _moments(observed, people, np.ones(len(people)))
    noise = common / people
    trust = variance / (variance + noise) if common > 0 else 0.0
    result[is_exposed] = common + trust * (observed / people - common)
    return result


def gamma_posteriors(
    events: Floats, exposure: Floats, counted: Floats | None = None
) -> tuple[Floats, Floats]:
    """Shape and scale of what is known of each rate once its events are seen.

    Of rates that are spread as a gamma distribution with the mean m and the variance v of
    `empirical_bayes`, whose rate is the mean of this: shape m^2 / v + events, scale
    1 / (m / v + exposure). Where the rates do not vary beyond chance, next to nothing is left to
    draw. Groups without exposure get NaN.

    Parameters
    ----------
    events
        One column a group; rows before it are apart from each other.
    counted
        How much each group counts in m and v, 1 if not given: drawn anew in each row, it lets what
        is not known of these two show.
    """
    is_exposed = exposure > 0
    shape, scale = (np.full(events.shape, np.nan) for _ in range(2))
    observed, people = events[..., is_exposed], exposure[is_exposed]
    counts = np.ones(events.shape) if counted is None else counted
    moments = _moments(observed, people, counts[..., is_exposed])
    common, variance = (one[..., None] for one in moments)
    variance = np.maximum(variance, LEAST_VARIANCE * common**2)
    prior = np.divide(common**2, variance, out=np.zeros_like(common), where=variance > 0)
    shape[..., is_exposed] = prior + observed
    whole = np.divide(common, variance, out=np.full_like(common, np.inf), where=variance > 0)
    scale[..., is_exposed] = 1 / (whole + people)
    return shape, scale


def _moments(events: Floats, exposure: Floats, counted: Floats) -> tuple[Floats, Floats]:
    """Return the common rate and the variance of the true rates, over the last axis."""
    people = exposure * counted
    whole = people.sum(axis=-1)
    common = np.asarray((events * counted).sum(axis=-1) / whole)
    off = events / exposure - common[..., None]
    spread = (people * off**2).sum(axis=-1) / whole
    mean = whole / counted.sum(axis=-1)
    return common, np.maximum(spread - common / mean, 0.0)


def decay(age: Floats, half_life: float) -> Floats:
    """Weight that halves with each half-life of age; 1 at age 0."""
    return np.exp2(-age / half_life)
