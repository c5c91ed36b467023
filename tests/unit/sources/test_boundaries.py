from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.config import Areas
from pipeline.errors import CrsError, SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.boundaries import areas

CRS = "EPSG:32629"
CORNERS = [(510_000, 900_000), (520_000, 910_000), (520_000, 900_000), (510_000, 910_000)]
BOW_TIE = shapely.Polygon(CORNERS)


def square(column: int) -> shapely.Polygon:
    """Return 10 km by 10 km, so many squares east of the zone's middle."""
    west = 500_000 + column * 10_000
    return shapely.box(west, 900_000, west + 10_000, 910_000)


def written(folder: Path, codes: list[str | None], shapes: list[Any], **columns: object) -> Path:
    path = folder / "areas.gpkg"
    gpd.GeoDataFrame({"code": codes, **columns}, geometry=shapes, crs=CRS).to_file(path)
    return path


def read(path: Path, crs: str | None = CRS, **spec: object) -> Read:
    entry = Areas.model_validate({"file": path.name, "id": ["code"], "level": 3, **spec})
    return areas(files=[path], specs=[entry.model_dump(mode="json")], crs=crs)


def test_areas_have_code_name_level_and_ground(tmp_path: Path) -> None:
    path = written(tmp_path, ["a", "b"], [square(0), square(1)], label=["Aa", None])
    got = read(path, name="label", adm1_name="label")
    table = conform("areas", got.table)
    assert table["area_id"].tolist() == ["a", "b"]
    assert table["area_name"].tolist() == ["Aa", "b"]
    assert table["level"].tolist() == [3, 3]
    assert table["adm1_name"].tolist()[0] == "Aa"
    assert table["adm1_id"].isna().all()
    assert table["area_km2"].tolist() == pytest.approx([100.08, 100.08], abs=0.02)
    assert not table["is_mended"].any()
    assert got.notes == ["areas.gpkg: 2 rows, 2 kept"]


def test_the_zone_is_estimated_where_none_is_stated(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    gpd.GeoDataFrame({"code": ["a"]}, geometry=[square(0)], crs=CRS).to_crs(4326).to_file(path)
    assert read(path, crs=None).table.crs == CRS
    with pytest.raises(CrsError, match="does not measure in metres"):
        read(path, crs="EPSG:4326")


@pytest.mark.parametrize("level", [1, 2])
def test_an_area_is_its_own_division_at_that_level(tmp_path: Path, level: int) -> None:
    table = read(written(tmp_path, ["a"], [square(0)], label=["Aa"]), name="label", level=level)
    row = table.table.iloc[0]
    assert row[f"adm{level}_id"] == "a"
    assert row[f"adm{level}_name"] == "Aa"
    assert pd.isna(row[f"adm{3 - level}_id"])


def test_several_columns_make_a_code_and_gaps_are_left_out(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ["1", "1", None, None],
        [square(0), square(1), square(2), square(3)],
        label=["x", None, "y", None],
    )
    got = read(path, id=["code", "label"])
    ids = got.table["area_id"].tolist()
    assert ids[:3] == ["1/x", "1", "y"]
    assert ids[3].startswith("noid-")
    assert f"1 rows have no value in code, label: {ids[3]}" in got.notes[1]
    again = read(written(tmp_path, [None], [square(3)], label=[None]), id=["code", "label"])
    assert again.table["area_id"].tolist() == [ids[3]]


def test_areas_that_share_a_code_are_numbered_from_west_to_east(tmp_path: Path) -> None:
    for order in ([0, 1, 2], [2, 0, 1]):
        path = written(tmp_path, ["a"] * 3, [square(column) for column in order])
        got = read(path)
        west = got.table.set_index("area_id").bounds["minx"]
        assert west.to_dict() == {"a": 500_000, "a~2": 510_000, "a~3": 520_000}
        assert "3 areas share a code" in got.notes[1]


def test_the_same_outline_twice_is_one_area(tmp_path: Path) -> None:
    got = read(written(tmp_path, ["a", "a", "b"], [square(0), square(0), square(1)]))
    assert got.table["area_id"].tolist() == ["a", "b"]
    assert got.rejected["action"].tolist() == ["merged"]
    assert got.rejected["reason"].tolist() == ["the same code and outline as row 1"]


def test_broken_rings_are_mended_and_said(tmp_path: Path) -> None:
    got = read(written(tmp_path, ["a", "b"], [square(0), BOW_TIE]))
    table = conform("areas", got.table)
    assert table["is_mended"].tolist() == [False, True]
    assert table.is_valid.all()
    assert table.area.tolist() == [1e8, 5e7]
    assert got.notes[1] == "areas.gpkg: 1 invalid outlines were mended: b"


def test_rows_without_surface_are_rejected_with_their_row(tmp_path: Path) -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    shapes = [*(square(column) for column in range(8)), None, line]
    got = read(written(tmp_path, list("abcdefghij"), shapes))
    assert len(got.table) == 8
    assert got.rejected[["row", "reason"]].to_numpy().tolist() == [
        [9, "geometry is empty"],
        [10, "geometry is a LineString without any surface"],
    ]
    with pytest.raises(SourceError, match="no row has a polygon"):
        read(written(tmp_path, ["a"], [line]))


def test_over_a_fifth_without_outline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="2 of 5 rows cannot be used"):
        read(written(tmp_path, list("abcde"), [*map(square, range(3)), None, None]))


def test_a_missing_column_and_a_plain_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no column 'cod' \(did you mean 'code'\?\)"):
        read(written(tmp_path, ["a"], [square(0)]), id=["cod"])
    (tmp_path / "t.csv").write_text("code\na\n")
    with pytest.raises(SourceError, match="a table has no boundaries"):
        read(tmp_path / "t.csv")


def test_a_reference_system_that_stretches_the_ground_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ["a"], [shapely.affinity.translate(square(0), 0, 4_000_000)])
    assert len(read(path).table) == 1
    with pytest.raises(CrsError, match=r"EPSG:3857.*up to 1\.9\d times off its ground; leave it"):
        read(path, crs="EPSG:3857")


def test_areas_on_both_sides_of_the_date_line_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    shapes = [shapely.box(179, 1, 180, 2), shapely.box(-180, 1, -179, 2)]
    gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=shapes, crs="EPSG:4326").to_file(path)
    with pytest.raises(SourceError, match="across the 180th meridian"):
        read(path, crs=None)
