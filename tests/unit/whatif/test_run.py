"""From what is asked to the tables that would be others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from pipeline.errors import ConfigError, StageError
from pipeline.whatif.run import Asked, question, what_if
from tests.laws.test_travel import CRS
from tests.whatif_layers import drawn_layers

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = "POLYGON ((400000 0, 600000 0, 600000 90000, 400000 90000, 400000 0))"
ROAD = "LINESTRING (500000 55000, 510000 55000)"


def test_an_empty_question_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing is asked; give --close, --open"):
        what_if(tmp_path, "nowhere", Asked(), to=None, inputs=None, tell=print)


def test_a_folder_that_is_not_ours_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").touch()
    with pytest.raises(StageError, match="holds files that no whatif wrote"):
        what_if(tmp_path, "nowhere", Asked(["l"]), to=tmp_path, inputs=None, tell=print)


def test_a_link_in_two_files_and_by_its_id_is_closed_once() -> None:
    layers = drawn_layers({"roads": [{"road_id": "a", "road_class": "primary", "at": ROAD}]})
    this = question(layers, Asked(close=["a-0", "a-0"]))
    assert this.links[["link_id", "deed"]].to_numpy().tolist() == [["a-0", "closed"]]
    assert this.after.is_changed("reach")
    assert not this.after.is_changed("network")


def test_services_of_two_files_with_the_same_ids_are_all_kept(tmp_path: Path) -> None:
    layers = drawn_layers(
        {
            "areas": [{"area_id": "x", "area_name": "X", "at": SQUARE}],
            "roads": [{"road_id": "a", "road_class": "primary", "at": ROAD}],
        }
    )
    files = []
    for name, longitude in (("a", -9.0), ("b", -8.95), ("c", -8.5)):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"name,longitude,latitude\nPost {name},{longitude},0.4975\n", "utf-8")
        files.append(f"health={file}")
    this = question(layers, Asked(add_service=[*files, files[0]]))
    assert sorted(this.services["service_name"]) == ["Post a", "Post a", "Post b", "Post c"]
    assert this.services["service_id"].is_unique
    assert [line for line in this.told if "nobody reaches it" in line] == [
        "Post c: further than 5000 m (travel.max_snap_m) from every road; nobody reaches it"
    ]


def test_a_checkpoint_stays_on_its_road_when_a_greater_one_is_added_beside(tmp_path: Path) -> None:
    layers = drawn_layers(
        {
            "areas": [{"area_id": "x", "area_name": "X", "at": SQUARE}],
            "roads": [{"road_id": "a", "road_class": "tertiary", "at": ROAD}],
            "delays": [{"delay_id": "d", "wait_min": 30.0, "at": "POINT (505000 55020)"}],
        }
    )
    file = tmp_path / "road.geojson"
    line = shapely.LineString([(500_000, 55_020), (510_000, 55_020)])
    gpd.GeoDataFrame({"highway": ["trunk"]}, geometry=[line], crs=CRS).to_file(file)
    this = question(layers, Asked(add_road=[str(file)]))
    network, waits = this.after.table("network"), this.after.table("waits")
    assert set(network["road_class"]) == {"tertiary", "trunk"}
    assert waits[["link_id", "wait_min"]].to_numpy().tolist() == [["a-0", 30.0]]
