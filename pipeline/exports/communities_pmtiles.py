"""Communities as vector tiles, for pages that cannot hold them, and for web maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from pipeline.crs import WGS84
from pipeline.page import drawing, tiles
from pipeline.page.colours import MINUTE_BREAKS
from pipeline.page.escape import one_line
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

HUB = "hub"
MOST_IN_TILE = 1_000
"""A tile of more communities is parted, as long as it may be."""
ZOOMS = range(9, 15)
"""Tiles of 78 km at the equator, to tiles of 2 km."""
SIDE = 16_384
"""Steps along a tile's side: about 5 m on the largest."""
OPTIONS = {
    "NAME": tiles.FILE,  # else that of the file, which another name would change
    "TYPE": "overlay",
    "BUFFER": "0",  # no community in two tiles
    "EXTENT": str(SIDE),
    # The driver leaves out what is more than its bounds; these are beyond any region.
    "MAX_FEATURES": "10000000",
    "MAX_SIZE": "1000000000",
}
EACH = (1,) * (len(MINUTE_BREAKS) + 1)
"""Steps of a minute, whatever the range."""


@withholding
def communities_pmtiles(
    *,
    draft: Path,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    as_of: pd.DataFrame,
    scenarios: Sequence[str],
    service_types: Sequence[str],
) -> None:
    """Write a PMTiles file (version 3) of vector tiles, all at one zoom, every community in one.

    The zoom is the first at which no tile has more than 1,000 communities, from 9 to 14. Each has
    `name`, `area`, `people` and `people_grade`; by type and scenario, minutes as
    `<type>_<scenario>`, whole and on the side of 30, 60, 120 and 240 that they were on; and status
    and reason as `<type>_<scenario>_state`, where they are not `reachable: ok`. What is not known
    is not there. The same tables give the same bytes. Without any community the file is empty: the
    format has no place for nothing.
    """
    if communities.empty:
        draft.write_bytes(b"")
        return
    table = _table(areas, communities, reach, [*service_types, HUB], scenarios)
    zoom = str(_zoom(table))
    # The driver wants the ending that it knows.
    work = draft.with_name(f"{draft.name}.pmtiles")
    work.unlink(missing_ok=True)
    pyogrio.write_dataframe(
        table,
        work,
        layer=tiles.LAYER,
        driver="PMTiles",
        geometry_type="Point",
        dataset_options={
            **OPTIONS,
            "MINZOOM": zoom,
            "MAXZOOM": zoom,
            "DESCRIPTION": tiles.stamp(communities, reach, as_of),
        },
    )
    work.replace(draft)


def _table(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    kinds: Sequence[str],
    scenarios: Sequence[str],
) -> gpd.GeoDataFrame:
    """Return the communities with their attributes, in the order of their ids."""
    ordered = communities.sort_values("community_id", ignore_index=True).to_crs(WGS84)
    area_names = areas.set_index("area_id")["area_name"]
    area = ordered["area_id"].map(area_names)
    columns: dict[str, Any] = {
        "name": ordered["community_name"].map(one_line),
        "area": area.map(one_line, na_action="ignore"),
        "people": _whole(ordered["people"].round()),
        "people_grade": ordered["people_grade"],
    }
    switches = {"service_type": kinds, "scenario": scenarios}
    column = drawing.by_switch(reach, "community_id", ordered["community_id"], switches)
    minutes = drawing.in_steps(column("minutes").astype(float), MINUTE_BREAKS, EACH)
    status, reason = column("status").astype(object), column("reason").astype(object)
    for row, kind in enumerate(kinds):
        for at, scenario in enumerate(scenarios):
            name = tiles.key(kind, scenario)
            columns[name] = _whole(minutes[row, at])
            columns[name + tiles.STATE_END] = _states(status[row, at], reason[row, at])
    return gpd.GeoDataFrame(columns, geometry=ordered.geometry)


def _whole(values: Any) -> pd.Series:  # noqa: ANN401  any row of numbers
    return pd.Series(np.asarray(values, dtype=float)).astype("Int32")


def _states(status: NDArray[Any], reason: NDArray[Any]) -> pd.Series:
    """Return status and reason as one text; missing where a community is simply reached."""
    said = pd.Series(status, dtype="str") + ": " + pd.Series(reason, dtype="str")
    return said.mask(said == tiles.REACHED)


def _zoom(table: gpd.GeoDataFrame) -> int:
    """Return the first zoom at which no tile has too many communities, or the last of all."""
    x = table.geometry.x.to_numpy() / 360 + 0.5
    y = 0.5 - np.arctanh(np.sin(np.radians(table.geometry.y.to_numpy()))) / (2 * np.pi)
    for zoom in ZOOMS:
        tile = np.floor(np.column_stack([x, y]) * 2**zoom).astype(np.int64)
        if np.unique(tile, axis=0, return_counts=True)[1].max(initial=0) <= MOST_IN_TILE:
            return zoom
    return ZOOMS[-1]
