"""Clinics along a straight road, on paper: 600 m are a minute's drive, 75 m off it 1.3 on foot."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from pipeline.layers.nearest_services import nearest_services
from pipeline.schema import conform
from tests.trips import NO_WAITS, SCENARIOS, TRIPS, travel_tables

CRS = "EPSG:32629"
Points = dict[str, tuple[float, float]]
WAY = ["rank", "service_id", "minutes", "walked_min", "driven_min"]
JUNCTION_M, END_M = 1800, 6000
CLINICS: Points = {"a": (600, 75), "b": (4200, 0), "z": (6000, 150)}
"""Of someone at 3,000 m: 4, 2 and 5 minutes' drive."""


def road(oneway: str = "both") -> gpd.GeoDataFrame:
    """A road of two links along y = 0, and one that nothing joins, 90 km north."""
    lines = gpd.GeoSeries.from_wkt(
        [
            f"LINESTRING ({JUNCTION_M} 0, {END_M} 0)",
            "LINESTRING (0 90000, 6000 90000)",
            f"LINESTRING (0 0, {JUNCTION_M} 0)",
        ],
        crs=CRS,
    )
    return gpd.GeoDataFrame(
        {
            "link_id": ["east", "north", "west"],
            "from_node": [1, 3, 0],
            "to_node": [2, 4, 1],
            "component": [0, 1, 0],
            "road_class": "primary",
            "passability": "paved",
            "oneway": oneway,
            "is_schematic": False,
            "length_m": lines.length,
        },
        geometry=lines,
    )


def points(at: Points, name: str) -> gpd.GeoDataFrame:
    xy = np.array(list(at.values()), float).reshape(-1, 2)
    ids = pd.Series(list(at), dtype="str")
    return gpd.GeoDataFrame({name: ids}, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def listed(
    communities: Points,
    clinics: Points = CLINICS,
    *,
    hubs: Points | None = None,
    status: dict[str, str] | None = None,
    closed: str | None = None,
    oneway: str = "both",
    waits: pd.DataFrame = NO_WAITS,
    **settings: object,
) -> pd.DataFrame:
    services = points(clinics, "service_id")
    states = services["service_id"].map(
        {name: (status or {}).get(name, "open") for name in clinics}
    )
    network = road(oneway)
    links = network["link_id"]
    tables = travel_tables(
        network=network,
        speeds=pd.DataFrame({"scenario": SCENARIOS})
        .merge(links, how="cross")
        .assign(speed_kmh=36.0),
        link_status=pd.DataFrame(
            {"link_id": links[links == closed], "status": ["closed"] * (links == closed).sum()}
        ),
        communities=points(communities, "community_id"),
        services=services.assign(service_type="health", status=states.astype("str")),
        hubs=points(hubs or {}, "hub_id"),
        waits=waits,
        max_snap_m=1000,  # so that nobody walks past a closed link
    )
    found = nearest_services(**tables, **{**TRIPS, "nearest_count": 5, **settings})
    return conform("nearest_services", found)


def rows(*args: Any, **settings: Any) -> list[list[Any]]:  # noqa: ANN401  passed on as it is
    """Rank, clinic, minutes, walked and driven, rounded to the millisecond."""
    return [list(row) for row in listed(*args, **settings)[WAY].round(6).to_numpy(object)]


HERE: Points = {"c": (3000, 75)}
BEST = [1, "b", 3.3, 1.3, 2.0]
SECOND = [2, "a", 6.6, 2.6, 4.0]
THIRD = [3, "z", 8.9, 3.9, 5.0]


@pytest.mark.parametrize(
    ("count", "expected"), [(1, [BEST]), (2, [BEST, SECOND]), (5, [BEST, SECOND, THIRD])]
)
def test_as_many_as_asked_for_and_as_there_are_best_first(
    count: int, expected: list[list[Any]]
) -> None:
    assert rows(HERE, nearest_count=count) == expected


def test_ties_go_to_the_least_id_whatever_the_order_of_rows() -> None:
    same: Points = {"z": (2400, 0), "b": (3600, 0), "y": (3600, 0), "a": (4200, 0)}
    for clinics in (same, dict(reversed(same.items()))):
        found = rows({"c": (3000, 0)}, clinics)
        assert [row[:3] for row in found] == [[1, "b", 1], [2, "y", 1], [3, "z", 1], [4, "a", 2]]
        assert rows({"c": (3000, 0)}, clinics, nearest_count=2) == found[:2]


def test_a_clinic_counts_once_by_its_fastest_way() -> None:
    """From the junction both links lead to each clinic's connectors on both."""
    found = rows({"c": (JUNCTION_M, 0)}, {"a": (JUNCTION_M, 75), "b": (JUNCTION_M, 150)})
    assert found == [[1, "a", 1.3, 1.3, 0], [2, "b", 2.6, 2.6, 0]]


@pytest.mark.parametrize("status", ["closed", "unknown"])
def test_only_open_clinics_count(status: str) -> None:
    expected = [[1, *SECOND[1:]], [2, *THIRD[1:]]]
    assert rows(HERE, status={"b": status}) == expected
    assert rows(HERE, status=dict.fromkeys(CLINICS, status)) == []


def test_where_there_is_no_way_there_is_no_row() -> None:
    assert rows(HERE, closed="west") == [BEST, [2, *THIRD[1:]]]
    assert rows(HERE, closed="east") == []
    assert rows({"north": (3000, 90_000)}) == []
    assert rows({"nowhere": (3000, 1001)}) == []
    both = listed({"c": (3000, 75), "north": (3000, 90_000)})
    assert set(both["community_id"]) == {"c"}


def test_hubs_are_listed_too_and_need_no_clinic() -> None:
    table = listed(HERE, {}, hubs={"h2": (0, 0), "h1": (6000, 0)})
    found = table[["service_type", "rank", "service_id", "driven_min"]].to_numpy(object).tolist()
    assert found == [["hub", 1, "h1", 5], ["hub", 2, "h2", 5]]


def test_every_community_and_scenario_has_its_own_ranks() -> None:
    table = listed({"far": (0, 0), "c": (3000, 75)}, scenario_names=["wet-4x4", "dry-4x4"])
    by_key = table.groupby(["community_id", "scenario"])["service_id"].agg("".join)
    assert by_key.to_dict() == {
        ("c", "dry-4x4"): "baz",
        ("c", "wet-4x4"): "baz",
        ("far", "dry-4x4"): "abz",
        ("far", "wet-4x4"): "abz",
    }


def test_what_comes_to_the_people_comes_along_the_one_way() -> None:
    there = rows(HERE, oneway="forward")
    assert there == [BEST, [2, *THIRD[1:]]]
    assert rows(HERE, oneway="forward", delivery=["health"]) == [[1, *SECOND[1:]]]
    assert rows(HERE, oneway="forward", scenario_names=["dry-foot"]) == [BEST, SECOND, THIRD]


def test_a_wait_puts_those_behind_it_later_and_counts_as_driven() -> None:
    at = (3600 - JUNCTION_M) / (END_M - JUNCTION_M)
    waits = pd.DataFrame({"link_id": ["east"], "wait_min": [10.0], "at_share": [at]})
    assert rows(HERE, waits=waits) == [
        [1, *SECOND[1:]],
        [2, "b", 13.3, 1.3, 12],
        [3, "z", 18.9, 3.9, 15],
    ]


def test_nobody_reaches_nothing() -> None:
    assert rows({}) == []
    assert rows({}, {}) == []
    assert rows(HERE, {}) == []
