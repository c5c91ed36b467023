from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.layers.snapping import snapping
from pipeline.schema import conform
from tests.hand_drawn import CRS, Points, points_of


def network_of(*lines: str, is_schematic: bool = False) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"is_schematic": np.full(len(lines), is_schematic)},
        geometry=np.array(shapely.from_wkt(list(lines)), object),
        crs=CRS,
    )


def snapped(
    network: gpd.GeoDataFrame,
    found: list[tuple[str, str, float]],
    communities: Points,
    services: dict[str, Points] | None = None,
    hubs: Points | None = None,
) -> tuple[pd.DataFrame, list[str]]:
    files = services or {}
    offers = points_of(
        {n: at for points in files.values() for n, at in points.items()}, "service_id"
    )
    source = [file for file, points in files.items() for _ in points]
    table, rejected, notes = snapping(
        connectors=pd.DataFrame(found, columns=["point_kind", "point_id", "distance_m"]).astype(
            {"point_kind": "str", "point_id": "str", "distance_m": float}
        ),
        communities=points_of(communities, "community_id"),
        services=offers.assign(source=pd.Series(source, dtype="str")),
        hubs=points_of(hubs or {}, "hub_id"),
        network=network,
        max_snap_m=5000.0,
    )
    assert rejected is None
    return conform("snapping", table), notes


ROAD = network_of("LINESTRING (0 0, 1000 0)")


def test_each_point_counts_by_its_nearest_connector() -> None:
    people: Points = {"a": (0, 10), "b": (0, 20), "c": (0, 60)}
    found = [("community", n, at[1] + extra) for n, at in people.items() for extra in (0.0, 500.0)]
    table, notes = snapped(ROAD, found, people)
    row = table.iloc[0]

    assert (row["point_kind"], row["source"]) == ("community", "communities")
    assert row[["points_count", "snapped_count", "beyond_count"]].tolist() == [3, 3, 0]
    assert (row["median_m"], row["p95_m"], row["max_m"]) == (20, 56, 60)
    assert pd.isna(row["why"])
    assert notes == [
        "communities: 3 of 3 on the network, 20 m away (median; 95 % within 56 m, all within 60 m)"
    ]


def test_a_row_for_each_file_of_services_and_one_for_the_hubs() -> None:
    files: dict[str, Points] = {
        "health.csv": {"s": (0, 5)},
        "school.csv": {"t": (0, 7), "u": (0, 9)},
    }
    found = [("service", "s", 5.0), ("service", "t", 7.0), ("service", "u", 9.0), ("hub", "s", 1.0)]
    table, notes = snapped(ROAD, found, {}, files, {"s": (0, 1)})

    assert table[["point_kind", "source"]].to_numpy().tolist() == [
        ["hub", "hubs"],
        ["service", "health.csv"],
        ["service", "school.csv"],
    ]
    assert table["max_m"].tolist() == [1, 5, 9]
    assert len(notes) == 3


def test_those_beyond_reach_are_told_with_the_nearest_of_them() -> None:
    people: Points = {"in": (0, 10), "near": (0, 5203.2), "far": (0, 9000)}
    table, notes = snapped(ROAD, [("community", "in", 10.0)], people)
    row = table.iloc[0]

    assert (row["beyond_count"], row["nearest_beyond_m"], row["max_m"]) == (2, 5203.2, 10)
    assert row["why"] == "2 lie further than 5,000 m from every road; the nearest of them 5,204 m"
    assert notes[0].endswith(row["why"])


def test_one_alone_that_has_no_connector() -> None:
    table, notes = snapped(ROAD, [], {"c": (0, 6000)})
    assert table["why"].tolist() == ["1 lies further than 5,000 m from every road; it is 6,000 m"]
    assert table[["median_m", "p95_m", "max_m"]].isna().all(axis=None)
    assert notes == [f"communities: 0 of 1 on the network; {table['why'].iloc[0]}"]


def test_a_stand_in_is_near_at_its_ends_only() -> None:
    ferry = network_of("LINESTRING (0 0, 20000 0)", is_schematic=True)
    table, _ = snapped(ferry, [], {"c": (8000, 6000)})
    assert table["nearest_beyond_m"].tolist() == [10_000]


def test_no_roads_at_all() -> None:
    table, _ = snapped(network_of(), [], {"c": (0, 0)}, {"f": {"s": (0.0, 0.0)}})
    assert table["why"].tolist() == ["the network is empty"] * 2


def test_no_points_at_all() -> None:
    table, notes = snapped(network_of(), [], {})
    assert (len(table), notes) == (0, [])
