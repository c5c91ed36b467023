"""The roads between seats as they lie on the ground, with bridges, a pass and a roundabout."""

from __future__ import annotations

from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from shapely.ops import substring

from pipeline.sample.plan import (
    AMBUSH,
    AMBUSHED,
    CAPITAL,
    HILLS,
    ISLAND,
    MUD,
    NORMAL,
    ON_BRIDGE,
    PATH,
    ROUGH,
    VALLEY,
)
from pipeline.sample.roadmap import curved
from pipeline.sample.terrain import bent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from pipeline.sample.mainroads import Route
    from pipeline.sample.roadmap import RoadMap, Way
    from pipeline.sample.terrain import Terrain

TAGS = {
    "trunk": {"highway": "trunk", "surface": "asphalt"},
    "primary": {"highway": "primary", "surface": "asphalt"},
    "secondary": {"highway": "secondary", "surface": "gravel"},
    "tertiary": {"highway": "tertiary", "surface": "compacted"},
    "unclassified": {"highway": "unclassified", "surface": "gravel"},
    VALLEY: {"highway": "tertiary", "surface": "gravel"},
    MUD: {"highway": "unclassified", "surface": "earth"},
    ROUGH: {"highway": "track", "surface": "ground", "tracktype": "grade4"},
    HILLS: {"highway": "unclassified", "surface": "gravel", "smoothness": "very_horrible"},
    PATH: {"highway": "path", "surface": "ground"},
    ISLAND: {"highway": "unclassified", "surface": "compacted"},
    AMBUSH: {"highway": "tertiary", "surface": "compacted"},
}
LIMITS = ("80", "60", "50 mph", "none")
"""Speed limits of the trunk roads, in the ways that mappers write them."""
BRIDGE = {"bridge": "yes", "layer": "1"}
HALF_BRIDGE_KM = 0.15
HALF_LONG_BRIDGE_KM = 0.8
"""The bridge over the plain that floods is longer than the flood is wide."""
ROUNDABOUT_KM = 0.08
BRIDGE_NAME = "Kettle Gorge Bridge"
HALF_AMBUSHED_KM = 3.0
"""Events in the middle of the stretch are near no other way."""
SWITCHBACK_KM, SWITCHBACK_WAVE_KM = 1.7, 1.0


class Drawn(NamedTuple):
    """What was drawn, as far as others must know."""

    bridges: tuple[Way, ...]
    """The bridges over the river, from west to east; the middle one is the long one."""
    into: dict[str, Way]
    """For each part that one road leads to the way that it alone hangs by: the bridge into the
    valley, the stretch where people are waylaid, else the road itself."""


def draw_roads(
    roadmap: RoadMap, areas: pd.DataFrame, terrain: Terrain, routes: Sequence[Route]
) -> Drawn:
    """Draw the roads between seats, and the island's one road, and return the bridges."""
    river = bent(terrain.river)
    lines = [_line(areas, route) for route in routes]
    crossing = shapely.intersection(lines, river)
    river_routes = [spot for spot, point in enumerate(crossing) if not point.is_empty]
    river_routes.sort(key=lambda spot: float(shapely.get_x(shapely.centroid(crossing[spot]))))
    limits = cycle(LIMITS)
    bridges: dict[int, Way] = {}
    into: dict[str, Way] = {}
    for spot, (route, line) in enumerate(zip(routes, lines, strict=True)):
        tags = {**TAGS[route.kind], "name": _road_name(areas, route)}
        if route.kind == "trunk":
            tags["maxspeed"] = next(limits)
        if spot in river_routes:
            half = HALF_LONG_BRIDGE_KM if spot == river_routes[1] else HALF_BRIDGE_KM
            at = line.project(shapely.centroid(crossing[spot]))
            bridges[spot] = _cut(roadmap, line, at, half, tags)
        elif route.is_link:
            into[route.group] = _draw_link(roadmap, areas, line, tags, route.group)
        else:
            roadmap.add(shapely.get_coordinates(line), tags, route.group)
    _draw_roundabout(roadmap, areas)
    _draw_island_road(roadmap, areas)
    return Drawn(tuple(bridges[spot] for spot in river_routes), into)


def _line(areas: pd.DataFrame, route: Route) -> Any:  # noqa: ANN401  a line
    """Return a route's bent line from seat to seat; at the capital it ends at the roundabout."""
    drawn = areas[["x", "y"]].to_numpy()[list(route.pair)]
    seats = areas[["seat_x", "seat_y"]].to_numpy()[list(route.pair)]
    inner = shapely.get_coordinates(bent(shapely.LineString(drawn), step_km=0.45))
    gaps = np.hypot(*(inner[:, None, :] - seats[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    inner = inner[gaps > 0.7]
    ends = [
        _at_ring(seat, towards) if areas["city"].iloc[row] == CAPITAL else seat
        for row, seat, towards in zip(route.pair, seats, (inner[0], inner[-1]), strict=True)
    ]
    return shapely.LineString([ends[0], *inner, ends[1]])


def _ring(centre: NDArray[np.float64]) -> NDArray[np.float64]:
    angle = np.linspace(0, 2 * np.pi, 17)[:-1]
    return np.asarray(centre + ROUNDABOUT_KM * np.column_stack([np.cos(angle), np.sin(angle)]))


def _at_ring(centre: NDArray[np.float64], towards: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the roundabout's point on the side of a road that comes in."""
    ring = _ring(centre)
    return np.asarray(ring[np.hypot(*(ring - towards).T).argmin()])


def _road_name(areas: pd.DataFrame, route: Route) -> str:
    first, last = areas["area_name"].iloc[list(route.pair)]
    return f"{first} - {last}"


def _cut(
    roadmap: RoadMap,
    line: Any,  # noqa: ANN401
    at_km: float,
    half_km: float,
    tags: dict[str, str],
    *,
    own: Mapping[str, str] = BRIDGE,
    group: str = ON_BRIDGE,
    beyond: str = NORMAL,
) -> Way:
    """Draw a road as three ways and return the middle one, a bridge if nothing else is said.

    The middle one has tags of its own besides the road's; `beyond` is the part that the last one
    is of.
    """
    spots = (0.0, at_km - half_km, at_km + half_km, line.length)
    first, middle, last = (
        shapely.get_coordinates(substring(line, *span)) for span in pairwise(spots)
    )
    roadmap.add(first, tags, NORMAL)
    way = roadmap.add(middle, {**tags, **own}, group)
    roadmap.add(last, tags, beyond)
    return way


def _draw_link(
    roadmap: RoadMap,
    areas: pd.DataFrame,
    line: Any,  # noqa: ANN401
    tags: dict[str, str],
    part: str,
) -> Way:
    """Draw the road into a part, and return the way that the part alone hangs by.

    A bridge at the valley's border, a stretch that begins at the border where people are waylaid,
    else the whole road; into the hills it winds.
    """
    if part == HILLS:
        return _draw_pass(roadmap, line, tags)
    if part not in (VALLEY, AMBUSH):
        return roadmap.add(shapely.get_coordinates(line), tags, part)
    inside = shapely.union_all(areas.loc[areas["group"] == part, "shape"].to_numpy())
    if inside.contains(shapely.Point(line.coords[0])):
        line = line.reverse()
    at = line.project(line.intersection(inside.boundary))
    if part == VALLEY:
        own = {**BRIDGE, "name": BRIDGE_NAME}
        return _cut(roadmap, line, at, HALF_BRIDGE_KM, tags, own=own, beyond=part)
    half = HALF_AMBUSHED_KM
    return _cut(roadmap, line, at + half, half, tags, own={}, group=AMBUSHED, beyond=part)


def _draw_pass(roadmap: RoadMap, line: Any, tags: dict[str, str]) -> Way:  # noqa: ANN401
    """Draw a road whose middle winds up and down a slope."""
    length = line.length
    along = np.arange(0.3 * length, 0.7 * length, SWITCHBACK_WAVE_KM / 8)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    step = np.gradient(middle, axis=0)
    across = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(*step.T)[:, None]
    swing = SWITCHBACK_KM * np.sin(2 * np.pi * (along - along[0]) / SWITCHBACK_WAVE_KM)
    points = [
        shapely.get_coordinates(substring(line, 0, along[0]))[:-1],
        middle + swing[:, None] * across,
        shapely.get_coordinates(substring(line, along[-1], length))[1:],
    ]
    return roadmap.add(np.vstack(points), tags, HILLS)


def _draw_roundabout(roadmap: RoadMap, areas: pd.DataFrame) -> None:
    """Draw the capital's roundabout, driven against the clock."""
    ring = _ring(areas.loc[areas["city"] == CAPITAL, ["seat_x", "seat_y"]].to_numpy()[0])
    tags = {**TAGS["trunk"], "junction": "roundabout", "name": "Roundabout of the Four Roads"}
    roadmap.add(np.vstack([ring, ring[:1]]), tags, NORMAL)


def _draw_island_road(roadmap: RoadMap, areas: pd.DataFrame) -> None:
    """Draw the island's one road, through its seat and across most of the island."""
    seat = areas.loc[areas["group"] == ISLAND, ["seat_x", "seat_y"]].to_numpy()[0]
    west, east = seat + np.array([[-4.5, 1.0], [5.0, -0.5]])
    rng = np.random.default_rng(1)
    road = np.vstack([curved(rng, west, seat), curved(rng, seat, east)[1:]])
    roadmap.add(road, {**TAGS[ISLAND], "name": "Island Road"}, ISLAND)
