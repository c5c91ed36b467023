"""Violence in each area: how much, how near, and which way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.stability import Rules, measured
from pipeline.violence import weights

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def stability(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    neighbours: pd.DataFrame,
    as_of: pd.DataFrame,
    rate_years: float,
    half_life_months: float,
    exposure_km: float,
    exposure_months: float,
    quiet_months: float,
    trend_p: float,
    escalation: float,
    spillover_km: float,
    hotspot_band_km: float | None,
    hotspot_level: float,
) -> pd.DataFrame:
    """Rates, intensity, exposure, trend, hot spots and flags, one row an area.

    What each column takes, and the rules of grade and flags, stand at the head of
    `pipeline/stability.py`.

    Parameters
    ----------
    half_life_months
        Age at which an incident counts half in `intensity`.
    exposure_km, exposure_months
        People this near an incident of precision 1 this recent are exposed (inclusive); it may
        lie outside all areas.
    trend_p
        A trend is seen below this p.
    hotspot_level
        Share of false ones among the hot and cold spots.
    """
    placed = weights(placing, incidents["incident_id"], areas["area_id"])
    rules = Rules(
        rate_years=rate_years,
        half_life_months=half_life_months,
        exposure_km=exposure_km,
        exposure_months=exposure_months,
        quiet_months=quiet_months,
        trend_p=trend_p,
        escalation=escalation,
        spillover_km=spillover_km,
        hotspot_band_km=hotspot_band_km,
        hotspot_level=hotspot_level,
    )
    day = as_of["as_of"].iloc[0]
    return measured(areas, communities, incidents, placed, neighbours, day, rules)
