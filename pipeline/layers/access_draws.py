"""How many people are near each service when speeds are other than the tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from pipeline.geo.batches import batches
from pipeline.geo.weighted import ratios
from pipeline.scoring import near_asked
from pipeline.travel import MS_PER_MIN, Roads, Travel, Trips, offers, speed_factors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

Floats = npt.NDArray[np.float64]


def access_draws(
    *,
    areas: gpd.GeoDataFrame,
    indicator_rules: pd.DataFrame,
    reach: pd.DataFrame,
    access_service: str,
    access_within_min: int,
    time_limit_min: float | None,
    count: int,
    seed: int,
    speed_spread: float,
    class_correlation: float,
    **travel: Unpack[Travel],
) -> pd.DataFrame:
    """Share of each area's people near a service, over drawn sets of speeds.

    One row an area, service type, minutes and draw, for what the table of indicators asks for and
    what the quadrants do, in the base scenario; null where nobody lives. The draws are those of
    `reach_spread`. Who has no way to it in the base scenario, or is unknown, or has an insecure way
    only, is not near in any draw; who is too far in it may be near in a draw, never beyond the time
    limit.

    Parameters
    ----------
    access_service
        Service type that the quadrants ask for.
    access_within_min
        Minutes within which the quadrants ask for it.
    count
        Sets of speeds drawn, those of `reach_spread`.
    seed
        Where drawing begins: same seed, same sets.
    speed_spread, class_correlation
        As in `reach_spread`.
    travel
        As `pipeline.travel.Travel` says; the first scenario counts.
    """
    scenario = travel["scenario_names"][0]
    asked = near_asked(indicator_rules, travel["service_types"])
    asked = sorted({*asked, (access_service, access_within_min)})
    roads = Roads(travel)
    every = offers(travel["services"], travel["hubs"], travel["service_types"])
    offered = [offer for offer in every if offer.kind in {kind for kind, _ in asked}]
    if not offered:
        return _table(areas, [], [], count)
    trips = Trips(roads, travel, offered)
    factors = speed_factors(
        travel["network"],
        count=count,
        seed=seed,
        spread=speed_spread,
        correlation=class_correlation,
    )
    can = _can(reach, scenario, [offer.kind for offer in offered], trips.ids)
    to_areas, people = _to_areas(areas, travel["communities"], trips.ids)
    steps = [
        (row, kind, within)
        for row, offer in enumerate(offered)
        for kind, within in asked
        if kind == offer.kind
    ]
    near = np.empty((len(steps), len(areas), count))
    for batch in batches(range(count), roads.bytes_a_set):
        laid = roads.laid_side_by_side(scenario, factors.of_links(batch))
        minutes = [costs / MS_PER_MIN for costs in trips.least_costs(*laid)]
        for step, (row, _, within) in enumerate(steps):
            limit = min(within, time_limit_min or within)
            is_near = can[row][:, None] & (minutes[row] >= 0) & (minutes[row] <= limit)
            near[step][:, list(batch)] = to_areas @ is_near.astype(float)
    shares = [ratios(one, people[:, None]).clip(max=1) for one in near]
    return _table(areas, [(kind, within) for _, kind, within in steps], shares, count)


def _can(
    reach: pd.DataFrame, scenario: str, kinds: Sequence[str], ids: pd.Series
) -> npt.NDArray[np.bool_]:
    """Whether each community can be near, one row a type."""
    found = reach[reach["scenario"] == scenario]
    is_open = (found["status"] == "reachable") | (found["reason"] == "too_far")
    can = found[is_open].set_index(["service_type", "community_id"]).index
    return np.stack([pd.MultiIndex.from_product([[kind], ids]).isin(can) for kind in kinds])


def _to_areas(
    areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, ids: pd.Series
) -> tuple[csr_array, Floats]:
    """Return people as a matrix of areas by communities, and those of each area."""
    own = communities.set_index("community_id").reindex(ids)
    row = pd.Index(areas["area_id"]).get_indexer(pd.Index(own["area_id"]))
    shape = (len(areas), len(ids))
    matrix = csr_array((own["people"].to_numpy(float), (row, np.arange(len(ids)))), shape=shape)
    return matrix, np.asarray(matrix.sum(axis=1))


def _table(
    areas: gpd.GeoDataFrame,
    asked: Sequence[tuple[str, int]],
    shares: Sequence[Floats],
    count: int,
) -> pd.DataFrame:
    """Return the shares as rows; an empty table where nothing is asked for."""
    ids = areas["area_id"].to_numpy()
    parts = [
        pd.DataFrame(
            {
                "area_id": np.repeat(ids, count),
                "service_type": kind,
                "within_min": within,
                "draw": np.tile(np.arange(count), len(ids)),
                "near_share": near.ravel(),
            }
        )
        for (kind, within), near in zip(asked, shares, strict=True)
    ]
    names = ["area_id", "service_type", "within_min", "draw", "near_share"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
