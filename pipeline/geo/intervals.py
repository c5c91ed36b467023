"""Intervals of shares and means, and values of small samples drawn to those of a larger one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import gammaincinv, ndtri, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_N = 30
"""Answers from which on a sample stands on its own feet."""


class Interval(NamedTuple):
    """Lower and upper ends."""

    low: Floats
    high: Floats


class Borrowed(NamedTuple):
    """Values with what they were lent."""

    value: Floats
    n: Floats
    """Answers that the value rests on, lent ones included."""
    lent_share: Floats
    """Part of them that is lent."""


def wilson(share: Floats, n: Floats, *, confidence: float = 0.9) -> Interval:
    """Return the Wilson score interval of shares; it never leaves 0 to 1.

    With z the normal quantile, the ends are (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) /
    (1 + z^2/n) (Wilson 1927). Without answers, or without a share, the ends are null.

    Parameters
    ----------
    share
        Share of yes, 0 to 1.
    n
        Number of answers; parts of one are allowed.
    confidence
        How often such an interval holds the truth.
    """
    z = ndtri(0.5 + confidence / 2)
    p, n = np.where(n > 0, share, np.nan), np.where(n > 0, n, np.nan)
    middle = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
    # At a share of 0 or 1 the end is the share itself, whatever is rounded on the way.
    return Interval(np.where(p > 0, low, p * 0), np.where(p < 1, high, p * 0 + 1))


def lender_variance(
    value: Floats, n: Floats, others: Floats, others_n: Floats, own: float
) -> float:
    """Return the mean square by which samples' truths are off from what they would be lent.

    The moment estimate: the mean of (value - others)^2 - own (1 / n + 1 / others_n), each sample
    counting by its n. It is not under its own standard error, as samples that seem alike may be so
    by chance. 0 where no sample has others.

    Parameters
    ----------
    value, n
        Mean answer and number of answers of each sample.
    others, others_n
        The same of those that would lend to it; null and 0 without any.
    own
        Variance of the answers within a sample.
    """
    has = (n > 0) & (others_n > 0)
    if not has.any():
        return 0.0
    weight = n[has] / n[has].sum()
    each = (value[has] - others[has]) ** 2 - own * (1 / n[has] + 1 / others_n[has])
    mean = float((weight * each).sum())
    return max(mean, float(np.sqrt((weight**2 * (each - mean) ** 2).sum())))


def t_interval(mean: Floats, sd: Floats, n: Floats, *, confidence: float = 0.9) -> Interval:
    """Return Student's t interval of means: mean -+ t sd / sqrt(n), n - 1 degrees of freedom.

    With fewer than two answers nothing is known of the spread, and the ends are null.

    Parameters
    ----------
    mean, sd
        Mean and standard deviation of the answers, in one unit.
    n
        Number of answers.
    confidence
        How often such an interval holds the truth.
    """
    n = np.where(n > 1, n, np.nan)
    half = stdtrit(n - 1, 0.5 + confidence / 2) * sd / np.sqrt(n)
    return Interval(mean - half, mean + half)


def garwood(count: Floats, *, confidence: float = 0.9) -> Interval:
    """Return the exact interval of Poisson counts (Garwood 1936): quantiles of gamma distributions.

    The lower end is that of the shape k, the upper one that of the shape k + 1, for a count k;
    parts of one are allowed. The lower end of 0 is 0.

    Parameters
    ----------
    count
        What was counted.
    confidence
        How often, at the least, such an interval holds the truth.
    """
    tail = (1 - confidence) / 2
    low = gammaincinv(np.where(count > 0, count, 1), tail)
    return Interval(np.where(count > 0, low, 0), gammaincinv(count + 1, 1 - tail))


def borrowed(
    value: Floats, n: Floats, parent_value: Floats, parent_n: Floats, least_n: float = LEAST_N
) -> Borrowed:
    """Return values as they are with just enough of the parent's answers to make `least_n`.

    A sample of n < `least_n` is lent m = `least_n` - n answers, at most as many as the parent has,
    each of the parent's value: (n value + m parent) / (n + m). Larger samples stay as they are.
    Without answers of its own the value is the parent's; where the parent has none either, it is
    null.

    Parameters
    ----------
    value, n
        Mean answer and number of answers of each sample; a null value has no answers.
    parent_value, parent_n
        The same of the larger sample that each is part of.
    """
    own_n = np.where(np.isfinite(value), n, 0.0)
    there = np.where(np.isfinite(parent_value), parent_n, 0.0)
    lent = np.clip(least_n - own_n, 0, there)
    total = own_n + lent
    parts = np.where(own_n > 0, value, 0) * own_n + np.where(lent > 0, parent_value, 0) * lent
    known = np.where(total > 0, total, np.nan)
    return Borrowed(parts / known, total, lent / known)
