"""Which links a question closes and opens, on a road of three links, the middle one a bridge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from pipeline.errors import ConfigError, SourceError
from pipeline.whatif.statuses import turned
from tests.chain import CRS
from tests.whatif_layers import InMemory, drawn_layers

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = "POLYGON ((-9000 -9000, 9000 -9000, 9000 9000, -9000 9000, -9000 -9000))"
WEST, BRIDGE, EAST = "west-0", "bridge-0", "east-0"


def river(**reports: str) -> InMemory:
    """West, bridge and east, a kilometre each; reports by what they say of which kilometre."""
    roads = [
        {"road_id": name, "road_class": "primary", "is_bridge": name == "bridge",
         "at": f"LINESTRING ({1000 * n} 0, {1000 * n + 1000} 0)"}
        for n, name in enumerate(("west", "bridge", "east"))
    ]  # fmt: skip
    closures = [
        {"closure_id": name, "status": status, "at": f"POINT ({x} 0)"}
        for (name, status), x in zip(reports.items(), (500, 1500, 2500), strict=False)
    ]
    square = {"area_id": "x", "area_name": "X", "at": SQUARE}
    return drawn_layers({"areas": [square], "roads": roads, "closures": closures})


def file_of(path: Path, wkt: str, **told: str) -> str:
    shape = shapely.from_wkt(wkt)
    columns = {name: [value] for name, value in (told or {"n": "1"}).items()}
    gpd.GeoDataFrame(columns, geometry=[shape], crs=CRS).to_file(path)
    return str(path)


def statuses(told: Any) -> dict[str, str]:  # noqa: ANN401  what `turned` returns
    return dict(told.link_status.set_index("link_id")["status"])


def test_the_questions_word_is_the_last() -> None:
    layers = river(r1="closed", r2="warning")
    told = turned(layers, [BRIDGE], [WEST])
    assert statuses(told) == {WEST: "open", BRIDGE: "closed"}
    assert (told.closed, told.opened, told.told) == ([BRIDGE], [WEST], [])
    assert statuses(turned(layers, [], [])) == {WEST: "closed", BRIDGE: "warning"}


def test_what_is_so_already_is_told_and_does_not_count_as_turned() -> None:
    told = turned(river(r1="closed"), [WEST], [EAST])
    assert (told.closed, told.opened) == ([], [])
    assert told.told == [f"closed already: link {WEST}", f"closed by no report: link {EAST}"]


def test_a_status_that_is_unknown_counts_as_closed_and_becomes_it() -> None:
    told = turned(river(r1="unknown"), [WEST], [])
    assert told.told == [f"unknown, which counts as closed, already: link {WEST}"]
    assert statuses(told) == {WEST: "closed"}


def test_what_is_closed_and_opened_is_refused() -> None:
    with pytest.raises(ConfigError, match=f"closed and opened at once: {WEST}"):
        turned(river(), [WEST, EAST], [WEST])


@pytest.mark.parametrize("value", ["wets-0", "west", "west-1"])
def test_an_unknown_link_is_refused_with_its_like(value: str) -> None:
    with pytest.raises(ConfigError, match=f"did you mean {WEST}"):
        turned(river(), [value], [])


def test_a_point_closes_the_link_it_lies_on(tmp_path: Path) -> None:
    file = file_of(tmp_path / "p.gpkg", "POINT (2500 20)", status="open")
    assert turned(river(), [file], []).closed == [EAST]


GROUND = "POLYGON ((500 -100, 1500 -100, 1500 100, 500 100, 500 -100))"


def test_a_closed_polygon_spares_bridges_and_says_so(tmp_path: Path) -> None:
    told = turned(river(), [file_of(tmp_path / "flood.gpkg", GROUND)], [])
    assert told.closed == [WEST]
    assert f"flood.gpkg: bridges within a polygon stay open (link {BRIDGE})" in told.told[1]
    file = file_of(tmp_path / "deep.gpkg", GROUND, closes_bridges="yes")
    assert turned(river(), [file], []).closed == [BRIDGE, WEST]


def test_an_opened_polygon_opens_bridges_too(tmp_path: Path) -> None:
    layers = river(r1="closed", r2="closed", r3="closed")
    told = turned(layers, [], [file_of(tmp_path / "dry.gpkg", GROUND)])
    assert told.opened == [BRIDGE, WEST]
    assert statuses(told) == {WEST: "open", BRIDGE: "open", EAST: "closed"}


def test_a_place_on_no_road_is_refused_with_its_distance(tmp_path: Path) -> None:
    file = file_of(tmp_path / "p.gpkg", "POINT (500 1234)", name="Ford")
    with pytest.raises(SourceError, match="'Ford' is 1,234 m from the nearest road"):
        turned(river(), [file], [])
