"""How near to a way recent incidents were, and when; never who or what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

DAYS_PER_MONTH = 365.25 / 12
STEP_KM = 5
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
    incidents: gpd.GeoDataFrame,
    shape: shapely.Geometry,
    *,
    months: float,
    blur_km: float,
    is_exact: bool,
) -> tuple[str, ...]:
    """Return in words how far the nearest recent incident was, and the newest of all.

    Ties go to the newer one, then to the least id.

    Parameters
    ----------
    incidents
        Those that are recent, with `area_name`.
    shape
        The way, or a place.
    months
        What is recent.
    blur_km
        How vague a place of precision 2 is.
    is_exact
        Whether points may be shown: distances in whole kilometres, with the day. If not, in steps
        of 5 km, with month and area, so that several sheets together do not tell the place.
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
        said.append(f"Nearest: {_words(nearest.iloc[0], blur_km, is_exact=is_exact)}.")
        if newest["incident_id"].iloc[0] != nearest["incident_id"].iloc[0]:
            said.append(f"Last: {_words(newest.iloc[0], blur_km, is_exact=is_exact)}.")
    more = f"; {vague:,} more are known by district only" if vague else ""
    said.append(f"{len(placed):,} in the region in the last {window}{more}.")
    return tuple(said)


def _words(row: pd.Series, blur_km: float, *, is_exact: bool) -> str:
    """Return distance, day and place of one incident, as exact as is known and allowed."""
    return ", ".join([_far(row["far_km"], is_exact=is_exact), _day(row, is_exact=is_exact)]) + (
        f", {_place(row, blur_km, is_exact=is_exact)}"
    )


def _far(far_km: float, *, is_exact: bool) -> str:
    if is_exact:
        return "under 1 km" if far_km < 1 else f"{far_km:,.0f} km"
    step = int(far_km // STEP_KM)
    low, high = step * STEP_KM, (step + 1) * STEP_KM
    return f"{low:,} to {high:,} km" if step else f"under {high} km"


def _day(row: pd.Series, *, is_exact: bool) -> str:
    day = str(row["date"].date().isoformat())
    if row["date_precision"] == "year":
        return f"{day[:4]} (day unknown)"
    if row["date_precision"] == "month":
        return f"{day[:7]} (day unknown)"
    return day if is_exact else day[:7]


def _place(row: pd.Series, blur_km: float, *, is_exact: bool) -> str:
    if row["where_precision"] == VAGUEST:
        return f"place known to about {blur_km:g} km"
    if not is_exact:
        return f"in {row['area_name']}" if pd.notna(row["area_name"]) else "outside all areas"
    return "place taken as exact" if row["is_precision_assumed"] else "exact place"
