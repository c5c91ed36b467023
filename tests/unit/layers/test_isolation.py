from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.layers.isolation import isolation
from pipeline.schema import conform
from tests.hand_drawn import BASE, Links, Points, drawn

if TYPE_CHECKING:
    import geopandas as gpd

Row = tuple[str, str, str, str]
HUB: Points = {"h": (0, 0)}


def isolated(rows: list[Row], links: Links, people: Points, **told: Any) -> gpd.GeoDataFrame:  # noqa: ANN401  passed on as it is
    """Reach rows to the hub: community, scenario, status, reason."""
    tables = drawn(links, people, told.pop("hubs", HUB), **told)
    return conform("isolation", isolation(reach=reach_of(rows), **tables))


def reach_of(rows: list[Row]) -> pd.DataFrame:
    """Conditional ways are open by boat alone."""
    reach = pd.DataFrame(rows, columns=["community_id", "scenario", "status", "reason"])
    by_boat = pd.Series("dry-boat", reach.index).where(reach["status"] == "conditional", None)
    return reach.assign(service_type="hub", open_scenarios=by_boat)


def shut_off(links: Links, people: Points, **told: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    """All communities, none of which reaches a hub in the base scenario."""
    rows = [(name, BASE, "unreachable", "closed_link") for name in people]
    return isolated(rows, links, people, **told).set_index("community_id")


def test_those_without_a_hub_with_the_scenarios_in_which_they_have_one() -> None:
    links: Links = {
        "a": {"at": [(-9, 0), (9, 0)]},
        "b": {"at": [(0, 9000), (9, 9000)], "is_schematic": True},
    }
    rows = [
        ("a", "wet-truck", "unreachable", "closed_link"),
        ("a", "wet-4x4", "conditional", "season"),
        ("a", "dry-truck", "reachable", "ok"),
        ("a", "dry-4x4", "reachable", "ok"),
        ("b", "wet-truck", "unreachable", "no_road"),
        ("b", "dry-truck", "unreachable", "no_road"),
    ]
    people: Points = {"a": (0, 30, 10), "b": (0, 9000, 20)}
    asked = ["dry-4x4", "dry-truck", "wet-4x4", "wet-truck"]
    table = isolated(rows, links, people, scenario_names=asked)

    assert table["community_id"].tolist() == ["a", "a", "b", "b"]
    assert table["scenario"].tolist()[:2] == ["wet-4x4", "wet-truck"]
    opened = table["open_scenarios"].fillna("none").tolist()
    assert opened == ["dry-boat", "dry-4x4,dry-truck", "none", "none"]
    assert table["people"].tolist() == [10, 10, 20, 20]
    assert table["nearest_road_m"].tolist() == [30, 30, 9000, 9000]


def test_no_network_no_distance_and_nobody_isolated_no_rows() -> None:
    people: Points = {"a": (0, 30, 10)}
    table = isolated([("a", BASE, "unreachable", "no_road")], {}, people)
    empty = ["nearest_road_m", "nearest_reached_m", "nearest_reached_link_id", "reopening_km"]
    assert table[empty].isna().all(axis=None)
    assert len(isolated([("a", BASE, "reachable", "ok")], {}, people)) == 0
    assert len(isolated([], {}, {})) == 0


# From the hub: open to 1000; then two closed links in a row, or one that is longer; then open.
CLOSED: Links = {
    "a": {"at": [(0, 0), (1000, 0)]},
    "b": {"at": [(1000, 0), (2000, 0)], "status": "closed"},
    "c": {"at": [(2000, 0), (3000, 0)], "status": "unknown"},
    "d": {"at": [(1000, 0), (1000, 600), (3000, 600), (3000, 0)], "status": "closed"},
    "e": {"at": [(3000, 0), (4000, 0)], "status": "warning"},
}


def reopening(table: gpd.GeoDataFrame) -> dict[str, tuple[str, float]]:
    columns = table["reopening_link_ids"].fillna(""), table["reopening_km"].fillna(0)
    return dict(zip(table.index, zip(*columns, strict=True), strict=True))


def test_the_closed_links_of_least_length_that_stand_in_the_way() -> None:
    people: Points = {
        "first": (1500, 0),
        "second": (2500, 0),
        "behind": (3500, 0),
        "on_the_long_one": (2000, 600),
        "nowhere": (9000, 9000),
    }
    assert reopening(shut_off(CLOSED, people)) == {
        "first": ("b", 1.0),
        "second": ("b,c", 2.0),
        "behind": ("b,c", 2.0),
        "on_the_long_one": ("d", 3.2),
        "nowhere": ("", 0.0),
    }


def test_who_has_a_way_needs_nothing_opened() -> None:
    rows = [("late", BASE, "unreachable", "too_far"), ("risky", BASE, "conditional", "insecure")]
    people: Points = {"late": (500, 0), "risky": (1000, 0)}
    assert isolated(rows, CLOSED, people)["reopening_link_ids"].isna().all()


def test_a_link_that_the_scenario_cannot_pass_is_not_reopened() -> None:
    links = {**CLOSED, "c": {**CLOSED["c"], "shut": ["wet-4x4"]}}
    people: Points = {"behind": (3500, 0)}
    asked = ["dry-4x4", "wet-4x4"]
    rows = [("behind", scenario, "unreachable", "closed_link") for scenario in asked]
    table = isolated(rows, links, people, scenario_names=asked).set_index("scenario")
    assert table["reopening_link_ids"].to_dict() == {"dry-4x4": "b,c", "wet-4x4": "d"}


def test_ways_run_to_the_hub_or_from_it_on_delivery() -> None:
    links: Links = {
        "in": {"at": [(0, 0), (1000, 0)], "oneway": "backward", "status": "closed"},
        "out": {"at": [(0, 0), (0, 900), (1000, 0)], "oneway": "forward", "status": "closed"},
    }
    people: Points = {"c": (1000, 0)}
    assert reopening(shut_off(links, people))["c"][0] == "in"
    assert reopening(shut_off(links, people, delivery=["hub"]))["c"][0] == "out"


def test_a_hub_on_a_closed_link_and_a_link_of_no_length() -> None:
    links: Links = {
        "a": {"at": [(0, 0), (1000, 0)], "status": "closed"},
        "b": {"at": [(1000, 0), (2000, 0)]},
    }
    people: Points = {"there": (200, 0), "behind": (1500, 0), "same_place": (500, 0)}
    hubs: Points = {"h": (500, 0)}
    assert reopening(shut_off(links, people, hubs=hubs)) == {
        "there": ("a", 1.0),
        "behind": ("a", 1.0),
        "same_place": ("", 0.0),
    }
    tables = drawn(links, people, hubs)
    tables["network"]["length_m"] = 0.0
    rows = [("behind", BASE, "unreachable", "closed_link")]
    table = conform("isolation", isolation(reach=reach_of(rows), **tables))
    assert (table["reopening_link_ids"].tolist(), table["reopening_km"].tolist()) == (["a"], [0.0])


def nearest(table: gpd.GeoDataFrame) -> list[Any]:
    columns = ["nearest_reached_link_id", "nearest_reached_m"]
    places = ["nearest_reached_x_m", "nearest_reached_y_m"]
    row = table[[*columns, *places]].iloc[0]
    return [None if pd.isna(value) else value for value in row]


def test_the_nearest_place_on_a_road_that_is_reached() -> None:
    # The closed links and those behind them are nearer, but not reached.
    assert nearest(shut_off(CLOSED, {"c": (2600, 1200)})) == ["a", 2000, 1000, 0]
    assert nearest(shut_off(CLOSED, {"c": (400, -70)})) == ["a", 70, 400, 0]
    assert nearest(shut_off(CLOSED, {"c": (400, -9000)})) == ["a", 9000, 400, 0]


def test_schematic_closed_and_impassable_links_are_no_road_to_walk_to() -> None:
    links: Links = {
        "a": {"at": [(0, 0), (100, 0)]},
        "b": {"at": [(100, 0), (200, 0)], "is_schematic": True},
        "c": {"at": [(100, 0), (200, 10)], "shut": [BASE]},
        "d": {"at": [(100, 0), (200, -10)], "status": "closed"},
    }
    assert nearest(shut_off(links, {"c": (200, 0)})) == ["a", 100, 100, 0]
    assert nearest(shut_off(links, {"c": (200, 0)}, hubs={})) == [None, None, None, None]


def test_of_places_as_near_the_one_on_the_least_link() -> None:
    links: Links = {
        "z": {"at": [(0, 0), (1000, 0)]},
        "y": {"at": [(0, 0), (0, 1000)]},
    }
    assert nearest(shut_off(links, {"c": (500, 500)}, max_snap_m=1.0)) == ["y", 500, 0, 500]
