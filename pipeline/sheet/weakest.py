"""The link on which a way is most likely to break."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Floats = npt.NDArray[np.float64]


class Weakest(NamedTuple):
    """The weakest part of a way."""

    part: int
    """Row among the parts."""
    why: str
    """In words."""


def weakest(table: pd.DataFrame, chance: Mapping[str, Floats]) -> Weakest | None:
    """Return the part of a way that is weakest, and why; None for a way without parts.

    The first that there is of: parts that a report closes, the longest; insecure ones, the one of
    highest risk; all others, the one with the greatest chance to fail. Ties: the longer link, then
    the one nearer to the hub.

    Parameters
    ----------
    table
        As `legs.parts_table` makes it.
    chance
        To fail within a season, by season, one a part; the first season decides.
    """
    if table.empty:
        return None
    length = table["length_m"].to_numpy(float)
    is_shut = table["status"].isin(("closed", "unknown")).to_numpy(bool)
    is_insecure = table["is_insecure"].to_numpy(bool)
    if is_shut.any():
        return Weakest(_first(is_shut, length, length), "a report closes it")
    if is_insecure.any():
        risk = table["risk"].to_numpy(float)
        at = _first(is_insecure, risk, length)
        return Weakest(at, f"insecure: risk {risk[at]:.1f} from recent incidents near it")
    at = _first(np.ones(len(table), bool), next(iter(chance.values())), length)
    said = [
        f"{_percent(of_parts[at])} in the {season} season" for season, of_parts in chance.items()
    ]
    return Weakest(at, f"likeliest to fail here: {', '.join(said)} (assumed)")


def _percent(share: float) -> str:
    return "under 1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"


def _first(is_one: npt.NDArray[np.bool_], most: Floats, length: Floats) -> int:
    """Return the first row of the greatest value, then of the greatest length, among some."""
    rows = np.flatnonzero(is_one)
    return int(rows[np.lexsort((rows, -length[rows], -most[rows].round(9)))[0]])
