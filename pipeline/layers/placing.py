"""Where each incident counts: in one area, or in parts in several.

Precision 1 counts at the point; 2 is shared among the areas whose people live within `blur_km`; 3
by people over the second-order division that holds the point, 4 over the first-order one (of two,
the larger if the smaller is unknown); 5 to 7 are not placed, nor is what lies outside all areas.
Where nobody lives to share it by, an incident counts in the area that holds its point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.violence import people_of, placed

if TYPE_CHECKING:
    import geopandas as gpd

M_PER_KM = 1000


def placing(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    blur_km: float,
) -> pd.DataFrame:
    """Weight of each placed incident in each area that it counts in, of all years."""
    found = placed(areas, people_of(areas, communities), incidents, blur_km * M_PER_KM)
    pairs = found.weight.tocoo()
    return pd.DataFrame(
        {
            "incident_id": incidents["incident_id"].array.take(pairs.row),
            "area_id": areas["area_id"].array.take(pairs.col),
            "weight": pairs.data.clip(max=1),
            "how": pd.array(found.how, dtype="str").take(pairs.row),
        }
    )
