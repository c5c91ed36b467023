from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import gpxpy

from pipeline.exports.communities_gpx import communities_gpx
from tests import field_region as region

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from gpxpy.gpx import GPX

STATES = [("unreachable", "no_road"), ("conditional", "season"), ("unknown", "map_gap")]


def written(path: Path, names: list[str], states: list[tuple[str, str]], **told: Any) -> GPX:  # noqa: ANN401
    communities_gpx(
        draft=path,
        communities=region.communities(names, [float(9 - n) for n in range(len(names))]),
        reach=region.reach(states),
        hubs=region.hubs(),
        as_of=region.as_of(),
        **{**region.SETTING, **told},
    )
    return gpxpy.parse(path.read_text(encoding="utf-8"))


def test_way_points_have_place_name_reason_and_symbol(tmp_path: Path) -> None:
    gpx = written(tmp_path / "c.gpx", ["a", "b", "c"], STATES)
    assert gpx.name == "East"
    assert "3 of 3 communities: those that do not reach a hub first" in str(gpx.description)
    found = [(one.name, one.symbol, one.type) for one in gpx.waypoints]
    assert found == [
        ("a", "Flag, Red", "unreachable"),
        ("b", "Flag, Blue", "conditional"),
        ("c", "Navaid, White", "unknown"),
    ]
    first = gpx.waypoints[0]
    assert first.comment == "Unreachable: No road within walking distance. 9 people."
    assert first.longitude == -9
    assert 8.1 < first.latitude < 8.2, "900 km north of the equator"


def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    states = [STATES[0]] * len(region.HOSTILE)
    gpx = written(tmp_path / "c.gpx", region.HOSTILE, states, title=region.HOSTILE[5])
    assert [one.name for one in gpx.waypoints] == region.SHOWN
    assert gpx.name == region.SHOWN[5]
    root = ET.fromstring((tmp_path / "c.gpx").read_bytes())  # noqa: S314  our own
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags == {"gpx", "metadata", "wpt", "name", "desc", "cmt", "sym", "type"}


def test_the_file_holds_those_that_matter_most_and_says_how_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.exports.communities_gpx.MOST_PLACES", 2)
    states = [("reachable", "ok"), ("reachable", "ok"), ("unknown", "map_gap")]
    gpx = written(tmp_path / "c.gpx", ["a", "b", "c"], states)
    assert [one.name for one in gpx.waypoints] == ["c", "a"]
    assert "2 of 3 communities" in str(gpx.description)


def test_the_file_speaks_the_language_that_is_asked_for(tmp_path: Path) -> None:
    gpx = written(tmp_path / "c.gpx", ["a"], [("reachable", "ok")], language="fr")
    assert "30 min jusqu'à Port" in str(gpx.waypoints[0].description)


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1.gpx", "2.gpx"):
        written(tmp_path / name, ["a", "b", "c"], STATES)
    assert (tmp_path / "1.gpx").read_bytes() == (tmp_path / "2.gpx").read_bytes()
