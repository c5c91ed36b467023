"""Access against stability, and the index of resilience with how sure it is, for each area.

Quadrant: access is good where at least the cut share of people has the service within the minutes,
in the base scenario, and poor where even with the people of whom nothing is known it would not. It
is unknown in between, where the share is null, and where the region has no such service type. An
area is stable up to the cut rate (inclusive). Its stability is unknown without a rate, and where
the rate is above the cut though nothing happened in its window: the region's mean alone put it
there. One unknown class makes the quadrant unknown.

Index: the mean of the pillars that are there, null where fewer than `least_pillars` are. By default
the geometric mean, of scores put on 1 to 10: a weak pillar is not bought off by a strong one, and
yet a pillar at 0 does not hide what the others say.

Draws: in each, weights are drawn from Dirichlet distributions round the stated ones; both goalposts
of an indicator move by up to `goalpost_spread` of the way between them, evenly; the straight line
between them is bent to a power between 1 / `curve` and `curve`, evenly by its logarithm; speeds and
rates are those of `access_draws` and `rate_draws`; what has an error in `indicators` (answers of
people, other evidence, a trend's z) is off by it, normally. What is absent stays so. A draw depends
on the seed and on ids alone.

Not drawn, so that intervals are too narrow by what is not known of it: shares near a base and near
an all-season road; other numbers of stability than rate and trend (exposed people, intensity,
spillover, trend a year); answers and other evidence without an error; people. Goalposts, weights
and curves are drawn for these too.

`smallest_change` is the width from 5 to 95 % of the draws in which only what is measured moves
(speeds, what has an error, incidents) and the method stands still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.weighted import worst_carried
from pipeline.scoring import (
    GRADE_LEAST_SHARE,
    GRADES,
    GROUPS,
    MEASURED,
    PILLARS,
    Drawing,
    drawn_from,
    index_of,
    near_draws,
    quadrants,
    rates_drawn,
    spread,
    wide,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]

MOST_PULLS = 3
LEAST_PULL = 0.05
"""What moves the index by less is not listed."""


def resilience(
    *,
    areas: gpd.GeoDataFrame,
    access: pd.DataFrame,
    stability: pd.DataFrame,
    isolation: gpd.GeoDataFrame,
    pillars: pd.DataFrame,
    base_scenario: str,
    access_service: str,
    access_within_min: int,
    access_cut_share: float,
    stability_cut_per_100k: float,
    class_cuts: Sequence[float],
    **drawing: Unpack[Drawing],
) -> gpd.GeoDataFrame:
    """Quadrant, pillars, index and how sure they are, one row an area.

    The rules stand at the head of this file. Isolated people are those whose way to a hub is
    `unreachable` or `conditional` in the base scenario; `unknown` is not isolated. `grade` is the
    quadrant's: the worse of access and stability, X where one is lacking. `index_grade` is the
    worst that carries a third of the weight of the pillars that are there, one worse (C at most)
    where a pillar is absent. Ranks: 1 is the strongest, equals share the best.

    Parameters
    ----------
    access_within_min
        30, 60, 120 or 240, as the bands of `access`.
    class_cuts
        Where the next better class begins, rising.
    drawing
        As `pipeline.scoring.Drawing` says.
    """
    ids = areas["area_id"].sort_values().tolist()
    near = _near(access, base_scenario, access_service, access_within_min).reindex(ids)
    safe = stability.set_index("area_id").reindex(ids)
    draws = drawn_from(ids, drawing)
    method, indicators = draws.method, drawing["indicators"]
    drawn, measured = draws.index(GROUPS), draws.index(MEASURED)
    scores = wide(pillars, ["area_id", "pillar"], [ids, PILLARS], "score")
    index = index_of(method, scores)
    columns = {
        "area_name": areas.set_index("area_id")["area_name"].reindex(ids),
        "people": safe["people"],
        **quadrants(
            near["near_share"].to_numpy(float),
            near["unknown_share"].to_numpy(float),
            safe["rate_per_100k"].to_numpy(float),
            safe["window_incidents_weight"].to_numpy(float) > 0,
            (
                near_draws(drawing["access_draws"], access_service, access_within_min, ids),
                rates_drawn(drawing["rate_draws"], ids),
            ),
            access_cut_share=access_cut_share,
            stability_cut_per_100k=stability_cut_per_100k,
        ),
        "people_isolated": _isolated(isolation, base_scenario).reindex(ids, fill_value=0.0),
        "grade": np.maximum(
            near["grade"].fillna("X").to_numpy(dtype=object),
            safe["grade"].fillna("X").to_numpy(dtype=object),
        ),
        **spread(index, drawn, measured, class_cuts),
        **{f"{name}_index": scores[:, place] for place, name in enumerate(PILLARS)},
        "gaps": _gaps(scores),
        "pulls_down": _pulls(indicators, -1).reindex(ids),
        "pulls_up": _pulls(indicators, 1).reindex(ids),
        "index_grade": _grades(pillars, ids, method.pillar_weight, index),
        "method_version": method.version,
    }
    table = pd.DataFrame(columns, index=pd.Index(ids, name="area_id"))
    table = table.reindex(areas["area_id"]).reset_index()
    return gpd.GeoDataFrame(table, geometry=areas.geometry.to_numpy(), crs=areas.crs)


def _near(access: pd.DataFrame, scenario: str, service: str, within_min: int) -> pd.DataFrame:
    """Share of people near the service, share unknown and grade, by area."""
    is_asked = (access["scenario"] == scenario) & (access["service_type"] == service)
    asked = access[is_asked].set_index("area_id")
    near = asked[f"within_{within_min}_min_share"]
    return asked[["unknown_share", "grade"]].assign(near_share=near)


def _isolated(isolation: gpd.GeoDataFrame, scenario: str) -> pd.Series[float]:
    """People without a way to a hub in the scenario, by area."""
    is_cut = isolation["status"].isin(["unreachable", "conditional"])
    cut = isolation[is_cut & (isolation["scenario"] == scenario)]
    people: pd.Series[float] = cut.groupby("area_id")["people"].sum()
    return people


def _gaps(scores: Floats) -> list[str | None]:
    """Return the pillars that are null, with commas, in their order."""
    lists = ([PILLARS[place] for place in np.flatnonzero(row)] for row in np.isnan(scores))
    return [", ".join(names) or None for names in lists]


def _pulls(indicators: pd.DataFrame, sign: int) -> pd.Series[str]:
    """Return the indicators that pull most, most first, with commas; ties by name."""
    size = sign * indicators["pull"]
    some = indicators.assign(size=size)[size >= LEAST_PULL]
    some = some.sort_values(["area_id", "size", "indicator"], ascending=[True, False, True])
    most = some.groupby("area_id").head(MOST_PULLS)
    listed: pd.Series[str] = most.groupby("area_id")["indicator"].agg(", ".join)
    return listed


def _grades(
    pillars: pd.DataFrame, ids: Sequence[str], weight: Floats, index: Floats
) -> npt.NDArray[np.str_]:
    """Return the grade of each index, by the rule of `resilience`."""
    own = pillars[pillars["score"].notna()]
    rank = pd.Index(GRADES).get_indexer(pd.Index(own["grade"]))
    area = pd.Index(ids).get_indexer(pd.Index(own["area_id"]))
    carried = weight[pd.Index(PILLARS).get_indexer(pd.Index(own["pillar"]))]
    shape = (len(ids), len(GRADES))
    worst = worst_carried(rank, carried, area, least_share=GRADE_LEAST_SHARE, shape=shape)
    is_whole = np.bincount(area, minlength=len(ids)) == len(PILLARS)
    worst = np.where(is_whole, worst, np.minimum(worst + 1, len(GRADES) - 2))
    return np.asarray(GRADES[np.where(np.isnan(index), len(GRADES) - 1, worst)])
