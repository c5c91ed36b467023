"""Violence in each area: how much, how near, and which way it goes.

What `layers.stability` says of administrative areas and `layers.stability_cells` of cells, by the
rules that stand at the head of `layers.stability`, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from pipeline.geo.events import quiet_before
from pipeline.geo.hotspots import are_discoveries, clusters, clusters_in_time, emerging
from pipeline.geo.nearby import nearby_sums
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
    centres,
    links,
    people_of,
    series_of,
    times_of,
)

if TYPE_CHECKING:
    import geopandas as gpd

M_PER_KM = 1000
PER_100K = 100_000
LEAST_WINDOW_YEARS = 1.0
LEAST_PERIODS = 8
LEAST_ESCALATED = 2
LEAST_AREAS = 30
STEPS_MONTHS = (12, 3, 1)
GRADES = np.array(["A", "B", "C", "X"])
LEAST_SHARE = 0.1
PLACED_SHARE = 0.8


class Rules(TypedDict):
    """Stated parameters, as the region file's section `stability` says."""

    rate_years: float
    half_life_months: float
    exposure_km: float
    exposure_months: float
    quiet_months: float
    trend_p: float
    escalation: float
    spillover_km: float
    hotspot_band_km: float | None
    hotspot_level: float


def measured(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placed: csr_array,
    neighbours: pd.DataFrame,
    as_of: pd.Timestamp,
    rules: Rules,
) -> pd.DataFrame:
    """One row an area, also without incidents.

    Parameters
    ----------
    placed
        Weight of each incident (row) in each area (column).
    """
    people = people_of(areas, communities)
    times = times_of(incidents, as_of)
    to_areas = csr_array(placed.T)
    beside = _beside(neighbours, areas["area_id"], rules)
    age_months = times.table["age_months"].to_numpy()
    intensity = to_areas @ np.nan_to_num(decay(age_months, rules["half_life_months"]))
    is_recent = age_months <= rules["exposure_months"]
    exposed = _exposed(people, incidents, is_recent, rules["exposure_km"] * M_PER_KM)
    series = series_of(to_areas, times)
    return pd.DataFrame(
        {
            "area_id": areas["area_id"].to_numpy(),
            "people": people.of_area,
            "incidents_weight": placed.sum(axis=0),
            **_deaths(incidents, to_areas),
            **_rates(to_areas, people, times, rules["rate_years"]),
            "intensity": intensity,
            "spillover": nearby_sums(
                centres(areas, people), intensity, rules["spillover_km"] * M_PER_KM
            ),
            "exposed_people": exposed,
            "exposed_share": ratios(exposed, people.of_area),
            **_trends(series, times, rules["trend_p"]),
            **_hotspots(to_areas, people, times, beside, rules),
            **_quiet(placed, times, rules["quiet_months"]),
            "is_escalating": _is_escalating(to_areas, series, times, rules["escalation"]),
            "grade": _grades(communities, incidents, to_areas, people, times),
        }
    )


def _beside(neighbours: pd.DataFrame, area_ids: pd.Series, rules: Rules) -> csr_array:
    """Return a matrix of areas by areas, 1 for the neighbours of a hot spot."""
    is_beside = neighbours["shares_border"].to_numpy(dtype=bool)
    if rules["hotspot_band_km"] is not None:
        is_beside = (neighbours["distance_m"] <= rules["hotspot_band_km"] * M_PER_KM).to_numpy()
    return links(neighbours[is_beside], area_ids)


def _deaths(incidents: gpd.GeoDataFrame, to_areas: csr_array) -> dict[str, np.ndarray]:
    """Low, best and high estimates of deaths placed in each area."""
    best = incidents["deaths_best"].fillna(0)
    given = {name: incidents[name].fillna(best) for name in ("deaths_low", "deaths_high")}
    every = {**given, "deaths_best": best}
    return {name: to_areas @ deaths.to_numpy(dtype=float) for name, deaths in every.items()}


def _rates(
    to_areas: csr_array, people: People, times: Times, rate_years: float
) -> dict[str, np.ndarray]:
    """Incidents in the window, its years, and the raw and shrunk rates."""
    years = _window_years(times, rate_years)
    counted = to_areas @ _is_in_window(times, years)
    person_years = people.of_area * years
    return {
        "window_incidents_weight": counted,
        "window_years": np.full(len(counted), years),
        "rate_raw_per_100k": ratios(counted, person_years) * PER_100K,
        "rate_per_100k": empirical_bayes(counted, person_years) * PER_100K,
    }


def _window_years(times: Times, rate_years: float) -> float:
    """Years that the rate is taken over; 0 without incidents up to the day."""
    if not times.table["age_months"].notna().any():
        return 0.0
    span_years = float((times.as_of - times.first) / (DAYS_PER_YEAR * ONE_DAY))
    return min(rate_years, max(span_years, LEAST_WINDOW_YEARS))


def _is_in_window(times: Times, years: float) -> np.ndarray:
    """1 for the incidents in the rate's window, 0 for others."""
    return (times.table["age_months"].to_numpy() / YEAR_MONTHS <= years).astype(float)


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


def _hotspots(
    to_areas: csr_array, people: People, times: Times, beside: csr_array, rules: Rules
) -> dict[str, Any]:
    """Gi* and its class, and how hot spots emerge."""
    years = _window_years(times, rules["rate_years"])
    in_window = _is_in_window(times, years)
    held = to_areas.copy()
    held.data[held.data < MAIN_SHARE - 1e-9] = 0
    rate = np.sqrt(empirical_bayes(held @ in_window, people.of_area * years))
    if (to_areas @ in_window).any() and not (held @ in_window).any():
        rate = np.full(len(rate), np.nan)
    found = clusters(rate, beside)
    is_seen = are_discoveries(found.p, rules["hotspot_level"])
    words = np.where(found.z > 0, "hot", "cold")
    return {
        "has_neighbours": np.asarray(beside.sum(axis=1)) > 0,
        "is_few_areas": bool(np.isfinite(found.z).sum() < LEAST_AREAS),
        "gi_z": found.z,
        "gi_p": found.p,
        "hotspot": np.select([np.isnan(found.z), is_seen], ["unknown", words], "none"),
        **_emerging(held, people, times, beside, rules),
    }


def _emerging(
    held: csr_array, people: People, times: Times, beside: csr_array, rules: Rules
) -> dict[str, Any]:
    """How hot spots behave in time, and the months in each period."""
    counts, months = _by_step(held, times)
    if counts.shape[1] < LEAST_PERIODS or not counts.any():
        return {"emerging": "unknown", "emerging_months": np.nan}
    person_years = np.repeat(people.of_area * months / YEAR_MONTHS, counts.shape[1])
    rates = np.sqrt(empirical_bayes(counts.ravel(), person_years))
    found = clusters_in_time(rates.reshape(counts.shape), beside)
    words = emerging(found, rules["hotspot_level"], rules["trend_p"])
    return {"emerging": words, "emerging_months": float(months)}


def _by_step(held: csr_array, times: Times) -> tuple[np.ndarray, int]:
    """Incidents of each area (row) in each period (column) counted back from the day; its months.

    Of periods of several lengths the longest of which the data hold enough.
    """
    if times.is_yearly:
        return series_of(held, times), YEAR_MONTHS
    age = times.table["age_months"].mask(times.table["is_year"]).to_numpy(dtype=float)
    span = (times.as_of - times.first) / (DAYS_PER_MONTH * ONE_DAY)
    months = next((m for m in STEPS_MONTHS if span >= m * LEAST_PERIODS), 0)
    n = int(span // months) if months else 0
    step = n - 1 - np.floor(age / months) if months else np.full(len(age), np.nan)
    rows = np.flatnonzero(step >= 0)
    ones = (np.ones(len(rows)), (rows, step[rows].astype(np.int64)))
    return (held @ csr_array(ones, shape=(len(step), n))).toarray(), months


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
