"""The way that a sheet shows, with its legs, its minutes and its weakest link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from pipeline.failing import chances
from pipeline.sheet.legs import Leg, legs_of, parts_table, shortened, total
from pipeline.sheet.weakest import Weakest, weakest

if TYPE_CHECKING:
    from pipeline.sheet.source import Source
    from pipeline.sheet.ways import Way

MOST_SCENARIOS = 4
"""Columns of minutes that a page has room for."""


class Driven(NamedTuple):
    """A way to the community, all that the sheet needs of it."""

    way: Way
    scenario: str
    """In which it is the fastest."""
    opened: tuple[str, ...]
    """Closed links that it takes as open."""
    scenarios: tuple[str, ...]
    """The columns."""
    table: pd.DataFrame
    minutes: dict[str, list[float | None]]
    legs: list[Leg]
    is_shortened: bool
    weakest: Weakest | None


def driven_way(source: Source, community_id: str, cut_off: dict[str, Any]) -> Driven | None:
    """Return the way that the sheet shows, as `sheet_of` says."""
    opened = tuple(link for link in listed(cut_off.get("reopening_link_ids")))
    tries = [(source.base, ()), *([(source.base, opened)] if opened else [])]
    others = listed(cut_off.get("open_scenarios"))
    tries += [(scenario, ()) for scenario in source.region.travel.scenarios if scenario in others]
    for scenario, own in tries:
        way = source.ways.way(community_id, scenario, opened=own)
        if way is not None:
            return _driven(source, way, scenario, own)
    return None


def _driven(source: Source, way: Way, scenario: str, opened: tuple[str, ...]) -> Driven:
    """Return a way with its legs and its weakest link."""
    season, _, vehicle = scenario.partition("-")
    asked = source.region.travel.scenarios
    columns = tuple(s for s in asked if s.partition("-")[2] == vehicle)[:MOST_SCENARIOS]
    table = parts_table(way.parts, source.links, source.tables["waits"])
    minutes = {column: source.ways.minutes(column, way) for column in columns}
    legs = legs_of(table, minutes)
    few = shortened(legs)
    chance = chances(
        table,
        source.tables["failures"],
        table["risk"].to_numpy(float),
        season=season,
        closed_per_incident=source.region.robustness.closed_per_incident,
        stage="sheet",
    )
    found = weakest(table, chance, season=season)
    return Driven(way, scenario, opened, columns, table, minutes, few, len(few) < len(legs), found)


def whole(driven: Driven, scenario: str) -> float | None:
    """Return the minutes of the whole way in a scenario, walks included; None if it is shut."""
    walks = driven.way.hub_walk_min + driven.way.community_walk_min
    return total([walks, *driven.minutes[scenario]])


def listed(text: object) -> tuple[str, ...]:
    """Return the entries of a text with commas; none where it is empty."""
    return tuple(str(text).split(",")) if pd.notna(text) and text else ()  # type: ignore[call-overload]


def road_name(driven: Driven, part: int) -> str:
    """Return the name of a part's road, its class where it has none."""
    row = driven.table.iloc[part]
    name = row["road_name"]
    return str(name) if pd.notna(name) and str(name).strip() else f"({row['road_class']})"
