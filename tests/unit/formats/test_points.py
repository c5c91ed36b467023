from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.errors import SourceError
from pipeline.formats.points import area_of, content_id, drop_outside, read_points

CRS = "EPSG:32629"
IN_A = "-8.95,8.18"
IN_B = "-8.85,8.18"


def areas() -> gpd.GeoDataFrame:
    """Two squares of 10 km side by side; A is longitude -9.00 to -8.91, B to -8.82."""
    return gpd.GeoDataFrame(
        {"area_id": ["A", "B"]},
        geometry=[
            shapely.box(500_000, 900_000, 510_000, 910_000),
            shapely.box(510_000, 900_000, 520_000, 910_000),
        ],
        crs=CRS,
    )


def table(folder: Path, *rows: str, header: str = "lon,lat") -> Path:
    path = folder / "t.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_columns_become_points_in_metres(tmp_path: Path) -> None:
    sieve = read_points(table(tmp_path, "-9,8.18"), {}, crs=CRS)
    assert sieve.frame.crs == CRS
    assert sieve.frame.geometry.x.tolist() == pytest.approx([500_000])


@pytest.mark.parametrize("header", ["Longitude,LATITUDE", "x,y", "lng,lat", "Long,Lat"])
def test_common_names_are_known(tmp_path: Path, header: str) -> None:
    assert len(read_points(table(tmp_path, IN_A, header=header), {}, crs=CRS).frame) == 1


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    path = table(tmp_path, IN_A, header="a,b")
    with pytest.raises(SourceError, match="state `longitude` and `latitude`"):
        read_points(path, {}, crs=CRS)
    assert len(read_points(path, {"longitude": "a", "latitude": "b"}, crs=CRS).frame) == 1
    with pytest.raises(SourceError, match="no column 'c'"):
        read_points(path, {"longitude": "a", "latitude": "c"}, crs=CRS)


def test_bad_positions_fall_through_with_their_row_and_reason(tmp_path: Path) -> None:
    path = table(tmp_path, IN_A, "x,8", ",8", "0,0", "-200,8", "-9,", "-9,91", IN_B, IN_B, IN_B)
    sieve = read_points(path, {}, crs=CRS)
    assert sieve.frame.index.tolist() == [1, 8, 9, 10]
    assert dict(zip(sieve.rejected["row"], sieve.rejected["reason"], strict=True)) == {
        2: "lon x is no number",
        3: "lon is empty",
        4: "position is 0, 0, which stands for unknown",
        5: "longitude -200.0, latitude 8.0 is not on the globe",
        6: "lat is empty",
        7: "longitude -9.0, latitude 91.0 is not on the globe",
    }


def test_metres_in_longitude_are_refused_unless_stated(tmp_path: Path) -> None:
    path = table(tmp_path, "505000,905000", header="LONGITUDE,LATITUDE")
    with pytest.raises(SourceError, match="column LONGITUDE holds values such as 505,000: metres"):
        read_points(path, {}, crs=CRS)
    sieve = read_points(path, {"crs": CRS}, crs=CRS)
    assert area_of(sieve.frame, areas()).tolist() == ["A"]


def test_geometry_wins_over_columns_unless_they_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.gpkg"
    gpd.GeoDataFrame(
        {"LONGITUDE": [3_187_448.0], "LATITUDE": [152_976.0]},
        geometry=gpd.points_from_xy([-8.95], [8.18]),
        crs="EPSG:4326",
    ).to_file(path)
    assert area_of(read_points(path, {}, crs=CRS).frame, areas()).tolist() == ["A"]
    with pytest.raises(SourceError, match="metres"):
        read_points(path, {"longitude": "LONGITUDE", "latitude": "LATITUDE"}, crs=CRS)


def test_polygons_give_a_point_on_them_and_empty_geometry_falls(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    hook = shapely.Polygon([(0, 0), (4, 0), (4, 4), (3, 4), (3, 1), (0, 1)])
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[hook, None], crs="EPSG:4326")
    frame.to_file(path)
    sieve = read_points(path, {}, crs="EPSG:4326")
    assert sieve.frame.geometry.iloc[0].within(hook)
    assert sieve.rejected[["row", "reason"]].to_numpy().tolist() == [[2, "geometry is empty"]]


def test_where_rows_are_no_rows_in(tmp_path: Path) -> None:
    header = "lon,lat,tag"
    path = table(tmp_path, f"{IN_A},place", "bad,bad,shop", f"{IN_B},shop", header=header)
    sieve = read_points(path, {"where": {"tag": ["place"]}}, crs=CRS)
    assert sieve.rows_in == 1
    assert sieve.notes == ["t.csv: 2 rows left out by `where`"]
    with pytest.raises(SourceError, match="no row is what `where` asks for"):
        read_points(path, {"where": {"tag": ["x"]}}, crs=CRS)
    with pytest.raises(SourceError, match="no column 'kind'"):
        read_points(path, {"where": {"kind": ["x"]}}, crs=CRS)


def test_rows_beyond_the_margin_are_outside(tmp_path: Path) -> None:
    path = table(tmp_path, IN_A, "-8.7,8.18", "-8.0,8.18")
    sieve = read_points(path, {}, crs=CRS)
    drop_outside(sieve, areas(), 50, path)
    assert sieve.frame.index.tolist() == [1, 2]
    assert sieve.rejected.to_numpy().tolist() == [
        ["t.csv", 3, "outside", "over 50 km outside all areas"]
    ]


BEYOND_PROJECTION = "81,1"  # 90 degrees east of the region's meridian


def test_points_that_cannot_be_projected_are_outside(tmp_path: Path) -> None:
    path = table(tmp_path, IN_A, BEYOND_PROJECTION)
    sieve = read_points(path, {}, crs=CRS)
    drop_outside(sieve, areas(), 50, path)
    assert sieve.frame.index.tolist() == [1]
    assert sieve.rejected[["row", "action"]].to_numpy().tolist() == [[2, "outside"]]


@pytest.mark.parametrize("row", [BEYOND_PROJECTION, "1,81", "-99,0.1", "5,80"])
def test_files_far_away_are_refused_without_a_warning(tmp_path: Path, row: str) -> None:
    path = table(tmp_path, row, row)
    sieve = read_points(path, {}, crs=CRS)
    with pytest.raises(SourceError, match="no point lies within"):
        drop_outside(sieve, areas(), 50, path)


def test_no_file_rows_at_all_are_not_outside(tmp_path: Path) -> None:
    path = table(tmp_path)
    sieve = read_points(path, {}, crs=CRS)
    drop_outside(sieve, areas(), 50, path)
    assert sieve.frame.empty


def test_swapped_columns_are_named(tmp_path: Path) -> None:
    path = table(tmp_path, "8.18,-8.95", "8.18,-8.85", header="Lon,Lat")
    sieve = read_points(path, {}, crs=CRS)
    with pytest.raises(SourceError, match="look swapped in columns Lon and Lat"):
        drop_outside(sieve, areas(), 50, path)


def test_swapped_columns_far_east_are_named(tmp_path: Path) -> None:
    path = table(tmp_path, "20,96", "21,97")
    with pytest.raises(SourceError, match="look swapped in columns lon and lat"):
        read_points(path, {}, crs="EPSG:32646")


def test_another_regions_file_is_refused_with_both_boxes(tmp_path: Path) -> None:
    path = table(tmp_path, "29.1,-1.5")
    sieve = read_points(path, {}, crs=CRS)
    with pytest.raises(SourceError, match=r"points span longitude 29\.10 .*areas longitude -9\.00"):
        drop_outside(sieve, areas(), 50, path)


def test_a_border_point_goes_to_the_least_area() -> None:
    xs = [510_000, 515_000, 600_000]
    points = gpd.GeoSeries(gpd.points_from_xy(xs, [905_000] * 3), index=[7, 8, 9], crs=CRS)
    got = area_of(points, areas().iloc[::-1])
    assert got.loc[[7, 8]].tolist() == ["A", "B"]
    assert got.isna().tolist() == [False, False, True]


def frame(order: list[int]) -> gpd.GeoDataFrame:
    rows = pd.DataFrame({"name": ["x", "x", "y"], "note": ["p", "q", None]}).iloc[order]
    points = gpd.points_from_xy([1.0, 1.0, 2.0], [0.0, 0.0, 0.0])
    return gpd.GeoDataFrame(rows, geometry=points[order], crs=CRS)


def test_content_ids_do_not_know_the_order_of_rows() -> None:
    one = content_id(frame([0, 1, 2]), ["name", "geometry"], "p-")
    other = content_id(frame([2, 1, 0]), ["name", "geometry"], "p-")
    assert one.sort_index().tolist() == other.sort_index().tolist()
    assert one.is_unique
    assert sorted(one.str.endswith("-2")) == [False, False, True]
    assert one.str.startswith("p-").all()


def test_content_ids_of_exact_repeats_are_counted() -> None:
    twins = pd.DataFrame({"a": ["x", "x", "x"]})
    ids = content_id(twins, ["a"], "")
    assert ids.iloc[1:].tolist() == [f"{ids.iloc[0]}-2", f"{ids.iloc[0]}-3"]


def test_a_hair_of_a_metre_changes_no_id() -> None:
    near = frame([0]).assign(geometry=gpd.points_from_xy([1.000_001], [-0.000_001]))
    exact = content_id(frame([0]), ["geometry"], "")
    assert exact.tolist() == content_id(near, ["geometry"], "").tolist()
