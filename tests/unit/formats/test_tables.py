import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.errors import CrsError, SourceError
from pipeline.formats.tables import (
    find_column,
    numbers,
    read_frame,
    recode,
    require,
    stack,
    texts,
    texts_of,
)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def squares(crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    return gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=shapes, crs=crs)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_seen(tmp_path: Path, separator: str) -> None:
    path = written(tmp_path, "t.csv", f"a{separator}b\n1{separator} x \n{separator}y\n")
    frame = read_frame(path, {})
    assert frame["a"].tolist()[0] == "1"
    assert frame["a"].isna().tolist() == [False, True]
    assert frame["b"].tolist() == ["x", "y"]
    assert frame.index.tolist() == [1, 2]
    assert frame.index.name == "row"


def test_a_comma_in_a_quoted_header_is_no_separator(tmp_path: Path) -> None:
    frame = read_frame(written(tmp_path, "t.csv", '"a, b, c";d\n1;2\n'), {})
    assert frame.columns.tolist() == ["a, b, c", "d"]


def test_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert read_frame(written(tmp_path, "t.csv", b"\xef\xbb\xbfa,b\n1,2\n"), {}).columns[0] == "a"
    utf16 = written(tmp_path, "u.csv", "a,b\n1,2\n".encode("utf-16"))
    assert read_frame(utf16, {}).columns[0] == "a"


def test_latin_1_is_read_where_utf_8_fails(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "name\nHôpital\n".encode("latin-1"))
    assert read_frame(path, {})["name"].tolist() == ["Hôpital"]
    with pytest.raises(SourceError, match="is not utf-8"):
        read_frame(path, {"encoding": "utf-8"})
    with pytest.raises(SourceError, match="'nope' is not known"):
        read_frame(path, {"encoding": "nope"})


def test_hxl_tags_are_no_row_but_keep_their_number(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "code,total\n#adm1+code,#population\nA,5\n")
    frame = read_frame(path, {})
    assert frame["code"].tolist() == ["A"]
    assert frame.index.tolist() == [2]


def test_blank_rows_are_left_out_and_keep_their_number(tmp_path: Path) -> None:
    frame = read_frame(written(tmp_path, "t.csv", "a,b\n1,2\n,\n\n3,4\n\n"), {})
    assert frame.index.tolist() == [1, 4]


def test_na_is_null(tmp_path: Path) -> None:
    frame = read_frame(written(tmp_path, "t.csv", "a,b\nNA,1\nnull,2\nNadia,3\n"), {})
    assert frame["a"].isna().tolist() == [True, True, False]


def test_a_workbook_is_text(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"code": ["007"], "n": [12], "x": [1.5]}).to_excel(
            book, sheet_name="one", index=False
        )
        pd.DataFrame({"code": ["B"]}).to_excel(book, sheet_name="two", index=False)
    assert read_frame(path, {}).iloc[0].tolist() == ["007", "12", "1.5"]
    assert read_frame(path, {"sheet": "two"})["code"].tolist() == ["B"]
    with pytest.raises(SourceError, match="no sheet 'three'; its sheets are: one, two"):
        read_frame(path, {"sheet": "three"})


@pytest.mark.parametrize("name", ["t.geojson", "t.gpkg", "t.shp", "t.parquet"])
def test_geometry_and_its_system_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("parquet"):
        squares().rename_geometry("shape").to_parquet(path)
    else:
        squares().to_file(path)
    frame = read_frame(path, {})
    assert frame.crs == "EPSG:4326"
    assert frame.index.tolist() == [1, 2]
    assert frame.total_bounds.tolist() == [0, 0, 2, 1]
    assert frame["code"].tolist() == ["a", "b"]


def test_a_shapefile_in_a_zip_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "sub"
    folder.mkdir()
    squares().to_file(folder / "t.shp")
    path = Path(shutil.make_archive(str(tmp_path / "all"), "zip", tmp_path, "sub"))
    assert len(read_frame(path, {})) == 2
    with pytest.raises(SourceError, match="the zip holds no 'u'"):
        read_frame(path, {"layer": "u"})


def test_a_layer_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.gpkg"
    squares().to_file(path, layer="one")
    assert len(read_frame(path, {"layer": "one"})) == 2
    with pytest.raises(SourceError, match="no layer 'two'; its layers are: one"):
        read_frame(path, {"layer": "two"})


def test_no_system_is_an_error_that_says_how_to_state_one(tmp_path: Path) -> None:
    path = tmp_path / "t.shp"
    squares().to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(CrsError, match='crs = "EPSG:4326"'):
        read_frame(path, {})
    assert read_frame(path, {"crs": "EPSG:32629"}).crs == "EPSG:32629"
    with pytest.raises(CrsError, match="'nonsense' is no known reference system"):
        read_frame(path, {"crs": "nonsense"})


def test_metres_that_claim_to_be_degrees_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    squares("EPSG:32629").translate(300_000, 900_000).set_crs(
        "EPSG:4326", allow_override=True
    ).to_file(path)
    with pytest.raises(CrsError, match="coordinates reach 900,001"):
        read_frame(path, {})
    assert read_frame(path, {"crs": "EPSG:32629"}).crs == "EPSG:32629"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.csv: no such file; put it there"):
        read_frame(tmp_path / "gone.csv", {})
    with pytest.raises(SourceError, match="is a folder"):
        read_frame(tmp_path, {})


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("t.csv", b"", "is empty"),
        ("t.csv", b"a,b\n1,2\n1,2,3\n", "line 3"),
        ("t.csv", b"a,b\n1,2,3\n1,2,3\n", "more cells than its header"),
        ("t.csv", bytes(range(256)), "not text"),
        ("t.xlsx", b"PK broken", "not a readable workbook"),
        ("t.geojson", b'{"type": "FeatureCollection", "features": [', "not a readable file"),
        ("t.gpkg", b"SQLite format 3\x00 broken", "not a readable file"),
        ("t.shp", b"\x00" * 24 + b"\x00\x01\x00\x00", "cut off: 28 bytes of 131,072"),
        ("t.parquet", b"PAR1", "not a readable GeoParquet file"),
        ("t.zip", b"PK broken", "not a readable zip"),
        ("t.pdf", b"x", r"\.pdf is no known kind of file; known: \.csv"),
    ],
)
def test_a_broken_file_is_a_source_error(
    tmp_path: Path, name: str, content: bytes, fault: str
) -> None:
    with pytest.raises(SourceError, match=fault):
        read_frame(written(tmp_path, name, content), {})


def test_a_missing_column_is_named_with_its_closest_match() -> None:
    frame = pd.DataFrame({"Facility name": [], "Lat": []})
    require(frame, ["Lat", None], Path("t.csv"))
    with pytest.raises(
        SourceError, match=r"no column 'facility_name' \(did you mean 'Facility name'\?\), 'zzz'"
    ):
        require(frame, ["facility_name", "zzz"], Path("t.csv"))


def test_columns_are_found_whatever_their_case() -> None:
    frame = pd.DataFrame({"LAT": [], "Long": []})
    assert find_column(frame, ("latitude", "lat")) == "LAT"
    assert find_column(frame, ("name",)) is None


def test_numbers_are_read_as_people_write_them() -> None:
    raw = pd.Series(["1,234.5", "1 234", "1'234", "9,3987", "1,234", "-3", "x", None, "inf"])
    got = numbers(raw)
    assert got.tolist()[:6] == [1234.5, 1234, 1234, 9.3987, 1234, -3]
    assert got.isna().tolist() == [False] * 6 + [True] * 3
    assert numbers(pd.Series([1, 2])).tolist() == [1.0, 2.0]


def test_texts_of_whole_floats_have_no_point() -> None:
    assert texts(pd.Series([1.0, None])).tolist()[0] == "1"
    assert texts(pd.Series([1.5])).tolist() == ["1.5"]
    assert texts(pd.Series([" a ", "", None])).isna().tolist() == [False, True, True]
    assert texts_of(pd.DataFrame({"a": ["x"]}), None).isna().all()
    assert texts_of(pd.DataFrame({"a": ["x"]}), "a").tolist() == ["x"]


def test_recode_is_null_for_what_it_does_not_know() -> None:
    got = recode(pd.Series(["a", "b", None], dtype="str"), {"a": "x"})
    assert got.tolist()[0] == "x"
    assert got.isna().tolist() == [False, True, True]
    assert recode(pd.Series(["a"], dtype="str"), {}).isna().all()


def test_stack_of_nothing_is_an_empty_table() -> None:
    assert stack([], ["a"]).columns.tolist() == ["a"]
    empty = stack([], ["a"], "EPSG:32629")
    assert empty.columns.tolist() == ["a", "geometry"]
    assert empty.crs == "EPSG:32629"
    both = stack([squares(), squares()], ["code"], "EPSG:4326")
    assert len(both) == 4


def test_two_columns_of_one_name_are_found_by_number_alone(tmp_path: Path) -> None:
    frame = read_frame(written(tmp_path, "t.csv", "a,b,a\n1,2,3\n"), {})
    assert frame.columns.tolist() == ["a (column 1)", "b", "a (column 3)"]
    with pytest.raises(SourceError, match=r"no column 'a'.*a \(column 1\), b, a \(column 3\)"):
        require(frame, ["a"], tmp_path / "t.csv")
    alike = read_frame(written(tmp_path, "u.csv", "a,b,a\n1,2,1\n"), {})
    assert alike.columns.tolist() == ["a", "b", "a (column 3)"]


def test_a_last_row_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cut off in its last row"):
        read_frame(written(tmp_path, "t.csv", "a,b,c\n1,2,3\n4,5"), {})
    assert len(read_frame(written(tmp_path, "u.csv", "a,b,c\n1,2,3\n4,5,6"), {})) == 2


def test_geojson_without_features_has_the_columns_that_are_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "t.geojson", '{"type": "FeatureCollection", "features": []}')
    frame = read_frame(path, {"name": "label", "id": None})
    assert frame["label"].tolist() == []
    assert frame.crs == "EPSG:4326"
