"""Violence in each area: how much, how near, and which way it goes.

Where an incident counts is told by `placing`.

Totals take all years; the rest takes incidents up to `as_of`, dated by the middle of their span
(by `as_of` where that cuts it). The rate's window is `rate_years`, no longer than the data, no
shorter than a year. Without people rates are null; without `as_of` or incidents the trend is
unknown too, and the grade X. A month is 365.25 / 12 days.

Trend: finished months, or calendar years if most incidents are known by year only, from the
region's first incident on; unknown under 8. Months leave out incidents known by year only. The
slope is the yearly number's change per year.

Quiet and onset take incidents of which the area holds half or more. Onset: one in the last 12
months, before it `quiet_months` of data on no day of which one can have happened. Escalating: 2 or
more (by weight) in the last 12 months, and `escalation` times those of the 12 before, all within
the data; with yearly data the last finished year and the one before.

Grade, the worse of two: A where 80 % of the weight is at points that the source calls exact,
B where 80 % is of precision 1 (also assumed) or 2, else C (an area without incidents takes
the region's); and the worst grade that carries a tenth of the people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from pipeline.geo.events import quiet_before
from pipeline.geo.nearest import is_within
from pipeline.geo.rates import decay, empirical_bayes
from pipeline.geo.trend import mann_kendall, sen_slopes
from pipeline.geo.weighted import ratios, sums, worst_carried
from pipeline.violence import (
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    MAIN_SHARE,
    ONE_DAY,
    YEAR_MONTHS,
    People,
    Times,
    people_of,
    series_of,
    times_of,
    weights,
)

if TYPE_CHECKING:
    import geopandas as gpd

M_PER_KM = 1000
PER_100K = 100_000
LEAST_WINDOW_YEARS = 1.0
LEAST_PERIODS = 8
LEAST_ESCALATED = 2
GRADES = np.array(["A", "B", "C", "X"])
LEAST_SHARE = 0.1
PLACED_SHARE = 0.8


def stability(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    as_of: pd.DataFrame,
    rate_years: float,
    half_life_months: float,
    exposure_km: float,
    exposure_months: float,
    quiet_months: float,
    trend_p: float,
    escalation: float,
) -> pd.DataFrame:
    """Rates, intensity, exposure, trend and flags, one row an area, also without incidents.

    What each column takes, and the rules of grade and flags, stand at the head of this file.

    Parameters
    ----------
    half_life_months
        Age at which an incident counts half in `intensity`.
    exposure_km, exposure_months
        People this near an incident of precision 1 this recent are exposed (inclusive); it may
        lie outside all areas.
    quiet_months, escalation
        As above.
    trend_p
        A trend is seen below this p.
    """
    people = people_of(areas, communities)
    times = times_of(incidents, as_of["as_of"].iloc[0])
    placed = weights(placing, incidents["incident_id"], areas["area_id"])
    to_areas = csr_array(placed.T)
    age_months = times.table["age_months"].to_numpy()
    intensity = np.nan_to_num(decay(age_months, half_life_months))
    deaths = incidents["deaths_best"].fillna(0).to_numpy(dtype=float)
    exposed = _exposed(people, incidents, age_months <= exposure_months, exposure_km * M_PER_KM)
    series = series_of(to_areas, times)
    return pd.DataFrame(
        {
            "area_id": areas["area_id"].to_numpy(),
            "people": people.of_area,
            "incidents_weight": placed.sum(axis=0),
            "deaths_best": to_areas @ deaths,
            **_rates(to_areas, people, times, rate_years),
            "intensity": to_areas @ intensity,
            "exposed_people": exposed,
            "exposed_share": ratios(exposed, people.of_area),
            **_trends(series, times, trend_p),
            **_quiet(placed, times, quiet_months),
            "is_escalating": _is_escalating(to_areas, series, times, escalation),
            "grade": _grades(communities, incidents, to_areas, people, times),
        }
    )


def _rates(
    to_areas: csr_array, people: People, times: Times, rate_years: float
) -> dict[str, np.ndarray]:
    """Incidents in the window, its years, and the raw and shrunk rates."""
    age_years = times.table["age_months"].to_numpy() / 12
    years = 0.0
    if np.isfinite(age_years).any():
        span_years = (times.as_of - times.first) / (DAYS_PER_YEAR * ONE_DAY)
        years = min(rate_years, max(span_years, LEAST_WINDOW_YEARS))
    counted = to_areas @ (age_years <= years).astype(float)
    person_years = people.of_area * years
    return {
        "window_incidents_weight": counted,
        "window_years": np.full(len(counted), years),
        "rate_raw_per_100k": ratios(counted, person_years) * PER_100K,
        "rate_per_100k": empirical_bayes(counted, person_years) * PER_100K,
    }


def _exposed(
    people: People, incidents: gpd.GeoDataFrame, is_recent: np.ndarray, limit_m: float
) -> np.ndarray:
    """People of each area near a recent incident whose point is exact."""
    is_source = is_recent & (incidents["where_precision"] == 1).to_numpy()
    sources = shapely.get_coordinates(incidents.geometry.to_numpy()[is_source])
    is_near = is_within(people.points, sources, limit_m)
    return sums(people.weight * is_near, people.area, len(people.of_area))


def _trends(series: np.ndarray, times: Times, trend_p: float) -> dict[str, Any]:
    """Mann-Kendall z and p, Sen slope a year, and the direction in words."""
    if series.shape[1] < LEAST_PERIODS:
        names = ("trend_z", "trend_p", "trend_per_year")
        return {**dict.fromkeys(names, np.nan), "trend": "unknown"}
    z, p, slope = (np.full(len(series), value) for value in (0.0, 1.0, 0.0))
    busy = series.any(axis=1)
    test = mann_kendall(series[busy])
    z[busy], p[busy], slope[busy] = test.z, test.p, sen_slopes(series[busy])
    words = np.where(z > 0, "rising", "falling")
    return {
        "trend_z": z,
        "trend_p": p,
        "trend_per_year": slope * (1 if times.is_yearly else 12 * 12),
        "trend": np.where(p < trend_p, words, "none_seen"),
    }


def _quiet(placed: csr_array, times: Times, quiet_months: float) -> dict[str, np.ndarray]:
    """Whole months since the last incident, and whether one broke a long quiet."""
    pairs = placed.tocoo()
    table = times.table.iloc[pairs.row].assign(area=pairs.col)
    table = table[(pairs.data >= MAIN_SHARE - 1e-9) & table["age_months"].notna()]
    start, end = ((table[name] - times.first) / ONE_DAY for name in ("start", "end"))
    quiet_days = quiet_before(table["area"].to_numpy(), start.to_numpy(), end.to_numpy(), 0)
    was_quiet = quiet_days >= quiet_months * DAYS_PER_MONTH
    is_break = was_quiet & (table["age_months"] <= YEAR_MONTHS)
    every = range(placed.shape[1])
    least = table.groupby("area")["age_months"].min().reindex(every)
    return {
        "quiet_months": np.floor(least.to_numpy(dtype=float)),
        "is_onset": np.isin(every, table["area"][is_break]),
    }


def _is_escalating(
    to_areas: csr_array, series: np.ndarray, times: Times, escalation: float
) -> np.ndarray:
    """Whether the last year holds twice the incidents of the one before, and at least two."""
    if times.is_yearly:
        is_covered = series.shape[1] >= 2
        recent, before = (series[:, -1], series[:, -2]) if is_covered else (np.zeros(1),) * 2
    else:
        age = times.table["age_months"].to_numpy()
        is_covered = times.first + 2 * DAYS_PER_YEAR * ONE_DAY <= times.as_of
        recent = np.round(to_areas @ (age <= 12).astype(float), 9)
        before = np.round(to_areas @ ((age > 12) & (age <= 24)).astype(float), 9)
    is_more = (recent >= LEAST_ESCALATED) & (recent >= escalation * before)
    return np.broadcast_to(is_more & is_covered, to_areas.shape[0])


def _grades(
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    to_areas: csr_array,
    people: People,
    times: Times,
) -> np.ndarray:
    """Grade of each area, by the rule in the layer's own words."""
    shape = (len(people.of_area), len(GRADES))
    ranks = np.searchsorted(GRADES, communities["people_grade"].to_numpy(dtype=str))
    worst = worst_carried(ranks, people.weight, people.area, least_share=LEAST_SHARE, shape=shape)
    if times.table["age_months"].notna().any():
        worst = np.maximum(worst, _placing_ranks(incidents, to_areas))
    else:
        worst = np.full(len(worst), len(GRADES) - 1)
    return np.asarray(GRADES[worst])


def _placing_ranks(incidents: gpd.GeoDataFrame, to_areas: csr_array) -> np.ndarray:
    """Rank of each area by the share of its incidents that is placed at points."""
    is_pointed = (incidents["where_precision"] <= 2).to_numpy()
    is_assumed = incidents["is_precision_assumed"].to_numpy(dtype=bool)
    is_exact = (incidents["where_precision"] == 1).to_numpy() & ~is_assumed
    total = np.asarray(to_areas.sum(axis=1))
    rank = np.full(len(total), 2)
    for grade, is_good in ((1, is_pointed), (0, is_exact)):
        share = ratios(to_areas @ is_good.astype(float), total)
        share = np.where(total > 0, share, is_good.mean())
        rank[share >= PLACED_SHARE - 1e-9] = grade
    return rank
