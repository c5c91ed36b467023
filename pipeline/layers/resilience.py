"""Access against stability: the quadrant of each area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

if TYPE_CHECKING:
    import pandas as pd

BANDS_MIN = (30, 60, 120, 240)
QUADRANTS = {
    ("good", "stable"): "strong_reachable",
    ("poor", "stable"): "stable_cut_off",
    ("good", "unstable"): "reachable_unstable",
    ("poor", "unstable"): "weak_cut_off",
}


def resilience(
    *,
    areas: gpd.GeoDataFrame,
    access: pd.DataFrame,
    stability: pd.DataFrame,
    isolation: gpd.GeoDataFrame,
    base_scenario: str,
    access_service: str,
    access_within_min: int,
    access_cut_share: float,
    stability_cut_per_100k: float,
) -> gpd.GeoDataFrame:
    """Class of access, class of stability and their quadrant, one row an area.

    Access is good where at least the cut share of people has the service within the minutes, in
    the base scenario, and poor where even with the people of whom nothing is known it would not.
    It is unknown in between, where the share is null, and where the region has no such service
    type. An area is stable up to the cut rate (inclusive). Its stability is unknown without a
    rate, and where the rate is above the cut though nothing happened in its window: the region's
    mean alone put it there. One unknown class makes the quadrant unknown. Isolated people are
    those whose way to a hub is `unreachable` or `conditional` in the base scenario; `unknown` is
    not isolated. The grade is the worse of the two, X where one is lacking.

    Parameters
    ----------
    access_within_min
        30, 60, 120 or 240: the bands up to it are added up.
    """
    ids = areas["area_id"]
    near = _near(access, base_scenario, access_service, access_within_min).reindex(ids)
    safe = stability.set_index("area_id").reindex(ids)
    share, unknown = near["near_share"].to_numpy(), near["unknown_share"].to_numpy()
    rate = safe["rate_per_100k"].to_numpy(dtype=float)
    # A sum of shares may fall short of the cut by rounding alone.
    cut = access_cut_share - 1e-9
    access_class = np.select([share >= cut, share + unknown < cut], ["good", "poor"], "unknown")
    is_busy = safe["window_incidents_weight"].to_numpy(dtype=float) > 0
    is_stable = rate <= stability_cut_per_100k
    is_unstable = (rate > stability_cut_per_100k) & is_busy
    stability_class = np.select([is_stable, is_unstable], ["stable", "unstable"], "unknown")
    pairs = zip(access_class.tolist(), stability_class.tolist(), strict=True)
    columns = {
        "area_id": ids.to_numpy(),
        "area_name": areas["area_name"].to_numpy(),
        "people": safe["people"].to_numpy(),
        "access_share": share,
        "unknown_share": unknown,
        "rate_per_100k": rate,
        "access_class": access_class,
        "stability_class": stability_class,
        "quadrant": [QUADRANTS.get(pair, "unknown") for pair in pairs],
        "people_isolated": _isolated(isolation, base_scenario).reindex(ids, fill_value=0.0).array,
        "grade": np.maximum(
            near["grade"].fillna("X").to_numpy(dtype=object),
            safe["grade"].fillna("X").to_numpy(dtype=object),
        ),
    }
    return gpd.GeoDataFrame(columns, geometry=areas.geometry.to_numpy(), crs=areas.crs)


def _near(access: pd.DataFrame, scenario: str, service: str, within_min: int) -> pd.DataFrame:
    """Share of people near the service, share unknown and grade, by area."""
    is_asked = (access["scenario"] == scenario) & (access["service_type"] == service)
    asked = access[is_asked].set_index("area_id")
    bands = [f"band_{top}_min_share" for top in BANDS_MIN if top <= within_min]
    near = asked[bands].sum(axis=1, min_count=len(bands)).clip(upper=1)
    return asked[["unknown_share", "grade"]].assign(near_share=near)


def _isolated(isolation: gpd.GeoDataFrame, scenario: str) -> pd.Series[float]:
    """People without a way to a hub in the scenario, by area."""
    is_cut = isolation["status"].isin(["unreachable", "conditional"])
    cut = isolation[is_cut & (isolation["scenario"] == scenario)]
    people: pd.Series[float] = cut.groupby("area_id")["people"].sum()
    return people
