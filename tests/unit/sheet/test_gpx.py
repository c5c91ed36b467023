from __future__ import annotations

import gpxpy

from pipeline.paper.positions import Position
from pipeline.sheet.gpx import gpx_text

HERE, THERE = Position(8.4791234567, -13.2679), Position(-0.5, 9.25)


def test_a_receiver_reads_points_route_and_tracks() -> None:
    text = gpx_text(
        "To C",
        [("C <script> & $\\frac", "Residence", HERE)],
        [("hub", THERE), ("C", HERE)],
        [("way", [THERE, HERE]), ("none", []), ("other", [HERE, THERE])],
    )
    found = gpxpy.parse(text)
    assert found.version == "1.1"
    (point,) = found.waypoints
    assert (point.latitude, point.longitude) == (8.479123, -13.2679)
    assert (point.name, point.symbol) == ("C <script> & $\\frac", "Residence")
    assert [(p.name, p.latitude) for p in found.routes[0].points] == [
        ("hub", -0.5),
        ("C", 8.479123),
    ]
    assert [track.name for track in found.tracks] == ["way", "other"]
    bends = [(p.latitude, p.longitude) for p in found.tracks[1].segments[0].points]
    assert bends == [(8.479123, -13.2679), (-0.5, 9.25)]


def test_a_community_without_a_way_has_points_alone_and_no_time_of_writing() -> None:
    text = gpx_text("T", [("C", "Residence", HERE)], [], [("way", [])])
    found = gpxpy.parse(text)
    assert (len(found.waypoints), found.routes, found.tracks) == (1, [], [])
    assert found.time is None
    assert text == gpx_text("T", [("C", "Residence", HERE)], [], [("way", [])])


def test_marks_that_xml_has_no_room_for_are_left_out() -> None:
    found = gpxpy.parse(gpx_text("a\x00b\u202ec\n\td", [], [], []))
    assert found.name == "abc d"
