from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from pipeline.errors import CrsError, SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.roads import roads

CRS = "EPSG:32635"
AREAS = gpd.GeoDataFrame(
    {"area_id": ["a"]}, geometry=[shapely.box(500_000, 0, 510_000, 10_000)], crs=CRS
)


def line(*xy_km: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(500_000 + 1000 * x, 1000 * y) for x, y in xy_km])


ROAD = line((0, 0), (3, 4))  # 5 km


def write(path: Path, shapes: Sequence[object], **columns: Sequence[object]) -> Path:
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS).to_file(path, engine="pyogrio")
    return path


def read(*files: Path, **spec: object) -> Read:
    return roads(files=files, areas=AREAS, specs=[spec] * len(files), margin_km=50)


def test_geofabrik_columns_are_found(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gpkg",
        [ROAD, line((0, 0), (1, 0)), line((0, 0), (0, 2))],
        osm_id=["1", "2", "3"],
        fclass=["primary", "track_grade3", "unknown"],
        name=["Main", None, None],
        ref=["RN1", "RN2", None],
        oneway=["F", "T", "B"],
        maxspeed=[80, 0, 0],
        layer=[1, 0, -1],
        bridge=["T", "F", "F"],
        tunnel=["F", "F", "T"],
    )
    table = conform("roads", read(path, id="osm_id", surface="earth").table)
    assert table["road_id"].tolist() == ["1", "2", "3"]
    assert table["road_class"].tolist() == ["primary", "track", "road"]
    assert table["tracktype"].fillna("").tolist() == ["", "grade3", ""]
    assert table["road_name"].fillna("").tolist() == ["Main", "RN2", ""]
    assert table["oneway"].tolist() == ["forward", "backward", "both"]
    assert table["maxspeed_kmh"].fillna(-1).tolist() == [80, -1, -1]
    assert table["layer"].tolist() == [1, 0, -1]
    assert table["is_bridge"].tolist() == [True, False, False]
    assert table["is_tunnel"].tolist() == [False, False, True]
    assert table["surface"].tolist() == ["earth"] * 3
    assert table["length_m"].tolist() == [5000, 1000, 2000]


def test_parts_of_a_line_share_its_stated_length(tmp_path: Path) -> None:
    both = shapely.MultiLineString([line((0, 0), (1, 0)), line((5, 0), (8, 0))])
    path = write(tmp_path / "a.gpkg", [both, ROAD], id=[7, 8], length_km=[8.0, np.nan])
    spec = {"default_class": "trunk", "length_km_column": "length_km", "crossings": "ignore"}
    table = conform("roads", read(path, id="id", end_snap_m=300, **spec).table)
    assert table["road_id"].tolist() == ["7-1", "7-2", "8"]
    assert table["length_m"].tolist() == [2000, 6000, 5000]
    assert set(table["crossings"]) == {"ignore"}
    assert set(table["end_snap_m"]) == {300}


def test_classes_are_mapped_dropped_and_filled(tmp_path: Path) -> None:
    shapes = [line((0, n), (1, n)) for n in range(9)]
    kinds = ["Improved", "Dangerous", None, "primary", "proposed", *["Improved"] * 4]
    path = write(tmp_path / "a.gpkg", shapes, Road_type=kinds)
    spec = {"class_column": "Road_type", "classes": {"Improved": "tertiary", "Dangerous": ""}}
    found = read(path, default_class="track", **spec)
    assert found.table["road_class"].value_counts().to_dict() == {
        "tertiary": 5,
        "track": 1,
        "primary": 1,
    }
    assert "2 rows of classes" in " ".join(found.notes)
    assert found.rejected.empty


def test_an_unknown_class_is_rejected_row_by_row(tmp_path: Path) -> None:
    shapes = [line((0, n), (1, n)) for n in range(10)]
    path = write(tmp_path / "a.gpkg", shapes, highway=["primary"] * 8 + ["Goat", None])
    found = read(path)
    assert found.rejected[["row", "action"]].to_numpy().tolist() == [
        [9, "rejected"],
        [10, "rejected"],
    ]
    assert "'Goat' is no OSM class" in found.rejected["reason"][0]


def test_a_file_of_unknown_classes_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [ROAD], highway=["Improved"])
    with pytest.raises(SourceError, match="say in `classes` what it means"):
        read(path)


def test_a_file_without_classes_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [ROAD], kind=["Improved"])
    with pytest.raises(SourceError, match=r"`class_column`.*columns are: kind"):
        read(path)


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [ROAD], Road_type=["Improved"])
    with pytest.raises(SourceError, match="did you mean 'Road_type'"):
        read(path, class_column="Roadtype")


def test_lines_without_a_reference_system_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.shp", [ROAD], highway=["primary"])
    (tmp_path / "a.prj").unlink()
    with pytest.raises(CrsError, match="states no reference system"):
        read(tmp_path / "a.shp")
    assert len(read(tmp_path / "a.shp", crs=CRS).table) == 1


def test_empty_pointless_and_zero_lines_are_rejected(tmp_path: Path) -> None:
    still = shapely.LineString([(501_000, 1000), (501_000, 1000)])
    good = [line((0, n), (1, n)) for n in range(12)]
    path = write(
        tmp_path / "a.gpkg",
        [None, shapely.Point(501_000, 1000), still, *good],
        highway=["primary"] * 15,
    )
    found = read(path)
    assert found.rejected["row"].tolist() == [1, 2, 3]
    assert found.rejected["reason"].tolist() == [
        "geometry is empty",
        "is a Point, not a line",
        "has no length",
    ]


def test_of_equal_lines_the_greatest_class_stays(tmp_path: Path) -> None:
    one = write(tmp_path / "a.gpkg", [ROAD, ROAD], highway=["track", "primary"])
    two = write(tmp_path / "b.gpkg", [ROAD, line((0, 0), (1, 0))], highway=["trunk", "trunk"])
    found = read(one, two)
    assert found.table["road_class"].tolist() == ["primary", "trunk"]
    assert found.rejected[["source", "row", "action"]].to_numpy().tolist() == [
        ["a.gpkg", 1, "merged"],
        ["b.gpkg", 1, "merged"],
    ]


def test_ids_do_not_show_the_order_of_rows(tmp_path: Path) -> None:
    shapes = [line((0, n), (1, n)) for n in range(4)]
    ids = ["7", "7", "8", None]
    kinds = ["primary"] * 4
    there = write(tmp_path / "a.gpkg", shapes, key=ids, highway=kinds)
    back = write(tmp_path / "b.gpkg", shapes[::-1], key=ids[::-1], highway=kinds)
    first, second = (conform("roads", read(path, id="key").table) for path in (there, back))
    assert first["road_id"].tolist() == second["road_id"].tolist()
    assert first.geometry.geom_equals(second.geometry).all()
    assert first["road_id"].is_unique
    assert "8" in set(first["road_id"])


def test_lines_beyond_the_margin_are_outside(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [ROAD, line((70, 0), (80, 0))], highway=["primary"] * 2)
    found = read(path)
    assert len(found.table) == 1
    assert found.rejected["action"].tolist() == ["outside"]


def test_no_files_give_an_empty_table() -> None:
    assert conform("roads", read().table).empty


def test_tags_of_openstreetmap_are_known_by_their_columns(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gpkg",
        [ROAD, line((0, 0), (1, 0)), line((0, 0), (0, 2))],
        highway=["primary", "track", "motorway"],
        junction=["roundabout", None, None],
        oneway=[None, "-1", None],
        ford=["yes", None, "no"],
        seasonal=["Dry_Season", "no", None],
        winter_road=[None, "yes", None],
        maxwidth=["2.2 m", None, None],
        maxweight=[7.5, np.nan, np.nan],
        width=[4.0, np.nan, np.nan],
        est_width=["3", "2-3", None],
        barrier=["gate", None, None],
        hgv=["no", "destination", None],
        motorcar=[None, "no", None],
        motorcycle=[None, None, "private"],
        maxaxleload=[np.nan, 6.0, np.nan],
        **{"access:conditional": ["no @ (height>3)", None, "no @ wet"]},
    )
    table = conform("roads", read(path).table).sort_values("length_m", ascending=False)
    assert table["road_class"].tolist() == ["primary", "motorway", "track"]
    assert table["oneway"].tolist() == ["forward", "forward", "backward"]
    assert table["is_ford"].tolist() == [True, False, False]
    assert table["seasonal"].fillna("").tolist() == ["dry_season", "dry_season", "winter"]
    assert table["hgv"].fillna("").tolist() == ["no", "", "destination"]
    assert table["motorcar"].fillna("").tolist() == ["", "", "no"]
    assert table["motorcycle"].fillna("").tolist() == ["", "private", ""]
    assert table["maxaxleload_t"].fillna(0).tolist() == [0, 0, 6]
    assert table["maxheight_m"].fillna(0).tolist() == [3, 0, 0]
    assert table["maxwidth_m"].fillna(0).tolist() == [2.2, 0, 0]
    assert table["maxweight_t"].fillna(0).tolist() == [7.5, 0, 0]
    assert table["width_m"].fillna(0).tolist() == [4, 0, 2]
    assert table["barrier"].isna().all()


def test_columns_that_a_shapefile_cut_off_are_known(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.shp",
        [ROAD, line((0, 0), (1, 0))],
        highway=["primary", "track"],
        motor_vehi=["no", None],
        winter_roa=[None, "yes"],
    )
    table = read(path).table
    assert table["road_class"].tolist() == ["footway", "track"]
    assert table["seasonal"].fillna("").tolist() == ["", "winter"]


def test_lines_closed_to_everyone_are_left_out(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gpkg",
        [line((0, n), (1, n)) for n in range(4)],
        highway=["primary", "primary", "steps", "ferry"],
        access=["private", "no", "no", "no"],
        foot=[None, "yes", "yes", "yes"],
    )
    found = read(path)
    assert found.table["road_class"].tolist() == ["footway", "steps", "ferry"]
    assert found.table["barrier"].fillna("").tolist() == ["", "", "locked_gate"]
    assert found.notes == [
        "a.gpkg: 3 rows, 3 kept",
        "a.gpkg: 1 rows left out by their access (no, private)",
        "a.gpkg: 1 rows barred to vehicles are footways",
    ]
