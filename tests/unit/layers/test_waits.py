from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.layers.waits import waits
from pipeline.schema import conform

CRS = "EPSG:32629"
Links = dict[str, dict[str, Any]]
# A road along y = 0 in two links, a side road from their junction, a stand-in beside it.
LINKS: Links = {
    "east": {"nodes": (1, 2), "at": [(1000, 0), (3000, 0)]},
    "side": {"nodes": (1, 3), "at": [(1000, 0), (1000, 1000)], "road_class": "track"},
    "west": {"nodes": (0, 1), "at": [(0, 0), (1000, 0)]},
    "stand-in": {"nodes": (0, 2), "at": [(0, 20), (3000, 20)], "is_schematic": True},
}
Row = tuple[str, float, float, float]
LINK = {
    "road_class": "primary",
    "is_schematic": False,
    "oneway": "both",
    "passability": "earth",
}


def network_of(links: Links) -> gpd.GeoDataFrame:
    rows = [{**LINK, **row, "link_id": name} for name, row in links.items()]
    table = pd.DataFrame(rows, columns=["link_id", *LINK]).astype("str")
    nodes = np.array([row["nodes"] for row in rows], np.int64).reshape(-1, 2)
    table = table.assign(
        from_node=nodes[:, 0],
        to_node=nodes[:, 1],
        is_schematic=np.array([row["is_schematic"] for row in rows], bool),
    )
    lines = [shapely.LineString(row["at"]) for row in rows]
    return gpd.GeoDataFrame(table, geometry=np.array(lines, object), crs=CRS)


def delays_of(*rows: Row) -> gpd.GeoDataFrame:
    """Delays of id, minutes, x, y."""
    table = pd.DataFrame(rows, columns=["delay_id", "wait_min", "x", "y"])
    points = gpd.points_from_xy(table.pop("x"), table.pop("y"), crs=CRS)
    table = table.astype({"delay_id": "str", "wait_min": "float64"})
    frame = gpd.GeoDataFrame(
        table.assign(delay_name=None, kind="checkpoint", source="f"), geometry=points
    )
    return conform("delays", frame)


Found = list[tuple[str, float, float, str | None]]


def found(*rows: Row, links: Links = LINKS, ferry_wait_min: float = 30) -> tuple[Found, list[str]]:
    """Rows of link, share, minutes, delays; and the notes."""
    table, rejected, notes = waits(
        network=network_of(links),
        delays=delays_of(*rows),
        ferry_wait_min=ferry_wait_min,
        delay_tolerance_m=50,
    )
    assert rejected is None
    table = conform("waits", table)
    table["delay_ids"] = table["delay_ids"].astype(object).where(table["delay_ids"].notna(), None)
    values = table[["link_id", "at_share", "wait_min", "delay_ids"]]
    return [*values.itertuples(index=False, name=None)], notes


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (250, 0, [("west", 0.25, 6, "d")]),
        (250, -50, [("west", 0.25, 6, "d")]),
        (250, -50.1, []),
        (250, 21, [("west", 0.25, 6, "d")]),  # the stand-in is nearer, but no road
        (990, 12, [("west", 0.99, 6, "d")]),  # the track is nearer, but the lesser road
        (1000, 60, [("side", 0.06, 6, "d")]),
        (998, 0, [("west", 0.998, 6, "d")]),
    ],
)
def test_a_delay_is_on_the_nearest_of_the_greatest_roads(
    x: float, y: float, expected: Found
) -> None:
    assert found(("d", 6, x, y))[0] == expected


@pytest.mark.parametrize("x", [999, 1000, 1001])
def test_at_a_junction_half_is_at_the_end_of_every_link_there(x: float) -> None:
    halves = [("east", 0, 3, "d"), ("side", 0, 3, "d"), ("west", 1, 3, "d")]
    assert found(("d", 6, x, 0))[0] == halves


def test_at_the_end_of_a_road_half_is_waited_there_and_on_stand_ins() -> None:
    assert found(("d", 6, 3030, 0))[0] == [("east", 1, 3, "d"), ("stand-in", 1, 3, "d")]


def test_a_link_road_ranks_just_below_its_class() -> None:
    near = {"nodes": (0, 1), "at": [(0, 10), (100, 10)]}
    far = {"nodes": (2, 3), "at": [(0, -20), (100, -20)]}

    def on(near_class: str, far_class: str) -> str:
        links = {
            "near": {**near, "road_class": near_class},
            "far": {**far, "road_class": far_class},
        }
        return found(("d", 6, 50, 0), links=links)[0][0][0]

    assert on("trunk_link", "trunk") == "far"
    assert on("trunk_link", "primary") == "near"
    assert on("raceway", "steps") == "far"
    assert on("primary", "primary") == "near"


def test_a_path_waits_only_where_nothing_else_is_there() -> None:
    path = {"at": [(0, 0), (100, 0)], "passability": "path", "road_class": "primary"}
    track = {"nodes": (1, 2), "at": [(100, 0), (100, 90)], "road_class": "track"}
    links: Links = {"path": {**path, "nodes": (0, 1)}, "track": track}
    assert found(("d", 6, 20, 0), links=links)[0] == [("path", 0.2, 6, "d")]
    # Half of it at the track alone.
    assert found(("d", 6, 100, 0), links=links)[0] == [("track", 0, 3, "d")]
    on_foot: Links = {
        "a": {**path, "nodes": (0, 1)},
        "b": {**path, "nodes": (1, 2), "at": [(100, 0), (200, 0)]},
    }
    assert found(("d", 6, 100, 0), links=on_foot)[0] == [("a", 1, 3, "d"), ("b", 0, 3, "d")]


# Two carriageways of a trunk road, eastward along y = 0, and back along y = 20.
OUT = {"nodes": (0, 1), "at": [(0, 0), (1000, 0)], "road_class": "trunk", "oneway": "forward"}
BACK = {"nodes": (3, 2), "at": [(1000, 20), (0, 20)], "road_class": "trunk", "oneway": "forward"}
DELAY = ("d", 6.0, 250.0, -5.0)


@pytest.mark.parametrize(
    ("back", "is_twin"),
    [
        ({}, True),
        ({"at": [(0, 20), (1000, 20)], "oneway": "backward"}, True),
        ({"at": [(0, 20), (1000, 20)]}, False),
        ({"oneway": "both"}, False),
        ({"road_class": "trunk_link"}, False),
        ({"at": [(1000, 46), (0, 46)]}, False),
        ({"is_schematic": True}, False),
    ],
)
def test_both_carriageways_are_waited_on(back: dict[str, Any], is_twin: bool) -> None:  # noqa: FBT001  parametrized
    table = found(DELAY, links={"out": OUT, "back": {**BACK, **back}})[0]
    twin = [(link, minutes) for link, _, minutes, _ in table if link == "back"]
    assert twin == [("back", 6)] * is_twin
    assert ("out", 0.25, 6, "d") in table


def test_the_nearest_of_several_twins_is_the_other_carriageway() -> None:
    links: Links = {
        "a-far": {**BACK, "nodes": (4, 5), "at": [(1000, 30), (0, 30)]},
        "back": BACK,
        "out": OUT,
    }
    assert [row[0] for row in found(DELAY, links=links)[0]] == ["back", "out"]


def test_a_two_way_road_has_no_twin() -> None:
    links: Links = {"back": BACK, "out": {**OUT, "oneway": "both"}}
    assert found(DELAY, links=links)[0] == [("out", 0.25, 6, "d")]


def test_a_twin_that_only_meets_the_link_at_its_end_is_none() -> None:
    on = {**OUT, "nodes": (1, 0), "at": [(0, 0), (250, 0)]}
    there = {**OUT, "nodes": (0, 2), "at": [(250, 0), (100, 30)]}
    assert found(("d", 6, 245, -30), links={"on": on, "there": there})[0] == [("on", 0.98, 6, "d")]


def test_a_twin_with_a_node_at_the_delay_has_half_on_each_side_of_it() -> None:
    links: Links = {
        "b1": {**BACK, "nodes": (3, 4), "at": [(1000, 20), (250, 20)]},
        "b2": {**BACK, "nodes": (4, 2), "at": [(250, 20), (0, 20)]},
        "out": OUT,
    }
    expected = [("b1", 1, 3, "d"), ("b2", 0, 3, "d"), ("out", 0.25, 6, "d")]
    assert found(DELAY, links=links)[0] == expected


def test_each_place_has_its_row_and_delays_at_the_very_same_place_add_up() -> None:
    rows = [("c", 10, 100, 0), ("b", 60, 500, 0), ("a", 5, 500, 0), ("e", 7, 2000, 0)]
    expected = [("east", 0.5, 7, "e"), ("west", 0.1, 10, "c"), ("west", 0.5, 65, "a,b")]
    assert found(*rows)[0] == found(*rows[::-1])[0] == expected


def test_the_order_of_links_does_not_show() -> None:
    rows = [("a", 6, 1000, 0), ("b", 6, 250, 0), ("c", 6, 1010, 20)]
    assert found(*rows)[0] == found(*rows, links=dict(reversed(LINKS.items())))[0]


def test_delays_near_no_road_are_told() -> None:
    rows = [(f"d{n}", 5.0, 5000.0, 1000.0 * n) for n in range(6)]
    table, notes = found(*rows, ("near", 5, 100, 0))
    assert [row[0] for row in table] == ["west"]
    (note,) = notes
    assert note.startswith("6 of 7 delays lie further than 50 m (travel.delay_tolerance_m) from")
    assert note.endswith("not waited: d0, d1, d2, d3, d4 and 1 more")
    assert found(rows[3])[1][0].endswith("not waited: d3")


def test_neither_delays_nor_links() -> None:
    assert found() == ([], [])
    table, notes = found(("d", 5, 0, 0), links={})
    assert table == []
    assert len(notes) == 1


# Two landings with a road each (nodes 1 and 4), a third without one (node 5); the crossings meet
# on the water (nodes 2 and 3).
FERRY = {"road_class": "ferry", "is_schematic": True}
FERRIES: Links = {
    "road-1": {"nodes": (0, 1), "at": [(0, 0), (0, 1)]},
    "road-4": {"nodes": (4, 6), "at": [(4, 0), (4, 1)]},
    "ferry-12": {"nodes": (1, 2), "at": [(0, 1), (1, 1)], **FERRY},
    "ferry-23": {"nodes": (2, 3), "at": [(1, 1), (2, 1)], **FERRY},
    "ferry-34": {"nodes": (3, 4), "at": [(2, 1), (4, 0)], **FERRY},
    "ferry-35": {"nodes": (3, 5), "at": [(2, 1), (5, 5)], **FERRY},
    "ferry-16": {"nodes": (1, 6), "at": [(0, 1), (4, 1)], **FERRY},
}


def test_half_a_ferrys_wait_is_at_each_landing() -> None:
    assert found(links=FERRIES)[0] == [
        ("ferry-12", 0, 15, None),
        ("ferry-16", 0, 15, None),
        ("ferry-16", 1, 15, None),
        ("ferry-34", 1, 15, None),
        ("ferry-35", 1, 15, None),
    ]
    assert found(links=FERRIES, ferry_wait_min=0) == ([], [])


def test_a_wait_says_what_for() -> None:
    links = {**LINKS, "ferry": {"nodes": (2, 9), "at": [(3000, 0), (9000, 9)], **FERRY}}
    table, _, _ = waits(
        network=network_of(links),
        delays=delays_of(("d", 6, 10, 0), ("landing", 8, 3000, 0)),
        ferry_wait_min=30,
        delay_tolerance_m=50,
    )
    columns = ["link_id", "at_share", "wait_min", "origin"]
    assert conform("waits", table)[columns].to_numpy(object).tolist() == [
        ["east", 1, 4, "delay"],
        ["ferry", 0, 19, "both"],
        ["ferry", 1, 15, "ferry"],
        ["stand-in", 1, 4, "delay"],
        ["west", 0.01, 6, "delay"],
    ]
