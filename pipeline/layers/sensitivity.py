"""Which of the things that are drawn moves the region's index most: Sobol indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sample

from pipeline.geo.scores import arithmetic
from pipeline.scoring import (
    GROUPS,
    Setting,
    by_area,
    drawn_index,
    drawn_sets,
    method_of,
    picks,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = (
    *("group", "first_order", "first_order_error", "total_order", "total_order_error"),
    "runs_count",
)
CONFIDENCE = 0.90


def sensitivity(
    *,
    resilience: pd.DataFrame,
    indicator_rules: pd.DataFrame,
    indicators: pd.DataFrame,
    access_draws: pd.DataFrame,
    rate_draws: pd.DataFrame,
    aggregation: str,
    pillar_weights: Mapping[str, float],
    least_share: float,
    least_pillars: int,
    draws: int,
    seed: int,
    weight_concentration: float,
    curve: float,
    goalpost_spread: float,
    sobol: bool,
    sobol_count: int,
) -> pd.DataFrame:
    """First and total order Sobol indices of the region's mean index by people, one row a group.

    The groups are those that `resilience` draws. Saltelli's design of `sobol_count` samples picks,
    for each group apart from the others, one of its drawn sets. Groups that move nothing have 0.
    Empty where it is not asked for, and where no area has an index or nothing moves it.

    Parameters
    ----------
    sobol
        Whether to do it.
    sobol_count
        Samples, a power of 2; the index is found 6 + 2 times as often.
    """
    table = resilience.sort_values("area_id", ignore_index=True)
    ids, people = table["area_id"].tolist(), table["people"].to_numpy(float)
    if not sobol or table["index"].isna().all():
        return pd.DataFrame(columns=list(NAMES))
    method = method_of(
        indicator_rules,
        aggregation=aggregation,
        pillar_weights=pillar_weights,
        least_share=least_share,
        least_pillars=least_pillars,
    )
    sets = drawn_sets(
        *(method, indicator_rules, indicators, ids),
        access_draws=access_draws,
        rate_draws=rate_draws,
        setting=Setting(draws, seed, weight_concentration, curve, goalpost_spread),
    )
    problem: dict[str, Any] = {
        "num_vars": len(GROUPS),
        "names": list(GROUPS),
        "bounds": [[0, 1]] * len(GROUPS),
    }
    share = sample.sample(problem, sobol_count, calc_second_order=False, seed=seed)
    turns = picks(sets, GROUPS, draws)
    picked = {
        group: turns[group][np.minimum((share[:, place] * draws).astype(np.int64), draws - 1)]
        for place, group in enumerate(GROUPS)
    }
    values = by_area(indicators, ids, method.names, "value")
    mean = arithmetic(drawn_index(method, sets, values, picked), people)
    if not np.ptp(mean) > 0:
        return pd.DataFrame(columns=list(NAMES))
    found = analysis.analyze(
        *(problem, mean),
        calc_second_order=False,
        conf_level=CONFIDENCE,
        seed=seed,
    )
    columns = (GROUPS, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], len(mean))
    return pd.DataFrame(dict(zip(NAMES, columns, strict=True)))
