"""The pillars of resilience in each area: means of indicators that belong together."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import pandas as pd

from pipeline.geo.scores import shares_there
from pipeline.geo.weighted import worst_carried
from pipeline.scoring import (
    GRADE_LEAST_SHARE,
    GRADES,
    PILLARS,
    Stated,
    by_area,
    method_of,
    pillars_of,
)


def pillars(
    *,
    indicators: pd.DataFrame,
    indicator_rules: pd.DataFrame,
    **stated: Unpack[Stated],
) -> pd.DataFrame:
    """Score, share of weight that is there and grade, one row an area and pillar, also without any.

    A pillar is the weighted arithmetic mean of the scores of its indicators that are there, null
    where they hold less than `least_share` of its weight in the table of indicators; none other
    changes for it. Grade: the worst that carries a third of the weight that is there; one worse,
    C at most, where weight is lacking; X where the pillar is null.

    Parameters
    ----------
    stated
        The method, as `pipeline.scoring.Stated` says.
    """
    method = method_of(indicator_rules, **stated)
    ids = np.unique(indicators["area_id"].to_numpy(str)).tolist()
    scores = by_area(indicators, ids, method.names, "score")
    found = pillars_of(method, scores)
    there = shares_there(scores, method.pillar, len(PILLARS), stated=method.weight)
    has = np.isfinite(scores)
    n = len(ids) * len(PILLARS)
    group = np.arange(len(ids))[:, None] * len(PILLARS) + method.pillar
    coded = indicators.assign(rank=pd.Index(GRADES).get_indexer(pd.Index(indicators["grade"])))
    ranks = by_area(coded, ids, method.names, "rank")[has].astype(np.int64)
    weights = np.broadcast_to(method.weight, has.shape)[has]
    shape = (n, len(GRADES))
    rank = worst_carried(ranks, weights, group[has], least_share=GRADE_LEAST_SHARE, shape=shape)
    rank = np.minimum(rank + (there.ravel() < 1 - 1e-9), len(GRADES) - 2)
    is_null = np.isnan(found.ravel())
    known = set(indicator_rules["pillar"])
    absent = [
        np.tile([name not in known for name in PILLARS], len(ids)),
        there.ravel() == 0,
        is_null,
    ]
    return pd.DataFrame(
        {
            "area_id": np.repeat(ids, len(PILLARS)),
            "pillar": np.tile(PILLARS, len(ids)),
            "score": found.ravel(),
            "weight_share": there.ravel().clip(max=1),
            "indicators_count": np.bincount(group[has], minlength=n),
            "reason": np.select(absent, ["not_in_table", "no_data", "too_little"], "ok"),
            "grade": GRADES[np.where(is_null, len(GRADES) - 1, rank)],
            "method_version": method.version,
        }
    )
