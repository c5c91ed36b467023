import hashlib
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import LineString, MultiLineString, MultiPolygon, Point, box

from pipeline.exports.gpkg import gpkg

CRS = "EPSG:32629"
GAP = float("nan")
CENTRE = (500_000, 900_000)
LAYERS = 12


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
            "within_60_min_share": [0.75, GAP, 0.25, GAP],
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
        "catchments": pd.DataFrame(
            {
                "area_id": [*ids, *ids],
                "service_type": ["health post"] * 2 + ["school"] * 2,
                "two_step_per_1k": [0.25, GAP, 2.0, GAP],
                "enhanced_per_1k": 1.0,
                "three_step_per_1k": 1.0,
                "gravity_supply": 1.0,
                "people_without": 0.0,
                "supply_unit": "services",
                "grade": "B",
            }
        ),
        "equity": pd.DataFrame(
            {"service_type": ["hub", "health"], "scenario": "dry-4x4", "gini": [0.25, 0.5]}
        ),
        "rural_access": by_area.assign(any_road_share=[1.0, GAP]),
        "mapped_roads": by_area.assign(road_km=3.0),
        "presence": by_area.assign(base_min=[30.0, GAP], grade="B"),
        "cells": gpd.GeoDataFrame(
            {"cell_id": ["8", "7"], "area_id": ids, "people": 3.0},
            geometry=area_rows().geometry.envelope,
            crs=CRS,
        ),
        "stability_cells": pd.DataFrame({"cell_id": ["7", "8"], "people": 3.0, "gi_z": [1.0, 2]}),
        "stability": by_area.assign(people=4.0, rate_per_100k=1.0, intensity=2.0, grade="C"),
        "isolation": points(
            community_id=["b", "b"], scenario=["wet-4x4", "dry-4x4"], area_id=ids, people=[1.0, 1.0]
        ),
        "resilience": resilience,
        **tables_of_links(line),
    }


def tables_of_links(line: LineString) -> dict[str, Any]:
    day = pd.Series(["2024-03-01", None, None], dtype="datetime64[us]")
    ids = pd.DataFrame({"closure_id": ["p", "l", "s"]})
    x, y = CENTRE
    return {
        "links": gpd.GeoDataFrame(
            {"link_id": ["l"], "status": ["open"], "reported": day[:1], "people_cut_off": 7.0},
            geometry=[line],
            crs=CRS,
        ),
        "cut_nodes": points(node=[3, 1], kind="junction", people_cut_off=[5.0, 7.0]),
        "season_flips": points(
            community_id=["b", "a"],
            service_type="hub",
            open_scenario="dry-4x4",
            shut_scenario="wet-4x4",
            area_id=ids["closure_id"][:2],
        ),
        "reopenings": gpd.GeoDataFrame(
            {"scenario": "dry-4x4", "rank": [2, 1], "link_ids": ["l", "l,m"]},
            geometry=[line, MultiLineString([line, [(x, y + 5), (x, y + 9)]])],
            crs=CRS,
        ),
        "closures": gpd.GeoDataFrame(
            ids.assign(status="closed", source="f"),
            geometry=[Point(CENTRE), line, box(x, y, x + 1, y + 1)],
            crs=CRS,
        ),
        "closure_effects": ids.assign(reported=day, fate=["rules", "expired", "no_road"]),
        "robustness": pd.DataFrame(
            {
                "community_id": ["b", "a", "b"],
                "scenario": ["dry-4x4", "dry-4x4", "wet-4x4"],
                "draws_count": 8,
                "reachable_share": [0.5, 1.0, 0.25],
            }
        ),
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
        "cells": "Polygon",
        "communities": "Point",
        "services": "Point",
        "isolation": "Point",
        "season_flips": "Point",
        "roads": "LineString",
        "links": "LineString",
        "cut_nodes": "Point",
        "reopenings": "MultiLineString",
        "closure_effects": "Unknown",
        "equity": None,
    }
    communities = gpd.read_file(path, layer="communities")
    assert communities.crs.to_epsg() == 4326
    assert communities.geometry[0].x == pytest.approx(-9)
    assert communities["community_id"].tolist() == ["a", "b"]
    assert list(tmp_path.iterdir()) == [path]


def test_equity_is_a_table_without_geometry(tmp_path: Path) -> None:
    table = pyogrio.read_dataframe(written(tmp_path), layer="equity")
    assert table.values.tolist() == [["health", "dry-4x4", 0.5], ["hub", "dry-4x4", 0.25]]


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
    assert (row["health_post_two_step_per_1k"], row["school_two_step_per_1k"]) == (0.25, 2)
    assert row["school_supply_unit"] == "services"
    assert areas.filter(like="4x4").loc["P1B"].isna().tolist() == [True] * 8


def test_communities_hold_how_often_they_reach_a_hub(tmp_path: Path) -> None:
    layer = gpd.read_file(written(tmp_path), layer="communities").set_index("community_id")
    assert layer["hub_dry_4x4_reachable_share"].to_dict() == {"a": 1, "b": 0.5}
    assert layer["hub_wet_4x4_reachable_share"].fillna(-1).to_dict() == {"a": -1, "b": 0.25}


def test_what_reports_do_lies_where_they_lie(tmp_path: Path) -> None:
    layer = gpd.read_file(written(tmp_path), layer="closure_effects").set_index("closure_id")
    assert layer.geom_type.to_dict() == {"l": "LineString", "p": "Point", "s": "Polygon"}
    assert layer["fate"].to_dict() == {"p": "rules", "l": "expired", "s": "no_road"}
    assert layer["reported"].notna().to_dict() == {"l": False, "p": True, "s": False}


def test_reopenings_are_best_first_and_links_tell_what_breaks(tmp_path: Path) -> None:
    path = written(tmp_path)
    best = gpd.read_file(path, layer="reopenings")
    assert best["link_ids"].tolist() == ["l,m", "l"]
    assert set(best.geom_type) == {"MultiLineString"}
    assert gpd.read_file(path, layer="links")["people_cut_off"].tolist() == [7]
    assert gpd.read_file(path, layer="cut_nodes")["node"].tolist() == [1, 3]


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
    assert len(pyogrio.list_layers(written(tmp_path))) == LAYERS
    assert not left.exists()


def test_empty_tables_are_empty_layers(tmp_path: Path) -> None:
    full = tables()
    names = set(full) - {"areas", "resilience"}
    path = written(tmp_path, **{name: full[name][:0] for name in names})
    assert len(pyogrio.list_layers(path)) == LAYERS
    assert gpd.read_file(path, layer="roads").empty
    assert gpd.read_file(path, layer="closure_effects").empty
    assert len(gpd.read_file(path, layer="areas")) == 2
