"""Incidents, deaths and rate of each area in each calendar year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from pipeline.geo.intervals import garwood
from pipeline.violence import DAYS_PER_YEAR, ONE_DAY, people_of, times_of, weights

if TYPE_CHECKING:
    import geopandas as gpd

PER_100K = 100_000


def stability_years(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    as_of: pd.DataFrame,
) -> pd.DataFrame:
    """Incidents placed in each area, from the year of the region's first one to that of `as_of`.

    Every area has a row for every year, also with 0. Incidents known by year only take part, so
    the months of `stability_series` may add up to less. Without incidents or a day there is no
    year and no row.

    The rate is per 100,000 people of today and a year; that of a year that `as_of` cuts off is of
    the days up to it. Its 90 % interval is that of a Poisson count (Garwood): what chance alone
    leaves open of incidents that come one by one. Those that come in bursts leave more open. Where
    nobody is known to live, rate and interval are null.
    """
    times = times_of(incidents, as_of["as_of"].iloc[0])
    year = times.table["day"].dt.year.to_numpy(dtype=float)
    dated = np.flatnonzero(np.isfinite(year))
    first = int(year[dated].min()) if len(dated) else 0
    n = times.as_of.year - first + 1 if len(dated) else 0
    column = year[dated].astype(np.int64) - first
    to_areas = weights(placing, incidents["incident_id"], areas["area_id"]).T
    deaths = incidents["deaths_best"].fillna(0).to_numpy(dtype=float)[dated]
    counted, died = (
        (to_areas @ csr_array((values, (dated, column)), shape=(len(year), n))).toarray().ravel()
        for values in (np.ones(len(dated)), deaths)
    )
    start = pd.to_datetime(pd.Series([f"{first + more}-01-01" for more in range(n)], dtype="str"))
    end = (start + pd.DateOffset(years=1)).clip(upper=times.as_of + ONE_DAY)
    length = ((end - start) / ONE_DAY / DAYS_PER_YEAR).to_numpy(dtype=float)
    is_finished = (start + pd.DateOffset(years=1) - ONE_DAY <= times.as_of).to_numpy(dtype=bool)
    person_years = np.outer(people_of(areas, communities).of_area, length).ravel()
    per_100k = PER_100K / np.where(person_years > 0, person_years, np.nan)
    low, high = garwood(counted)
    return pd.DataFrame(
        {
            "area_id": np.repeat(areas["area_id"].to_numpy(), n),
            "year_start": np.tile(start.to_numpy(), len(areas)),
            "is_finished": np.tile(is_finished, len(areas)),
            "incidents_weight": counted,
            "deaths_best": died,
            "rate_per_100k": counted * per_100k,
            "rate_low_per_100k": low * per_100k,
            "rate_high_per_100k": high * per_100k,
        }
    )
