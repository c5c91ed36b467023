from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely

from pipeline.sheet.legs import Leg, legs_of, parts_table, remarks, shortened, total
from pipeline.sheet.ways import Part
from tests.sheet_region import PLAIN, source_of

if TYPE_CHECKING:
    from tests.hand_drawn import Links

NO_WAITS = pd.DataFrame({"link_id": [], "at_share": [], "wait_min": []})
FERRY: Links = {
    "a": {"at": [(0, 0), (3000, 0)], "road_name": "Long Road"},
    "b": {"at": [(3000, 0), (4000, 0)], "road_name": "Long Road"},
    "c": {"at": [(4000, 0), (5000, 0)], "road_class": "ferry"},
    "d": {"at": [(5000, 0), (9000, 0)], "road_name": "Long Road", "status": "closed"},
}


def parts(*shares: tuple[int, float, float], waits: pd.DataFrame = NO_WAITS) -> pd.DataFrame:
    links = source_of(FERRY, {"z": (9000, 0)}).links
    return parts_table([Part(*share) for share in shares], links, waits)


def leg(km: float, name: str = "r", **told: Any) -> Leg:  # noqa: ANN401
    line = shapely.LineString([(0, 0), (km, 0)])
    return Leg((name,), ("earth",), km, {"dry": km}, line, **told)


def test_parts_that_go_on_alike_are_one_leg_and_a_closed_part_is_a_leg_of_its_own() -> None:
    table = parts((0, 0, 1), (1, 0, 1), (2, 0, 1), (3, 0, 0.5))
    minutes: dict[str, list[float | None]] = {"dry": [5, 1, 9, 2], "wet": [6, None, 9, 3]}
    found = legs_of(table, minutes)
    assert [one.names for one in found] == [("Long Road",), ("(ferry)",), ("Long Road",)]
    assert [one.km for one in found] == [4.0, 1.0, 2.0]
    assert [dict(one.minutes) for one in found] == [
        {"dry": 6, "wet": None},
        {"dry": 9, "wet": 9},
        {"dry": 2, "wet": 3},
    ]
    assert found[1].surfaces == ("water",)
    assert [remarks(one) for one in found] == ["", "ferry", "REPORTED CLOSED"]
    assert found[0].line.length == 4000


def test_a_part_driven_down_its_link_has_its_line_turned() -> None:
    (line,) = parts((3, 0.75, 0.25))["line"]
    assert [x - 500_000 for x, _ in line.coords] == [8000, 6000]


def test_waits_count_on_the_part_that_they_lie_on_ends_included() -> None:
    waits = pd.DataFrame({"link_id": ["c", "c"], "at_share": [0.0, 1.0], "wait_min": [15.0, 20.0]})
    table = parts((0, 0, 1), (2, 0, 1), (2, 0.5, 1), waits=waits)
    assert table["wait_min"].tolist() == [0, 35, 20]


def test_a_oneway_is_told_where_the_way_from_the_hub_goes_against_it() -> None:
    links: Links = {**PLAIN, "short": {**PLAIN["short"], "oneway": "backward"}}
    source = source_of(links)
    table = parts_table([Part(2, 0, 1), Part(2, 1, 0)], source.links, NO_WAITS)
    found = legs_of(table, {})
    assert remarks(found[0]) == "one-way against you"


def test_too_many_legs_become_few_and_nothing_is_lost() -> None:
    many = [leg(km, f"r{km}") for km in (5, 1, 3, 8, 2)]
    few = shortened(many, 3)
    assert [one.names for one in few] == [("r5",), ("r3", "r1"), ("r8", "r2")]
    assert sum(one.km for one in few) == 19
    assert [one.minutes["dry"] for one in few] == [5, 4, 10]
    assert shortened(many) == many


def test_a_closed_leg_is_put_together_last() -> None:
    many = [leg(5), leg(0.1, "shut", is_shut=True), leg(3), leg(4)]
    assert [one.names for one in shortened(many, 3)] == [("r",), ("shut",), ("r",)]


def test_what_a_driver_must_know_of_a_leg() -> None:
    told = leg(1, words=("INSECURE",), wait_min=30.2, bridges=2, ferries=1, fords=1)
    assert remarks(told) == "INSECURE, wait 30 min, ferry, ford, 2 bridges"
    assert remarks(leg(1, ferries=2)) == "2 ferries"


def test_a_sum_with_a_part_that_is_closed_is_closed() -> None:
    assert total([1.5, 2.0]) == pytest.approx(3.5)
    assert total([1.5, None]) is None
    assert total([]) == 0
