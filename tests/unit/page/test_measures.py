from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.page import measures


def classed(name: str, **columns: list[Any]) -> list[str]:
    """Return the legend's name of each link's class; columns not given tell nothing."""
    count = len(next(iter(columns.values())))
    silent = {
        "people_cut_off": 0.0,
        "trips_people": 0.0,
        "detour": "not_used",
        "detour_min": float("nan"),
        "risk": 0.0,
        "is_insecure": False,
        "status": "no_recent_information",
    }
    table: Any = pd.DataFrame({**silent, **columns}, index=range(count))
    asked = {one.name: one for one in measures.of(table, "dry-4x4", risk_limit=2.0)}[name]
    return [asked.entries[place].label for place in asked.classes]


@pytest.mark.parametrize("name", ["People cut off", "Use by people", "Detour", "Risk", "Status"])
def test_every_class_has_a_line_and_a_name_and_the_last_is_quiet(name: str) -> None:
    nothing: Any = pd.DataFrame(
        columns=["people_cut_off", "trips_people", "detour", "detour_min", "risk", "is_insecure"]
    ).assign(status=[])
    asked = {one.name: one for one in measures.of(nothing, "dry-4x4", 1.0)}[name]
    assert len(asked.styles) == len(asked.entries)
    assert asked.styles[-1]["weight"] == 1
    widths = [style["weight"] for style in asked.styles]
    assert widths == sorted(widths, reverse=True)


def test_upper_ends_belong_to_a_class() -> None:
    people = [0.0, 0.4, 1_000, 1_001, 10_000, 100_000, 100_001]
    assert classed("People cut off", people_cut_off=people) == [
        "nobody",
        "up to 1,000",
        "up to 1,000",
        "1,001 to 10,000",
        "1,001 to 10,000",
        "10,001 to 100,000",
        "over 100,000",
    ]
    trips = [0.0, 1_000, 10_000, 100_000, 1_000_000, 2_000_000]
    assert classed("Use by people", trips_people=trips) == [
        "nobody",
        "up to 1,000",
        "1,001 to 10,000",
        "10,001 to 100,000",
        "100,001 to 1,000,000",
        "over 1,000,000",
    ]


def test_detours_are_classed_by_minutes_and_no_way_is_worst() -> None:
    state = [*["known"] * 6, "none", "not_passable"]
    minutes = [0.0, 5, 6, 30, 120, 121, float("nan"), float("nan")]
    assert classed("Detour", detour=state, detour_min=minutes) == [
        "up to 5 min",
        "up to 5 min",
        "6 to 30 min",
        "6 to 30 min",
        "31 to 120 min",
        "over 120 min",
        "no other way",
        "not asked, not computed or not passable",
    ]


def test_risk_is_classed_by_parts_of_the_limit() -> None:
    risk = [0.0, 0.2, 0.3, 1.0, 1.1, 2.0, 2.1]
    is_insecure = [False] * 6 + [True]
    assert classed("Risk", risk=risk, is_insecure=is_insecure) == [
        "no incident near",
        "up to 0.2",
        "over 0.2 to 1",
        "over 0.2 to 1",
        "over 1 to 2",
        "over 1 to 2",
        "insecure: over 2",
    ]


def test_statuses_are_by_name() -> None:
    status = ["closed", "warning", "open", "no_recent_information"]
    assert classed("Status", status=status) == [
        "Closed",
        "Open with a warning",
        "Reported open",
        "No recent information",
    ]
