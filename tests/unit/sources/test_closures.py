from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.closures import closures

CRS = "EPSG:32635"
AREAS = gpd.GeoDataFrame(
    {"area_id": ["a"]}, geometry=[shapely.box(500_000, 0, 610_000, 110_000)], crs=CRS
)
HERE = "27.5,0.5"
HEADER = "id,name,longitude,latitude,status,date,expires,source"


def read(*files: Path, **spec: object) -> Read:
    return closures(files=files, areas=AREAS, specs=[spec] * len(files), margin_km=50)


def write(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_table_of_points(tmp_path: Path) -> None:
    row = f"7,Bridge at Bo,{HERE},Destroyed,2019-05-01,2019-08-31,UNOPS"
    table = conform("closures", read(write(tmp_path / "a.csv", HEADER, row), id="id").table)
    got = table.iloc[0]
    assert got[["closure_id", "closure_name", "status", "reported_by", "source"]].tolist() == [
        *("7", "Bridge at Bo", "closed", "UNOPS", "a.csv")
    ]
    assert f"{got['date']:%Y-%m-%d} {got['expires']:%Y-%m-%d}" == "2019-05-01 2019-08-31"
    assert not got["closes_bridges"]
    assert table.geometry.geom_type.tolist() == ["Point"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("closed", "closed"),
        ("BLOCKED", "closed"),
        ("impassable", "closed"),
        ("washed-out", "closed"),
        ("Caution", "warning"),
        ("restricted", "warning"),
        ("insecure", "warning"),
        ("passable", "open"),
        ("re-opened", "open"),
        ("unknown", "unknown"),
        ("", "unknown"),
    ],
)
def test_words_of_status(tmp_path: Path, word: str, status: str) -> None:
    found = read(write(tmp_path / "a.csv", HEADER, f"7,,{HERE},{word},,,"))
    assert found.table["status"].tolist() == [status]
    assert len(found.notes) == 1


def test_a_word_that_says_nothing_is_noted(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", HEADER, f"7,,{HERE},gone fishing,,,"))
    assert found.table["status"].tolist() == ["unknown"]
    assert "gone fishing" in found.notes[1]


def test_lines_and_polygons_keep_their_shape(tmp_path: Path) -> None:
    shapes = [
        shapely.Point(505_000, 5000),
        shapely.LineString([(505_000, 5000), (506_000, 5000)]),
        shapely.box(505_000, 5000, 506_000, 6000),
        None,
    ]
    frame = gpd.GeoDataFrame(
        {
            "status": ["closed"] * 7,
            "closes_bridges": ["no", "", "yes", "yes", *[""] * 3],
            "date": ["2019-05-01"] * 7,
        },
        geometry=[*shapes, *(shapely.Point(505_000, n) for n in range(3))],
        crs=CRS,
    )
    frame.to_file(tmp_path / "a.geojson")
    found = read(tmp_path / "a.geojson")
    table = conform("closures", found.table)
    assert set(table.geometry.geom_type) == {"Point", "LineString", "Polygon"}
    by_kind = table.groupby(table.geometry.geom_type)["closes_bridges"].any().to_dict()
    assert by_kind == {"Point": False, "LineString": False, "Polygon": True}
    assert found.rejected["reason"].tolist() == ["geometry is empty"]


def test_bad_dates_are_rejected(tmp_path: Path) -> None:
    good = [f"{n},,{HERE},closed,2019-05-01,," for n in range(12)]
    bad = [f"20,,{HERE},closed,soon,,", f"21,,{HERE},closed,2019-05-01,2019-04-01,"]
    found = read(write(tmp_path / "a.csv", HEADER, *good, *bad))
    assert found.rejected["reason"].tolist() == [
        "date: date 'soon' is not understood; write it as 2019-04-03",
        "expires before the day of the report",
    ]


def test_a_missing_status_column_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "longitude,latitude,state", f"{HERE},closed")
    with pytest.raises(SourceError, match="no column 'status'"):
        read(path)
    assert read(path, status="state").table["status"].tolist() == ["closed"]


def test_ids_that_repeat_are_rejected(tmp_path: Path) -> None:
    rows = [f"{n},,{HERE},closed,2019-05-01,," for n in range(9)]
    twice = f"0,,{HERE},open,2019-06-01,,"
    one = write(tmp_path / "a.csv", HEADER, *rows, twice)
    two = write(tmp_path / "b.csv", HEADER, rows[3])
    found = read(one, two, id="id")
    assert found.table["closure_id"].is_unique
    assert found.rejected["action"].tolist() == ["rejected", "merged"]


def test_no_files_give_an_empty_table() -> None:
    assert conform("closures", read().table).empty
