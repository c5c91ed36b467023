"""Violence as arrays: the people of each area, where incidents count, and when they happened.

What the layers of violence share, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array, vstack

from pipeline.geo.adjacency import near, touching
from pipeline.geo.events import counts_by_period
from pipeline.geo.spread import of_members, within_radius
from pipeline.geo.weighted import means, sums

if TYPE_CHECKING:
    import geopandas as gpd

ONE_DAY: Any = pd.Timedelta(days=1)
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
YEAR_MONTHS = 12
MAIN_SHARE = 0.5
HOWS = np.array(["at_point", "blurred", "spread", "spread"])
"""By place precision, from 1."""


class People(NamedTuple):
    """Communities as arrays: points, area's row, people; and the people of each area."""

    points: np.ndarray
    area: np.ndarray
    weight: np.ndarray
    of_area: np.ndarray


class Placed(NamedTuple):
    """Where incidents count."""

    weight: csr_array
    """Of each incident (row) in each area (column): rows sum to 1, or 0 if not placed."""
    how: np.ndarray
    """By incident; of those not placed it says nothing."""


class Times(NamedTuple):
    """When incidents happened, seen from the day that the layer speaks of."""

    as_of: pd.Timestamp
    is_yearly: bool
    first: pd.Timestamp
    """First day on which the earliest incident can have happened."""
    table: pd.DataFrame
    """By incident: `day`, `start`, `end`, `age_months`, empty for incidents after the day; and
    whether only the year `is_year` known."""


def people_of(areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> People:
    """Return communities as arrays."""
    area = pd.Index(areas["area_id"]).get_indexer(communities["area_id"])
    weight = communities["people"].to_numpy(dtype=float)
    points = shapely.get_coordinates(communities.geometry.to_numpy())
    return People(points, area, weight, sums(weight, area, len(areas)))


def placed(
    areas: gpd.GeoDataFrame, people: People, incidents: gpd.GeoDataFrame, blur_m: float
) -> Placed:
    """Share each incident among areas, as `layers.placing` says."""
    n = len(areas)
    area = pd.Index(areas["area_id"]).get_indexer(incidents["area_id"])
    precision = np.where(area >= 0, incidents["where_precision"].to_numpy(dtype=int), 0)
    second, first = (pd.factorize(areas[name])[0] for name in ("adm2_id", "adm1_id"))
    # Of an unknown second-order division an area of a lower level gives way to the first-order.
    is_lower = (areas["level"] > 2).to_numpy()[area]
    precision = np.where((precision == 3) & (second[area] < 0) & is_lower, 4, precision)
    rows = [np.flatnonzero(precision == kind) for kind in (2, 3, 4)]
    points = shapely.get_coordinates(incidents.geometry.to_numpy()[rows[0]])
    rest = np.flatnonzero(~np.isin(precision, (2, 3, 4)))
    parts = [
        within_radius(points, people.points, people.area, people.weight, blur_m, n),
        _by_people(second, people.of_area, area[rows[1]]),
        _by_people(first, people.of_area, area[rows[2]]),
        csr_array((len(rest), n), dtype=float),
    ]
    shared = vstack(parts, format="csr")[np.argsort(np.concatenate([*rows, rest]))]
    # What is shared with nobody counts where it lies: precision 1, empty land, no division known.
    at_point = np.flatnonzero(np.isin(precision, (1, 2, 3, 4)) & (shared.sum(axis=1) == 0))
    ones = np.ones(len(at_point))
    weight = csr_array(shared + csr_array((ones, (at_point, area[at_point])), shape=shared.shape))
    how = HOWS[np.clip(precision, 1, len(HOWS)) - 1]
    how[at_point] = HOWS[0]
    return Placed(weight, how)


def _by_people(division: np.ndarray, people: np.ndarray, area: np.ndarray) -> csr_array:
    """Shares of the areas in the division of each given area; an empty row where it has none."""
    n = len(division)
    known = np.where(division < 0, n, division)
    return of_members(division, people, n + 1)[known[area]]


def weights(placing: pd.DataFrame, incident_ids: pd.Series, area_ids: pd.Series) -> csr_array:
    """Return the table `placing` as a matrix of incidents by areas, in the given order."""
    row = rows_of(placing["incident_id"], incident_ids)
    column = rows_of(placing["area_id"], area_ids)
    shape = (len(incident_ids), len(area_ids))
    return csr_array((placing["weight"].to_numpy(dtype=float), (row, column)), shape=shape)


def rows_of(ids: pd.Series, among: pd.Series) -> np.ndarray:
    """Return the row of each id; ids come many times over, and each is looked up once."""
    code, once = pd.factorize(ids)
    row: np.ndarray = pd.Index(among).get_indexer(pd.Index(once))[code]
    return row


def centres(areas: gpd.GeoDataFrame, people: People) -> np.ndarray:
    """Return the mean place of each area's people, or a point inside it where nobody lives."""
    inside = shapely.get_coordinates(areas.geometry.representative_point().to_numpy())
    lived = [means(of, people.weight, people.area, len(areas)) for of in people.points.T]
    return np.where(people.of_area[:, None] > 0, np.column_stack(lived), inside)


def neighbours_of(
    areas: gpd.GeoDataFrame, people: People, reach_m: float, tolerance_m: float
) -> pd.DataFrame:
    """Return the pairs of areas that touch or are near, as `layers.neighbours` says."""
    ids, at = areas["area_id"].to_numpy(), centres(areas, people)
    beside = touching(areas.geometry.to_numpy(), tolerance_m)
    pairs = np.unique(np.concatenate([beside, near(at, reach_m)]), axis=0)
    number = pairs @ [len(ids), 1]
    return pd.DataFrame(
        {
            "area_id": ids[pairs[:, 0]],
            "neighbour_id": ids[pairs[:, 1]],
            "distance_m": np.hypot(*(at[pairs[:, 0]] - at[pairs[:, 1]]).T),
            "shares_border": np.isin(number, beside @ [len(ids), 1]),
        }
    )


def links(neighbours: pd.DataFrame, area_ids: pd.Series) -> csr_array:
    """Return pairs of neighbours as a matrix of areas by areas, in the given order."""
    index = pd.Index(area_ids)
    row, column = (index.get_indexer(neighbours[of]) for of in ("area_id", "neighbour_id"))
    return csr_array((np.ones(len(row)), (row, column)), shape=(len(index), len(index)))


def times_of(incidents: gpd.GeoDataFrame, as_of: pd.Timestamp) -> Times:
    """Date each incident; those that begin after the day, or all without a day, stay empty."""
    start, day = incidents["date_start"], incidents["date"].clip(upper=as_of)
    table = pd.DataFrame({"day": day, "start": start, "end": incidents["date_end"]})
    table = table.where(start <= as_of)
    days = (as_of - table["day"]) / ONE_DAY
    is_year = incidents["date_precision"] == "year"
    table = table.assign(age_months=days.astype(float) / DAYS_PER_MONTH, is_year=is_year)
    return Times(as_of, bool(is_year.mean() > MAIN_SHARE), table["start"].min(), table)


def series_of(to_areas: csr_array, times: Times) -> np.ndarray:
    """Incidents of each area (row) in each finished period (column), from the first one on."""
    day = times.table["day"].mask(times.table["is_year"] & (not times.is_yearly))
    days = pd.concat([day, pd.Series([times.as_of + ONE_DAY])])
    numbers = days.dt.year if times.is_yearly else days.dt.year * 12 + days.dt.month
    period = numbers.to_numpy(dtype=float)
    return counts_by_period(to_areas, period[:-1], period[-1] - 1)
