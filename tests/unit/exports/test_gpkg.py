import hashlib
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import LineString, MultiPolygon, Point, box

from pipeline.exports.gpkg import gpkg

CRS = "EPSG:32629"
GAP = float("nan")
CENTRE = (500_000, 900_000)


def area_rows(**columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    x, y = CENTRE
    shapes = [box(x, y, x + 9, y + 9), MultiPolygon([box(x + 9, y, x + 18, y + 9)])]
    table = {
        "area_id": ["P1A", "P1B"],
        "area_name": ["Ay", "Bé"],
        "level": 3,
        "adm1_id": "P",
        "adm1_name": "Province",
        "adm2_id": pd.Series([None, None], dtype="str"),
        "adm2_name": pd.Series([None, None], dtype="str"),
        **columns,
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def points(**columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    table = pd.DataFrame(columns)
    return gpd.GeoDataFrame(table, geometry=[Point(CENTRE)] * len(table), crs=CRS)


def tables() -> dict[str, Any]:
    ids = ["P1A", "P1B"]
    by_area = pd.DataFrame({"area_id": ids})
    access = pd.DataFrame(
        {
            "area_id": [*ids, *ids],
            "service_type": "health post",
            "scenario": ["dry-4x4"] * 2 + ["wet-4x4"] * 2,
            "band_30_min_share": [0.25, GAP, 0.125, GAP],
            "band_60_min_share": [0.5, GAP, 0.125, GAP],
            "median_min": [31.0, GAP, 70.0, GAP],
            "unreachable_share": [0.0, GAP, 0.5, GAP],
            "unknown_share": [0.0, GAP, 0.0, GAP],
        }
    )
    resilience = gpd.GeoDataFrame(
        {
            "area_id": ids,
            "area_name": ["Ay", "Bé"],
            "people": 4.0,
            "rate_per_100k": 1.0,
            "grade": "B",
        },
        geometry=area_rows().geometry,
        crs=CRS,
    )
    line = LineString([CENTRE, (CENTRE[0] + 5, CENTRE[1])])
    return {
        "areas": area_rows(),
        "communities": points(community_id=["b", "a"], area_id=ids, people=[1.0, 2.0]),
        "services": points(
            service_id=["s"], service_name=pd.Series([None], dtype="str"), area_id=["P1A"]
        ),
        "network": gpd.GeoDataFrame(
            {"link_id": ["l"], "is_bridge": [True]}, geometry=[line], crs=CRS
        ),
        "access": access,
        "rural_access": by_area.assign(any_road_share=[1.0, GAP]),
        "mapped_roads": by_area.assign(road_km=3.0),
        "stability": by_area.assign(people=4.0, rate_per_100k=1.0, intensity=2.0, grade="C"),
        "isolation": points(
            community_id=["b", "b"], scenario=["wet-4x4", "dry-4x4"], area_id=ids, people=[1.0, 1.0]
        ),
        "resilience": resilience,
    }


def written(folder: Path, **changed: Any) -> Path:  # noqa: ANN401
    draft = folder / "region.gpkg.draft"
    gpkg(draft=draft, **{**tables(), **changed})
    return draft.rename(folder / "region.gpkg")


def test_opens_with_its_layers_in_degrees(tmp_path: Path) -> None:
    path = written(tmp_path)
    names = dict(pyogrio.list_layers(path).tolist())
    assert names == {
        "areas": "MultiPolygon",
        "communities": "Point",
        "services": "Point",
        "isolation": "Point",
        "roads": "LineString",
    }
    communities = gpd.read_file(path, layer="communities")
    assert communities.crs.to_epsg() == 4326
    assert communities.geometry[0].x == pytest.approx(-9)
    assert communities["community_id"].tolist() == ["a", "b"]
    assert list(tmp_path.iterdir()) == [path]


def test_areas_are_wide_and_named_as_in_cod(tmp_path: Path) -> None:
    areas = gpd.read_file(written(tmp_path), layer="areas").set_index("ADM3_PCODE")
    assert areas["ADM3_EN"].tolist() == ["Ay", "Bé"]
    assert areas["ADM1_PCODE"].tolist() == ["P", "P"]
    assert not {"adm2_id", "ADM2_PCODE", "area_id"} & set(areas.columns)
    row = areas.loc["P1A"]
    assert row["health_post_dry_4x4_within_60_min_share"] == 0.75
    assert row["health_post_wet_4x4_median_min"] == 70
    assert (row["resilience_grade"], row["stability_grade"]) == ("B", "C")
    assert (row["intensity"], row["any_road_share"], row["road_km"]) == (2, 1, 3)
    assert areas.filter(like="health_post").loc["P1B"].isna().tolist() == [True] * 8


def test_division_at_the_own_level_is_named_once(tmp_path: Path) -> None:
    areas = area_rows(level=1, adm1_id=["P1A", "P1B"])
    columns = gpd.read_file(written(tmp_path, areas=areas), layer="areas").columns
    assert [name for name in columns if name.startswith("ADM")] == ["ADM1_PCODE", "ADM1_EN"]


def test_the_same_tables_give_the_same_bytes_in_any_row_order(tmp_path: Path) -> None:
    digests = set()
    for name, step in (("one", 1), ("two", 1), ("three", -1)):
        (tmp_path / name).mkdir()
        turned = {key: table[::step] for key, table in tables().items()}
        draft = tmp_path / name / "region.gpkg"
        gpkg(draft=draft, **turned)
        digests.add(hashlib.sha256(draft.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_draft_left_by_a_killed_run_is_replaced(tmp_path: Path) -> None:
    left = tmp_path / "region.gpkg.draft.gpkg"
    left.write_bytes(b"half a file")
    assert len(pyogrio.list_layers(written(tmp_path))) == 5
    assert not left.exists()


def test_empty_tables_are_empty_layers(tmp_path: Path) -> None:
    full = tables()
    names = ("communities", "services", "network", "isolation", "access")
    path = written(tmp_path, **{name: full[name][:0] for name in names})
    assert len(pyogrio.list_layers(path)) == 5
    assert gpd.read_file(path, layer="roads").empty
    assert len(gpd.read_file(path, layer="areas")) == 2
