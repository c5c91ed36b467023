"""The register of links, on paper: a road with a way round and a ferry, 10 metres a second."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from pipeline.layers.link_use import link_use
from pipeline.layers.links import links
from pipeline.schema import conform
from tests.hand_drawn import Links, Points, drawn

LINKS: Links = {
    "a": {"at": [(0, 0), (1000, 0)], "road_name": "East road"},
    "b": {"at": [(1000, 0), (2000, 0)]},
    "c": {"at": [(2000, 0), (3000, 0)]},
    "ferry": {"at": [(3000, 0), (4000, 0)], "road_class": "ferry", "is_schematic": True},
    "round": {"at": [(1000, 0), (1000, 300), (2000, 300), (2000, 0)]},
}
PEOPLE: Points = {"near": (500, 0, 1), "middle": (2000, 0, 10), "far": (4000, 0, 100)}
HUB: Points = {"h": (0, 0)}
NO_RISK = pd.DataFrame(
    {"link_id": pd.Series(dtype="str"), "risk": [], "is_insecure": pd.Series(dtype="bool")}
)


def told(
    of: Links = LINKS,
    people: Points = PEOPLE,
    hubs: Points = HUB,
    *,
    risk: pd.DataFrame = NO_RISK,
    steps: int = 1000,
    services: dict[str, Points] | None = None,
    **settings: Any,  # noqa: ANN401  passed on as it is
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The register by link, and the notes, whatever the order of rows."""
    tables = drawn(of, people, hubs, services=services, **settings)
    table, notes = registered(tables, risk, steps)
    turned = {n: t[::-1] if hasattr(t, "columns") else t for n, t in tables.items()}
    assert registered(turned, risk[::-1], steps)[0].equals(table)
    return table.set_index("link_id"), notes


def registered(
    tables: dict[str, Any], risk: pd.DataFrame, steps: int
) -> tuple[gpd.GeoDataFrame, list[str]]:
    use = link_use(**tables)
    found, _, notes = links(link_risk=risk, link_use=use, detour_steps=steps, **tables)
    table = conform("links", found)
    assert isinstance(table, gpd.GeoDataFrame)
    return table, notes


def column(name: str, of: Links = LINKS, *args: Any, **settings: Any) -> dict[str, Any]:  # noqa: ANN401
    return dict(told(of, *args, **settings)[0][name])


def changed(link: str, **row: object) -> Links:
    return {**LINKS, link: {**LINKS[link], **row}}


def test_what_falls_apart_and_who_is_cut_off() -> None:
    assert column("is_cut_link") == {
        "a": True,
        "b": False,
        "c": True,
        "ferry": True,
        "round": False,
    }
    assert column("people_cut_off") == {"a": 111, "b": 0, "c": 100, "ferry": 100, "round": 0}


def test_closing_the_way_round_makes_a_cut_link_of_the_other() -> None:
    for status in ("closed", "unknown"):
        table, _ = told(changed("round", status=status))
        assert table.loc["b", ["is_cut_link", "people_cut_off", "detour"]].tolist() == [
            *(True, 110.0, "none"),
        ]
        row = table.loc["round", ["is_passable", "is_cut_link", "people_cut_off", "detour"]]
        assert row.tolist() == [False, False, 0, "not_passable"]
    assert told(changed("round", shut=["dry-4x4"]))[0].loc["b", "people_cut_off"] == 110
    assert told(changed("round", shut=["wet-4x4"]))[0].loc["b", "people_cut_off"] == 0
    assert told(changed("round", status="warning"))[0].loc["b", "people_cut_off"] == 0


def test_part_way_along_a_ring_people_hang_by_their_link_and_at_its_end_by_none() -> None:
    people: Points = {"part_way": (1500, 0, 7), "at_end": (1000, 0, 3)}
    table, _ = told(people=people)
    assert table.loc["b", ["is_cut_link", "people_cut_off"]].tolist() == [False, 7]
    assert table.loc["a", "people_cut_off"] == 10
    assert told(people=people, max_snap_m=400.0)[0].loc["b", "people_cut_off"] == 0


def test_another_hub_behind_a_link_holds_those_behind_it() -> None:
    two = column("people_cut_off", LINKS, PEOPLE, {**HUB, "g": (4000, 0)})
    assert two == {"a": 1, "b": 0, "c": 0, "ferry": 0, "round": 0}


def test_directions_do_not_matter_for_what_hangs_together() -> None:
    assert column("people_cut_off", changed("round", oneway="forward"))["b"] == 0


def test_use_is_that_of_the_ways_by_type_and_service() -> None:
    services: dict[str, Points] = {
        "school": {"s": (1000, 0)},
        "health": {"w": (1000, 0), "x": (3000, 0), "z": (4000, 0)},
    }
    table, _ = told(services=services)
    assert table["hub_people"].to_dict() == {"a": 111, "b": 110, "c": 100, "ferry": 100, "round": 0}
    assert table["trips_people"].to_dict() == {
        "a": 111 + 1 + 1,
        "b": 110 + 110 + 10,
        "c": 100 + 100,
        "ferry": 100 + 100,
        "round": 0,
    }
    assert table["service_types"].fillna("").to_dict() == {
        "a": "health,hub,school",
        "b": "health,hub,school",
        "c": "hub,school",
        "ferry": "hub,school",
        "round": "",
    }
    assert table["services_count"].to_dict() == {"a": 3, "b": 3, "c": 2, "ferry": 2, "round": 0}


def test_the_detour_is_the_way_round_less_the_link_itself() -> None:
    table, notes = told()
    assert table.loc["b", "detour_min"] == 1  # 1,600 m less 1,000 m, at 10 m/s
    assert table["detour"].to_dict() == {
        "a": "none",
        "b": "known",
        "c": "none",
        "ferry": "none",
        "round": "not_used",
    }
    assert table["detour_min"].drop("b").isna().all()
    assert notes == ["detours computed for 4 of 4 links that carry people"]


def test_of_two_ways_the_longer_detour_counts_and_none_is_the_longest() -> None:
    third = {"other": {"at": [(1000, 0), (1000, -800), (2000, -800), (2000, 0)]}}
    longer = changed("round", oneway="forward") | third
    assert column("detour_min", longer)["b"] == pytest.approx(160 / 60)
    assert column("detour", changed("round", oneway="forward"))["b"] == "none"
    both = changed("round", oneway="backward")
    both["b"] = {**LINKS["b"], "oneway": "backward"}
    assert column("detour_min", both)["b"] == 1


def test_where_the_way_round_is_faster_by_waits_the_detour_is_nothing() -> None:
    tables = drawn(LINKS, PEOPLE, HUB)
    tables["waits"] = pd.DataFrame({"link_id": ["b"], "wait_min": [9.0], "at_share": [0.5]})
    use = pd.DataFrame(
        {"link_id": ["b"], "service_type": ["hub"], "service_id": ["h"], "people": [1.0]}
    )
    found, _, _ = links(link_risk=NO_RISK, link_use=use, detour_steps=100, **tables)
    assert found.set_index("link_id").loc["b", ["detour", "detour_min"]].tolist() == ["known", 0]


def test_those_who_carry_most_are_asked_first_until_the_steps_are_used_up() -> None:
    """Of two rings one behind the other; cut links have no way round, and are not searched."""
    rings: Links = {
        **LINKS,
        "on": {"at": [(4000, 0), (5000, 0)]},
        "by": {"at": [(4000, 0), (4000, 300), (5000, 300), (5000, 0)]},
    }
    people: Points = {**PEOPLE, "last": (5000, 0, 5)}
    first = told(rings, people, steps=6)
    assert first[0]["detour"].to_dict() == {
        "a": "none",
        "b": "known",
        "by": "not_used",
        "c": "none",
        "ferry": "none",
        "on": "not_computed",
        "round": "not_used",
    }
    assert first[1] == ["detours computed for 4 of 5 links that carry people"]
    assert told(rings, people, steps=1000)[0]["detour"].ne("not_computed").all()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("open", "open"),
        ("warning", "warning"),
        ("closed", "closed"),
        ("unknown", "no_recent_information"),
    ],
)
def test_the_status_is_that_of_the_ruling_report(said: str, status: str) -> None:
    table, _ = told(changed("b", status=said, reported="2024-03-01", is_contested=True))
    row = table.loc["b", ["status", "reported", "reported_by", "is_contested"]]
    assert row.tolist() == [status, pd.Timestamp("2024-03-01"), "UN", True]
    other = table.loc["a", ["status", "reported", "reported_by", "is_contested"]]
    assert other["status"] == "no_recent_information"
    assert other[["reported", "reported_by"]].isna().all()
    assert not other["is_contested"]


def test_risk_is_that_of_the_incidents_and_0_without_any() -> None:
    risk = pd.DataFrame({"link_id": ["b", "c"], "risk": [0.5, 2.0], "is_insecure": [False, True]})
    table, _ = told(risk=risk)
    assert table["risk"].to_dict() == {"a": 0, "b": 0.5, "c": 2, "ferry": 0, "round": 0}
    assert table.index[table["is_insecure"]].tolist() == ["c"]


def test_links_side_by_side_and_round_to_themselves_cut_nothing() -> None:
    twins: Links = {
        "a": {"at": [(0, 0), (1000, 0)]},
        "b": {"at": [(0, 0), (500, 200), (1000, 0)]},
        "loop": {"at": [(1000, 0), (1500, 300), (1500, -300), (1000, 0)]},
    }
    table, _ = told(twins, {"east": (1000, 0, 5)})
    assert not table["is_cut_link"].any()
    assert (table["people_cut_off"] == 0).all()
    assert table["detour"].to_dict() == {"a": "known", "b": "not_used", "loop": "not_used"}


@pytest.mark.parametrize(
    "nothing", [{"of": {}}, {"people": {}}, {"hubs": {}}, {"of": changed("a", status="closed")}]
)
def test_every_link_has_a_row_whatever_is_missing(nothing: dict[str, Any]) -> None:
    table, notes = told(**nothing)
    assert list(table.index) == sorted(nothing.get("of", LINKS))
    assert (table[["people_cut_off", "trips_people", "services_count"]] == 0).all(axis=None)
    assert set(table["detour"]) <= {"not_used", "not_passable"}
    assert notes == []


def test_it_is_the_network_with_its_names_and_lines() -> None:
    table, _ = told()
    assert table.loc["a", "road_name"] == "East road"
    assert table.loc["ferry", "road_class"] == "ferry"
    assert table.length.to_dict() == table["length_m"].to_dict()
