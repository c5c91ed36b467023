from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from pipeline.config import Delays
from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.delays import delays

CRS = "EPSG:32635"
AREAS = gpd.GeoDataFrame(
    {"area_id": ["a"]}, geometry=[shapely.box(500_000, 0, 610_000, 110_000)], crs=CRS
)
HERE, THERE, FAR = "27.5,0.5", "27.6,0.5", "32,5"
HEADER = "id,name,longitude,latitude,minutes,kind"


def read(*files: Path, **spec: object) -> Read:
    entry = Delays.model_validate({"file": "d.csv", **spec}).model_dump(mode="json")
    return delays(files=files, areas=AREAS, specs=[entry] * len(files), margin_km=50)


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_table_of_points(tmp_path: Path) -> None:
    path = write(tmp_path / "d.csv", f"7,Pont,{HERE},15,Checkpoint", f"8,,{THERE},240.5,")
    table = conform("delays", read(path, id="id", name="name").table)
    assert table["delay_id"].tolist() == ["7", "8"]
    assert table["delay_name"].tolist()[0] == "Pont"
    assert table["kind"].tolist()[0] == "checkpoint"
    assert table[["delay_name", "kind"]].isna().to_numpy().tolist() == [[False] * 2, [True] * 2]
    assert table["wait_min"].tolist() == [15, 240.5]
    assert table.crs == AREAS.crs


def test_geojson_and_columns_of_other_names(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"attente": [30], "type": ["border"]}, geometry=[shapely.Point(27.5, 0.5)], crs="EPSG:4326"
    )
    frame.to_file(tmp_path / "d.geojson")
    table = conform("delays", read(tmp_path / "d.geojson", minutes="attente", kind="type").table)
    assert table[["kind", "wait_min", "source"]].to_numpy().tolist() == [
        ["border", 30.0, "d.geojson"]
    ]
    assert table["delay_id"].str.startswith("delay-").all()


def test_no_file_gives_an_empty_table() -> None:
    assert len(conform("delays", read().table)) == 0


@pytest.mark.parametrize("minutes", ["-1", "long", "", "10081", "inf"])
def test_waits_that_cannot_be_are_rejected(tmp_path: Path, minutes: str) -> None:
    good = [f"{n},,{HERE},{n},checkpoint" for n in range(5)]
    found = read(write(tmp_path / "d.csv", *good, f"9,,{HERE},{minutes},x"), id="id")
    assert found.table["delay_id"].tolist() == list("01234")
    assert found.rejected[["row", "action"]].to_numpy().tolist() == [[6, "rejected"]]
    assert f"minutes '{minutes}' is no number of minutes" in found.rejected["reason"][0]


def test_a_week_is_the_longest_wait(tmp_path: Path) -> None:
    path = write(tmp_path / "d.csv", f"7,,{HERE},10080,", f"8,,{HERE},0,")
    assert read(path).table["wait_min"].sum() == 10080


def test_far_ones_are_outside_and_another_regions_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "d.csv", f"7,,{HERE},5,", f"8,,{FAR},5,")
    found = read(path, id="id")
    assert found.table["delay_id"].tolist() == ["7"]
    assert found.rejected["action"].tolist() == ["outside"]
    with pytest.raises(SourceError, match="no point lies within 50 km"):
        read(write(tmp_path / "e.csv", f"8,,{FAR},5,"))


def test_nobody_waits_twice_for_what_two_rows_or_files_say(tmp_path: Path) -> None:
    row = f",A,{HERE},5,border"
    one = write(tmp_path / "a.csv", row, row, f",A,{HERE},6,border")
    two = write(tmp_path / "b.csv", row, f",B,{HERE},5,border")
    found = read(one, two, name="name")
    assert sorted(found.table["wait_min"]) == [5, 5, 6]
    assert found.rejected[["source", "action"]].to_numpy().tolist() == [
        ["a.csv", "merged"],
        ["b.csv", "merged"],
    ]
    again = read(two, one, name="name")
    assert set(again.table["delay_id"]) == set(found.table["delay_id"])


def test_ids_of_two_files_are_told_apart(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", f"1,A,{HERE},5,border")
    two = write(tmp_path / "b.csv", f"1,B,{THERE},5,border")
    assert read(one, two, id="id").table["delay_id"].tolist() == ["1", "1~2"]


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "d.csv", f"{HERE},5", header="longitude,latitude,minute")
    with pytest.raises(SourceError, match="did you mean 'minute'"):
        read(path)
    with pytest.raises(SourceError, match="no column 'sort'"):
        read(path, minutes="minute", kind="sort")
