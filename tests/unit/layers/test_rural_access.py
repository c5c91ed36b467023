from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from pipeline.layers.rural_access import rural_access
from pipeline.schema import conform

CRS = "EPSG:32629"
AREAS = gpd.GeoDataFrame(
    {"area_id": ["A", "B"]}, geometry=[box(0, 0, 9e3, 9e3), box(9e3, 0, 2e4, 9e3)], crs=CRS
)


def communities(*rows: tuple[str, float, float, bool]) -> gpd.GeoDataFrame:
    table = {
        "area_id": [row[0] for row in rows],
        "people": [row[1] for row in rows],
        "is_urban": [row[3] for row in rows],
    }
    points = [Point(0, row[2]) for row in rows]
    types = {"area_id": "str", "people": "float", "is_urban": "bool"}
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS).astype(types)


def roads(*rows: tuple[str, str, float], is_schematic: bool = False) -> gpd.GeoDataFrame:
    table = {
        "surface_group": [row[0] for row in rows],
        "passability": [row[1] for row in rows],
    }
    lines = [LineString([(-5000, y), (5000, y)]) for *_, y in rows]
    frame = pd.DataFrame(table, dtype="str").assign(is_schematic=is_schematic)
    return gpd.GeoDataFrame(frame, geometry=lines, crs=CRS)


def test_each_kind_of_road_serves_whoever_lives_within_two_kilometres() -> None:
    people = communities(("A", 60, 2000, False), ("A", 40, 2000.1, False), ("A", 99, 0, True))
    network = roads(("paved", "paved", 0), ("gravel", "gravel", 4000.1), ("earth", "track", 3000))
    table = rural_access(areas=AREAS, communities=people, network=network, near_km=2)
    row: Any = conform("rural_access", table).set_index("area_id").loc["A"]
    assert row.tolist() == pytest.approx([100, 0.6, 1, 1])


def test_no_rural_people_is_null_and_no_road_is_zero() -> None:
    people = communities(("A", 60, 0, False), ("B", 40, 0, True))
    table = rural_access(areas=AREAS, communities=people, network=roads(), near_km=2)
    expected = [[60, 0, 0, 0], [0, np.nan, np.nan, np.nan]]
    np.testing.assert_array_equal(table.iloc[:, 1:].to_numpy(), expected)


def test_paths_and_ferries_are_no_roads() -> None:
    people = communities(("A", 60, 0, False))
    for network in (roads(("paved", "path", 0)), roads(("paved", "paved", 0), is_schematic=True)):
        table = rural_access(areas=AREAS, communities=people, network=network, near_km=2)
        assert table.loc[0, "any_road_share"] == 0


def test_no_communities_at_all() -> None:
    network = roads(("paved", "paved", 0))
    table = rural_access(areas=AREAS, communities=communities(), network=network, near_km=2)
    assert table["rural_people"].tolist() == [0, 0]
