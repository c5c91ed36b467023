"""Every reason on one hand-drawn region, through all stages from the roads to the shares.

A trunk road runs east from the town, with its hub and clinic, along y = 0. Each community lives at
the end of a road of its own, further from every other road than anyone walks; what keeps it from
the clinic is on that road alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.schema import REASONS
from tests.chain import DAY, Rows, Tables, made, region

KM = 1000
SCENARIOS = ["wet-truck", "dry-truck", "wet-4x4", "dry-4x4", "wet-foot"]
LIMIT_MIN = 200.0
Given = dict[str, Rows]


def side_road(
    name: str,
    x_km: int,
    road_class: str = "unclassified",
    **tags: str,
) -> dict[str, Any]:
    """A road of 20 km north from the trunk, of gravel unless the tags say otherwise."""
    at = f"LINESTRING ({x_km * KM} 0, {x_km * KM} 20000)"
    return {"road_id": name, "road_class": road_class, "surface": "gravel", "at": at, **tags}


def apart(name: str, x_km: int) -> dict[str, Any]:
    """A road that begins 10 km from the trunk."""
    return side_road(name, x_km, at=f"LINESTRING ({x_km * KM} 10000, {x_km * KM} 30000)")


LIVES_AT = {
    "ok": (10, 0),
    "season": (20, 20),
    "vehicle": (30, 20),
    "closed_link": (40, 20),
    "insecure": (50, 20),
    "disconnected": (60, 20),
    "no_road": (70, 20),
    "too_far": (85, 20),
    "map_gap": (150, 20),
}
"""Communities by the reason that they are to have, with easting and northing in km."""
TRUNK = {"road_id": "trunk", "road_class": "trunk", "at": "LINESTRING (0 0, 90000 0)"}
DRAWN: Given = {
    "areas": [
        {"area_id": "plain", "area_name": "Plain", "at": "POLYGON ((0 -9, 1 40000, 1e5 0, 0 -9))"},
        {
            "area_id": "blank",
            "area_name": "Blank",
            "at": "POLYGON ((1e5 0, 1e5 9e4, 2e5 0, 1e5 0))",
        },
    ],
    "communities": [
        {
            "community_id": reason,
            "community_name": reason,
            "area_id": "blank" if reason == "map_gap" else "plain",
            "people": 2.0**n,
            "at": f"POINT ({x * KM} {y * KM})",
        }
        for n, (reason, (x, y)) in enumerate(LIVES_AT.items())
    ],
    "services": [
        {"service_id": "clinic", "service_type": "health", "at": "POINT (0 0)"},
        {"service_id": "court", "service_type": "court", "status": "closed", "at": "POINT (0 0)"},
    ],
    "hubs": [{"hub_id": "town", "hub_name": "Town", "at": "POINT (0 0)"}],
    "roads": [
        TRUNK,
        side_road("season", 20, surface="earth"),
        side_road("vehicle", 30, "path"),
        side_road("closed_link", 40),
        side_road("insecure", 50),
        apart("disconnected", 60),
        side_road("too_far", 85),
        side_road("map_gap", 150, at="LINESTRING (150000 20000, 151000 20000)"),
    ],
    "closures": [{"closure_id": "flood", "date": DAY, "at": "POINT (40000 10000)"}],
    "incidents": [
        {"incident_id": f"ambush{n}", "area_id": "plain", "at": "POINT (50000 10000)"}
        for n in range(2)
    ],
    "delays": [{"delay_id": "checkpoint", "wait_min": 15.0, "at": "POINT (5000 0)"}],
}
STATUS_OF = {
    "ok": "reachable",
    "season": "conditional",
    "vehicle": "conditional",
    "closed_link": "unreachable",
    "insecure": "conditional",
    "disconnected": "unreachable",
    "no_road": "unreachable",
    "too_far": "unreachable",
    "map_gap": "unknown",
    "no_service": "unreachable",
}


def built(given: Given = DRAWN, limit_min: float | None = LIMIT_MIN) -> Tables:
    limit = {} if limit_min is None else {"time_limit_min": limit_min}
    asked = region(SCENARIOS, ["court", "health"], travel=limit)
    return made(asked, given, "reach", "access")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return built()


def in_the_base(tables: Tables, service_type: str) -> pd.DataFrame:
    reach = tables["reach"]
    is_asked = (reach["scenario"] == SCENARIOS[0]) & (reach["service_type"] == service_type)
    found: pd.DataFrame = reach[is_asked].set_index("community_id")
    return found


@pytest.mark.parametrize("service_type", ["health", "hub"])
def test_each_community_has_the_reason_that_was_drawn_for_it(
    tables: Tables, service_type: str
) -> None:
    table = in_the_base(tables, service_type)
    assert table["reason"].to_dict() == {reason: reason for reason in LIVES_AT}
    assert table["status"].to_dict() == {reason: STATUS_OF[reason] for reason in LIVES_AT}
    has_way = {reason for reason in LIVES_AT if pd.notna(table["minutes"].to_dict()[reason])}
    assert has_way == {"ok", "insecure", "too_far"}


def test_a_type_with_no_open_service_has_no_other_reason(tables: Tables) -> None:
    table = in_the_base(tables, "court")
    assert set(zip(table["status"], table["reason"], strict=True)) == {
        ("unreachable", "no_service")
    }
    assert {*LIVES_AT, "no_service"} == set(REASONS)


def test_minutes_are_those_on_paper(tables: Tables) -> None:
    """Wet trucks: 36 km/h on paved trunk, 12 on gravel; the checkpoint is a quarter of an hour."""
    minutes = in_the_base(tables, "health")["minutes"].to_dict()
    assert minutes["ok"] == pytest.approx(10 * 60 / 36 + 15)
    assert minutes["insecure"] == pytest.approx(50 * 60 / 36 + 15 + 100)
    assert minutes["too_far"] == pytest.approx(85 * 60 / 36 + 15 + 100)


def without(name: str, given: Given = DRAWN) -> Given:
    return {**given, name: []}


def with_road(road: dict[str, Any]) -> Given:
    """The region with one road more, or another in the place of that of the same id."""
    others = [row for row in DRAWN["roads"] if row["road_id"] != road["road_id"]]
    return {**DRAWN, "roads": [*others, road]}


def with_incidents(**told: Any) -> Given:  # noqa: ANN401
    return {**DRAWN, "incidents": [{**row, **told} for row in DRAWN["incidents"]]}


MENDED: list[tuple[str, Given, float | None]] = [
    ("season", with_road(side_road("season", 20)), LIMIT_MIN),
    ("vehicle", with_road(side_road("vehicle", 30)), LIMIT_MIN),
    ("closed_link", without("closures"), LIMIT_MIN),
    ("insecure", without("incidents"), LIMIT_MIN),
    ("insecure", with_incidents(where_precision=3), LIMIT_MIN),
    ("insecure", with_incidents(where_precision=2), LIMIT_MIN),
    ("insecure", with_incidents(date=DAY - pd.Timedelta(days=366)), LIMIT_MIN),
    ("disconnected", with_road(side_road("new", 60)), None),
    ("no_road", with_road(side_road("new", 70)), None),
    ("too_far", DRAWN, None),
    (
        "map_gap",
        with_road(side_road("new", 0, at="LINESTRING (90000 0, 150000 20000)")),
        None,
    ),
]


@pytest.mark.parametrize(("community", "given", "limit_min"), MENDED)
def test_with_its_cause_away_it_is_reached_and_nobody_else_is_worse(
    tables: Tables, community: str, given: Given, limit_min: float | None
) -> None:
    table = in_the_base(built(given, limit_min), "health")
    before = in_the_base(tables, "health")
    assert table["reason"].to_dict()[community] == "ok"
    was_ok = before["status"] == "reachable"
    assert (table.loc[was_ok[was_ok].index, "status"] == "reachable").all()


def test_an_open_court_gives_it_the_reasons_of_the_clinic(tables: Tables) -> None:
    opened = [{**row, "status": "open"} for row in DRAWN["services"]]
    court = in_the_base(built({**DRAWN, "services": opened}), "court")["reason"]
    pd.testing.assert_series_equal(court, in_the_base(tables, "health")["reason"])


def test_people_of_all_statuses_are_all_people(tables: Tables) -> None:
    people = tables["communities"].set_index("community_id")["people"]
    reach = tables["reach"].assign(people=tables["reach"]["community_id"].map(people))
    pair = ["service_type", "scenario"]
    assert (reach.groupby(pair)["people"].sum() == people.sum()).all()
    access = (
        tables["access"]
        .groupby(pair)[["people", "people_reached", "people_unreachable", "people_unknown"]]
        .sum()
    )
    by_status = reach.pivot_table("people", pair, "status", aggfunc="sum", fill_value=0.0)
    assert (access.pop("people") == people.sum()).all()
    assert (access.sum(axis=1) == people.sum()).all()
    assert access["people_reached"].tolist() == by_status["reachable"].tolist()
    not_reached = by_status["conditional"] + by_status["unreachable"]
    assert access["people_unreachable"].tolist() == not_reached.tolist()
    for reason in ("insecure", "map_gap"):
        own = (
            reach["people"]
            .where(reach["reason"] == reason, 0.0)
            .groupby([reach[name] for name in pair])
            .sum()
        )
        shares = tables["access"][f"{reason}_share"] * tables["access"]["people"]
        told = shares.groupby([tables["access"][name] for name in pair]).sum()
        assert told.to_numpy() == pytest.approx(own.to_numpy())


STUB = {"road_id": "stub", "road_class": "track", "at": "LINESTRING (30001 20000, 30031 20000)"}


def lives_by_a_stub(road_at: str, stubs: int = 1) -> dict[Any, Any]:
    """Someone 1 m from a stub of 30 m that joins nothing; the road of `vehicle` is redrawn."""
    beside = [
        {**STUB, "road_id": f"stub{n}", "at": f"LINESTRING (30001 {20000 + n}, 30031 {20000 + n})"}
        for n in range(stubs)
    ]
    road = side_road("vehicle", 30, at=road_at)
    given = with_road(road)
    table = built({**given, "roads": [*given["roads"], *beside]}, None)
    return in_the_base(table, "health").to_dict("index")["vehicle"]


@pytest.mark.parametrize("stubs", [1, 12])
@pytest.mark.parametrize("off_m", [100, 3000, 4999])
def test_a_stub_cuts_nobody_off_while_the_hubs_network_is_near(off_m: int, stubs: int) -> None:
    """However many stubs there are; the walk to the road is counted in full."""
    row = lives_by_a_stub(f"LINESTRING (30000 0, 30000 {20_000 - off_m})", stubs)
    assert (row["status"], row["reason"]) == ("reachable", "ok")
    walked_min = off_m * 1.3 / 75
    assert row["walked_min"] == pytest.approx(walked_min, abs=1e-4)
    driven_min = 30 * 60 / 36 + 15 + (20_000 - off_m) / 200
    assert row["driven_min"] == pytest.approx(driven_min, abs=1e-3)
    assert row["minutes"] == pytest.approx(walked_min + driven_min, abs=1e-3)


def test_beyond_the_longest_walk_the_stub_is_all_there_is() -> None:
    row = lives_by_a_stub(f"LINESTRING (30000 0, 30000 {20_000 - 5001})")
    assert (row["status"], row["reason"]) == ("unreachable", "disconnected")


def test_the_walk_to_the_road_is_in_every_minute(tables: Tables) -> None:
    """Nobody walks less than to the nearest place on the network, nor arrives without a walk."""
    moved = [{**row, "at": row["at"].replace("POINT (", "POINT (40")} for row in DRAWN["services"]]
    communities = [
        {
            **row,
            "at": f"POINT ({LIVES_AT[row['community_id']][0] * KM + 300} "
            f"{LIVES_AT[row['community_id']][1] * KM + 400})",
        }
        for row in DRAWN["communities"]
    ]
    found = built({**DRAWN, "services": moved, "communities": communities})
    connectors = found["connectors"]
    nearest_m = connectors.groupby(["point_kind", "point_id"])["distance_m"].min()
    reach = found["reach"].dropna(subset="minutes")
    kind = np.where(reach["service_type"] == "hub", "hub", "service")
    least_m = (
        nearest_m.loc["community"].reindex(reach["community_id"]).to_numpy()
        + nearest_m.reindex(pd.MultiIndex.from_arrays([kind, reach["service_id"]])).to_numpy()
    )
    assert len(reach) > len(tables["reach"]) / 4
    assert (reach["walked_min"].to_numpy() >= least_m * 1.3 / 75).all()
    assert (least_m > 0).all()
    total = reach["walked_min"] + reach["driven_min"]
    assert reach["minutes"].to_numpy() == pytest.approx(total.to_numpy())
