"""Every word that pages say about codes: one place for all strings."""

from __future__ import annotations

import math
from typing import Any

PAGES = {
    "index.html": "Overview",
    "resilience.html": "Resilience",
    "access.html": "Access",
    "stability.html": "Stability",
    "isolation.html": "Isolation",
    "links.html": "Roads",
}
"""Sibling pages, in the order of the navigation."""

QUADRANTS = {
    "strong_reachable": "Strong and reachable",
    "stable_cut_off": "Stable but cut off",
    "reachable_unstable": "Reachable but unstable",
    "weak_cut_off": "Weak and cut off",
    "unknown": "Unknown",
}
CLASSES = {
    "very_weak": "Very weak",
    "weak": "Weak",
    "fair": "Fair",
    "strong": "Strong",
    "unknown": "Unknown",
}
PILLARS = {
    "access": "Access",
    "security": "Security",
    "governance": "Governance",
    "cohesion": "Cohesion",
    "economy": "Economy",
    "participation": "Participation",
    "presence": "Presence",
}
STATUSES = {
    "reachable": "Reachable",
    "conditional": "Reachable under conditions only",
    "unreachable": "Unreachable",
    "unknown": "Unknown",
}
REASONS = {
    "no_service": "None open in the region",
    "map_gap": "Too few roads are mapped here to say",
    "no_road": "No road within walking distance",
    "closed_link": "A reported closure cuts the only way",
    "disconnected": "Its roads do not connect to one",
    "season": "The way is closed in this season",
    "vehicle": "The way is not passable for this vehicle",
    "insecure": "Every way leads past an insecure road",
    "too_far": "Beyond the time limit",
    "ok": "Reached",
}
HUB_REASONS = {
    **REASONS,
    "no_service": "The region has no hub",
    "disconnected": "Its roads do not connect to any hub",
    "ok": "Reaches a hub",
}
GRADES = {
    "A": "A, measured",
    "B": "B, derived from good data",
    "C": "C, largely assumed",
    "X": "X, no evidence",
}
GRADE_NOTE = "Evidence grade: A measured, B derived, C largely assumed, X no evidence."
LINK_STATUSES = {
    "closed": "Closed",
    "warning": "Open with a warning",
    "unknown": "No recent information",
    "open": "Reported open",
}
REGISTER_STATUSES = {
    "closed": "Closed",
    "warning": "Open with a warning",
    "open": "Reported open",
    "no_recent_information": "No recent information",
}
REPORT_FATES = {
    "rules": "In force",
    "overruled": "Overruled by other reports",
    "expired": "Has run out",
    "not_yet": "Not yet in force",
    "no_road": "Touches no mapped road",
}
DETOURS = {
    "none": "No other way",
    "not_used": "Not asked: it carries nobody",
    "not_computed": "Not computed: out of the budget of steps",
    "not_passable": "None needed: not passable today",
}
NODES = {
    "junction": "Junction",
    "ferry_landing": "Ferry landing",
    "road_end": "End of a road",
}
TRENDS = {
    "rising": "Rising",
    "falling": "Falling",
    "none_seen": "No trend seen",
    "unknown": "Too little data to say",
}
HOTSPOTS = {
    "hot": "Hot spot: high rates lie together",
    "cold": "Cold spot: low rates lie together",
    "none": "Neither is seen",
    "unknown": "Cannot be told",
}
EMERGING = {
    "intensifying": "Intensifying: nearly always hot, and more so",
    "persistent": "Persistent: nearly always hot",
    "consecutive": "Consecutive: hot of late, without a break",
    "new": "New: hot for the first time",
    "oscillating": "Oscillating: hot now, cold before",
    "sporadic": "Sporadic: hot now, on and off before",
    "diminishing": "Diminishing: nearly always hot, but less so",
    "historical": "Historical: was nearly always hot, not now",
    "none": "No pattern of a hot spot",
    "unknown": "Cannot be told",
}
FATES = {
    "at_point": "Placed at their point",
    "blurred": "Blurred over nearby areas",
    "spread": "Spread over a division by people",
    "not_placed": "Not placed: position too vague",
    "outside": "Outside all areas",
}
ORIGINS = {
    "region_file": "stated in the region file",
    "newest_incident": "the newest incident",
    "none": "not stated",
}
DIRECTIONS = (
    *("east", "north-east", "north", "north-west"),
    *("west", "south-west", "south", "south-east"),
)
SEASONS = {"dry": "Dry season", "wet": "Wet season"}
VEHICLES = {"truck": "truck", "4x4": "4x4", "motorbike": "motorbike", "foot": "on foot"}
YES_NO: dict[Any, str] = {True: "Yes", False: "No"}
NO_DATE = "no date"


def scenario(code: str) -> str:
    """Return words for a season and vehicle; the code itself where it is not one we know."""
    season, _, vehicle = code.partition("-")
    if season in SEASONS and vehicle in VEHICLES:
        return f"{SEASONS[season]}, {VEHICLES[vehicle]}"
    return code


def service(code: str) -> str:
    """Return words for a service type: `water_point` is Water point."""
    plain = code.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:] if plain else "Unnamed service"


def seasons(open_code: str, shut_code: str) -> str:
    """Return words for a way that one season opens and another shuts, from their scenarios."""
    opened, shut = (scenario(code).split(",")[0].lower() for code in (open_code, shut_code))
    return f"Reached in the {opened}, not in the {shut}"


def away(east_m: float, north_m: float) -> str:
    """Return how far, and in which of eight directions, a place lies."""
    far_m = math.hypot(east_m, north_m)
    if far_m < 100:
        return "less than 100 m away"
    eighth = round(math.atan2(north_m, east_m) / (math.pi / 4)) % len(DIRECTIONS)
    return f"{number(far_m / 1000, 1 if far_m < 10_000 else 0)} km {DIRECTIONS[eighth]}"


def effect(cut_off: float, slowed: float) -> str:
    """Return words for what a report does to people's ways to a hub."""
    said = [
        f"{verb} {counted(people, 'people').removesuffix('s')}"
        for verb, people in (("cuts off", cut_off), ("slows", slowed))
        if round(people)
    ]
    return (" and ".join(said) or "none on ways to a hub").capitalize()


def few(names: str, most: int = 3) -> str:
    """Return the first of many names with commas, and how many more there are."""
    parts = names.split(", ")
    rest = len(parts) - most
    return names if rest < 2 else f"{', '.join(parts[:most])} and {rest} more"


def number(value: float | None, digits: int = 0) -> str:
    """Return a number for people: thousands set apart, an en dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124  NaN is the one value unlike itself
        return "\N{EN DASH}"
    return f"{value:,.{digits}f}"


def counted(value: float, noun: str) -> str:
    """Return a number with its noun, which takes an s but after 1."""
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"


def percent(share: float | None) -> str:
    """Return a share of 0 to 1 in whole percent, an en dash where there is none."""
    if share is None or share != share:  # noqa: PLR0124  NaN is the one value unlike itself
        return "\N{EN DASH}"
    return f"{share * 100:.0f} %"
