"""How areas differ from today: like for like, and more than noise, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.scoring import by_area, index_of, method_of, pillars_of

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = ("stronger", "weaker", "no_clear_change", "unknown")
"""What an area is today, seen from a year."""


def differences(
    then: Mapping[str, Any],
    now: Mapping[str, Any],
    rules: pd.DataFrame,
    method: Mapping[str, Any],
) -> pd.DataFrame:
    """Return what the index has changed by since a year, one row an area, and in words.

    `change` is the index of today less that of the year, both of the indicators that both have:
    one that only one of them has, such as a survey of last year, would else look like a change.
    `lacking` names those. It is `no_clear_change` where the change is smaller than the smallest
    meaningful one of either year.

    Parameters
    ----------
    then, now
        Tables `indicators` and `resilience` of both years.
    method
        Parameters of the stage `pillars`.
    """
    ids = sorted(now["resilience"]["area_id"])
    how = method_of(rules, **method)
    scores = [by_area(one["indicators"], ids, how.names, "score") for one in (then, now)]
    has = [np.isfinite(one) for one in scores]
    index = [
        index_of(how, pillars_of(how, np.where(has[0] & has[1], one, np.nan))) for one in scores
    ]
    change = index[1] - index[0]
    own = [one["resilience"].set_index("area_id").reindex(ids) for one in (then, now)]
    least = np.fmax(*(one["smallest_change"].to_numpy(float) for one in own))
    is_clear = np.abs(change) >= np.maximum(np.nan_to_num(least), 1e-9)
    said = [is_clear & (change > 0), is_clear & (change < 0), np.isfinite(change)]
    names = np.array(how.names, object)
    return pd.DataFrame(
        {
            "area_id": ids,
            "change": change,
            "compared": np.select(said, WORDS[:3], WORDS[3]),
            "lacking": [", ".join(names[row]) or None for row in has[0] != has[1]],
        }
    )
