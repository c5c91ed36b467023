"""Travel times, and why there is none, as rasters that a GIS opens."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pipeline.formats.cog import Placed, write_cog
from pipeline.page.escape import one_line
from pipeline.reasons import OUTSIDE, STATES
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

PARTS_PER_MIN = 64
"""Minutes are rounded to such a part of one, about a second, as a float holds exactly: they pack
into two thirds of the room."""
MINUTES, STATE = "minutes", "state"
ABOUT = {
    MINUTES: (
        "Minutes from the middle of each cell to the nearest open service of a type, or to the "
        "nearest hub, in a season and by a vehicle: on foot to the road, on the road, and on foot "
        "at the other end. No data: no way, or outside all areas; the raster of travel states says "
        "which."
    ),
    STATE: (
        "Whether the middle of each cell reaches a service of a type, or a hub, and the one "
        "reason; bands and cells are those of the raster of travel times. CODE_n says what n "
        "means: 1 reachable, 11 to 19 conditional, 21 to 29 unreachable, 31 to 39 unknown. No "
        "data: outside all areas, not looked at."
    ),
}
CAVEAT = "Estimates from mapped roads and reports; walks know no water and no slopes."


@withholding
def tif(
    *,
    draft: Path,
    areas: gpd.GeoDataFrame,
    raster_grid: pd.DataFrame,
    travel_times: npt.NDArray[Any],
    as_of: pd.DataFrame,
    title: str,
    bands: Mapping[str, int],
    measure: str,
) -> None:
    """Write minutes, or codes of status and reason, as a Cloud Optimized GeoTIFF.

    A band a scenario and service type, named `<type>_<scenario>`, in the region's metres. Minutes
    stand where `reach` would have them, also beyond the time limit and on insecure ways, rounded to
    1/64. Where there is no way, and outside all areas, there is no data (NaN), never a number: why,
    the codes say, whose meaning is in the tags `CODE_<n>`; they have no data (0) outside all areas.

    Parameters
    ----------
    bands
        Names, and places in `travel_times`, in the order of the file.
    measure
        `minutes` or `state`.
    """
    values = travel_times[measure][list(bands.values())]
    if measure == MINUTES:
        values = np.round(values * PARTS_PER_MIN) / np.float32(PARTS_PER_MIN)
    grid = raster_grid.iloc[0]
    write_cog(
        draft,
        values,
        Placed(areas.crs, float(grid["west_m"]), float(grid["north_m"]), float(grid["cell_m"])),
        names=list(bands),
        nodata=math.nan if measure == MINUTES else OUTSIDE,
        unit="min" if measure == MINUTES else "",
        tags=_tags(title, as_of, measure),
    )


def _tags(title: str, as_of: pd.DataFrame, measure: str) -> dict[str, str]:
    """Return what a raster says of itself."""
    [day] = as_of["as_of"].dt.strftime("%Y-%m-%d").fillna("not stated")
    told = {"TITLE": one_line(title), "AS_OF": day, "ABOUT": ABOUT[measure], "CAVEAT": CAVEAT}
    codes = {f"CODE_{code}": f"{status}: {reason}" for code, (status, reason) in STATES.items()}
    return told | (codes if measure == STATE else {})
