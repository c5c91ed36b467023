"""Where communities, services and hubs come onto the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pipeline.joining import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

POINT = ["point_kind", "point_id"]
KEY = [*POINT, "link_id", "at_share"]
TOUCH_M = 0.01
"""A place this near a link lies on it: cutting a link moves it by less."""
SAME_SHARE = 1e-9


def connectors(
    *,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    max_snap_m: float,
    nearest_count: int,
    base: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Connectors: places on links that a point can be walked to in a straight line.

    Those on the nearest few links, and on the nearest link of each component and passability, all
    within `max_snap_m`. Stand-ins for ways (`is_schematic`) are entered at their ends only, by
    everybody within reach of an end; ferries only at landings: ends where a link that is no ferry
    ends too, or no other link at all, not where crossings meet on the water. Every service has
    connectors, open or not. Ties go to the least `link_id`, then to the place nearer the link's
    start. A point too far from every link has no row.

    Parameters
    ----------
    max_snap_m
        Longest straight walk (inclusive).
    nearest_count
        How many of the nearest links, whatever their kind.
    base
        Connectors of the network before roads were added. An added road adds connectors and takes
        none away: each of these is kept at its place, on the link of the same road there (else the
        nearest), with its distance and what the place had to move if that is more than 1 cm.
    """
    # By id, so that ties do not depend on the order of the rows.
    links = network.sort_values("link_id", ignore_index=True)
    points = _points(
        [
            ("community", communities, "community_id"),
            ("service", services, "service_id"),
            ("hub", hubs, "hub_id"),
        ]
    )
    at = shapely.get_coordinates(points["geometry"].to_numpy())
    near = joined(links, at, max_snap_m=max_snap_m, nearest_count=nearest_count)
    found = [
        _table(
            points.iloc[near.point],
            links["link_id"].iloc[near.edge],
            near.share,
            near.distance,
            np.asarray(shapely.points(near.xy), object),
        )
    ]
    if base is not None:
        is_known = pd.MultiIndex.from_frame(base[POINT]).isin(
            pd.MultiIndex.from_frame(points[POINT])
        )
        found.append(_kept(links, base[is_known].reset_index(drop=True)))
    table = pd.concat(found, ignore_index=True)
    return gpd.GeoDataFrame(
        table if base is None else _each_once(table), geometry="geometry", crs=network.crs
    )


def _points(kinds: Sequence[tuple[str, gpd.GeoDataFrame, str]]) -> pd.DataFrame:
    """Return the points of all kinds as one table."""
    parts = [
        pd.DataFrame(
            {
                "point_kind": kind,
                "point_id": table[name].astype("str"),
                "geometry": np.asarray(table.geometry, object),
            }
        )
        for kind, table, name in kinds
    ]
    return pd.concat(parts, ignore_index=True).astype({"point_kind": "str"})


def _table(
    points: pd.DataFrame,
    link_id: pd.Series,
    share: npt.NDArray[np.float64],
    distance: npt.NDArray[np.float64],
    at: npt.NDArray[np.object_],
) -> pd.DataFrame:
    """Return connectors of points, row by row."""
    about = points[POINT].reset_index(drop=True)
    return about.assign(
        link_id=link_id.astype("str").to_numpy(), at_share=share, distance_m=distance, geometry=at
    )


def _kept(links: gpd.GeoDataFrame, base: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return earlier connectors on the links of now; none where there are no links at all."""
    at, lines = np.asarray(base.geometry, object), links.geometry.to_numpy()
    tree = shapely.STRtree(lines)
    row, link = np.hstack(
        [
            tree.query(at, predicate="dwithin", distance=TOUCH_M),
            # However far: where the road itself is gone.
            tree.query_nearest(at, all_matches=True),
        ]
    )
    is_other = _road_part(base["link_id"])[row] != _road_part(links["link_id"])[link]
    order = np.lexsort((link, shapely.distance(at[row], lines[link]), is_other, row))
    row, first = np.unique(row[order], return_index=True)
    link = link[order][first]
    share = shapely.line_locate_point(lines[link], at[row], normalized=True)
    share = np.where(links["is_schematic"].to_numpy(bool)[link], np.round(share), share)
    place = shapely.line_interpolate_point(lines[link], share, normalized=True)
    moved = shapely.distance(at[row], place)
    distance = base["distance_m"].to_numpy(float)[row] + np.where(moved > TOUCH_M, moved, 0)
    return _table(base.iloc[row], links["link_id"].iloc[link], share, distance, place)


def _road_part(link_id: pd.Series) -> npt.NDArray[np.object_]:
    """Return ids without the number of the part, which changes when a road is cut."""
    return link_id.astype("str").str.replace(r"-[^-]*$", "", regex=True).to_numpy(object)


def _each_once(table: pd.DataFrame) -> pd.DataFrame:
    """Return connectors at one place on one link as one, with the least of their distances."""
    table = table.sort_values([*KEY, "distance_m"], ignore_index=True)
    before = table[KEY].shift()
    is_again = (table[KEY[:-1]] == before[KEY[:-1]]).all(axis=1)
    is_again &= table["at_share"] - before["at_share"] <= SAME_SHARE
    group = (~is_again).cumsum()
    least = table.groupby(group)["distance_m"].transform("min")
    return table.assign(distance_m=least)[~is_again]
