"""The link on which a way is most likely to break."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.tags import ALL, tags_in

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

FERRY = "ferry"
ON_WATER = ("road_class", "barrier", "seasonal")


class Weakest(NamedTuple):
    """The weakest part of a way."""

    part: int
    """Row among the parts."""
    why: str
    """In words."""


def weakest(table: pd.DataFrame, chance: Floats, *, season: str) -> Weakest | None:
    """Return the part of a way that is weakest, and why; None for a way without parts.

    The first that there is of: parts that a report closes, the longest; insecure ones, the one of
    highest risk; all others, the one with the greatest chance to fail. Ties: the longer link, then
    the one nearer to the hub.

    Parameters
    ----------
    table
        As `legs.parts_table` makes it.
    chance
        To fail within the season, one a part.
    season
        For the words.
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
    at = _first(np.ones(len(table), bool), chance, length)
    return Weakest(at, f"{chance[at]:.0%} chance to fail in the {season} season, the greatest here")


def chances(
    table: pd.DataFrame, failures: pd.DataFrame, *, season: str, closed_per_incident: float
) -> Floats:
    """Return the chance of each part's link to fail within a season, by `robustness`' formula.

        1 - (1 - per_km)^km (1 - per_link) (1 - closed_per_incident)^risk

    of the whole link, as `pipeline.layers.robustness` has it for its draws.

    Parameters
    ----------
    table
        As `legs.parts_table` makes it.
    failures
        Chances by season, tag and value.
    season
        Rows of every other season are left out.
    closed_per_incident
        Chance that a risk of 1 closes a link.
    """
    rows = failures[failures["season"].isin((season, ALL))]
    tags = tags_in(rows, table, stage="sheet", table="failures")
    is_ferry = (table["road_class"] == FERRY).to_numpy(bool)
    greatest = {name: np.zeros(len(table)) for name in ("per_km_share", "per_link_share")}
    for name, of_tag in rows.groupby("tag"):
        for column, most in greatest.items():
            own = tags[str(name)].numbers(of_tag.groupby("value")[column].max().to_dict(), 0.0)
            own[is_ferry & (name not in ON_WATER)] = 0.0
            np.maximum(most, own, out=most)
    kept = (1 - greatest["per_km_share"]) ** (table["length_m"].to_numpy(float) / 1000)
    kept *= 1 - greatest["per_link_share"]
    spared = (1 - closed_per_incident) ** table["risk"].to_numpy(float)
    chance: Floats = 1 - kept * spared
    return chance


def _first(is_one: npt.NDArray[np.bool_], most: Floats, length: Floats) -> int:
    """Return the first row of the greatest value, then of the greatest length, among some."""
    rows = np.flatnonzero(is_one)
    return int(rows[np.lexsort((rows, -length[rows], -most[rows].round(9)))[0]])
