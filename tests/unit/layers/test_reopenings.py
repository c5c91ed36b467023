from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from pipeline.layers.reopenings import reopenings
from pipeline.schema import conform
from tests.hand_drawn import BASE, Links, Points, drawn

if TYPE_CHECKING:
    import geopandas as gpd

HUB: Points = {"h": (0, 0)}
# A hub with closed ways to the east (two in a row), the north and the west.
LINKS: Links = {
    "east": {"at": [(0, 0), (1000, 0)], "status": "closed", "road_name": "N1"},
    "far": {"at": [(1000, 0), (3000, 0)], "status": "unknown", "road_name": "N1"},
    "north": {"at": [(0, 0), (0, 500)], "status": "closed", "closure_name": "Landslide"},
    "north_end": {"at": [(0, 500), (0, 900)]},
    "west": {"at": [(0, 0), (-1000, 0)], "status": "closed", "road_name": "R, 2"},
}
PEOPLE: Points = {
    "e1": (1000, 0, 100),
    "e2": (3000, 0, 60),
    "n": (0, 800, 40),
    "w": (-1000, 0, 40),
    "home": (0, 0, 999),
}


def sets(links: Links = LINKS, people: Points = PEOPLE, **told: Any) -> gpd.GeoDataFrame:  # noqa: ANN401  passed on as it is
    tables = drawn(links, people, told.pop("hubs", HUB), **told)
    return conform("reopenings", reopenings(**tables)).sort_values(["scenario", "rank"])


def test_sets_by_people_per_km_with_all_who_gain() -> None:
    table = sets()
    assert table["link_ids"].tolist() == ["east", "north", "east,far", "west"]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert table["links_count"].tolist() == [1, 1, 2, 1]
    assert table["length_km"].tolist() == [1.0, 0.5, 3.0, 1.0]
    # Who is on the way gains too, though a shorter set is theirs.
    assert table["people"].tolist() == [100, 40, 160, 40]
    assert table["communities_count"].tolist() == [1, 1, 2, 1]
    assert table["people_per_km"].tolist() == pytest.approx([100, 80, 160 / 3, 40])
    assert table["joint_people"].tolist() == [100, 140, 200, 240]


def test_names_of_roads_and_reports_and_lines() -> None:
    table = sets().set_index("link_ids")
    assert table["road_names"].fillna("").to_dict() == {
        "east": "N1",
        "north": "",
        "east,far": "N1",
        "west": "R, 2",
    }
    assert table["closure_names"].to_dict() == {
        "east": "report-east",
        "north": "Landslide",
        "east,far": "report-east, report-far",
        "west": "report-west",
    }
    assert table.geometry["east,far"].wkt == "MULTILINESTRING ((0 0, 1000 0), (1000 0, 3000 0))"


def test_ties_go_to_more_people_then_to_the_ids() -> None:
    links: Links = {
        "b": {"at": [(0, 0), (0, 1000)], "status": "closed"},
        "a": {"at": [(0, 0), (1000, 0)], "status": "closed"},
        "c": {"at": [(0, 0), (-2000, 0)], "status": "closed"},
    }
    people: Points = {"a": (1000, 0, 10), "b": (0, 1000, 10), "c": (-2000, 0, 20)}
    assert sets(links, people)["link_ids"].tolist() == ["c", "a", "b"]


def test_beyond_the_best_five_nothing_is_said_of_all_together() -> None:
    angle = np.arange(7) / 7 * 2 * np.pi
    ends = np.column_stack([np.cos(angle), np.sin(angle)]) * 1000
    links: Links = {
        f"l{n}": {"at": [(0, 0), tuple(at)], "status": "closed"} for n, at in enumerate(ends)
    }
    people: Points = {f"c{n}": (x, y, 10 + n) for n, (x, y) in enumerate(ends.tolist())}
    table = sets(links, people)
    assert table["link_ids"].tolist() == [f"l{n}" for n in range(6, -1, -1)]
    assert table["joint_people"].fillna(-1).tolist() == [16, 31, 45, 58, 70, -1, -1]


def test_each_scenario_has_its_own_sets() -> None:
    links = {**LINKS, "far": {**LINKS["far"], "shut": ["wet-4x4"]}}
    table = sets(links, scenario_names=[BASE, "wet-4x4"])
    by_scenario = table.groupby("scenario")["link_ids"].agg(list).to_dict()
    assert by_scenario == {
        BASE: ["east", "north", "east,far", "west"],
        "wet-4x4": ["east", "north", "west"],
    }


def test_a_link_of_no_length_and_communities_of_nobody() -> None:
    tables = drawn({"a": LINKS["east"]}, {"c": (1000, 0, 0)}, HUB)
    tables["network"]["length_m"] = 0.0
    table = conform("reopenings", reopenings(**tables))
    assert table[["length_km", "people", "people_per_km", "joint_people"]].eq(0).all(axis=None)
    assert table["communities_count"].tolist() == [1]


def test_nothing_closed_no_hub_no_network_no_rows() -> None:
    opened: Links = {name: {"at": row["at"]} for name, row in LINKS.items()}
    for table in (sets(opened), sets(hubs={}), sets({}), sets({}, {}, hubs={}), sets(LINKS, {})):
        assert isinstance(table, pd.DataFrame)
        assert len(table) == 0
