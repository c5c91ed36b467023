from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import StageError
from pipeline.layers import speeds as layer
from pipeline.layers.speeds import speeds
from pipeline.schema import BOUND_BY, conform
from tests.travel_tables import built_in, scenarios_of
from tests.unsaid import UNSAID

LINK: dict[str, Any] = {
    "link_id": "a",
    "road_class": "primary",
    "surface_group": "paved",
    "passability": "paved",
    **UNSAID,
}
TABLES = built_in()


def table_of(*rows: dict[str, Any], **tables: pd.DataFrame) -> pd.DataFrame:
    """Speeds on links, with more rows in some tables."""
    return conform("speeds", told_of(*rows, **tables)[0])


def told_of(*rows: dict[str, Any], **tables: pd.DataFrame) -> tuple[pd.DataFrame, None, list[str]]:
    """What the layer returns, notes included."""
    links = [{**LINK, "link_id": f"l{number}", **row} for number, row in enumerate(rows)]
    given = {**TABLES, **tables}
    given["scenarios"] = scenarios_of(given)
    return speeds(network=pd.DataFrame(links, columns=list(LINK)), **given)


def more(name: str, **row: object) -> pd.DataFrame:
    """One of the built-in tables with one row more."""
    return pd.concat([TABLES[name], pd.DataFrame([{**row, "table_name": "t"}])], ignore_index=True)


def one(scenario: str, row: dict[str, Any], **tables: pd.DataFrame) -> tuple[float | None, str]:
    table = table_of(row, **tables).set_index("scenario")
    kmh = table["speed_kmh"].to_dict()[scenario]
    return (None if np.isnan(kmh) else round(kmh, 6), str(table.loc[scenario, "bound_by"]))


EARTH = {"surface_group": "earth", "passability": "earth"}
MUD = {"surface_group": "mud", "passability": "track", "road_class": "track"}
PATH = {"surface_group": "earth", "passability": "path", "road_class": "path"}
FORD = {"is_ford": True}


@pytest.mark.parametrize(
    ("scenario", "row", "expected"),
    [
        ("dry-4x4", {}, (40, "class")),
        ("dry-4x4", {"maxspeed_kmh": 30.0}, (30, "maxspeed")),
        ("dry-4x4", {"maxspeed_kmh": 120.0}, (40, "class")),
        ("dry-4x4", {"maxspeed_kmh": 40.0, "surface": "gravel"}, (40, "class")),
        ("dry-4x4", {"surface": "mud", "surface_group": "mud"}, (7, "surface")),
        ("dry-4x4", {"surface": "clay", "tracktype": "grade5"}, (20, "tracktype")),
        ("dry-4x4", {"smoothness": "horrible", "surface": "earth"}, (10, "smoothness")),
        ("dry-4x4", {"smoothness": "impassable"}, (None, "smoothness")),
        ("wet-4x4", {}, (36, "class")),
        ("wet-4x4", EARTH, (20, "class")),
        ("wet-truck", EARTH, (None, "season")),
        ("wet-truck", MUD, (None, "season")),
        ("dry-truck", MUD, (10.5, "class")),
        ("dry-truck", {"tracktype": "grade3"}, (None, "tracktype")),
        ("wet-truck", {"tracktype": "grade3", **EARTH}, (None, "tracktype")),
        ("dry-truck", {"tracktype": "grade2"}, (40, "class")),
        ("dry-truck", PATH, (None, "passability")),
        ("dry-4x4", PATH, (None, "passability")),
        ("dry-motorbike", PATH, (10, "class")),
        ("wet-motorbike", PATH, (5, "class")),
        ("dry-motorbike", {**PATH, "road_class": "footway"}, (None, "class")),
        ("dry-motorbike", {**PATH, "road_class": "steps"}, (None, "class")),
        ("wet-motorbike", {**PATH, "road_class": "pedestrian"}, (None, "class")),
        ("wet-motorbike", {**PATH, "road_class": "bridleway"}, (None, "class")),
        ("dry-4x4", {**PATH, "road_class": "footway"}, (None, "passability")),
        ("dry-foot", {**PATH, "road_class": "steps"}, (5, "walking")),
        ("dry-foot", PATH, (5, "walking")),
        ("wet-foot", PATH, (3.5, "walking")),
        ("dry-foot", {"smoothness": "impassable"}, (5, "walking")),
        ("dry-foot", {"maxspeed_kmh": 3.0}, (5, "walking")),
    ],
)
def test_the_rule_that_sets_it(
    scenario: str, row: dict[str, Any], expected: tuple[float | None, str]
) -> None:
    assert one(scenario, row) == expected


@pytest.mark.parametrize(
    ("scenario", "row", "expected"),
    [
        ("dry-truck", {"maxweight_t": 9.9}, (None, "weight")),
        ("dry-truck", {"maxweight_t": 10.0}, (40, "class")),
        ("dry-truck", {"maxheight_m": 3.5}, (None, "height")),
        ("dry-truck", {"maxheight_m": 3.5, "maxweight_t": 1.0}, (None, "weight")),
        ("wet-truck", {"maxheight_m": 3.5, **EARTH}, (None, "height")),
        ("dry-truck", {"maxwidth_m": 2.4}, (None, "width")),
        ("dry-truck", {"maxwidth_m": 2.5}, (40, "class")),
        ("dry-truck", {"maxwidth_m": 3.0, "width_m": 2.2}, (None, "width")),
        ("dry-truck", {"maxaxleload_t": 6.4}, (None, "axleload")),
        ("dry-truck", {"maxaxleload_t": 6.5}, (40, "class")),
        ("dry-truck", {"maxaxleload_t": 1.0, "maxweight_t": 1.0}, (None, "weight")),
        ("dry-4x4", {"maxaxleload_t": 0.1}, (40, "class")),
        ("dry-4x4", {"width_m": 1.9}, (None, "width")),
        ("dry-4x4", {"width_m": 2.2}, (40, "class")),
        ("dry-4x4", {"maxweight_t": 1.0, "maxheight_m": 1.0}, (40, "class")),
        ("dry-motorbike", {"width_m": 0.5}, (40, "class")),
        ("dry-foot", {"width_m": 0.5, "maxweight_t": 0.1}, (5, "walking")),
    ],
)
def test_limits(scenario: str, row: dict[str, Any], expected: tuple[float | None, str]) -> None:
    assert one(scenario, row) == expected


@pytest.mark.parametrize(
    ("scenario", "row", "expected"),
    [
        ("dry-4x4", {"barrier": "bollard"}, (None, "barrier")),
        ("dry-motorbike", {"barrier": "stile"}, (None, "barrier")),
        ("dry-foot", {"barrier": "bollard"}, (5, "walking")),
        ("dry-4x4", {"barrier": "gate"}, (40, "class")),
        ("dry-truck", {"barrier": "border_control"}, (40, "class")),
        ("dry-truck", {"barrier": "never_heard_of"}, (40, "class")),
        ("wet-4x4", {"seasonal": "dry_season"}, (None, "seasonal")),
        ("wet-foot", {"seasonal": "dry_season"}, (None, "seasonal")),
        ("dry-4x4", {"seasonal": "dry_season"}, (40, "class")),
        ("dry-4x4", {"seasonal": "wet_season"}, (None, "seasonal")),
        ("wet-4x4", {"seasonal": "wet_season"}, (36, "class")),
        ("wet-4x4", {"seasonal": "winter"}, (36, "class")),
        ("wet-motorbike", {"seasonal": "yes"}, (None, "seasonal")),
        ("wet-foot", {"seasonal": "yes"}, (3, "walking")),
        ("dry-motorbike", {"seasonal": "yes"}, (40, "class")),
        ("dry-4x4", FORD, (20, "class")),
        ("wet-4x4", FORD, (None, "ford")),
        ("wet-foot", FORD, (2.5, "walking")),
        ("dry-foot", FORD, (2.5, "walking")),
        ("wet-truck", {**EARTH, **FORD}, (None, "ford")),
        ("wet-4x4", {**FORD, "barrier": "log"}, (None, "barrier")),
        ("wet-truck", {"seasonal": "yes", **FORD}, (None, "ford")),
    ],
)
def test_barriers_seasonal_ways_and_fords(
    scenario: str, row: dict[str, Any], expected: tuple[float | None, str]
) -> None:
    assert one(scenario, row) == expected


@pytest.mark.parametrize(
    ("scenario", "row", "expected"),
    [
        ("dry-truck", {"hgv": "no"}, (None, "access")),
        ("wet-truck", {"hgv": "private", **EARTH}, (None, "access")),
        ("dry-truck", {"hgv": "agricultural"}, (None, "access")),
        ("dry-truck", {"hgv": "destination"}, (40, "class")),
        ("dry-truck", {"hgv": "delivery"}, (40, "class")),
        ("dry-truck", {"hgv": "yes"}, (40, "class")),
        ("dry-truck", {"motorcar": "no", "motorcycle": "no"}, (40, "class")),
        ("dry-truck", {"hgv": "no", "barrier": "block"}, (None, "barrier")),
        ("dry-truck", {"hgv": "no", "road_class": "ferry"}, (None, "access")),
        ("dry-4x4", {"hgv": "no", "motorcycle": "no"}, (40, "class")),
        ("dry-4x4", {"motorcar": "no"}, (None, "access")),
        ("wet-4x4", {"motorcar": "destination"}, (36, "class")),
        ("dry-motorbike", {"motorcar": "no", "hgv": "no"}, (40, "class")),
        ("dry-motorbike", {"motorcycle": "no"}, (None, "access")),
        ("dry-foot", {"hgv": "no", "motorcar": "no", "motorcycle": "no"}, (5, "walking")),
    ],
)
def test_access_for_one_kind_of_vehicle(
    scenario: str, row: dict[str, Any], expected: tuple[float | None, str]
) -> None:
    assert one(scenario, row) == expected


def test_a_region_may_send_its_trucks_where_a_sign_bars_them() -> None:
    rule = {"season": "*", "vehicle": "truck", "tag": "hgv", "value": "no"}
    others = TABLES["factors"][TABLES["factors"]["tag"] != "hgv"]
    own = pd.concat([others, pd.DataFrame([{**rule, "factor": 0.5, "table_name": "t"}])])
    assert one("dry-truck", {"hgv": "no"}, factors=own) == (20, "class")


def test_of_several_factors_the_least_is_taken_once() -> None:
    assert one("dry-4x4", {**FORD, **MUD}) == (7.5, "class")
    assert one("wet-4x4", {**MUD, "seasonal": "wet_season"}) == (4.5, "class")


@pytest.mark.parametrize("scenario", ["dry-4x4", "wet-truck", "wet-foot", "dry-motorbike"])
def test_ferries_carry_everyone_in_every_season(scenario: str) -> None:
    assert one(scenario, {"road_class": "ferry", **EARTH, **FORD}) == (5, "class")


def test_ferries_may_take_no_vehicles_and_stop_in_a_season() -> None:
    for_feet = {"road_class": "ferry", "barrier": "locked_gate"}
    assert one("dry-4x4", for_feet) == (None, "barrier")
    assert one("dry-foot", for_feet) == (5, "class")
    seasonal = {"road_class": "ferry", "seasonal": "dry_season"}
    assert one("wet-4x4", seasonal) == (None, "seasonal")
    assert one("dry-4x4", seasonal) == (5, "class")


def test_ground_closed_in_every_season_is_told_as_ground() -> None:
    closed = {"vehicle": "van", "tag": "surface_group", "value": "mud", "factor": 0.0}
    van = more("vehicles", vehicle="van", is_on_foot=False)
    always = more("factors", season="*", **closed)
    assert one("wet-van", MUD, vehicles=van, factors=always) == (None, "surface_group")
    wet = more("factors", season="wet", **closed)
    assert one("wet-van", MUD, vehicles=van, factors=wet) == (None, "season")
    assert one("dry-van", MUD, vehicles=van, factors=wet) == (10.5, "class")


def test_a_user_adds_a_vehicle_and_a_season_by_tables() -> None:
    tables = {
        "vehicles": more("vehicles", vehicle="ambulance", is_on_foot=False, height_m=2.6),
        "factors": more(
            "factors", season="harvest", vehicle="*", tag="surface_group", value="paved", factor=0.6
        ),
    }
    assert table_of({}, **tables)["scenario"].nunique() == 3 * 5
    assert one("harvest-ambulance", {}, **tables) == (24, "class")
    assert one("wet-ambulance", EARTH, **tables) == (40, "class")
    assert one("harvest-ambulance", {"maxheight_m": 2.5}, **tables) == (None, "height")
    assert one("harvest-truck", PATH, **tables) == (None, "passability")


def test_caps_and_factors_by_any_column() -> None:
    caps = more("caps", tag="bridge", value="yes", speed_kmh=8.0)
    assert one("dry-4x4", {"is_bridge": True}, caps=caps) == (8, "other")
    assert one("dry-4x4", {"is_bridge": False}, caps=caps) == (40, "class")
    caps = more("caps", tag="road_class", value="primary", speed_kmh=0.0)
    assert one("dry-4x4", {}, caps=caps) == (None, "class")
    rule = {"season": "*", "vehicle": "4x4", "tag": "road_class", "value": "primary", "factor": 0.0}
    assert one("dry-4x4", {}, factors=more("factors", **rule)) == (None, "class")


def test_a_tag_that_is_no_column_is_told() -> None:
    caps = more("caps", tag="surfaces", value="mud", speed_kmh=8.0)
    with pytest.raises(StageError, match=r"tag surfaces of travel\.caps_table is no column"):
        table_of({}, caps=caps)
    rule = {"season": "*", "vehicle": "*", "tag": "fords", "value": "yes", "factor": 1.0}
    with pytest.raises(StageError, match=r"tag fords of travel\.factors_table is no column"):
        table_of({}, factors=more("factors", **rule))


@pytest.mark.parametrize("tag", ["maxspeed_kmh", "geometry", "width_m"])
def test_a_tag_of_numbers_or_of_lines_is_told(tag: str) -> None:
    match = rf"tag {tag} of travel\.caps_table is no column .* words .* surface, .* tunnel, ford"
    with pytest.raises(StageError, match=match):
        table_of({}, caps=more("caps", tag=tag, value="30", speed_kmh=8.0))


def named_in(table_name: str, *rows: dict[str, Any]) -> list[str]:
    """Notes where the factors are this table, with a row for each of these values of surface."""
    values = ["asfalt", "a1", "a2", "a3", "a4", "b1"]
    first = {"season": "dry", "vehicle": "*", "tag": "surface_group", "value": "paved"}
    more_rows = [{"season": "*", "vehicle": "*", "tag": "surface", "value": v} for v in values]
    factors = pd.DataFrame([first, *more_rows]).assign(factor=1.0)
    caps = TABLES["caps"].assign(table_name="osrm")
    return told_of(*rows, factors=factors.assign(table_name=table_name), caps=caps)[2]


def test_values_on_no_link_are_told_for_tables_of_the_regions_own() -> None:
    told = "factors: surface=a1, surface=a2, surface=a3, surface=a4, surface=asfalt"
    assert named_in("mine.CSV", {}) == [f"{told} and 1 more are on no link"]
    assert named_in("mine.csv", {"surface": "b1"}) == [f"{told} are on no link"]
    assert named_in("default", {}) == []
    assert named_in("mine.csv") == []
    on = [{"surface": value} for value in ("a1", "A2", "a3", "a4", "b1")]
    assert named_in("mine.csv", *on) == ["factors: surface=asfalt is on no link"]


def test_every_link_has_every_scenario() -> None:
    table = table_of({}, EARTH)
    assert len(table) == 16
    assert table["scenario"].nunique() == 8


def test_no_links() -> None:
    assert len(table_of()) == 0


def test_tables_without_rules_leave_speeds_by_class() -> None:
    caps = TABLES["caps"].iloc[:0]
    assert one("dry-4x4", {"surface": "mud"}, caps=caps) == (40, "class")


def test_the_order_of_rows_does_not_show() -> None:
    rows: list[dict[str, Any]] = [
        {},
        EARTH,
        {**MUD, **FORD},
        {"road_class": "ferry"},
        {"maxspeed_kmh": 40.0},
    ]
    shuffled = {
        name: table.sample(frac=1, random_state=1)
        for name, table in TABLES.items()
        if name != "scenarios"
    }
    pd.testing.assert_frame_equal(table_of(*rows), table_of(*rows, **shuffled))


def test_a_class_without_speed_is_told() -> None:
    with pytest.raises(StageError, match="no speed for road class raceway"):
        table_of({"road_class": "raceway"})


def test_the_schema_lists_the_same_rules() -> None:
    assert layer.RULES == BOUND_BY
