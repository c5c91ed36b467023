"""Incidents and deaths of each area by month, or by year where the data know no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from pipeline.violence import YEAR_MONTHS, times_of, weights

if TYPE_CHECKING:
    import geopandas as gpd


def stability_series(
    *,
    areas: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    as_of: pd.DataFrame,
) -> pd.DataFrame:
    """Incidents placed in each area, period by period, from the region's first to `as_of`.

    Every area has rows for the first and the last period, also with 0; of those between it has
    the ones in which something happened, and what has no row is 0. So the table says how far the
    data reach and stays small. Without incidents or a day there is no period and no row.

    Periods are calendar years where most incidents are known by year only; months else, which
    leave out the few that are known by year only. The last period is not finished unless it ends
    on `as_of`.
    """
    times = times_of(incidents, as_of["as_of"].iloc[0])
    unit, months = ("year", YEAR_MONTHS) if times.is_yearly else ("month", 1)
    day = times.table["day"].mask(times.table["is_year"] & (not times.is_yearly))
    number = _period(day, months).to_numpy(dtype=float)
    dated = np.flatnonzero(np.isfinite(number))
    first = int(number[dated].min()) if len(dated) else 0
    n = int(_period(pd.Series([times.as_of]), months).iloc[0]) - first + 1 if len(dated) else 0
    column = number[dated].astype(np.int64) - first
    deaths = incidents["deaths_best"].fillna(0).to_numpy(dtype=float)[dated]
    to_areas = weights(placing, incidents["incident_id"], areas["area_id"]).T
    counted, died = (
        (to_areas @ csr_array((values, (dated, column)), shape=(len(number), n))).toarray()
        for values in (np.ones(len(dated)), deaths)
    )
    is_told = counted > 0
    is_told[:, [0, -1] if n else []] = True
    area, step = np.nonzero(is_told)
    start, after = (_start(pd.Series(step + first + more), months) for more in (0, 1))
    return pd.DataFrame(
        {
            "area_id": areas["area_id"].array.take(area),
            "period_start": start,
            "period": unit,
            "is_finished": after - pd.Timedelta(days=1) <= times.as_of,
            "incidents_weight": counted[area, step],
            "deaths_best": died[area, step],
        }
    )


def _period(day: pd.Series, months: int) -> pd.Series:
    """Return the number of each day's period; empty for no day."""
    number: pd.Series = (day.dt.year * YEAR_MONTHS + day.dt.month - 1) // months
    return number


def _start(period: pd.Series, months: int) -> pd.Series:
    """Return the first day of each period."""
    month = (period * months).astype(np.int64)
    parts = {"year": month // YEAR_MONTHS, "month": month % YEAR_MONTHS + 1, "day": 1}
    starts: pd.Series = pd.to_datetime(pd.DataFrame(parts))
    return starts
