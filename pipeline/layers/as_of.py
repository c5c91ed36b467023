"""The day that the layers speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd


def as_of(*, incidents: gpd.GeoDataFrame, stated: str | None) -> pd.DataFrame:
    """One row: the stated day, else the last day on which the newest incident can have happened.

    Without either the day is empty, and whatever hangs on it is unknown.

    Parameters
    ----------
    stated
        Day in the region file, as ISO text.
    """
    newest = incidents["date_end"].max()
    if stated is not None:
        day, origin = pd.Timestamp(stated), "region_file"
    else:
        day, origin = newest, "newest_incident" if len(incidents) else "none"
    days = pd.Series([day], dtype="datetime64[us]")
    return pd.DataFrame({"as_of": days, "origin": [origin]})
