"""What share of each area's people is how far from each service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.geo.weighted import means, quantiles, ratios, sums, worst_carried

if TYPE_CHECKING:
    import geopandas as gpd

BANDS_MIN = (30, 60, 120, 240)
GRADES = np.array(["A", "B", "C", "X"])
GRADE_LEAST_SHARE = 0.1
PARTS = ("insecure", "map_gap")
"""Reasons whose people are told apart."""
KEY = ["service_type", "scenario"]


def access(
    *, areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, reach: pd.DataFrame
) -> pd.DataFrame:
    """Minutes and shares of people, one row an area, service type and scenario.

    Areas without communities or people have their rows too, with null minutes and shares. The
    median is the least number of minutes within which half of the people who reach the service
    are served (p90: nine tenths); others do not pull it. Only status `reachable` counts as
    reached. The bands are disjoint and hold their upper end; with `unreachable` and `unknown`
    their shares sum to 1. What is `within` some minutes adds up all bands to there. Unreachable
    are those without a way in this very scenario, only past insecure links, or only beyond the time
    limit; unknown are those whose status says so, and those of whom `reach` says nothing.
    `insecure_share` is the part of the unreachable, and `map_gap_share` the part of the unknown,
    with that very reason. The grade is the worst that carries at least a
    tenth of the area's people, X where there are none.

    Without any rows in `reach` no service type is known and the result is empty.
    """
    pairs = reach[KEY].drop_duplicates().sort_values(KEY, ignore_index=True)
    n_pairs, n_areas = len(pairs), len(areas)
    area_of = pd.Index(areas["area_id"]).get_indexer(communities["area_id"])
    weight = communities["people"].to_numpy(dtype=float)
    people = sums(weight, area_of, n_areas)
    table = pd.DataFrame(
        {
            "area_id": np.repeat(areas["area_id"].to_numpy(), n_pairs),
            **{name: np.tile(pairs[name].to_numpy(), n_areas) for name in KEY},
            "people": np.repeat(people, n_pairs),
        }
    )
    row = pd.Index(communities["community_id"]).get_indexer(reach["community_id"])
    group = area_of[row] * n_pairs + pd.MultiIndex.from_frame(pairs).get_indexer(
        pd.MultiIndex.from_frame(reach[KEY])
    )
    table = table.assign(**_measures(reach, weight[row], group, table["people"].to_numpy()))
    return table.assign(grade=np.repeat(_grades(communities, area_of, n_areas), n_pairs))


def _measures(
    reach: pd.DataFrame, weight: np.ndarray, group: np.ndarray, people: np.ndarray
) -> dict[str, np.ndarray]:
    """Columns of minutes, shares and people, one entry a group."""
    n = len(people)
    minutes = reach["minutes"].to_numpy(dtype=float)
    is_unknown = (reach["status"] == "unknown").to_numpy()
    is_reached = (reach["status"] == "reachable").to_numpy()
    band = np.searchsorted(BANDS_MIN, minutes)
    band = np.where(is_reached, band, len(BANDS_MIN) + 1 + is_unknown)
    n_bands = len(BANDS_MIN) + 3
    within = sums(weight, group * n_bands + band, n * n_bands).reshape(n, n_bands)
    within[:, -1] += _unspoken(within, people)
    shares = ratios(within, people[:, None])
    near = np.minimum(shares[:, : len(BANDS_MIN)].cumsum(axis=1), 1)  # sums may round above 1
    names = [*(f"band_{top}_min" for top in BANDS_MIN), "beyond", "unreachable", "unknown"]
    ways = (minutes[is_reached], weight[is_reached], group[is_reached])
    of_reason = {
        reason: sums(weight * (reach["reason"] == reason).to_numpy(), group, n) for reason in PARTS
    }
    return {
        "people_reached": within[:, :-2].sum(axis=1),
        "median_min": quantiles(*ways, 0.5, n),
        "mean_min": means(*ways, n),
        "p90_min": quantiles(*ways, 0.9, n),
        **{f"{name}_share": shares[:, i] for i, name in enumerate(names)},
        **{f"within_{top}_min_share": near[:, i] for i, top in enumerate(BANDS_MIN)},
        **{f"{reason}_share": ratios(part, people) for reason, part in of_reason.items()},
        "people_unreachable": within[:, -2],
        "people_unknown": within[:, -1],
    }


def _unspoken(within: np.ndarray, people: np.ndarray) -> np.ndarray:
    """People of whom `reach` says nothing; differences that are mere rounding are none."""
    missing = people - within.sum(axis=1)
    return np.where(missing > 1e-9 * people, missing, 0.0)


def _grades(communities: gpd.GeoDataFrame, area_of: np.ndarray, n_areas: int) -> np.ndarray:
    """Grade of each area's people."""
    ranks = np.searchsorted(GRADES, communities["people_grade"].to_numpy(dtype=str))
    weight = communities["people"].to_numpy(dtype=float)
    shape = (n_areas, len(GRADES))
    worst = worst_carried(ranks, weight, area_of, least_share=GRADE_LEAST_SHARE, shape=shape)
    grades: np.ndarray = GRADES[worst]
    return grades
