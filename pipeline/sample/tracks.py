"""Tracks that grow from the made-up region's roads to its villages, nearest village first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from pipeline.sample.roadmap import curved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.sample.roadmap import RoadMap

ON_THE_ROAD_KM = 0.35
"""A village nearer than this to a road has no track of its own."""
TRIES = 4
"""How often a track is bent anew before a village goes without."""


def draw_tracks(
    rng: np.random.Generator,
    roadmap: RoadMap,
    villages: NDArray[np.float64],
    *,
    start: Sequence[str],
    group: str,
    tags: Sequence[Mapping[str, str]],
    barrier: Any = None,  # noqa: ANN401  a line
    reach_km: float = np.inf,
) -> None:
    """Draw tracks from roads to villages, each from the nearest node of road or track.

    Parameters
    ----------
    rng
        Where the chance comes from.
    roadmap
        What is drawn on.
    villages
        Positions in kilometres.
    start
        Groups of ways that tracks may start from.
    group, tags
        What the tracks are; the tags are drawn from the list.
    barrier
        Line that no track crosses; a village that would need to stays without a track.
    reach_km
        Longest track.
    """
    nodes = roadmap.points(start)
    gap, nearest = cKDTree(nodes).query(villages)
    is_open = gap > ON_THE_ROAD_KM
    while is_open.any():
        village = int(np.flatnonzero(is_open)[gap[is_open].argmin()])
        is_open[village] = False
        if gap[village] > reach_km:
            continue
        line = _free_line(rng, roadmap, nodes[nearest[village]], villages[village], barrier)
        if line is None:
            continue
        roadmap.add(line, tags[int(rng.integers(len(tags)))], group)
        first = len(nodes)
        nodes = np.vstack([nodes, line[1:]])
        new_gap, new_nearest = cKDTree(line[1:]).query(villages)
        closer = new_gap < gap
        gap[closer], nearest[closer] = new_gap[closer], new_nearest[closer] + first
        is_open &= gap > ON_THE_ROAD_KM


def _free_line(
    rng: np.random.Generator,
    roadmap: RoadMap,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    barrier: Any,  # noqa: ANN401
) -> NDArray[np.float64] | None:
    """Return a winding line that meets no way but at its start; None where none is found."""
    for _ in range(TRIES):
        points = curved(rng, start, end)
        line = shapely.LineString(points)
        if (barrier is None or not line.intersects(barrier)) and not roadmap.is_met(points):
            return points
    return None
