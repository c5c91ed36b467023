"""People and clinics along a straight road, on paper: 600 m are a minute, nobody walks."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from pipeline.layers.catchments import catchments
from pipeline.schema import conform
from tests.trips import SCENARIOS, TRIPS, risk_of, travel_tables

CRS = "EPSG:32629"
M_PER_MIN = 600
RULES: dict[str, Any] = {
    "within_min": 30.0,
    "enhanced_weights": {"10": 1.0, "20": 0.68, "30": 0.22},
    "three_step_weights": {"10": 1.0, "30": 0.5},
    "half_time_min": 10.0,
    "gravity_within_min": 40.0,
    "least_capacity_share": 0.5,
}
PER_1K = ["two_step_per_1k", "enhanced_per_1k", "three_step_per_1k"]
Places = dict[str, Any]
"""Minutes along the road, and people or capacity, by name."""


def road() -> gpd.GeoDataFrame:
    """A road of two links along y = 0, an hour each."""
    ends = [(0, 60), (60, 120)]
    lines = gpd.GeoSeries.from_wkt(
        [f"LINESTRING ({a * M_PER_MIN} 0, {b * M_PER_MIN} 0)" for a, b in ends], crs=CRS
    )
    return gpd.GeoDataFrame(
        {
            "link_id": ["west", "east"],
            "from_node": [0, 1],
            "to_node": [1, 2],
            "component": 0,
            "road_class": "primary",
            "passability": "paved",
            "oneway": "both",
            "is_schematic": False,
            "length_m": lines.length,
        },
        geometry=lines,
    )


def at(places: Places, name: str, number: str) -> gpd.GeoDataFrame:
    minutes, amount = np.array(list(places.values()), float).reshape(-1, 2).T
    return gpd.GeoDataFrame(
        {name: pd.Series(list(places), dtype="str"), number: amount},
        geometry=gpd.points_from_xy(minutes * M_PER_MIN, 0 * minutes),
        crs=CRS,
    )


def made(
    people: Places,
    clinics: Places,
    *,
    area_of: dict[str, str] | None = None,
    unknown: tuple[str, ...] = (),
    closed: tuple[str, ...] = (),
    insecure: tuple[str, ...] = (),
    grades: dict[str, str] | None = None,
    **rules: object,
) -> Any:  # noqa: ANN401  a table, or a row of it
    """The table by area; everybody lives in area A unless told."""
    network = road()
    communities = at(people, "community_id", "people")
    ids = communities["community_id"]
    communities = communities.assign(
        area_id=ids.map({name: (area_of or {}).get(name, "A") for name in people}),
        people_grade=ids.map({name: (grades or {}).get(name, "A") for name in people}),
    )
    services = at(clinics, "service_id", "capacity").assign(service_type="health")
    shut = {name: "closed" if name in closed else "open" for name in clinics}
    services["status"] = services["service_id"].map(shut).astype("str")
    speeds = pd.DataFrame({"scenario": SCENARIOS}).merge(network["link_id"], how="cross")
    reach = pd.DataFrame(
        {
            "community_id": ids,
            "service_type": "health",
            "scenario": "dry-4x4",
            "status": ["unknown" if name in unknown else "reachable" for name in people],
        }
    )
    tables = travel_tables(
        network=network,
        speeds=speeds.assign(speed_kmh=36.0),
        link_status=pd.DataFrame({"link_id": pd.Series(dtype="str"), "status": []}),
        communities=communities,
        services=services,
        hubs=at({"hub": (0, 0)}, "hub_id", "people"),
    )
    areas: Any = pd.DataFrame({"area_id": ["A", "B", "empty"]})
    told: Any = {**tables, **TRIPS, **RULES, **rules}
    table = catchments(areas=areas, reach=reach, link_risk=risk_of(*insecure), **told)
    return conform("catchments", table).set_index("area_id")


ONE: Places = {"clinic": (0, 6)}


def test_supply_is_shared_by_all_who_are_near_enough() -> None:
    """Six beds for 1,000 people 10 minutes and 500 people 30 minutes away; 500 more are too far."""
    people = {"c1": (10, 1000.0), "c2": (30, 500.0), "c3": (31, 500.0)}
    table = made(people, ONE, area_of={"c1": "A", "c2": "B", "c3": "B"})
    assert table["two_step_per_1k"].tolist()[:2] == pytest.approx([4, 2])
    assert table["enhanced_per_1k"].tolist()[:2] == pytest.approx(
        [6000 / 1110, 6000 / 1110 * 0.22 / 2]
    )
    assert table["people_without"].tolist() == [0, 500, 0]
    assert set(table["supply_unit"]) == {"capacity"}


def test_who_can_choose_puts_less_weight_on_each() -> None:
    """At equal weights 1,000 people go to each of two clinics as 500, at half the weight as 250."""
    clinics = {"near": (0, 4.0), "far": (40, 4.0)}
    table = made({"c": (20, 1000.0)}, clinics)
    assert table.loc["A", "three_step_per_1k"] == pytest.approx(8)
    more = made({"c": (20, 1000.0), "d": (0, 250.0)}, clinics, area_of={"d": "B"})
    assert more.loc["A", "three_step_per_1k"] == pytest.approx(4 * 0.25 / 0.5 + 4)
    assert more.loc["B", "three_step_per_1k"] == pytest.approx(4 / 500 * 1000)


def test_gravity_halves_with_every_half_time_and_is_not_shared() -> None:
    table = made({"c1": (10, 1000.0), "c2": (20, 3000.0), "c3": (41, 9.0)}, ONE)
    expected = (1000 * 3 + 3000 * 1.5) / 4009
    assert table.loc["A", "gravity_supply"] == pytest.approx(expected)


def test_people_times_their_number_is_the_supply_that_anyone_reaches() -> None:
    random = np.random.default_rng(1)
    spots, amounts = random.uniform(0, 120, 40), random.uniform(1, 900, 40)
    people = {f"c{i}": (float(spots[i]), float(amounts[i])) for i in range(30)}
    clinics = {f"s{i}": (float(spots[i]), float(amounts[i])) for i in range(30, 40)}
    table = made(people, clinics, area_of={f"c{i}": "AB"[i % 2] for i in range(30)})
    supply = sum(amount for _, amount in clinics.values())
    for name in PER_1K:
        shared = (table["people"] * table[name].fillna(0) / 1000).sum()
        assert shared == pytest.approx(supply), name


def test_people_of_whom_nothing_is_known_are_beside_the_mean() -> None:
    people = {"c1": (10, 1000.0), "lost": (100, 3000.0), "b": (100, 7.0)}
    table = made(people, ONE, unknown=("lost", "b"), area_of={"b": "B"})
    assert table.loc["A", "two_step_per_1k"] == pytest.approx(6)
    assert table["people_unknown"].tolist() == [3000, 7, 0]
    assert table["people_without"].tolist() == [0, 0, 0]
    assert table.loc[["B", "empty"], PER_1K].isna().all(axis=None)


def test_supply_behind_insecure_links_falls_to_those_before_them() -> None:
    people = {"c1": (30, 1000.0), "c2": (70, 1000.0)}
    clinics = {"clinic": (50.0, 6.0)}
    assert made(people, clinics).loc["A", "two_step_per_1k"] == pytest.approx(3)
    table = made(people, clinics, insecure=("east",), area_of={"c2": "B"})
    assert table["two_step_per_1k"].tolist()[:2] == pytest.approx([6, 0])
    assert table["people_without"].tolist() == [0, 1000, 0]


def test_capacities_that_are_missing_are_filled_or_all_are_counted() -> None:
    nan = float("nan")
    people = {"c": (10, 1000.0)}
    stated = made(people, {"a": (0, 2.0), "b": (0, 6.0)})
    filled = made(people, {"a": (0, 2.0), "b": (0, 6.0), "c": (0, nan)})
    counted = made(people, {"a": (0, 2.0), "b": (0, nan), "c": (0, nan)})
    found = [table.loc["A", "two_step_per_1k"] for table in (stated, filled, counted)]
    assert found == pytest.approx([8, 2 + 6 + 4, 3])
    assert [t.loc["A", "grade"] for t in (stated, filled, counted)] == ["A", "C", "B"]
    assert counted.loc["A", "supply_unit"] == "services"


def test_the_grade_is_the_worse_of_people_and_supply() -> None:
    table = made({"c": (10, 9.0)}, {"a": (0, float("nan"))}, grades={"c": "C"})
    assert table["grade"].tolist() == ["C", "X", "X"]


def test_where_nothing_is_open_people_have_none() -> None:
    table = made({"c": (10, 9.0)}, ONE, closed=("clinic",))
    assert table.loc["A", [*PER_1K, "gravity_supply"]].tolist() == [0, 0, 0, 0]
    assert table.loc["A", "people_without"] == 9
    assert table.loc["A", "supply_unit"] == "services"


def test_every_area_and_type_has_a_row_and_without_types_there_is_none() -> None:
    table = made({"c": (10, 9.0)}, ONE, service_types=["health", "school"])
    assert table.groupby("service_type").size().to_dict() == {"health": 3, "school": 3}
    assert made({"c": (10, 9.0)}, {}, service_types=[]).empty
