"""What is true of the made-up region, by how it was made and not by any measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from pipeline.sample.grid import COLUMNS
from pipeline.sample.plan import CELL, GAP, HILLS, ISLAND, MUD, NO_ROAD, PATH, ROUGH, VALLEY

if TYPE_CHECKING:
    import pandas as pd

SCENARIOS = ("dry-4x4", "wet-4x4", "dry-truck", "wet-truck", "dry-motorbike")
WHY_NO_HUB = {
    VALLEY: dict.fromkeys(SCENARIOS, "closed_link"),
    ISLAND: dict.fromkeys(SCENARIOS, "disconnected"),
    NO_ROAD: dict.fromkeys(SCENARIOS, "no_road"),
    GAP: dict.fromkeys(SCENARIOS, "map_gap"),
    HILLS: dict.fromkeys(SCENARIOS, "too_far"),
    MUD: {"wet-truck": "season"},
    ROUGH: {"dry-truck": "vehicle", "wet-truck": "vehicle"},
    PATH: dict.fromkeys(SCENARIOS[:4], "vehicle"),
}
"""Why each part of its own reaches no hub, by scenario; where nothing stands it does."""


class ClosedLink(TypedDict):
    """The one closed link that cuts people off."""

    closure_id: str
    way_id: int
    communities: list[str]
    people: int


class Flood(TypedDict):
    """The flood, and the one way under it that is no bridge."""

    closure_id: str
    way_id: int


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
    bridges: list[int]
    """Ways of the bridges over the river, from west to east: closed until a day that has passed,
    over a flood, under a warning."""
    expired_closure_id: str
    flood: Flood
    services: dict[str, dict[str, int]]
    """Services by type and status, each once."""
    no_service: list[str]
    """Types of which nothing is open."""
    violent_areas: list[str]
    rising_area: str
    quiet_areas: list[str]
    surveys: int
    rows: dict[str, dict[str, int]]
    """For each file the rows by what becomes of them: `kept`, `rejected`, `merged`, `outside`."""
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
