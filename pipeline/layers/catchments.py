"""How much supply falls to the people of each area once all who reach it share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

import numpy as np
import pandas as pd

from pipeline.geo.catchments import (
    Pairs,
    choice_weights,
    floating_catchments,
    gravity_weights,
    potential,
    step_weights,
)
from pipeline.geo.weighted import means, sums, worst_carried
from pipeline.travel import MS_PER_MIN, SECURE, Travel, trips

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

GRADES = np.array(["A", "B", "C", "X"])
GRADE_LEAST_SHARE = 0.1
STATED, COUNTED, FILLED = range(3)
"""How supply is known, each with the grade in its place: capacities that the source states; one a
service; capacities, some of them taken from the others."""
COLUMNS = (
    *("area_id", "service_type", "people", "two_step_per_1k", "enhanced_per_1k"),
    *("three_step_per_1k", "gravity_supply", "people_without", "people_unknown", "supply_unit"),
    "grade",
)


class _Rules(NamedTuple):
    """How supply is shared out."""

    within_min: float
    enhanced: list[tuple[float, float]]
    three_step: list[tuple[float, float]]
    half_time_min: float
    gravity_within_min: float

    @property
    def furthest(self) -> float:
        """Minutes beyond which nothing counts."""
        last = self.enhanced[-1][0], self.three_step[-1][0]
        return max(self.within_min, self.gravity_within_min, *last)


class _Supply(NamedTuple):
    """What each open service of a type offers."""

    amount: np.ndarray
    unit: str
    grade: int


class _People(NamedTuple):
    """The people of each community, by its id."""

    number: np.ndarray
    area: np.ndarray
    grade: np.ndarray


def catchments(
    *,
    areas: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    link_risk: pd.DataFrame,
    within_min: float,
    enhanced_weights: Mapping[str, float],
    three_step_weights: Mapping[str, float],
    half_time_min: float,
    gravity_within_min: float,
    least_capacity_share: float,
    **travel: Unpack[Travel],
) -> pd.DataFrame:
    """Supply per 1,000 people of each area by three floating catchments, and gravity.

    One row an area and service type, in the base scenario; hubs have none. A service's supply is
    shared out among the people who reach it, within and beyond its own area: 2SFCA,
    R_l = S_l / sum D_i w(c), A_i = sum R_l w(c), with w = 1 within the catchment; E2SFCA with
    weights that fall in steps; 3SFCA with other steps, times the share G = w / sum w that each
    service has among those its people can choose from. Gravity adds up the supply in reach,
    halved with every half-time, and does not share it. An area's number is the mean over its
    people, so that people times number adds up to the supply that anyone reaches.

    Ways are those of `reach`, but past secure links only. Supply is the capacity where enough of a
    type's open services state one, the others counting with the median of those; else each
    service counts 1. People of whom `reach` says nothing (`unknown`) are told apart, and no part
    of the mean; an area without others has null numbers. The grade is the worse of the people's
    (the worst that carries a tenth of them) and the supply's: A all capacities stated, B counted,
    C some taken from the others.

    Parameters
    ----------
    within_min
        How far people go in the plain catchment (inclusive).
    enhanced_weights
        Weight by the greatest number of minutes that has it (inclusive); beyond the last it is 0.
    three_step_weights
        Weight by greatest minutes in three-step catchments (inclusive); beyond the last it is 0.
    half_time_min
        Minutes by which a service counts half as much in gravity.
    gravity_within_min
        Services further away do not count in gravity.
    least_capacity_share
        Share of a type's open services that must state a capacity.
    travel
        As `pipeline.travel.Travel` says; of the scenarios the first.
    """
    ways = trips(travel, link_risk["link_id"][link_risk["is_insecure"]])
    scenario = travel["scenario_names"][0]
    rules = _Rules(
        within_min, _steps(enhanced_weights), _steps(three_step_weights), half_time_min,
        gravity_within_min,
    )  # fmt: skip
    people = _people(areas, travel["communities"])
    said = reach[reach["scenario"] == scenario].set_index("community_id")
    offers = [offer for offer in ways.offered if offer.kind in travel["service_types"]]
    parts = []
    for offer, found in zip(offers, ways.within(scenario, SECURE, rules.furthest), strict=False):
        status = said["status"][said["service_type"] == offer.kind].reindex(ways.ids)
        known = people.number * (status.fillna("unknown") != "unknown").to_numpy()
        supply = _supply(travel["services"], offer.ids, least_capacity_share)
        pairs = Pairs(found.point, found.seed, found.cost / MS_PER_MIN)
        measures = _measures(pairs, people.number, supply.amount, rules)
        parts.append(
            _by_area(areas, people, known, measures).assign(
                service_type=offer.kind,
                supply_unit=supply.unit,
                grade=_grades(people, supply.grade, len(areas)),
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _steps(weights: Mapping[str, float]) -> list[tuple[float, float]]:
    """Return greatest minutes and weights, by minutes."""
    return sorted((float(top), weight) for top, weight in weights.items())


def _people(areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> _People:
    """Return the people of each community, by its id."""
    by_id = communities.sort_values("community_id")
    return _People(
        by_id["people"].to_numpy(float),
        pd.Index(areas["area_id"]).get_indexer(by_id["area_id"]),
        np.searchsorted(GRADES, by_id["people_grade"].to_numpy(str)),
    )


def _supply(services: gpd.GeoDataFrame, ids: pd.Series, least_share: float) -> _Supply:
    """Return what each service offers: its capacity, or 1."""
    capacity = services.set_index("service_id")["capacity"].reindex(ids).to_numpy(float)
    is_stated = np.isfinite(capacity)
    if not is_stated.any() or is_stated.mean() < least_share:
        return _Supply(np.ones(len(ids)), "services", COUNTED)
    filled = np.where(is_stated, capacity, np.median(capacity[is_stated]))
    return _Supply(filled, "capacity", STATED if is_stated.all() else FILLED)


def _measures(
    pairs: Pairs, demand: np.ndarray, supply: np.ndarray, rules: _Rules
) -> dict[str, np.ndarray]:
    """Return every measure of each community, and whether a service is near."""
    near = (pairs.cost <= rules.within_min).astype(np.float64)
    weights = {
        "two_step_per_1k": near,
        "enhanced_per_1k": step_weights(pairs.cost, rules.enhanced),
        "three_step_per_1k": choice_weights(
            pairs, step_weights(pairs.cost, rules.three_step), len(demand)
        ),
    }
    fading = gravity_weights(pairs.cost, rules.half_time_min)
    fading = np.where(pairs.cost <= rules.gravity_within_min, fading, 0.0)
    return {
        **{
            name: 1000 * floating_catchments(pairs, weight, demand=demand, supply=supply)
            for name, weight in weights.items()
        },
        "gravity_supply": potential(pairs, fading, supply=supply, origin_count=len(demand)),
        "is_near": sums(near, pairs.origin, len(demand)) > 0,
    }


def _by_area(
    areas: gpd.GeoDataFrame, people: _People, known: np.ndarray, measures: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Return means over the known people of each area, and people by what is said of them."""
    count = len(areas)
    *names, near = measures
    without = np.where(measures[near], 0.0, known)
    return pd.DataFrame(
        {
            "area_id": areas["area_id"].to_numpy(),
            "people": sums(people.number, people.area, count),
            **{name: means(measures[name], known, people.area, count) for name in names},
            "people_without": sums(without, people.area, count),
            "people_unknown": sums(people.number - known, people.area, count),
        }
    )


def _grades(people: _People, supply_grade: int, count: int) -> np.ndarray:
    """Return the worse of the grades of people and supply; X where there are no people."""
    shape = (count, len(GRADES))
    worst = worst_carried(
        people.grade, people.number, people.area, least_share=GRADE_LEAST_SHARE, shape=shape
    )
    grades: np.ndarray = GRADES[np.maximum(worst, supply_grade)]
    return grades
