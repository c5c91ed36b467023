"""A base at 5 km on a road to the east, 600 m a minute: B lies 10 km off, C 20."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.layers.presence import presence
from pipeline.schema import conform
from tests.hand_drawn import Points, drawn
from tests.violence import areas, communities, incidents, placed

PLACES = (("A", 1000.0, 5.0), ("B", 3000.0, 15.0), ("C", 2000.0, 25.0), ("C", 4000.0, 29.0))
BASE: Points = {"camp": (5000, 5000)}
SHARES = ["people_near_share", "events_near_share"]


def made(
    events: Any = None,  # noqa: ANN401
    *,
    bases: Points = BASE,
    oneway: str = "both",
    places: tuple[tuple[str, float, float], ...] = PLACES,
    day: str | None = "2020-12-31",
    columns: dict[str, Any] | None = None,
) -> Any:  # noqa: ANN401
    where, people = areas(**(columns or {})), communities(*places)
    events = incidents() if events is None else events
    ends = [(0, 5000), (5000, 5000), (15_000, 5000), (26_000, 5000)]
    links: Any = {f"{i}": {"at": at, "oneway": oneway} for i, at in enumerate(pairwise(ends))}
    at: Points = {f"c{i}": (place[2] * 1000, 5000.0) for i, place in enumerate(places)}
    travel = drawn(links, at, {}, services={"peacekeeping_base": bases})
    people["community_id"] = pd.Series(list(at), dtype="str")
    travel |= {"communities": people, "delivery": ["peacekeeping_base"]}
    table = presence(
        areas=where,
        incidents=events,
        placing=placed(events, where, people),
        as_of=pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
        near_min=20,
        **travel,
    )
    return conform("presence", table).set_index("area_id")


def test_minutes_and_people_near() -> None:
    table = made()
    # C's second community lies 3 km off the road: no way.
    assert table["base_min"].tolist() == pytest.approx([0, 10_000 / 600, 20_000 / 600])
    assert table["people_near_share"].tolist() == [1, 1, 0]
    assert table["events_near_share"].isna().all()
    assert table["grade"].tolist() == ["B", "B", "B"]


def test_the_way_runs_from_the_base() -> None:
    assert made(oneway="forward")["people_near_share"].tolist() == [1, 1, 0]
    there = made(oneway="backward")
    assert there["people_near_share"].tolist() == [1, 0, 0]
    assert there["base_min"].isna().tolist() == [False, True, True]


def test_an_incident_at_a_point_takes_the_minutes_of_the_nearest_community() -> None:
    events = incidents(
        ("2020-06-01", 1, 7), ("2020-06-01", 1, 21), ("2020-06-01", 1, 19), ("2020-06-01", 1, 27)
    )
    # 19 km lies nearer to B's community, 21 km nearer to C's first.
    assert made(events)["events_near_share"].tolist() == [1, 1, 0]


def test_a_spread_incident_is_near_by_the_people_who_are() -> None:
    places = (("A", 1000.0, 5.0), ("C", 1000.0, 15.0), ("C", 3000.0, 25.0))
    events = incidents(("2020-06-01", 4, 25))
    table = made(events, places=places, columns={"adm1_id": ["P", "P", "P"]})
    assert table["events_near_share"].tolist() == pytest.approx([1, np.nan, 0.25], nan_ok=True)


def test_older_and_later_incidents_do_not_count() -> None:
    events = incidents(("2019-12-01", 1, 5), ("2021-06-01", 1, 15))
    assert made(events)["events_near_share"].isna().all()
    assert made(events, day=None)["events_near_share"].isna().all()
    assert made(events, day=None)["people_near_share"].notna().all()


def test_without_a_base_nothing_is_known() -> None:
    table = made(incidents(("2020-06-01", 1, 5)), bases={})
    assert table[["base_min", *SHARES]].isna().all(axis=None)
    assert set(table["grade"]) == {"X"}


def test_a_base_that_no_road_joins_reaches_nobody() -> None:
    table = made(incidents(("2020-06-01", 1, 5)), bases={"island": (5000, 90_000)})
    assert table["base_min"].isna().all()
    assert table["people_near_share"].tolist() == [0, 0, 0]
    assert table.loc["A", "events_near_share"] == 0
    assert set(table["grade"]) == {"B"}


def test_areas_without_people_have_no_share() -> None:
    table = made(incidents(("2020-06-01", 1, 25)), places=(("A", 1000.0, 5.0),))
    assert table["people_near_share"].tolist() == pytest.approx([1, np.nan, np.nan], nan_ok=True)
    assert table.loc["C", "events_near_share"] == 1
    assert table["grade"].tolist() == ["B", "X", "X"]


def test_no_communities_at_all() -> None:
    table = made(incidents(("2020-06-01", 1, 5)), places=())
    assert table[["base_min", *SHARES]].isna().all(axis=None)
    assert set(table["grade"]) == {"X"}
