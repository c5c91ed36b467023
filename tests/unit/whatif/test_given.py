"""Files of a question: what their columns mean without a region file, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from shapely import LineString

from pipeline.errors import ConfigError, CrsError, SourceError, StageError
from pipeline.whatif import given
from tests.chain import CRS
from tests.whatif_layers import InMemory, drawn_layers

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = "POLYGON ((400000 0, 600000 0, 600000 90000, 400000 90000, 400000 0))"
HERE = "-9,0.5"


@pytest.fixture
def layers() -> InMemory:
    return drawn_layers({"areas": [{"area_id": "x", "area_name": "X", "at": SQUARE}]})


def csv(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def lines(path: Path, crs: str | None = CRS, **columns: list[Any]) -> str:
    line = LineString([(500_000, 1000), (501_000, 1000)])
    count = len(next(iter(columns.values()), [""]))
    moved = [LineString([(x, y + 500 * n) for x, y in line.coords]) for n in range(count)]
    gpd.GeoDataFrame(columns or {"n": [1]}, geometry=moved, crs=crs).to_file(path)
    return str(path)


def test_a_type_is_stated_or_in_a_column(layers: InMemory, tmp_path: Path) -> None:
    plain = csv(tmp_path / "a.csv", "name,longitude,latitude", f"Post,{HERE}")
    table, _ = given.services(layers, f"health={plain}")
    assert table[["service_name", "service_type"]].to_numpy().tolist() == [["Post", "health"]]
    typed = csv(tmp_path / "b.csv", "name,type,longitude,latitude", f"Post,school,{HERE}")
    table, _ = given.services(layers, typed)
    assert table["service_type"].tolist() == ["school"]


def test_types_that_the_region_does_not_have_are_refused(layers: InMemory, tmp_path: Path) -> None:
    plain = csv(tmp_path / "a.csv", "name,longitude,latitude", f"Post,{HERE}")
    with pytest.raises(ConfigError, match="'spa' is no service type of the region; its types are"):
        given.services(layers, f"spa={plain}")
    with pytest.raises(SourceError, match=r"write TYPE=a\.csv, or add a column `service_type`"):
        given.services(layers, plain)
    typed = csv(tmp_path / "b.csv", "type,longitude,latitude", f"spa,{HERE}")
    with pytest.raises(ConfigError, match=r"b\.csv: column type: 'spa'"):
        given.services(layers, typed)
    bare = csv(tmp_path / "c.csv", "type,longitude,latitude", f"health,{HERE}", f",{HERE}")
    with pytest.raises(SourceError, match="column type is empty"):
        given.services(layers, bare)


def test_a_file_whose_name_has_an_equals_sign_is_a_file(layers: InMemory, tmp_path: Path) -> None:
    typed = csv(tmp_path / "health=1.csv", "type,longitude,latitude", f"school,{HERE}")
    assert given.services(layers, typed)[0]["service_type"].tolist() == ["school"]


def test_roads_without_a_class_are_unclassified_and_it_is_said(
    layers: InMemory, tmp_path: Path
) -> None:
    table, notes = given.roads(layers, lines(tmp_path / "a.gpkg"))
    assert table["road_class"].tolist() == ["unclassified"]
    assert "a.gpkg: its roads are taken as `unclassified`" in notes[-1]
    file = lines(tmp_path / "b.gpkg", fclass=["primary", None])
    table, notes = given.roads(layers, file)
    assert sorted(table["road_class"]) == ["primary", "unclassified"]
    assert "b.gpkg: roads without a class are taken" in notes[-1]
    table, notes = given.roads(layers, lines(tmp_path / "c.gpkg", highway=["track"]))
    assert table["road_class"].tolist() == ["track"]
    assert not any("unclassified" in note for note in notes)


def test_a_closure_is_one_whatever_its_status_says(layers: InMemory, tmp_path: Path) -> None:
    file = csv(tmp_path / "a.csv", "name,status,longitude,latitude", f"Ford,nonsense,{HERE}")
    table, notes = given.closures(layers, file)
    assert table["closure_name"].tolist() == ["Ford"]
    assert not any("nonsense" in note for note in notes)


def test_a_file_that_is_not_there_is_said(layers: InMemory) -> None:
    for read in (given.roads, given.closures):
        with pytest.raises(StageError, match=r"nowhere\.csv: no such file"):
            read(layers, "nowhere.csv")
    with pytest.raises(StageError, match="an empty name: no such file"):
        given.roads(layers, "")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_no_reference_system_says_how_to_state_one(layers: InMemory, tmp_path: Path) -> None:
    with pytest.raises(CrsError, match=r"a shapefile needs its \.prj beside it"):
        given.roads(layers, lines(tmp_path / "bare.shp", None))
