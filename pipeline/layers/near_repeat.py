"""Whether violence breeds violence: pairs of incidents close in place and time (Knox)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from pipeline.geo.knox import knox

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

M_PER_KM = 1000
LEAST_EVENTS = 30
EPOCH = np.datetime64("1900-01-01")


def near_repeat(
    *,
    incidents: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    distances_km: Sequence[float],
    days: Sequence[float],
    years: float,
    count: int,
    seed: int,
) -> pd.DataFrame:
    """Pairs of incidents by band of distance and days, against what chance gives; all bands.

    Only incidents that are exact in place (precision 1) and day take part, of the last `years` up
    to `as_of`, wherever they lie. Chance keeps places and days and draws which goes with which, so
    that a bad place or a bad month makes no repeat of its own; over many years violence moves,
    which looks like one, hence the window. Where fewer than 30 incidents take part, as where only
    years are known, numbers are null and `reason` says why; so is the ratio where chance gives no
    pair. Each band's p stands for itself: it is not made stricter for there being several bands, so
    of twenty without any repeat about one lies below 0.05.

    Parameters
    ----------
    distances_km
        Upper ends of the bands of distance (inclusive).
    days
        Upper ends of the bands of time (inclusive).
    count
        Times that days are drawn anew.
    seed
        Where drawing begins: same seed, same p.
    """
    day = as_of["as_of"].iloc[0]
    is_exact = (incidents["where_precision"] == 1) & (incidents["date_precision"] == "day")
    is_recent = (incidents["date"] <= day) & (incidents["date"] > day - _span(years))
    used = incidents[is_exact & is_recent].sort_values("incident_id")
    bands = _bands(distances_km, days)
    if len(used) < LEAST_EVENTS:
        reason = "few_incidents" if is_exact.any() or incidents.empty else "no_exact_incidents"
        nothing = dict.fromkeys(("pairs_count", "expected_count", "ratio", "p"), np.nan)
        return bands.assign(**nothing, incidents_count=len(used), reason=reason)
    points = shapely.get_coordinates(used.geometry.to_numpy())
    number = (used["date"].to_numpy().astype("datetime64[D]") - EPOCH).astype(np.int64)
    ends_m = [end * M_PER_KM for end in distances_km]
    found = knox(points, number, ends_m, days, count=count, seed=seed)
    pairs, expected = found.pairs.ravel().astype(float), found.expected.ravel()
    ratio = np.divide(pairs, expected, out=np.full(len(pairs), np.nan), where=expected > 0)
    return bands.assign(
        pairs_count=pairs,
        expected_count=expected,
        ratio=ratio,
        p=found.p.ravel(),
        incidents_count=found.used,
        reason="ok",
    )


def _span(years: float) -> Any:  # noqa: ANN401  pandas has no type for a span that may be empty
    """Return years as a span of days."""
    return pd.Timedelta(days=round(years * 365.25))


def _bands(distances_km: Sequence[float], days: Sequence[float]) -> pd.DataFrame:
    """Return every band of distance with every band of days."""
    parts = [
        (low, high, least, most)
        for low, high in zip([0.0, *distances_km], distances_km, strict=False)
        for least, most in zip([0.0, *days], days, strict=False)
    ]
    return pd.DataFrame(parts, columns=["from_km", "to_km", "from_days", "to_days"])
