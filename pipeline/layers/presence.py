"""How far help is: minutes from the nearest peacekeeping base, by road, in the base scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from pipeline.geo.weighted import quantiles, ratios, sums, worst_carried
from pipeline.travel import MS_PER_MIN, Travel, trips
from pipeline.violence import YEAR_MONTHS, People, people_of, times_of

if TYPE_CHECKING:
    import geopandas as gpd

GRADES = np.array(["A", "B", "C", "X"])
DERIVED = 1
"""Rank of the best grade that a number from modelled minutes can have."""
LEAST_SHARE = 0.1


class Near(NamedTuple):
    """Of each community: minutes from a base, empty for no way, and whether that is near."""

    minutes: np.ndarray
    is_near: np.ndarray


def presence(
    *,
    areas: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    as_of: pd.DataFrame,
    near_min: float,
    **travel: Unpack[Travel],
) -> pd.DataFrame:
    """Minutes from the nearest base and shares within reach of one, one row an area.

    Time runs from the base to the community, as troops would drive, in the first scenario, and
    has no limit. `base_min` is the least number of minutes within which half of those who can be
    reached are; people who cannot be are not near. An incident of the last 12 months at a point
    takes the minutes of the nearest community, wherever that lies; one that is spread over areas
    is near by the share of the people near in each. Areas without people, or without incidents,
    have no such share.

    The grade is the worst that carries a tenth of the people, and B at best, since minutes are
    derived; without an open base in the region all is null and graded X.

    Parameters
    ----------
    near_min
        Minutes that are near (inclusive).
    travel
        As `pipeline.travel.Travel` says, with the type of bases alone, and it as `delivery`.
    """
    communities = travel["communities"].sort_values("community_id", ignore_index=True)
    people, n = people_of(areas, communities), len(areas)
    table = pd.DataFrame({"area_id": areas["area_id"].to_numpy()})
    found = _found(travel, near_min)
    if found is None:
        nothing = dict.fromkeys(("base_min", "people_near_share", "events_near_share"), np.nan)
        return table.assign(**nothing, grade=GRADES[-1])
    near_people = sums(people.weight * found.is_near, people.area, n)
    has_way = np.isfinite(found.minutes)
    near_share = ratios(near_people, people.of_area)
    recent = times_of(incidents, as_of["as_of"].iloc[0]).table["age_months"] <= YEAR_MONTHS
    events = incidents.loc[recent.to_numpy(dtype=bool)]
    return table.assign(
        base_min=quantiles(
            found.minutes[has_way], people.weight[has_way], people.area[has_way], 0.5, n
        ),
        people_near_share=near_share,
        events_near_share=_events_near(areas, events, placing, people, found, near_share),
        grade=_grades(communities, people),
    )


def _found(travel: Travel, near_min: float) -> Near | None:
    """Return minutes from the nearest base, community by community; none without a base."""
    services = travel["services"]
    is_base = services["service_type"].isin(travel["service_types"]) & (
        services["status"] == "open"
    )
    if not is_base.any():
        return None
    cost = trips(travel).found(travel["scenario_names"][0]).cost[0]
    minutes = np.where(cost >= 0, cost / MS_PER_MIN, np.nan)
    return Near(minutes, minutes <= near_min)


def _events_near(
    areas: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    people: People,
    found: Near,
    near_share: np.ndarray,
) -> np.ndarray:
    """Share of each area's incidents that lie near a base."""
    if not len(people.points):
        return np.full(len(areas), np.nan)
    _, nearest = KDTree(people.points).query(shapely.get_coordinates(events.geometry.to_numpy()))
    at_point = pd.Series(found.is_near[nearest].astype(float), events["incident_id"])
    parts = placing[placing["incident_id"].isin(events["incident_id"])]
    area = pd.Index(areas["area_id"]).get_indexer(pd.Index(parts["area_id"]))
    near = np.where(
        parts["how"] == "at_point", at_point.reindex(parts["incident_id"]), near_share[area]
    )
    weight = parts["weight"].to_numpy(dtype=float)
    return ratios(sums(weight * near, area, len(areas)), sums(weight, area, len(areas)))


def _grades(communities: gpd.GeoDataFrame, people: People) -> Any:  # noqa: ANN401  array of text
    """Return the grade of each area."""
    ranks = np.searchsorted(GRADES, communities["people_grade"].to_numpy(dtype=str))
    shape = (len(people.of_area), len(GRADES))
    worst = worst_carried(ranks, people.weight, people.area, least_share=LEAST_SHARE, shape=shape)
    return GRADES[np.maximum(worst, DERIVED)]
