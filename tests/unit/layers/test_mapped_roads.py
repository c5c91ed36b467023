from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from pipeline.layers.mapped_roads import mapped_roads
from pipeline.schema import conform

if TYPE_CHECKING:
    import pandas as pd

CRS = "EPSG:32629"


def mapped(*rows: dict[str, Any], people: float = 100.0, **minimum: float) -> pd.DataFrame:
    """Two areas of 1 km2 side by side; people live in the west."""
    areas = gpd.GeoDataFrame(
        {"area_id": ["east", "west"], "area_km2": [1.0, 1.0]},
        geometry=[shapely.box(1000, 0, 2000, 1000), shapely.box(0, 0, 1000, 1000)],
        crs=CRS,
    )
    communities = gpd.GeoDataFrame(
        {"community_id": ["c"], "area_id": ["west"], "people": [people]},
        geometry=[shapely.Point(5, 5)],
        crs=CRS,
    )
    lines = [shapely.LineString(row["at"]) for row in rows]
    network = gpd.GeoDataFrame(
        {
            "link_id": [f"l{n}" for n in range(len(rows))],
            "is_schematic": [row.get("is_schematic", False) for row in rows],
            "is_surface_guessed": [row.get("guessed", False) for row in rows],
            "length_m": [
                float(row.get("length_m", line.length))
                for row, line in zip(rows, lines, strict=True)
            ],
        },
        geometry=lines,
        crs=CRS,
    )
    rules = {"min_road_km_per_km2": 0.3, "min_road_m_per_person": 0.0, **minimum}
    found = mapped_roads(areas=areas, communities=communities, network=network, **rules)
    return conform("mapped_roads", found).set_index("area_id")


def test_a_link_counts_in_each_area_by_its_part() -> None:
    table = mapped({"at": [(750, 500), (1250, 500)], "length_m": 1000})
    assert table["road_km"].to_dict() == {"east": 0.5, "west": 0.5}
    assert table["road_km_per_km2"].to_dict() == {"east": 0.5, "west": 0.5}
    assert table.loc["west", "road_m_per_person"] == 5
    assert np.isnan(table["road_m_per_person"].to_dict()["east"])


def test_the_guessed_share_goes_by_length() -> None:
    table = mapped({"at": [(100, 500), (400, 500)], "guessed": True}, {"at": [(100, 9), (200, 9)]})
    assert table.loc["west", "guessed_surface_share"] == pytest.approx(0.75)
    assert np.isnan(table["guessed_surface_share"].to_dict()["east"])


@pytest.mark.parametrize(
    ("minimum", "is_gap"),
    [
        ({"min_road_km_per_km2": 0.3}, False),
        ({"min_road_km_per_km2": 0.31}, True),
        ({"min_road_km_per_km2": 0.0, "min_road_m_per_person": 3.0}, False),
        ({"min_road_km_per_km2": 0.0, "min_road_m_per_person": 3.1}, True),
    ],
)
def test_an_area_under_a_minimum_is_a_gap(minimum: dict[str, float], is_gap: bool) -> None:  # noqa: FBT001
    table = mapped({"at": [(100, 500), (400, 500)]}, **minimum)
    assert bool(table.loc["west", "is_map_gap"]) is is_gap


def test_without_people_nobody_asks_for_road_per_person() -> None:
    table = mapped(min_road_km_per_km2=0.0, min_road_m_per_person=10.0)
    assert table["is_map_gap"].to_dict() == {"east": False, "west": True}


def test_ferries_are_no_road_and_no_network_is_a_gap() -> None:
    for rows in ([], [{"at": [(100, 500), (900, 500)], "is_schematic": True}]):
        table = mapped(*rows)
        assert table["road_km"].tolist() == [0, 0]
        assert table["is_map_gap"].all()
