"""Ways are as long as `reach` says, to the millisecond, and their parts add up to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from tests.laws.test_travel import world
from tests.sheet_region import PLAIN, source_of

if TYPE_CHECKING:
    from pipeline.sheet.source import Source
    from tests.hand_drawn import Links, Points

RING: Links = {
    "south": {"at": [(0, 0), (8000, 0)]},
    "east": {"at": [(8000, 0), (8000, 6000)], "oneway": "backward"},
    "north": {"at": [(8000, 6000), (0, 6000)]},
    "west": {"at": [(0, 6000), (0, 0)], "oneway": "forward"},
    "stub": {"at": [(0, 6000), (-3000, 6000)]},
}


def minutes_of(source: Source, scenario: str) -> dict[str, float]:
    """Minutes that reach has to the hub."""
    table = source.tables["reach"]
    own = table[(table["service_type"] == "hub") & (table["scenario"] == scenario)]
    return dict(zip(own["community_id"], own["minutes"], strict=True))


def added_up(source: Source, community: str, scenario: str) -> float:
    way = source.ways.way(community, scenario)
    assert way
    parts = [one for one in source.ways.minutes(scenario, way) if one is not None]
    assert len(parts) == len(way.parts)
    return sum(parts) + way.hub_walk_min + way.community_walk_min


def test_minutes_are_those_of_reach_and_parts_add_up_to_them() -> None:
    people: Points = {
        "half_way": (4000.0, 70.0),
        "on_the_oneway": (8040.0, 2500.0),
        "north": (3000.0, 6000.0),
        "at_the_end": (-3000.0, 6000.0),
        "beside_the_hub": (50.0, 20.0),
    }
    source = source_of(RING, people)
    told = minutes_of(source, "dry-4x4")
    for name in people:
        way = source.ways.way(name, "dry-4x4")
        assert way
        assert way.minutes == told[name]
        assert added_up(source, name, "dry-4x4") == pytest.approx(told[name], abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_on_random_ground_they_are_too(seed: int) -> None:
    """Waits, one-ways, islands and closed links: the world that the laws of travel use."""
    from pipeline.layers.reach import reach  # noqa: PLC0415
    from pipeline.sheet.ways import HubWays  # noqa: PLC0415
    from tests.trips import NO_RISK, TRIPS  # noqa: PLC0415

    tables = {**world(seed), **TRIPS, "service_types": [], "scenario_names": ["dry-4x4"]}
    gaps = pd.DataFrame({"area_id": pd.Series(dtype="str"), "is_map_gap": []})
    tables["communities"] = tables["communities"].assign(area_id="x")
    found = reach(mapped_roads=gaps, link_risk=NO_RISK, time_limit_min=None, **tables)
    ways = HubWays(tables)  # type: ignore[arg-type]  # the keys are Travel's
    for row in found.to_dict("records"):
        way = ways.way(row["community_id"], "dry-4x4")
        assert (way is None) == np.isnan(row["minutes"])
        if way:
            parts = [one for one in ways.minutes("dry-4x4", way) if one is not None]
            whole = sum(parts) + way.hub_walk_min + way.community_walk_min
            assert way.hub_id == row["service_id"]
            assert way.minutes == row["minutes"]
            assert whole == pytest.approx(row["minutes"], abs=1e-9)


def test_a_way_runs_from_the_hub_and_takes_part_of_a_link() -> None:
    source = source_of(PLAIN, {"c": (7000, 0)})
    way = source.ways.way("c", "dry-4x4")
    assert way
    ids = source.links["link_id"]
    assert [(ids[p.link], p.begin, p.end) for p in way.parts] == [
        ("main", 0.0, 1.0),
        ("short", 0.0, 0.5),
    ]


def test_a_closed_link_is_gone_round_and_an_opened_one_is_taken() -> None:
    links = {**PLAIN, "short": {**PLAIN["short"], "status": "closed"}}
    source = source_of(links)
    now, opened = (source.ways.way("c", "dry-4x4", opened=ids) for ids in ((), ("short",)))
    assert now
    assert opened
    assert now.minutes == pytest.approx(16_000 / 600)
    assert opened.minutes == pytest.approx(10_000 / 600)
    assert source.ways.way("c", "dry-4x4", closed=["round"]) is None
    assert source.ways.way("c", "dry-4x4", closed=["main"], opened=["short"]) is None


def test_a_place_on_a_link_has_a_way_too() -> None:
    source = source_of()
    way = source.ways.way_to("round", 0.25, "dry-4x4")
    assert way
    assert way.minutes == pytest.approx((4000 + 3000) / 600)
    assert (way.hub_walk_min, way.community_walk_min) == (0, 0)
    assert source.ways.way_to("round", 0.25, "dry-4x4", closed=["main"]) is None


def test_where_a_link_cannot_be_passed_its_part_has_no_minutes() -> None:
    links = {**PLAIN, "short": {**PLAIN["short"], "shut": ["wet-4x4"]}}
    source = source_of(links)
    way = source.ways.way("c", "dry-4x4")
    assert way
    assert source.ways.minutes("wet-4x4", way) == [pytest.approx(4000 / 600), None]
