"""Which of the things that are drawn moves the region's index most: Sobol indices."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sample

from pipeline.geo.scores import arithmetic
from pipeline.scoring import (
    GROUPS,
    Drawing,
    drawn_from,
    drawn_index,
    picks,
)

NAMES = (
    *("group", "first_order", "first_order_error", "total_order", "total_order_error"),
    "runs_count",
)
CONFIDENCE = 0.90


def sensitivity(
    *,
    resilience: pd.DataFrame,
    sobol: bool,
    sobol_count: int,
    **drawing: Unpack[Drawing],
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
    drawing
        As `pipeline.scoring.Drawing` says.
    """
    table = resilience.sort_values("area_id", ignore_index=True)
    ids, people = table["area_id"].tolist(), table["people"].to_numpy(float)
    if not sobol or table["index"].isna().all():
        return pd.DataFrame(columns=list(NAMES))
    draws, count, seed = drawn_from(ids, drawing), drawing["draws"], drawing["seed"]
    problem: dict[str, Any] = {
        "num_vars": len(GROUPS),
        "names": list(GROUPS),
        "bounds": [[0, 1]] * len(GROUPS),
    }
    share = sample.sample(problem, sobol_count, calc_second_order=False, seed=seed)
    turns = picks(draws.sets, GROUPS, count)
    picked = {
        group: turns[group][np.minimum((share[:, place] * count).astype(np.int64), count - 1)]
        for place, group in enumerate(GROUPS)
    }
    mean = arithmetic(drawn_index(draws.method, draws.sets, draws.values, picked), people)
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
