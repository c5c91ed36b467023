"""Columns of whole numbers as short text: steps between neighbours, repeats counted.

Text is smaller than lists of numbers in JSON by three to ten times, and the page's script reads
it without waiting. A number is its step from the number before (from 0 at first), zigzag coded
(0, -1, 1, -2 ... become 0, 1, 2, 3 ...), five bits a character, the lowest first; all characters
but the last of a number come from the alphabet's second half. `!` is a missing value, and `*`
with a number repeats the value before so many times.

A text that begins with `^` holds the steps from the column before it in its list, row by row: what
two choices of a switch have in common is not written twice. Rows that are missing there take their
value from the column before that one, or else 0; `*` repeats the step.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""As in `unpack.js`; no character of it needs an escape in JSON or HTML."""

MISSING, REPEAT, AFTER = "!", "*", "^"
SAME = ALPHABET[0]
LEAST_REPEAT = 3
"""Fewer repeats are shorter when they are written out."""


def column(values: ArrayLike, digits: int = 0) -> str:
    """Return a row of numbers as text, rounded to `digits` and without the decimal point.

    Missing values stay missing.
    """
    whole = _whole(values, digits)
    known = ~np.isnan(whole)
    steps = np.full(whole.shape, np.nan)
    steps[known] = np.diff(whole[known], prepend=0)
    is_new = (whole[1:] != whole[:-1]) & (known[1:] | known[:-1])
    return _text(steps, is_new, SAME)


def columns(rows: ArrayLike, digits: int = 0) -> list[str]:
    """Return rows of numbers as texts, each as steps from the row before where that is shorter."""
    texts: list[str] = []
    before: NDArray[np.float64] | None = None
    for values in np.asarray(rows, dtype=float):
        whole = _whole(values, digits)
        plain = column(values, digits)
        after = plain if before is None else AFTER + _steps(whole - before)
        texts.append(min(plain, after, key=len))
        before = np.where(np.isnan(whole), 0 if before is None else before, whole)
    return texts


def _whole(values: ArrayLike, digits: int) -> NDArray[np.float64]:
    return np.asarray(np.round(np.asarray(values, dtype=float) * 10**digits))


def _steps(steps: NDArray[np.float64]) -> str:
    known = ~np.isnan(steps)
    return _text(steps, (steps[1:] != steps[:-1]) & (known[1:] | known[:-1]), "")


def _text(steps: NDArray[np.float64], is_new: NDArray[np.bool_], same: str) -> str:
    """Return steps as text, runs of what is not new counted.

    Parameters
    ----------
    same
        What a number that is not new is written as, if it is not the number itself.
    """
    if not steps.size:
        return ""
    starts = np.flatnonzero(np.concatenate([[True], is_new]))
    more = np.diff(starts, append=steps.size) - 1
    first = steps[starts]
    code = np.where(first < 0, -2 * first, 2 * first + 1)
    whole = np.where(np.isnan(first), 0, code).astype(np.int64)
    different, place = np.unique(whole * (more.max() + 1) + more, return_inverse=True)
    texts = [_run(*divmod(int(one), int(more.max()) + 1), same) for one in different]
    return "".join(np.array(texts, dtype=object)[place])


def _run(code: int, repeats: int, same: str) -> str:
    """Return a number, or what is missing if its code is 0, with those like it that follow."""
    first = _plain(code - 1) if code else MISSING
    if repeats < LEAST_REPEAT:
        return first + ((same if code else "") or first) * repeats
    return first + REPEAT + _plain(repeats)


def _plain(number: int) -> str:
    """Return a number from 0 in characters of five bits, the lowest first."""
    characters = []
    while number >= 32:
        characters.append(ALPHABET[32 + number % 32])
        number //= 32
    return "".join(characters) + ALPHABET[number]
