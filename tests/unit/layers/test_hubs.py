from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from pipeline.errors import StageError
from pipeline.layers.hubs import hubs
from pipeline.schema import conform

CRS = "EPSG:32629"
ROWS = [("c1", "Bo", 10.0), ("c2", "Kenema", 50.0), ("c3", "Bo", 30.0), ("c4", "Kono", 50.0)]


def hubs_of(*stated: dict[str, Any], rows: list[tuple[str, str, float]] = ROWS) -> gpd.GeoDataFrame:
    ids, names, people = ([row[i] for row in rows] for i in range(3))
    communities = gpd.GeoDataFrame(
        {"community_id": ids, "community_name": names, "people": people},
        geometry=gpd.points_from_xy(range(len(rows)), range(len(rows))),
        crs=CRS,
    )
    areas = gpd.GeoDataFrame({"area_id": ["A"]}, geometry=[box(0, -9, 600_000, 9)], crs=CRS)
    table = hubs(areas=areas, communities=communities, stated=stated, margin_km=50)
    return conform("hubs", table)


def test_the_community_with_most_people_then_the_least_id() -> None:
    assert hubs_of()[["hub_id", "origin"]].to_numpy().tolist() == [["c2", "most_people"]]


def test_a_name_means_its_greatest_community_in_any_case() -> None:
    table = hubs_of({"name": " BO"}, {"name": "Bo"})
    assert table[["hub_id", "hub_name", "origin"]].to_numpy().tolist() == [
        ["c3", "Bo", "community_name"]
    ]
    assert (table.geometry.iloc[0].x, table.geometry.iloc[0].y) == (2, 2)


def test_coordinates_are_projected() -> None:
    table = hubs_of({"name": "Base", "longitude": -9.0, "latitude": 0.0})
    assert table["origin"].tolist() == ["region_file"]
    assert table.geometry.iloc[0].x == pytest.approx(500_000)
    assert table.geometry.iloc[0].y == pytest.approx(0, abs=1e-6)


def test_a_hub_far_from_the_region_is_refused() -> None:
    assert len(hubs_of({"name": "Base", "longitude": -9.0, "latitude": 0.45})) == 1
    with pytest.raises(StageError, match=r"'Base' lies .* km outside all areas.*swapped"):
        hubs_of({"name": "Base", "longitude": 0.0, "latitude": -9.0})


def test_an_unknown_name_is_told_with_those_like_it() -> None:
    with pytest.raises(StageError, match="called 'Kenama'; like it are Kenema"):
        hubs_of({"name": "Kenama"})


def test_no_communities_no_hub() -> None:
    assert len(hubs_of(rows=[])) == 0
