"""Who gains and who loses: communities before and after, added up by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

KEY = ["community_id", "service_type", "scenario"]
GROUP = ["area_id", "service_type", "scenario"]
CHANGES = ("connected", "faster", "slower", "cut_off")
SAME = "same"
SAME_MIN = 1.0
"""Minutes that differ by no more are the same."""
TOLD = ["status", "reason", "minutes"]


def changes(
    before: pd.DataFrame, after: pd.DataFrame, communities: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return every community, service type and scenario, before and after, and what changed.

    A way is good if the service is `reachable` by it, poor if it is insecure or too long, and there
    may be none. `connected` are those who get a way or whose poor one becomes good, `cut_off` those
    for whom it is the other way round; `faster` and `slower` those whose minutes differ by more
    than one on a way that stays as good; all others are the `same`.

    Parameters
    ----------
    before, after
        Tables `reach`.
    """
    about = communities[["community_id", "community_name", "area_id", "people"]]
    both = before[[*KEY, *TOLD]].merge(
        after[[*KEY, *TOLD]], on=KEY, suffixes=("_before", "_after"), validate="one_to_one"
    )
    was, is_ = (_goodness(both, side) for side in ("before", "after"))
    gained_min = (both["minutes_before"] - both["minutes_after"]).to_numpy(float)
    held = [was < is_, (was == is_) & (gained_min > SAME_MIN)]
    held += [(was == is_) & (gained_min < -SAME_MIN), was > is_]
    found = both.assign(change=np.select(held, CHANGES, SAME))
    told = [f"{name}_{side}" for name in TOLD for side in ("before", "after")]
    table: pd.DataFrame = about.merge(found, on="community_id")
    columns = [*about.columns, "service_type", "scenario", *told, "change"]
    return table[columns].sort_values(KEY, ignore_index=True)


def _goodness(both: pd.DataFrame, side: str) -> npt.NDArray[np.int64]:
    """Return 2 for a good way, 1 for a poor one, 0 for none."""
    has_way, is_good = both[f"minutes_{side}"].notna(), both[f"status_{side}"] == "reachable"
    found: npt.NDArray[np.int64] = has_way.astype(int).to_numpy() + is_good.astype(int).to_numpy()
    return found


def summary(changes: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return people by what changed for them, one row an area, service type and scenario."""
    pairs = changes[GROUP[1:]].drop_duplicates()
    every = areas[["area_id", "area_name"]].merge(pairs, how="cross")
    people = changes.pivot_table(
        index=GROUP, columns="change", values="people", aggfunc="sum", fill_value=0.0
    ).reindex(columns=[*CHANGES, SAME], fill_value=0.0)
    columns = {name: f"people_{name}" for name in people.columns}
    counted = people.assign(people=people.sum(axis=1)).rename(columns=columns).reset_index()
    table: pd.DataFrame = every.merge(counted, on=GROUP, how="left").fillna(
        dict.fromkeys(counted.columns[3:], 0)
    )
    names = [*GROUP[:1], "area_name", *GROUP[1:], "people", *columns.values()]
    return table[names].sort_values(GROUP, ignore_index=True)
