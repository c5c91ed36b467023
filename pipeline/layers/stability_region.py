"""What the region's incidents add up to, by what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

FATES = ("at_point", "blurred", "spread", "not_placed", "outside")


def stability_region(*, incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """Incidents and deaths by fate; all five rows are always there.

    Place precision 1 counts `at_point`, 2 is `blurred`, 3 and 4 are `spread` over the division
    that holds them, 5 to 7 are `not_placed`. `outside` are those of precision 1 to 4 whose
    point lies outside all areas. Missing deaths count as 0.
    """
    precision = incidents["where_precision"].to_numpy(dtype=int)
    is_outside = (precision <= 4) & incidents["area_id"].isna().to_numpy()
    fate = np.where(is_outside, 4, np.searchsorted([1, 2, 4], precision))
    deaths = incidents["deaths_best"].fillna(0).to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "fate": FATES,
            "incidents_count": np.bincount(fate, minlength=len(FATES)),
            "deaths_best": np.bincount(fate, deaths, len(FATES)),
        }
    )
