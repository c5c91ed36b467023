"""The way for a receiver: a GPX file with way points, a route and a track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpxpy.gpx import (
    GPXRoute,
    GPXRoutePoint,
    GPXTrack,
    GPXTrackPoint,
    GPXTrackSegment,
    GPXWaypoint,
)

from pipeline.formats.gpx import DIGITS, started, text_of
from pipeline.paper.lettering import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.paper.positions import Position


def gpx_text(
    title: str,
    points: Sequence[tuple[str, str, Position]],
    route: Sequence[tuple[str, Position]],
    tracks: Sequence[tuple[str, Sequence[Position]]],
) -> str:
    """Return a GPX 1.1 file in WGS 84, the same text for the same values.

    A track of fewer than two places is left out, and so is an empty route.

    Parameters
    ----------
    title
        Name of the file and the route.
    points
        Way points: name, symbol, place.
    route
        Names and places to steer to, in order.
    tracks
        Names, and every bend of each way.
    """
    about = "Estimates from mapped roads and reports; check before you drive."
    gpx = started(plain(title), about)
    for name, symbol, at in points:
        gpx.waypoints.append(GPXWaypoint(*_rounded(at), name=plain(name), symbol=symbol))
    if route:
        points_on_it = [GPXRoutePoint(*_rounded(at), name=plain(name)) for name, at in route]
        gpx.routes.append(GPXRoute(name=plain(title)))
        gpx.routes[0].points.extend(points_on_it)
    for name, track in tracks:
        if len(track) > 1:
            segment = GPXTrackSegment([GPXTrackPoint(*_rounded(at)) for at in track])
            gpx.tracks.append(GPXTrack(name=plain(name)))
            gpx.tracks[-1].segments.append(segment)
    return text_of(gpx)


def _rounded(at: Position) -> tuple[float, float]:
    return round(at.latitude, DIGITS), round(at.longitude, DIGITS)
