"""Roads that a careful reader of the map must not fall for, and streets driven one way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from pipeline.sample.plan import ISLAND, LANDING, MUD, NORMAL, PLANNED, PORT, PRIVATE, VALLEY
from pipeline.sample.roadmap import curved

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from pipeline.sample.roadmap import RoadMap, Way
    from pipeline.sample.roads import Drawn

FAR_FROM_BRIDGE_KM = 12.0
BLOCK_KM = 0.25
LANDING_KM = 3.5


def draw_details(
    rng: np.random.Generator,
    roadmap: RoadMap,
    areas: pd.DataFrame,
    drawn: Drawn,
    river: Any,  # noqa: ANN401  a line
) -> Way:
    """Draw what a careful reader must see through, and return the track to the flooded landing.

    A company's road into the valley and a planned causeway would join what the truth says is cut
    off: nobody may drive the one, the other is not built. The port has one-way streets.
    """
    bridge = np.array(roadmap.line(drawn.into[VALLEY]).centroid.coords[0])
    inside, outside = roadmap.points((VALLEY,)), roadmap.points((NORMAL,))
    inside = inside[np.hypot(*(inside - bridge).T) > FAR_FROM_BRIDGE_KM]
    tags = {"highway": "service", "surface": "gravel", "access": "private", "name": "Quarry Road"}
    roadmap.add(curved(rng, *_nearest(inside, outside)), tags, PRIVATE)
    shore = _nearest(roadmap.points((ISLAND,)), roadmap.points((NORMAL, MUD)))
    tags = {"highway": "proposed", "proposed": "secondary", "name": "Island Causeway"}
    roadmap.add(curved(rng, *shore), tags, PLANNED)
    _draw_block(roadmap, areas.loc[areas["city"] == PORT, ["seat_x", "seat_y"]].to_numpy()[0])
    return _draw_landing(rng, roadmap, drawn, river)


def _nearest(
    ones: NDArray[np.float64], others: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the two points, one of each set, that are nearest to each other."""
    away, partner = cKDTree(others).query(ones)
    return ones[away.argmin()], others[partner[away.argmin()]]


def _draw_landing(rng: np.random.Generator, roadmap: RoadMap, drawn: Drawn, river: Any) -> Way:  # noqa: ANN401
    """Draw a track from the nearest road to the river's bank below the middle bridge."""
    span = roadmap.line(drawn.bridges[1]).centroid
    landing = river.interpolate(river.project(span) - LANDING_KM)
    outside = roadmap.points((NORMAL,))
    start, end = _nearest(outside, shapely.get_coordinates(landing))
    tags = {"highway": "track", "surface": "earth", "name": "Fish Landing Track"}
    return roadmap.add(curved(rng, start, end), tags, LANDING)


def _draw_block(roadmap: RoadMap, seat: NDArray[np.float64]) -> None:
    """Draw four streets round a block, driven one way; the last is mapped against its way."""
    corners = seat + BLOCK_KM * np.array([[0, 0], [-1, 0], [-1, -1], [0, -1], [0, 0]])
    for side in range(4):
        street = corners[side : side + 2]
        against = side == 3
        oneway = {"oneway": "-1" if against else "yes"}
        tags = {"highway": "residential", "surface": "asphalt", **oneway}
        roadmap.add(street[::-1] if against else street, tags, NORMAL)
