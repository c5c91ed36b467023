"""How far the points of each source lie from the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Hashable

    import geopandas as gpd

POINT = ["point_kind", "point_id"]
SOURCE = ["point_kind", "source"]


def snapping(
    *,
    connectors: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    max_snap_m: float,
) -> tuple[pd.DataFrame, None, list[str]]:
    """One row a source of points: how many come onto the network, how far off, and why not all.

    Distances are straight, from each point to its nearest connector. Services count by file;
    communities and hubs are a source each. A source without points has no row. The notes say the
    same in a line each.

    Parameters
    ----------
    max_snap_m
        Longest straight walk to a road.
    """
    points = pd.concat(
        [
            _points("community", communities, "community_id", "communities"),
            _points("service", services, "service_id", services["source"].astype("str")),
            _points("hub", hubs, "hub_id", "hubs"),
        ],
        ignore_index=True,
    ).astype({"point_kind": "str", "source": "str"})
    nearest = connectors.groupby(POINT)["distance_m"].min().rename("snapped_m").reset_index()
    points = points.merge(nearest, on=POINT, how="left")
    is_beyond = points["snapped_m"].isna()
    points["beyond_m"] = np.nan
    points.loc[is_beyond, "beyond_m"] = _to_network_m(network, points.loc[is_beyond, "geometry"])
    table = _summary(points, max_snap_m)
    return table, None, [_line(row) for row in table.to_dict("records")]


def _points(kind: str, table: gpd.GeoDataFrame, name: str, source: str | pd.Series) -> pd.DataFrame:
    """Return the points of one kind."""
    ids, at = table[name].astype("str"), np.asarray(table.geometry, object)
    return pd.DataFrame({"point_kind": kind, "source": source, "point_id": ids, "geometry": at})


def _to_network_m(network: gpd.GeoDataFrame, points: pd.Series) -> npt.NDArray[np.float64]:
    """Return how far points lie from what can be entered: links, or ends of stand-ins for ways."""
    lines, is_schematic = network.geometry.to_numpy(), network["is_schematic"].to_numpy(bool)
    ends = [shapely.get_point(lines[is_schematic], at) for at in (0, -1)]
    distance = np.full(len(points), np.nan)
    (row, _), found = shapely.STRtree(np.concatenate([lines[~is_schematic], *ends])).query_nearest(
        points.to_numpy(), return_distance=True, all_matches=False
    )
    distance[row] = found
    return distance


def _summary(points: pd.DataFrame, max_snap_m: float) -> pd.DataFrame:
    """Return one row a source."""
    groups = points.groupby(SOURCE)
    snapped = groups["snapped_m"]
    table = pd.DataFrame(
        {
            "points_count": groups.size(),
            "snapped_count": snapped.count(),
            "beyond_count": groups.size() - snapped.count(),
            "median_m": snapped.median(),
            "p95_m": snapped.quantile(0.95),
            "max_m": snapped.max(),
            "nearest_beyond_m": groups["beyond_m"].min(),
        }
    ).reset_index()
    why = [_why(row, max_snap_m) for row in table.to_dict("records")]
    return table.assign(why=pd.Series(why, index=table.index, dtype="str"))


def _why(row: dict[Hashable, Any], max_snap_m: float) -> str | None:
    """Return why some points did not come onto the network; nothing if all did."""
    count, nearest_m = row["beyond_count"], row["nearest_beyond_m"]
    if not count:
        return None
    if np.isnan(nearest_m):
        return "the network is empty"
    lie = "lies" if count == 1 else "lie"
    # Rounded up, so that it never reads as within the limit.
    nearest = f"{np.ceil(nearest_m):,.0f} m"
    which = "it is" if count == 1 else "the nearest of them"
    return f"{count:,} {lie} further than {max_snap_m:,.0f} m from every road; {which} {nearest}"


def _line(row: dict[Hashable, Any]) -> str:
    """Return a row as a sentence for the screen."""
    parts = [f"{row['source']}: {row['snapped_count']:,} of {row['points_count']:,} on the network"]
    if row["snapped_count"]:
        parts[0] += (
            f", {row['median_m']:,.0f} m away (median; 95 % within {row['p95_m']:,.0f} m, "
            f"all within {np.ceil(row['max_m']):,.0f} m)"
        )
    if row["beyond_count"]:
        parts.append(row["why"])
    return "; ".join(parts)
