"""The way that a sheet shows, with its legs, its minutes and its weakest link."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import shapely

from pipeline.failing import chances
from pipeline.sheet.legs import Leg, legs_of, parts_table, shortened, total
from pipeline.sheet.weakest import Weakest, weakest

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    road: str
    """Link to which it leads where it does not lead to the community; empty where it does."""
    scenarios: tuple[str, ...]
    """The columns."""
    table: pd.DataFrame
    minutes: dict[str, list[float | None]]
    legs: list[Leg]
    is_shortened: bool
    weakest: Weakest | None
    other: Way | None
    """The way round the weakest link, where there is one."""


Search = Callable[[tuple[str, ...]], "Way | None"]
"""From closed links to a way."""


def driven_way(source: Source, community_id: str, cut_off: dict[str, Any]) -> Driven | None:
    """Return the way that the sheet shows, as `sheet_of` says."""
    opened = listed(cut_off.get("reopening_link_ids"))
    tries = [(source.base, ()), *([(source.base, opened)] if opened else [])]
    others = listed(cut_off.get("open_scenarios"))
    tries += [(scenario, ()) for scenario in source.region.travel.scenarios if scenario in others]
    for scenario, own in tries:
        search = _to_community(source, community_id, scenario, own)
        way = search(())
        if way is not None:
            return _driven(source, way, search, scenario, opened=own)
    if pd.isna(cut_off.get("nearest_reached_x_m")):
        return None
    search, road = _to_road(source, cut_off), str(cut_off["nearest_reached_link_id"])
    way = search(())
    return None if way is None else _driven(source, way, search, source.base, road=road)


def _to_community(
    source: Source, community_id: str, scenario: str, opened: tuple[str, ...]
) -> Search:
    return lambda closed: source.ways.way(community_id, scenario, opened=opened, closed=closed)


def _to_road(source: Source, cut_off: dict[str, Any]) -> Search:
    """Return the search to the nearest place on a road that is reached."""
    link_id = str(cut_off["nearest_reached_link_id"])
    line = source.links["geometry"].iloc[source.links["link_id"].searchsorted(link_id)]
    at = shapely.Point(cut_off["nearest_reached_x_m"], cut_off["nearest_reached_y_m"])
    share = float(line.project(at, normalized=True))
    return lambda closed: source.ways.way_to(link_id, share, source.base, closed=closed)


def _driven(
    source: Source,
    way: Way,
    search: Search,
    scenario: str,
    *,
    opened: tuple[str, ...] = (),
    road: str = "",
) -> Driven:
    """Return a way with its legs, its weakest link and the way round it."""
    vehicle = scenario.partition("-")[2]
    asked = source.region.travel.scenarios
    columns = tuple(s for s in asked if s.partition("-")[2] == vehicle)[:MOST_SCENARIOS]
    table = parts_table(way.parts, source.links, source.tables["waits"])
    minutes = {column: source.ways.minutes(column, way) for column in columns}
    legs = legs_of(table, minutes)
    few = shortened(legs)
    found = _weakest(source, table, [scenario, *(s for s in columns if s != scenario)])
    other = search((table["link_id"].iloc[found.part],)) if found else None
    is_shortened = len(few) < len(legs)
    return Driven(
        way, scenario, opened, road, columns, table, minutes, few, is_shortened, found, other
    )


def _weakest(source: Source, table: pd.DataFrame, scenarios: Sequence[str]) -> Weakest | None:
    """Return the weakest part by the season of the first scenario, with the others' chances."""
    by_season = {
        season: chances(
            table,
            source.tables["failures"],
            table["risk"].to_numpy(float),
            season=season,
            closed_per_incident=source.region.robustness.closed_per_incident,
            stage="sheet",
        )
        for season in dict.fromkeys(one.partition("-")[0] for one in scenarios)
    }
    return weakest(table, by_season)


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


def lines_of(source: Source, way: Way) -> list[shapely.LineString]:
    """Return the lines of a way's parts, from the hub on."""
    return list(parts_table(way.parts, source.links, source.tables["waits"])["line"])


def seasons_of(driven: Driven) -> list[str]:
    """Return the seasons of the columns; the vehicle is the same in all."""
    return [scenario.partition("-")[0] for scenario in driven.scenarios]
