from __future__ import annotations

import gpxpy
from gpxpy.gpx import GPXWaypoint

from pipeline.formats.gpx import started, text_of


def test_a_file_is_read_as_it_was_written() -> None:
    gpx = started("<Way & more>", "What it is")
    gpx.waypoints.append(GPXWaypoint(5.25, 10.5, name="Bo"))
    text = text_of(gpx)
    back = gpxpy.parse(text)
    assert (back.name, back.description, back.version) == ("<Way & more>", "What it is", "1.1")
    assert [(one.latitude, one.longitude, one.name) for one in back.waypoints] == [
        (5.25, 10.5, "Bo")
    ]
    assert text == text_of(gpx)
