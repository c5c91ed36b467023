"""Incidents and deaths of each area by month, or by year where the data know no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.violence import YEAR_MONTHS, times_of

if TYPE_CHECKING:
    import geopandas as gpd

SUMS = ["incidents_weight", "deaths_best"]


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
    deaths = incidents["deaths_best"].fillna(0)
    dated = pd.DataFrame(
        {"period": _period(day, months), "deaths": deaths, "incident_id": incidents["incident_id"]}
    ).dropna(subset="period")
    parts = placing.merge(dated, on="incident_id").sort_values("incident_id")
    parts["incidents_weight"] = parts["weight"]
    parts["deaths_best"] = parts["weight"] * parts["deaths"]
    found = parts.groupby(["area_id", "period"])[SUMS].sum()
    last = _period(pd.Series([times.as_of]), months).to_numpy()
    ends = np.unique([dated["period"].min(), *last]) if len(dated) else []
    always = pd.MultiIndex.from_product([areas["area_id"], ends], names=found.index.names)
    table = found.reindex(found.index.union(always), fill_value=0.0).reset_index()
    starts = _start(table["period"], months)
    ends_on = _start(table["period"] + 1, months) - pd.Timedelta(days=1)
    return table.drop(columns="period").assign(
        period_start=starts, period=unit, is_finished=ends_on <= times.as_of
    )


def _period(day: pd.Series, months: int) -> pd.Series:
    """Return the number of each day's period; empty for no day."""
    return (day.dt.year * YEAR_MONTHS + day.dt.month - 1) // months


def _start(period: pd.Series, months: int) -> pd.Series:
    """Return the first day of each period."""
    month = (period * months).astype(np.int64)
    parts = {"year": month // YEAR_MONTHS, "month": month % YEAR_MONTHS + 1, "day": 1}
    return pd.to_datetime(pd.DataFrame(parts))
