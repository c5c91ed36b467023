"""What a sheet is of: the region, or one of its first-order divisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import ConfigError
from pipeline.print.contents import Extent

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray


def whole(areas: gpd.GeoDataFrame) -> Extent:
    """Return the region."""
    return Extent("", "", np.ones(len(areas), bool))


def divisions(areas: gpd.GeoDataFrame, region: str) -> tuple[list[Extent], int]:
    """Return the first-order divisions, sorted by code, and how many areas are in none.

    A division is told by its code, or by its name where areas have no code. One of several names
    bears the first of them.

    Raises
    ------
    ConfigError
        Where no area says in which division it lies.
    """
    keys = _keys(areas)
    if keys.isna().all():
        raise ConfigError(
            f"{region}: no area says in which admin-1 division it lies; name `adm1_id` or "
            "`adm1_name` under [areas] in the region file, or print the region as a whole"
        )
    names = areas["adm1_name"].fillna(keys)
    found = []
    for key in sorted(keys.dropna().unique()):
        is_own = (keys == key).to_numpy(bool)
        found.append(Extent(str(key), str(names[is_own].min()), is_own))
    return found, int(keys.isna().sum())


def parts(areas: gpd.GeoDataFrame) -> list[NDArray[np.bool_]]:
    """Return which areas lie in each division, those of none as one more; all where none is."""
    keys = _keys(areas).fillna("")
    return [(keys == key).to_numpy(bool) for key in sorted(keys.unique())]


def _keys(areas: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the code of each area's division, else its name, else nothing."""
    keys: pd.Series[str] = areas["adm1_id"].astype("str").fillna(areas["adm1_name"].astype("str"))
    return keys.mask(keys == "")
