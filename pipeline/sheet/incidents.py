"""How near to a way recent incidents were, and when; never who or what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

DAYS_PER_MONTH = 365.25 / 12
VAGUEST = 2
"""Place precision beyond which a distance means nothing."""


def recent(incidents: gpd.GeoDataFrame, as_of: pd.DataFrame, months: float) -> gpd.GeoDataFrame:
    """Return the incidents that `link_risk` counts as recent, placed or not.

    Up to `months` before the day and none that begins after it; none at all without a day.
    """
    day = as_of["as_of"].iloc[0]
    newest = incidents["date"].clip(upper=day)
    age_days = (day - newest) / pd.Timedelta(days=1)
    is_recent = (incidents["date_start"] <= day) & (age_days <= months * DAYS_PER_MONTH)
    return incidents[is_recent.to_numpy(bool)]


def nearness(
    incidents: gpd.GeoDataFrame, shape: shapely.Geometry, months: float, blur_km: float
) -> tuple[str, ...]:
    """Return in words how far the nearest recent incident was, and the newest of all.

    Ties go to the newer one, then to the least id. Distances are rounded to whole kilometres, so
    that nobody is found by them.

    Parameters
    ----------
    incidents
        Those that are recent.
    shape
        The way, or a place.
    """
    window = f"{months:g} months"
    if incidents.empty:
        return (f"None in the last {window}.",)
    is_placed = (incidents["where_precision"] <= VAGUEST).to_numpy(bool)
    placed, vague = incidents[is_placed], int((~is_placed).sum())
    said = []
    if len(placed):
        far_km = shapely.distance(placed.geometry.to_numpy(), shape) / 1000
        rows = placed.assign(far_km=np.round(far_km, 3)).sort_values("incident_id")
        nearest = rows.sort_values(["far_km", "date"], ascending=[True, False], kind="stable")
        newest = rows.sort_values(["date", "far_km"], ascending=[False, True], kind="stable")
        said.append(f"Nearest: {_words(nearest.iloc[0], blur_km)}.")
        if newest["incident_id"].iloc[0] != nearest["incident_id"].iloc[0]:
            said.append(f"Last: {_words(newest.iloc[0], blur_km)}.")
    more = f"; {vague:,} more are known by district only" if vague else ""
    said.append(f"{len(placed):,} in the region in the last {window}{more}.")
    return tuple(said)


def _words(row: pd.Series, blur_km: float) -> str:
    """Return distance, day and precision of one incident."""
    far = "under 1 km" if row["far_km"] < 1 else f"{row['far_km']:,.0f} km"
    day = row["date"].date().isoformat()
    if row["date_precision"] != "day":
        day = f"{day[:7] if row['date_precision'] == 'month' else day[:4]} (day unknown)"
    if row["where_precision"] == VAGUEST:
        place = f"place known to about {blur_km:g} km"
    else:
        place = "place taken as exact" if row["is_precision_assumed"] else "exact place"
    return f"{far}, {day}, {place}"
