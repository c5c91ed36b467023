from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gpxpy
import pytest

from pipeline.exports.links_gpx import links_gpx
from tests import field_region as region

if TYPE_CHECKING:
    from pathlib import Path

    from gpxpy.gpx import GPX

LINKS: dict[str, tuple[str, str | None, float]] = {
    "l1": ("closed", "A", 0),
    "l2": ("closed", "A", 0),
    "l3": ("no_recent_information", "C", 500),
}


def written(path: Path, name: str = "Ford", **told: Any) -> GPX:  # noqa: ANN401
    links_gpx(
        draft=path,
        **{
            "links": region.links(LINKS),
            "link_status": region.link_status({"l1": "r", "l2": "r"}),
            "closure_effects": region.closure_effects({"r": (name, "closed", "rules", 40)}),
            "communities": region.communities(["a"], [1.0]),
            "as_of": region.as_of(),
            **region.SETTING,
            **told,
        },
    )
    return gpxpy.parse(path.read_text(encoding="utf-8"))


def test_tracks_are_reports_with_all_their_links_and_links_that_people_hang_on(
    tmp_path: Path,
) -> None:
    gpx = written(tmp_path / "l.gpx")
    ford, cut = gpx.tracks
    assert [ford.name, str(ford.type), len(ford.segments)] == ["Ford", "closed", 2]
    assert "Cuts off 40 people" in str(ford.description)
    assert [cut.name, str(cut.type), len(cut.segments)] == ["C", "cut", 1]
    assert cut.comment == "500 people lose every way to a hub if it closes"
    places = [(point.longitude, point.latitude) for point in cut.segments[0].points]
    assert places[0][0] == -9
    assert len(places) == 2
    # 1 km east at 8 degrees north.
    assert cut.length_2d() == pytest.approx(1000, rel=0.01)
    assert "2 of 2 roads" in str(gpx.description)


def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    for name, shown in zip(region.HOSTILE, region.SHOWN, strict=True):
        assert written(tmp_path / "l.gpx", name).tracks[0].name == shown


def test_the_file_holds_those_that_matter_most_and_says_how_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.exports.links_gpx.MOST_LINKS", 1)
    gpx = written(tmp_path / "l.gpx")
    assert [track.name for track in gpx.tracks] == ["Ford"]
    assert "1 of 2 roads" in str(gpx.description)


def test_bends_of_less_than_ten_metres_are_left_out(tmp_path: Path) -> None:
    links = region.links(LINKS)
    links.geometry = links.geometry.segmentize(50)
    assert len(links.geometry.iloc[2].coords) == 21
    gpx = written(tmp_path / "l.gpx", links=links)
    assert len(gpx.tracks[1].segments[0].points) == 2


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1.gpx", "2.gpx"):
        written(tmp_path / name)
    assert (tmp_path / "1.gpx").read_bytes() == (tmp_path / "2.gpx").read_bytes()
