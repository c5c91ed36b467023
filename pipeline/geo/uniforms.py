"""Uniform random numbers that a state and the number of a draw decide, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.uint64]

STEP, FIRST, SECOND = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def uniforms(states: States, draws: Sequence[int]) -> Floats:
    """Numbers from 0 to under 1, one row a state and one column a draw.

    Draw d of a state is output d, counted from 0, of the generator SplitMix64 (Steele, Lea and
    Flood 2014) that begins with it: the upper 53 of its 64 bits. No row depends on another, no
    column on which others are asked for.
    """
    steps = (np.asarray(draws, np.uint64) + np.uint64(1)) * np.uint64(STEP)
    bits = states[:, None] + steps
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(FIRST)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(SECOND)
    bits ^= bits >> np.uint64(31)
    return np.asarray(bits >> np.uint64(11), np.float64) * 2.0**-53
