"""Quadrant, pillars and index of the divisions above the areas, and of the region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from pipeline.geo.weighted import ratios, worst_carried
from pipeline.scoring import (
    GRADE_LEAST_SHARE,
    GRADES,
    GROUPS,
    MEASURED,
    PILLARS,
    Drawing,
    drawn_from,
    near_draws,
    quadrants,
    rates_drawn,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

Floats = npt.NDArray[np.float64]

REGION = "region"
LEVELS = ("adm2", "adm1", REGION)
UNKNOWN = "unknown"
"""In the place of a division's code, of areas whose division is not known."""


class Level(NamedTuple):
    """The divisions of a level."""

    ids: list[str]
    names: list[str]
    is_in: csr_array
    """Divisions by areas."""


def resilience_levels(
    *,
    areas: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    stability: pd.DataFrame,
    access_service: str,
    access_within_min: int,
    access_cut_share: float,
    stability_cut_per_100k: float,
    class_cuts: Sequence[float],
    **drawing: Unpack[Drawing],
) -> pd.DataFrame:
    """Scores of divisions, one row a level and division: means over their areas, by people.

    The levels are those of which any area names a division, by code or else by name; areas that do
    not are in a division of their own, `unknown`. So each level holds everybody once. A number is
    the mean over the areas that have it, by their people, null where they hold less than
    `least_share` of the division's people. Draws are those of `resilience`, so that areas that
    err together do so here too. Ranks are among the divisions of a level. The grade is the worst
    that carries a third of the people.

    Parameters
    ----------
    access_service, access_within_min, access_cut_share, stability_cut_per_100k, class_cuts
        As in `resilience`.
    drawing
        As `pipeline.scoring.Drawing` says.
    """
    own = resilience.drop(columns="geometry").sort_values("area_id", ignore_index=True)
    ids = own["area_id"].tolist()
    people = own["people"].to_numpy(float)
    draws = drawn_from(ids, drawing)
    drawn, measured = draws.index(GROUPS), draws.index(MEASURED)
    near = near_draws(drawing["access_draws"], access_service, access_within_min, ids)
    rates = rates_drawn(drawing["rate_draws"], ids)
    is_busy = stability.set_index("area_id")["window_incidents_weight"].reindex(ids) > 0
    parts = []
    for name in LEVELS:
        level = _level(areas.set_index("area_id").reindex(ids), name)
        if level is None:
            continue

        def over(one: Any, level: Level = level) -> Floats:  # noqa: ANN401  any numbers by area
            return _means(level.is_in, np.asarray(one, float), people, drawing["least_share"])

        columns = {
            "level": name,
            "division_id": level.ids,
            "division_name": level.names,
            "areas_count": level.is_in.sum(axis=1).astype(np.int64),
            "people": level.is_in @ people,
            "people_scored": level.is_in @ (people * own["index"].notna().to_numpy()),
            **quadrants(
                over(own["access_share"]),
                over(own["unknown_share"]),
                over(own["rate_per_100k"]),
                level.is_in @ is_busy.to_numpy(float) > 0,
                (over(near), over(rates)),
                access_cut_share=access_cut_share,
                stability_cut_per_100k=stability_cut_per_100k,
            ),
            "people_isolated": level.is_in @ own["people_isolated"].to_numpy(float),
            **spread(over(own["index"]), over(drawn), over(measured), class_cuts),
            **{f"{one}_index": over(own[f"{one}_index"]) for one in PILLARS},
        }
        columns["grade"] = _grades(level, own["index_grade"], people, columns["index"])
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True).assign(method_version=draws.method.version)


def _level(areas: pd.DataFrame, name: str) -> Level | None:
    """Return the divisions of a level in the order of their ids; None where no area names one."""
    if name == REGION:
        return Level([REGION], ["The region"], csr_array(np.ones((1, len(areas)))))
    ids = areas[f"{name}_id"].fillna(areas[f"{name}_name"])
    if ids.isna().all():
        return None
    code, found = pd.factorize(ids.fillna(UNKNOWN), sort=True)
    names = areas[f"{name}_name"].fillna(ids).fillna(UNKNOWN).groupby(code).min().sort_index()
    shape = (len(found), len(areas))
    is_in = csr_array((np.ones(len(areas)), (code, np.arange(len(areas)))), shape=shape)
    return Level([str(one) for one in found], names.tolist(), is_in)


def _means(is_in: csr_array, values: Floats, people: Floats, least_share: float) -> Floats:
    """Return means by people, the last axis of areas becoming one of divisions."""
    weight = np.where(np.isfinite(values), people, 0.0)
    total = (is_in @ (np.nan_to_num(values) * weight).T).T
    held = (is_in @ weight.T).T
    is_enough = held >= least_share * (is_in @ people) - 1e-9
    return np.where(is_enough, ratios(total, held), np.nan)


def _grades(
    level: Level,
    grades: pd.Series[str],
    people: Floats,
    index: Any,  # noqa: ANN401  an array
) -> npt.NDArray[np.str_]:
    """Return the worst grade that carries a third of each division's people; X without index."""
    rank = pd.Index(GRADES).get_indexer(pd.Index(grades))
    division = level.is_in.tocsc().indices
    shape = (len(level.ids), len(GRADES))
    worst = worst_carried(rank, people, division, least_share=GRADE_LEAST_SHARE, shape=shape)
    return np.asarray(GRADES[np.where(np.isnan(index), len(GRADES) - 1, worst)])
