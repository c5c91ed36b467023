"""What a sheet says in words above and below its blocks: whose it is, status, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.page import words
from pipeline.sheet.source import HUB
from pipeline.sheet.told import Told, beyond, service, times, which_way

if TYPE_CHECKING:
    from pipeline.sheet.driven import Driven

LEAST_PEOPLE = 10
"""Fewer are not told, so that no household is."""


def about(told: Told) -> str:
    """Return who and where the community is, in one line."""
    community, source = told.community, told.source
    area = source.row("areas", area_id=community["area_id"])
    grade = words.GRADES[community["people_grade"]].partition(",")[2].strip()
    return (
        f"{community['place_class']} in {area['area_name']} ({community['area_id']}), "
        f"{_people(community['people'])} ({grade}), id {community['community_id']}"
    )


def _people(count: float) -> str:
    if pd.isna(count):
        return "number of people withheld"
    if round(count) < LEAST_PEOPLE:
        return f"fewer than {LEAST_PEOPLE} people"
    return f"{words.number(count)} people"


def banner(told: Told) -> tuple[str, ...]:
    """Return the status in large letters, and the reason or the minutes."""
    status, reason = told.reached["status"], told.reached["reason"]
    driven, base = told.driven, words.scenario(told.source.base)
    if status == "reachable" and driven:
        km = driven.table["km"].sum()
        return (
            f"REACHABLE from {told.spots['hub'].name}: {km:,.1f} km",
            f"{times(driven)}, walks and waits included",
        )
    said = [status.upper(), f"{words.HUB_REASONS[reason]} ({base})."]
    if status == "conditional" and pd.notna(told.cut_off.get("open_scenarios")):
        others = map(words.scenario, told.cut_off["open_scenarios"].split(","))
        said[1] += f" Reached in: {'; '.join(others)}."
    if driven:
        km, hub = driven.table["km"].sum(), told.spots["hub"].name
        said.append(f"{which_way(told)}, from {hub}: {km:,.1f} km, {times(driven)}.")
    if driven and driven.road:
        gap = beyond(told, told.spots["reached"].at)
        said.append(f"From there {gap}; no open mapped road.")
    return tuple(said)


def table_title(told: Told) -> str:
    """Return what the table of legs shows."""
    driven = told.driven
    if not driven:
        return "No way can be shown: neither open links nor closed ones lead to a hub."
    vehicle = driven.scenario.partition("-")[2]
    few = "; short legs put together" if driven.is_shortened else ""
    return (
        f"{which_way(told)}, leg by leg from the hub ({words.VEHICLES.get(vehicle, vehicle)}{few})"
    )


def footer(told: Told) -> tuple[str, ...]:
    """Return sources, evidence and what is assumed."""
    source, driven = told.source, told.driven
    limit = source.region.link_risk
    made_from = ", ".join(_files(told)) or "no roads"
    evidence = "; ".join(_evidence(told, driven)) or "none"
    assumed = (
        "Minutes are those of the way towards the hub, estimated from road class, surface, season "
        "and vehicle, not driven times. "
        "Speeds, seasons and chances to fail are stated assumptions of the region file. Only "
        f"reported closures are known. Insecure: risk above {limit.limit:g} within "
        f"{limit.near_km:g} km. Walks {source.region.travel.walk_kmh:g} km/h. "
        "Check with people on the way before you go."
    )
    sources = f"Data of {source.day}. Made by resilience from: {made_from}. Evidence: {evidence}."
    return sources, assumed


def _files(told: Told) -> list[str]:
    """Return the files that the way and the service come from."""
    files = sorted(set(told.driven.table["source"])) if told.driven else []
    nearest = service(told.source, told.community)
    return list(dict.fromkeys([*files, *([nearest["source"]] if nearest else [])]))


def _evidence(told: Told, driven: Driven | None) -> list[str]:
    """Return the grade of the area's access, and how much of the way's surface is guessed."""
    base, area_id = told.source.base, told.community["area_id"]
    area = told.source.row("access", area_id=area_id, service_type=HUB, scenario=base)
    graded = words.GRADES.get(area.get("grade", ""), "")
    evidence = [f"access of the area {graded}"] if graded else []
    if driven and len(driven.table):
        guessed = driven.table["km"][driven.table["is_surface_guessed"].astype(bool)].sum()
        share = words.percent(guessed / max(driven.table["km"].sum(), 1e-9))
        evidence.append(f"surface of {share} of the way is guessed from its class")
    return evidence
