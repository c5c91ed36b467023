from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from pipeline.config import Places
from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.places import places

IN_A, IN_B, OUT = "-8.95,8.18", "-8.85,8.18", "-8.70,8.18"


def areas() -> gpd.GeoDataFrame:
    """Two squares of 10 km side by side."""
    shapes = [
        shapely.box(500_000, 900_000, 510_000, 910_000),
        shapely.box(510_000, 900_000, 520_000, 910_000),
    ]
    return gpd.GeoDataFrame({"area_id": ["A", "B"]}, geometry=shapes, crs="EPSG:32629")


def written(folder: Path, *rows: str, name: str = "p.csv", header: str = "") -> Path:
    path = folder / name
    path.write_text("\n".join([header or "lon,lat,id,name,fclass,pop", *rows]) + "\n")
    return path


def read(*paths: Path, **spec: object) -> Read:
    given = {"file": "p.csv", "id": "id", "name": "name", "people": "pop", **spec}
    entry = Places.model_validate(given)
    specs = [entry.model_dump(mode="json")] * len(paths)
    return places(files=list(paths), areas=areas(), specs=specs)


def test_places_lie_in_an_area_and_have_class_and_people(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"{IN_A},1,Bo,town,1 200", f"{IN_B},2,,hamlet,0", f"{IN_B},3,Po,,-5",
        f"{OUT},4,Far,town,9",
    )  # fmt: skip
    got = read(path)
    table = conform("places", got.table)
    assert table["place_id"].tolist() == ["1", "2", "3"]
    assert table["place_class"].tolist() == ["town", "hamlet", "village"]
    assert table["area_id"].tolist() == ["A", "B", "B"]
    assert table["people"].tolist()[0] == 1200
    assert table["people"].isna().tolist() == [False, True, True]
    assert table["place_name"].isna().tolist() == [False, True, False]
    assert got.rejected.to_numpy().tolist() == [["p.csv", 4, "outside", "outside all areas"]]


def test_classes_are_mapped_and_dropped(tmp_path: Path) -> None:
    path = written(tmp_path, f"{IN_A},1,Bo,Ville,", f"{IN_A},2,Po,ocean,", f"{IN_A},3,Mo,town,")
    got = read(path, classes={"Ville": "city", "ocean": ""})
    assert got.table["place_class"].tolist() == ["city", "town"]
    assert "p.csv: 1 rows left out by `classes`" in got.notes
    assert got.rejected.empty


def test_a_file_without_class_has_the_default(tmp_path: Path) -> None:
    path = written(tmp_path, f"{IN_A},1,Bo", header="lon,lat,id,name")
    got = read(path, people=None, default_class="hamlet")
    assert got.table["place_class"].tolist() == ["hamlet"]
    assert got.table["people"].isna().all()


def test_repeated_ids_are_rejected_and_other_files_are_numbered(tmp_path: Path) -> None:
    rows = [f"{IN_A},{n},P{n},town," for n in range(1, 6)]
    one = written(tmp_path, *rows, f"{IN_B},5,Other,town,")
    other = written(tmp_path, f"{IN_B},1,Elsewhere,town,", name="q.csv")
    got = read(one, other)
    assert sorted(got.table["place_id"]) == ["1", "1~2", "2", "3", "4", "5"]
    assert got.rejected["action"].tolist() == ["rejected"]
    assert got.rejected["reason"].str.match("id 5 is taken by row [56]").all()


def test_row_order_does_not_show(tmp_path: Path) -> None:
    rows = [f"{IN_A},,Bo,town,5", f"{IN_B},,Bo,town,", f"{IN_A},,Po,,", f"{IN_B},7,X,,"]
    one = conform("places", read(written(tmp_path, *rows)).table)
    other = conform("places", read(written(tmp_path, *reversed(rows))).table)
    assert one.equals(other)


def test_no_file_is_an_empty_table() -> None:
    assert conform("places", read().table).empty


def test_most_rows_unusable_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, f"{IN_A},1,Bo,town,", "x,y,2,Po,town,")
    with pytest.raises(SourceError, match="1 of 2 rows cannot be used"):
        read(path)
