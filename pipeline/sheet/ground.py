"""The ground that a map shows below the way: roads, settlements, incidents within its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from pipeline.paper.frame import Bounds

Shapes = npt.NDArray[np.object_]

MOST_ROADS = 4000
"""Roads that a page has room for; beyond, those of the least class are left out."""
MOST_NAMES = 8
WIDE = ("motorway", "trunk", "primary", "secondary")
NARROW = ("tertiary", "unclassified", "residential", "living_street", "road", "service")


class Seen(NamedTuple):
    """What lies within a frame, in metres."""

    roads: list[tuple[npt.NDArray[np.float64], int]]
    """Bends of each line, and its rank: 0 a main road, 1 a road, 2 a track or path."""
    closed: list[npt.NDArray[np.float64]]
    """Lines that a report closes."""
    names: list[tuple[str, float, float]]
    incidents: npt.NDArray[np.float64]


class Ground:
    """Everything that can be seen, found by where it lies.

    Parameters
    ----------
    links
        The network with `status`, empty where no report speaks of a link.
    incidents
        Those that may be shown as points.
    """

    def __init__(
        self, links: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame
    ) -> None:
        self._lines: Shapes = links.geometry.to_numpy()
        self._tree = shapely.STRtree(self._lines)
        self._rank = ranks(links["road_class"])
        self._is_shut = links["status"].isin(("closed", "unknown")).to_numpy(bool)
        is_named = communities["place_class"].isin(("city", "town", "village")).to_numpy(bool)
        self._places = communities[is_named].sort_values(
            ["people", "community_id"], ascending=[False, True]
        )
        exact = incidents[incidents["where_precision"] == 1]
        self._incidents = shapely.get_coordinates(exact.geometry.to_numpy())

    def seen(self, bounds: Bounds, detail_m: float) -> Seen:
        """Return what lies within a frame, without bends finer than `detail_m`."""
        frame = shapely.box(*bounds)
        own = np.sort(self._tree.query(frame))
        shut = own[self._is_shut[own]]
        kept = own[np.argsort(self._rank[own], kind="stable")[:MOST_ROADS]]
        roads, of_road = _bends(self._lines[kept], frame, detail_m)
        closed, _ = _bends(self._lines[shut], frame, detail_m)
        ranked = list(zip(roads, self._rank[kept][of_road].tolist(), strict=True))
        incidents = self._incidents[_within(self._incidents, bounds)]
        return Seen(ranked, closed, self._names(bounds), incidents)

    def _names(self, bounds: Bounds) -> list[tuple[str, float, float]]:
        """Return the settlements with most people that do not crowd each other."""
        xy = shapely.get_coordinates(self._places.geometry.to_numpy())
        room = (bounds[2] - bounds[0]) / 8
        taken: list[tuple[str, float, float]] = []
        for at in np.flatnonzero(_within(xy, bounds)):
            x, y = xy[at]
            is_free = all(abs(x - u) > room or abs(y - v) > room / 3 for _, u, v in taken)
            if is_free:
                taken.append((str(self._places["community_name"].iloc[at]), float(x), float(y)))
            if len(taken) == MOST_NAMES:
                break
        return taken


def ranks(road_class: pd.Series) -> npt.NDArray[np.int64]:
    """Return 0 for main roads, 1 for roads, 2 for tracks, paths and the like."""
    of = road_class.str.removesuffix("_link")
    return np.where(of.isin(WIDE), 0, np.where(of.isin(NARROW), 1, 2)).astype(np.int64)


def _bends(
    lines: Shapes, frame: shapely.Polygon, detail_m: float
) -> tuple[list[npt.NDArray[np.float64]], npt.NDArray[np.int64]]:
    """Return the bends of lines, clipped to a frame and a little beyond, and whose they are."""
    around = frame.buffer(2 * detail_m, join_style="mitre").bounds
    clipped = shapely.clip_by_rect(shapely.simplify(lines, detail_m), *around)
    parts, of_line = shapely.get_parts(clipped, return_index=True)
    is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    return [shapely.get_coordinates(part) for part in parts[is_line]], of_line[is_line]


def _within(xy: npt.NDArray[np.float64], bounds: Bounds) -> npt.NDArray[np.bool_]:
    """Whether places lie within a frame, its rim included."""
    west, south, east, north = bounds
    inside: npt.NDArray[np.bool_] = (
        (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    )
    return inside
