"""Which areas lie beside or near each other, and how far apart their people live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.violence import neighbours_of, people_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

M_PER_KM = 1000


def neighbours(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    reach_km: float,
    border_tolerance_m: float,
) -> pd.DataFrame:
    """Pairs of areas that share a border or whose centres lie within reach, each both ways.

    An area's centre is the mean place of its people, or a point inside it where nobody lives.
    Borders that come within the tolerance of each other are shared, and a corner is a border:
    real outlines leave slivers between them. An area with no other in reach has no row.

    Parameters
    ----------
    reach_km
        Of centres (inclusive).
    """
    people = people_of(areas, communities)
    return neighbours_of(areas, people, reach_km * M_PER_KM, border_tolerance_m)
