"""Files for field devices of the made-up region, read by other programs' readers."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import gpxpy
import pyogrio
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sample_project import Built

BASE = "dry-4x4"


def exported(sample: Built, name: str) -> Path:
    return next((sample.project / "layers" / "sample").rglob(f"*{name}"))


def test_way_points_are_all_communities_with_the_status_of_their_way_to_a_hub(
    sample: Built,
) -> None:
    gpx = gpxpy.parse(exported(sample, "communities.gpx").read_text(encoding="utf-8"))
    reach = sample.table("reach")
    own = reach[(reach["service_type"] == "hub") & (reach["scenario"] == BASE)]
    kinds = [point.type for point in gpx.waypoints]
    assert {kind: kinds.count(kind) for kind in kinds} == own["status"].value_counts().to_dict()
    not_reached = int((own["status"] != "reachable").sum())
    assert not_reached > 0
    assert "reachable" not in kinds[:not_reached]


def test_tracks_tell_of_the_closed_bridge_and_the_people_behind_it(sample: Built) -> None:
    gpx = gpxpy.parse(exported(sample, "links.gpx").read_text(encoding="utf-8"))
    effects = sample.table("closure_effects").set_index("closure_name")
    first = gpx.tracks[0]
    people = effects["people_cut_off"][str(first.name)]
    assert people == effects["people_cut_off"].max()
    assert f"Cuts off {people:,.0f} people" in str(first.description)
    kinds = [str(track.type) for track in gpx.tracks]
    assert kinds == sorted(kinds, key=["closed", "warning", "cut"].index)


@pytest.mark.parametrize(
    ("folder", "table"), [("Hubs", "hubs"), ("Reports", "closures"), ("Unreachable", None)]
)
def test_the_map_file_has_a_mark_for_each_hub_and_report(
    sample: Built, folder: str, table: str | None
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        marks = pyogrio.read_dataframe(exported(sample, ".kml"), layer=folder)
    if table:
        assert len(marks) == len(sample.table(table))
    assert marks["Name"].notna().all()
    west, south, east, north = marks.total_bounds
    assert 3 < west <= east < 7, "the region's longitudes"
    assert -1 < south <= north < 3
