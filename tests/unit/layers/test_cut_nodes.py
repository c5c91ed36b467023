"""Nodes that people hang by, on paper."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest

from pipeline.layers.cut_nodes import cut_nodes
from pipeline.schema import conform
from tests.hand_drawn import Links, Points, drawn

LINKS: Links = {
    "a": {"at": [(0, 0), (1000, 0)]},
    "b": {"at": [(1000, 0), (2000, 0)]},
    "c": {"at": [(2000, 0), (3000, 0)]},
    "ferry": {"at": [(3000, 0), (4000, 0)], "road_class": "ferry", "is_schematic": True},
    "round": {"at": [(1000, 0), (1000, 300), (2000, 300), (2000, 0)]},
}
PEOPLE: Points = {"near": (500, 0, 1), "middle": (2000, 0, 10), "far": (4000, 0, 100)}
HUB: Points = {"h": (0, 0)}


def found(
    of: Links = LINKS,
    people: Points = PEOPLE,
    hubs: Points = HUB,
    **told: Any,  # noqa: ANN401  passed on as it is
) -> gpd.GeoDataFrame:
    tables = drawn(of, people, hubs, **told)
    table = conform("cut_nodes", cut_nodes(**tables))
    turned = {n: t[::-1] if hasattr(t, "columns") else t for n, t in tables.items()}
    assert conform("cut_nodes", cut_nodes(**turned)).equals(table)
    assert isinstance(table, gpd.GeoDataFrame)
    return table


def rows(*args: Any, **told: Any) -> dict[tuple[float, float], tuple[str, int, bool, float]]:  # noqa: ANN401
    """Kind, links, whether it is a cut node, and people, by place."""
    table = found(*args, **told)
    places = zip(table.geometry.x, table.geometry.y, strict=True)
    columns = ["kind", "links_count", "is_cut_node", "people_cut_off"]
    return dict(zip(places, table[columns].itertuples(index=False, name=None), strict=True))


def test_what_each_node_is_and_whom_it_holds() -> None:
    """With the hub's own node everyone is lost; with a node go those who live there."""
    assert rows() == {
        (0, 0): ("road_end", 1, False, 111),
        (1000, 0): ("junction", 3, True, 110),
        (2000, 0): ("junction", 3, True, 110),
        (3000, 0): ("ferry_landing", 2, True, 100),
        (4000, 0): ("road_end", 1, False, 100),
    }


def test_nodes_that_cut_off_nobody_have_no_row() -> None:
    assert set(rows(LINKS, {"near": (500, 0, 1)})) == {(0, 0)}
    assert rows(LINKS, PEOPLE, {}) == {}
    assert rows(LINKS, {}) == {}
    assert rows({}) == {}


def test_who_lives_part_way_keeps_the_other_end_of_the_link() -> None:
    """The hub is part way too: nothing but the nodes between them holds the east."""
    part_way: Points = {"east": (2500, 0, 5)}
    hub: Points = {"h": (600, 0)}
    assert rows(LINKS, part_way, hub) == {
        (1000, 0): ("junction", 3, True, 5),
        (2000, 0): ("junction", 3, True, 5),
    }
    assert rows(LINKS, {"west": (500, 0, 5)}, hub) == {}


@pytest.mark.parametrize("change", [{"status": "closed"}, {"shut": ["dry-4x4"]}])
def test_only_passable_links_count(change: dict[str, Any]) -> None:
    closed = {**LINKS, "round": {**LINKS["round"], **change}}
    assert rows(closed)[(1000, 0)] == ("junction", 2, True, 110)
    no_ferry = {**LINKS, "ferry": {**LINKS["ferry"], **change}}
    assert (3000, 0) not in rows(no_ferry)
    lives_there = rows(no_ferry, {"quay": (3000, 0, 3)})
    assert lives_there[(3000, 0)] == ("road_end", 1, False, 3)


def test_a_landing_needs_a_road_and_a_loop_is_one_link() -> None:
    other = {"other": {"at": [(4000, 0), (5000, 0)], "road_class": "ferry", "is_schematic": True}}
    road = {"road": {"at": [(5000, 0), (6000, 0)]}}
    beyond = rows(LINKS | other | road, {"beyond": (5500, 0, 5)})
    assert beyond[(4000, 0)] == ("junction", 2, True, 5)
    assert beyond[(5000, 0)] == ("ferry_landing", 2, True, 5)
    loop = {"loop": {"at": [(4000, 0), (4500, 300), (4500, -300), (4000, 0)]}}
    assert rows(LINKS | loop)[(4000, 0)][:2] == ("ferry_landing", 2)


def test_two_hubs_apart_hold_all_but_those_who_live_at_a_node() -> None:
    two = rows(LINKS, PEOPLE, {**HUB, "g": (4000, 0)})
    assert two == {
        (2000, 0): ("junction", 3, True, 10),
        (4000, 0): ("road_end", 1, False, 100),
    }
