"""Places that isolation is measured against."""

from __future__ import annotations

import difflib
import hashlib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from pipeline.crs import WGS84
from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


M_PER_KM = 1000


def hubs(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    stated: Sequence[Mapping[str, Any]],
    margin_km: float,
) -> gpd.GeoDataFrame:
    """Hubs that the region file states, else the community with most people.

    A hub stated with coordinates lies there; its id is a hash of name and coordinates. One stated
    by name is the community of that name, whatever its case, and has its id. Ties: most people,
    then least id. The same hub stated twice is one. No communities and none stated: no hubs.

    Parameters
    ----------
    stated
        Each with `name`, and `longitude` and `latitude` (WGS 84) or neither.
    margin_km
        How far outside all areas a hub may lie.

    Raises
    ------
    StageError
        Where a hub without coordinates bears no community's name, or one with coordinates lies
        too far away: everybody would look cut off.
    """
    ranked = communities.sort_values(
        ["people", "community_id"], ascending=[False, True], ignore_index=True
    )
    if not stated:
        rows = [_community_hub(ranked.iloc[0], "most_people")] if len(ranked) else []
    else:
        names = ranked["community_name"].astype("str").map(_plain)
        rows = [_hub(one, ranked, names) for one in stated]
    table = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=["hub_id", "hub_name", "origin", "geometry"]),
        geometry="geometry",
        crs=communities.crs,
    )
    _check_near(table, areas, margin_km)
    return table.drop_duplicates("hub_id", ignore_index=True)


def _check_near(table: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, margin_km: float) -> None:
    """Refuse hubs that lie further outside the region than the margin."""
    if not len(table) or not len(areas):
        return
    _, far_m = areas.sindex.nearest(table.geometry, return_all=False, return_distance=True)
    for name, distance_m in zip(table["hub_name"], far_m, strict=True):
        if distance_m > margin_km * M_PER_KM:
            raise StageError(
                f"hubs: {name!r} lies {distance_m / M_PER_KM:,.0f} km outside all areas; mend its "
                "longitude and latitude in the region file (are they swapped?), or widen margin_km"
            )


def _plain(name: str) -> str:
    """Return a name without its case and outer blanks."""
    return name.strip().casefold()


def _hub(one: Mapping[str, Any], ranked: gpd.GeoDataFrame, names: pd.Series) -> dict[str, Any]:
    """Return one stated hub."""
    if one.get("longitude") is not None:
        point = gpd.GeoSeries.from_xy([one["longitude"]], [one["latitude"]], crs=WGS84)
        text = f"{one['name']}|{one['longitude']}|{one['latitude']}"
        return {
            "hub_id": "hub-" + hashlib.sha256(text.encode()).hexdigest()[:12],
            "hub_name": one["name"],
            "origin": "region_file",
            "geometry": point.to_crs(ranked.crs).iloc[0],
        }
    found = ranked[names == _plain(one["name"])]
    if not len(found):
        known = dict(zip(names, ranked["community_name"], strict=True))
        near = difflib.get_close_matches(_plain(one["name"]), list(known), n=5)
        hint = f"; like it are {', '.join(known[name] for name in near)}" if near else ""
        raise StageError(
            f"hubs: no community is called {one['name']!r}{hint}; mend the name in the region "
            "file, or give the hub's longitude and latitude"
        )
    return _community_hub(found.iloc[0], "community_name")


def _community_hub(community: Any, origin: str) -> dict[str, Any]:  # noqa: ANN401  a table's row
    """Return a community as a hub."""
    return {
        "hub_id": community["community_id"],
        "hub_name": community["community_name"],
        "origin": origin,
        "geometry": community["geometry"],
    }
