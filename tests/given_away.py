"""Small tables of every layer that is given away, with answers that can be seen on paper."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import LineString, MultiLineString, MultiPolygon, Point, box

from pipeline.schema import TABLES, meaning, unit

CRS = "EPSG:32629"
GAP = float("nan")
CENTRE = (500_000, 900_000)
HOSTILE = (
    "<script>alert(1)</script>",
    '"\'`\\"><img src=x onerror=alert(2)>',
    "\u202eright to left\u2066",
    "x" * 300,
    "\U0001f600\U0001f469\u200d\U0001f467",
    "a\nb\r\nc\u2028d",
    "=cmd|' /C calc'!A0",
    "| pipe | and `tick`",
)
DOCS = {
    name: {
        column: {"doc": meaning(promise), "unit": unit(column)}
        for column, promise in table.columns.items()
    }
    for name, table in TABLES.items()
}


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
    """Return the tables that all layers need; of the second of two areas nothing is known."""
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
        "hubs": points(hub_id=["h"], hub_name="Town", origin="region_file"),
        "reach": pd.DataFrame(
            {
                "community_id": ["a", "b", "a", "b"],
                "service_type": "hub",
                "scenario": ["dry-4x4"] * 2 + ["wet-4x4"] * 2,
                "minutes": [12.0, GAP, 30.5, GAP],
                "status": ["reachable", "unreachable"] * 2,
                "reason": ["ok", "no_road"] * 2,
            }
        ),
        "isolation": points(
            community_id=["b", "b"],
            scenario=["wet-4x4", "dry-4x4"],
            area_id=ids,
            people=[1.0, 1.0],
            status="unreachable",
            nearest_reached_x_m=[500_000.0, GAP],
            nearest_reached_y_m=[900_000.0, GAP],
        ),
        "stability_series": pd.DataFrame(
            {
                "area_id": ids,
                "period_start": pd.to_datetime(["2024-01-01", "2024-02-01"]),
                "incidents_weight": [1.0, 0.1 + 0.2],
            }
        ),
        "resilience_levels": pd.DataFrame(
            {"level": ["region"], "division_id": ["region"], "people": [8.0]}
        ),
        "indicator_rules": pd.DataFrame({"method_version": ["1-ab"]}),
        "indicators": by_area.assign(indicator="trust", value=[1.0, GAP], grade=["B", "X"]),
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
