"""Columns of whole numbers as short text: steps between neighbours, repeats counted.

Text is smaller than lists of numbers in JSON by three to ten times, and the page's script reads
it without waiting. A number is its step from the number before (from 0 at first), zigzag coded
(0, -1, 1, -2 ... become 0, 1, 2, 3 ...), five bits a character, the lowest first; all characters
but the last of a number come from the alphabet's second half. `!` is a missing value, and `*`
with a number repeats the value before so many times.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""As in `unpack.js`; no character of it needs an escape in JSON or HTML."""

MISSING, REPEAT = "!", "*"
SAME = ALPHABET[0]
LEAST_REPEAT = 3
"""Fewer repeats are shorter when they are written out."""


def column(values: ArrayLike, digits: int = 0) -> str:
    """Return a row of numbers as text, rounded to `digits` and without the decimal point.

    Missing values stay missing.
    """
    whole = np.round(np.asarray(values, dtype=float) * 10**digits)
    if not whole.size:
        return ""
    missing = np.isnan(whole)
    is_new = (whole[1:] != whole[:-1]) & ~(missing[1:] & missing[:-1])
    starts = np.flatnonzero(np.concatenate([[True], is_new]))
    more = np.diff(starts, append=whole.size) - 1
    parts, before = [], 0
    for value, repeats in zip(whole[starts].tolist(), more.tolist(), strict=True):
        if value != value:  # noqa: PLR0124  NaN is the one value unlike itself
            parts.append(_run(MISSING, MISSING, repeats))
            continue
        step, before = int(value) - before, int(value)
        parts.append(_run(_zigzag(step), SAME, repeats))
    return "".join(parts)


def _run(first: str, again: str, repeats: int) -> str:
    if repeats < LEAST_REPEAT:
        return first + again * repeats
    return first + REPEAT + _plain(repeats)


@lru_cache(maxsize=4096)
def _zigzag(step: int) -> str:
    return _plain(2 * step if step >= 0 else -2 * step - 1)


def _plain(number: int) -> str:
    """Return a number from 0 in characters of five bits, the lowest first."""
    characters = []
    while number >= 32:
        characters.append(ALPHABET[32 + number % 32])
        number //= 32
    return "".join(characters) + ALPHABET[number]
