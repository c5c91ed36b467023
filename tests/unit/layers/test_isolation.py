from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from pipeline.layers.isolation import isolation
from pipeline.schema import conform

CRS = "EPSG:32629"


def isolated(*rows: tuple[str, str, str, str], roads: bool = True) -> gpd.GeoDataFrame:
    """Reach rows to the hub: community, scenario, status, reason."""
    communities = gpd.GeoDataFrame(
        {
            "community_id": ["a", "b"],
            "community_name": ["A", "B"],
            "area_id": ["x", "x"],
            "people": [10.0, 20.0],
        },
        geometry=[shapely.Point(0, 30), shapely.Point(0, 9000)],
        crs=CRS,
    )
    lines = ["LINESTRING (-9 0, 9 0)", "LINESTRING (0 9000, 9 9000)"] if roads else []
    network = gpd.GeoDataFrame(
        {"is_schematic": [False, True][: len(lines)]},
        geometry=gpd.GeoSeries.from_wkt(lines),
        crs=CRS,
    )
    reach = pd.DataFrame(rows, columns=["community_id", "scenario", "status", "reason"])
    found = isolation(
        communities=communities, network=network, reach=reach.assign(service_type="hub")
    )
    return conform("isolation", found)


def test_those_without_a_hub_with_the_scenarios_in_which_they_have_one() -> None:
    table = isolated(
        ("a", "wet-truck", "conditional", "season"),
        ("a", "dry-truck", "reachable", "ok"),
        ("a", "dry-4x4", "reachable", "ok"),
        ("b", "wet-truck", "unreachable", "no_road"),
        ("b", "dry-truck", "unreachable", "no_road"),
    )

    assert table["community_id"].tolist() == ["a", "b", "b"]
    assert table["open_scenarios"].fillna("none").tolist() == ["dry-4x4,dry-truck", "none", "none"]
    assert table["people"].tolist() == [10, 20, 20]
    assert table["nearest_road_m"].tolist() == [30, 9000, 9000]


def test_no_network_no_distance_and_nobody_isolated_no_rows() -> None:
    table = isolated(("a", "dry-4x4", "unreachable", "no_road"), roads=False)
    assert table["nearest_road_m"].isna().all()
    assert len(isolated(("a", "dry-4x4", "reachable", "ok"))) == 0
    assert len(isolated()) == 0
