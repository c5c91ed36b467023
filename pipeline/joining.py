"""Where points come onto the network, whatever they are: communities, services, cells of a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from pipeline.geo.snap import Connectors, connectors

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
FERRY = "ferry"


def joined(
    links: gpd.GeoDataFrame, at: Floats, *, max_snap_m: float, nearest_count: int
) -> Connectors:
    """Places on links that each point can be walked to; edges are rows of the links.

    By which rules, `layers.connectors` says.

    Parameters
    ----------
    links
        By `link_id`, so that ties do not depend on the order of the rows.
    at
        One row a point: x, y.
    """
    found = (
        _on_lines(links, at, max_snap_m, nearest_count),
        _at_ends(links, at, max_snap_m),
    )
    return Connectors(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _on_lines(
    links: gpd.GeoDataFrame, at: Floats, max_snap_m: float, nearest_count: int
) -> Connectors:
    """Return places on links that are drawn where they are."""
    is_drawn = ~links["is_schematic"].to_numpy(bool)
    drawn = links[is_drawn]
    kind = drawn.groupby(["component", "passability"], observed=True).ngroup()
    found = connectors(
        at,
        drawn.geometry.to_numpy(),
        kind.to_numpy(np.int64),
        nearest_count=nearest_count,
        max_distance=max_snap_m,
    )
    return found._replace(edge=np.flatnonzero(is_drawn)[found.edge])


def _at_ends(links: gpd.GeoDataFrame, at: Floats, max_snap_m: float) -> Connectors:
    """Return places at the ends of stand-ins for ways."""
    schematic = np.flatnonzero(links["is_schematic"].to_numpy(bool))
    lines = links.geometry.to_numpy()[schematic]
    ends = np.concatenate([shapely.get_point(lines, end) for end in (0, -1)])
    offered = np.flatnonzero(_can_be_entered(links)[schematic].ravel(order="F"))
    points = np.asarray(shapely.points(at), object)
    point, row = shapely.STRtree(ends[offered]).query(
        points, predicate="dwithin", distance=max_snap_m
    )
    end = offered[row]
    return Connectors(
        point,
        schematic[end % max(len(lines), 1)],
        np.repeat([0.0, 1.0], len(lines))[end],
        np.asarray(shapely.distance(points[point], ends[end])),
        shapely.get_coordinates(ends[end]),
    )


def _can_be_entered(links: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Return for start and end of each link whether it is no place of a ferry on the water."""
    ends = links[["from_node", "to_node"]].to_numpy(np.int64)
    is_ferry = (links["road_class"] == FERRY).to_numpy(bool)
    nodes = int(ends.max(initial=-1)) + 1
    all_ends = np.bincount(ends.ravel(), minlength=nodes)
    ferry_ends = np.bincount(ends[is_ferry].ravel(), minlength=nodes)
    is_landing = (all_ends > ferry_ends) | (all_ends == 1)
    return np.asarray(is_landing[ends] | ~is_ferry[:, None], np.bool_)
