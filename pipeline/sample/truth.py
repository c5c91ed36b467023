"""What is true of the made-up region, by how it was made and not by any measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from pipeline.sample.grid import COLUMNS
from pipeline.sample.plan import (
    AMBUSH,
    CELL,
    GAP,
    HILLS,
    ISLAND,
    MUD,
    NO_ROAD,
    PATH,
    ROUGH,
    VALLEY,
)
from pipeline.sample.reports import CLOSED_ID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from pipeline.sample.reports import Report
    from pipeline.sample.roadmap import Way

SCENARIOS = ("dry-4x4", "wet-4x4", "dry-truck", "wet-truck", "dry-motorbike")
WHY_NO_HUB = {
    VALLEY: dict.fromkeys(SCENARIOS, "closed_link"),
    ISLAND: dict.fromkeys(SCENARIOS, "disconnected"),
    NO_ROAD: dict.fromkeys(SCENARIOS, "no_road"),
    GAP: dict.fromkeys(SCENARIOS, "map_gap"),
    HILLS: dict.fromkeys(SCENARIOS, "too_far"),
    AMBUSH: dict.fromkeys(SCENARIOS, "insecure"),
    MUD: {"wet-truck": "season"},
    ROUGH: {"dry-truck": "vehicle", "wet-truck": "vehicle"},
    PATH: dict.fromkeys(SCENARIOS[:4], "vehicle"),
}
"""Why each part of its own reaches no hub, by scenario; where nothing stands it does."""


class Held(TypedDict):
    """Communities that reach a hub by one link alone, which is one of a way's."""

    way_id: int
    communities: list[str]
    people: int


class ClosedLink(Held):
    """The one closed link that cuts people off: open, it lets all of them through."""

    closure_id: str
    km: float


class Effect(TypedDict):
    """What a report does."""

    fate: str
    way_ids: list[int]
    """The way that it speaks of on the day, if there is one."""
    people_cut_off: int


class Contested(TypedDict):
    """The one link on which reports disagree."""

    way_id: int
    closure_ids: list[str]


class Flips(TypedDict):
    """Communities that reach a hub in one season and not in the other."""

    open_scenario: str
    shut_scenario: str
    communities: list[str]


class Truth(TypedDict):
    """What is true of the made-up region."""

    as_of: str
    areas: int
    mended_area: str
    people: int
    people_by_area: dict[str, int]
    people_by_community: dict[str, int]
    communities_by_part: dict[str, list[str]]
    """Communities of each part of its own."""
    no_hub: dict[str, dict[str, list[str]]]
    """Communities that reach no hub, by scenario and reason. `too_far` is whole for the first
    scenario only: how far people come in the others follows from speeds and not from the plan."""
    closed_link: ClosedLink
    cut_links: dict[str, Held]
    """What each part hangs by that has a way to a hub in the first scenario, however long and
    dangerous."""
    insecure_way_id: int
    """The one way that violence makes insecure."""
    closure_effects: dict[str, Effect]
    """What each usable report does."""
    contested: Contested
    season_flips: list[Flips]
    """Whose way to a hub the season closes; what only takes too long in it follows from speeds."""
    bridges: list[int]
    """Ways of the bridges over the river, from west to east: closed until a day that has passed,
    over a flood, under a warning."""
    services: dict[str, dict[str, int]]
    """Services by type and status, each once."""
    no_service: list[str]
    """Types of which nothing is open."""
    violent_areas: list[str]
    rising_area: str
    quiet_areas: list[str]
    surveys: int
    lit_areas: list[str]
    """Areas that are not all dark at night."""
    dear_areas: list[str]
    """Areas in which maize costs more than in all others."""
    partners_by_area: dict[str, int]
    """Different organisations in each area that has any."""
    rows: dict[str, dict[str, int]]
    """For each file whose rows are not averaged or counted, the rows by what becomes of them:
    `kept`, `rejected`, `merged`, `outside`."""
    rejected_rows: dict[str, list[int]]
    """For each file the numbers of its faulty rows, counted from 1."""


def community_ids(places: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """Return each place's id; for people without a place, their district and cell."""
    district = areas["area_id"].to_numpy()[places["area"]]
    row, column = divmod(places["cell"], COLUMNS)
    of_cell = district + "/r" + row.astype("str") + "c" + column.astype("str")
    return places["place_id"].where(places["group"] != CELL, of_cell)


def without_hub(by_part: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """Return the communities that reach no hub, by scenario and reason."""
    found: dict[str, dict[str, list[str]]] = {scenario: {} for scenario in SCENARIOS}
    for part, reasons in WHY_NO_HUB.items():
        for scenario, reason in reasons.items():
            found[scenario].setdefault(reason, []).extend(by_part[part])
    return {
        scenario: {reason: sorted(ids) for reason, ids in sorted(reasons.items())}
        for scenario, reasons in found.items()
    }


def cut_links(
    into: Mapping[str, Way], by_part: Mapping[str, list[str]], people: Mapping[str, int]
) -> dict[str, Held]:
    """Return what each part hangs by that has a way to a hub in the first scenario."""
    passable = (None, "too_far", "insecure")
    return {
        part: held(way, by_part[part], people)
        for part, way in sorted(into.items())
        if WHY_NO_HUB[part].get(SCENARIOS[0]) in passable
    }


def held(way: Way, communities: list[str], people: Mapping[str, int]) -> Held:
    """Return a way with the communities that it holds."""
    count = sum(people[community] for community in communities)
    return {"way_id": way.way_id, "communities": communities, "people": count}


def closure_effects(found: Sequence[Report], valley_people: int) -> dict[str, Effect]:
    """Return what each usable report does: only that on the bridge into the valley cuts off."""
    return {
        one.closure_id: {
            "fate": one.fate,
            "way_ids": [one.way_id] if one.fate not in ("not_yet", "no_road") else [],
            "people_cut_off": valley_people if one.closure_id == CLOSED_ID else 0,
        }
        for one in found
        if one.fate != "rejected"
    }


def contested(found: Sequence[Report]) -> Contested:
    """Return the one way on which a report overrules another."""
    way_id = next(one.way_id for one in found if one.fate == "overruled")
    told = [one.closure_id for one in found if one.way_id == way_id]
    return {"way_id": way_id, "closure_ids": told}


def season_flips(by_part: Mapping[str, list[str]]) -> list[Flips]:
    """Return the parts that are cut off in the wet and not in the dry, by scenario."""
    flips: list[Flips] = []
    for shut in SCENARIOS:
        parts = [part for part, why in WHY_NO_HUB.items() if why.get(shut) == "season"]
        if parts:
            communities = sorted(place for part in parts for place in by_part[part])
            dry = shut.replace("wet-", "dry-")
            flips.append({"open_scenario": dry, "shut_scenario": shut, "communities": communities})
    return flips
