"""Rates of incidents, those of vague place put in one area each, within what they leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaincinv

from pipeline.geo.rates import gamma_posteriors
from pipeline.scoring import chances
from pipeline.violence import YEAR_MONTHS, times_of

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]

PER_100K = 100_000
ROOM = 4_000_000
"""Random numbers that are held at once."""


def rate_draws(
    *,
    stability: pd.DataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    as_of: pd.DataFrame,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Incidents per 100,000 people a year of each area in each draw, null where nobody lives.

    A draw puts every incident that is spread or blurred in one area, with the chances that
    `placing` gives; those at points stay. The spread of the true rates and their mean are then
    drawn from what all incidents leave open, and each area's rate from what its own leave open (see
    `geo.rates`: gamma distributions; beforehand every spread from 0.1 to 3 times the mean is as
    likely). So areas that seem alike, few incidents and none in the window leave rates open. The
    window is that of `stability`. Without any rate in `stability` there is nothing to draw and the
    table is empty.

    Parameters
    ----------
    draws
        Draws.
    seed
        Where drawing begins. Draws depend on it and on ids alone.
    """
    table = stability.sort_values("area_id", ignore_index=True)
    years = float(table["window_years"].max()) if len(table) else 0.0
    exposure = table["people"].to_numpy(float) * years
    names = ["area_id", "draw", "rate_per_100k"]
    if not (exposure > 0).any():
        return pd.DataFrame(columns=names)
    times = times_of(incidents, as_of["as_of"].iloc[0])
    is_counted = (times.table["age_months"] / YEAR_MONTHS <= years).to_numpy(bool)
    some = placing[placing["incident_id"].isin(incidents["incident_id"][is_counted])]
    ids = table["area_id"]
    events = _events(some, ids, draws, seed)
    common = chances(
        ["spread of rates", "chance in common rate", "areas in common rate"], seed, draws
    )
    shape, scale = gamma_posteriors(events, exposure, common)
    rates = gammaincinv(shape, chances([f"rate {area}" for area in ids], seed, draws)) * scale
    return pd.DataFrame(
        {
            "area_id": np.repeat(table["area_id"].to_numpy(), draws),
            "draw": np.tile(np.arange(draws), len(table)),
            "rate_per_100k": rates.T.ravel() * PER_100K,
        }
    )


def _events(placing: pd.DataFrame, area_ids: pd.Series, draws: int, seed: int) -> Floats:
    """Return incidents, one row a draw and one column an area, each incident in one area."""
    n = len(area_ids)
    rows = placing.sort_values(["incident_id", "area_id"], ignore_index=True)
    area = pd.Index(area_ids).get_indexer(pd.Index(rows["area_id"]))
    incident, first = np.unique(rows["incident_id"].to_numpy(str), return_index=True)
    last = np.append(first, len(rows))[1:] - 1
    summed = np.cumsum(rows["weight"].to_numpy(float))
    before = summed[first] - rows["weight"].to_numpy(float)[first]
    whole = summed[last] - before
    is_sure = first == last
    found = np.tile(np.bincount(area[first[is_sure]], minlength=n).astype(float), (draws, 1))
    vague = np.flatnonzero(~is_sure)
    width = max(ROOM // draws, 1)
    for start in range(0, len(vague), width):
        some = vague[start : start + width]
        chance = chances([f"place {name}" for name in incident[some].tolist()], seed, draws)
        at = np.searchsorted(summed, before[some] + chance * whole[some])
        chosen = area[np.clip(at, first[some], last[some])]
        flat = chosen + np.arange(draws)[:, None] * n
        found += np.bincount(flat.ravel(), minlength=draws * n).reshape(draws, n)
    return found
