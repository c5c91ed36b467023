"""Weights as whole numbers of a tiny unit, so that sums are exact in any order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def whole_units(weight: npt.ArrayLike) -> tuple[Ints, int]:
    """Return weights in whole units, and the power of two that the unit is.

    The unit is 2**-61 of what so many weights could add up to: sums of any of them fit in 64 bits,
    and `numpy.ldexp(sums, power)` gives them back.

    Parameters
    ----------
    weight
        Finite and not negative.
    """
    weights = np.asarray(weight, np.float64)
    _, exponent = np.frexp(weights.max(initial=0) * len(weights))
    power = int(exponent) - 61
    return np.rint(np.ldexp(weights, -power)).astype(np.int64), power
