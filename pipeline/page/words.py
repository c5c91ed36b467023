"""Every word that pages say about codes, in the page's language."""

from __future__ import annotations

import math

from pipeline.page import language
from pipeline.page.language import Words, say, say_many

PAGES = Words(
    {
        "index.html": "Overview",
        "resilience.html": "Resilience",
        "access.html": "Access",
        "stability.html": "Stability",
        "compare.html": "Compare",
        "isolation.html": "Isolation",
        "links.html": "Roads",
    }
)
"""Sibling pages, in the order of the navigation."""

QUADRANTS = Words(
    {
        "strong_reachable": "Strong and reachable",
        "stable_cut_off": "Stable but cut off",
        "reachable_unstable": "Reachable but unstable",
        "weak_cut_off": "Weak and cut off",
        "unknown": "Unknown",
    }
)
CLASSES = Words(
    {
        "very_weak": "Very weak",
        "weak": "Weak",
        "fair": "Fair",
        "strong": "Strong",
        "unknown": "Unknown",
    }
)
PILLARS = Words(
    {
        "access": "Access",
        "security": "Security",
        "governance": "Governance",
        "cohesion": "Cohesion",
        "economy": "Economy",
        "participation": "Participation",
        "presence": "Presence",
    }
)
STATUSES = Words(
    {
        "reachable": "Reachable",
        "conditional": "Reachable under conditions only",
        "unreachable": "Unreachable",
        "unknown": "Unknown",
    }
)
REASONS = Words(
    {
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
)
HUB_REASONS = Words(
    {
        **REASONS,
        "no_service": "The region has no hub",
        "disconnected": "Its roads do not connect to any hub",
        "ok": "Reaches a hub",
    }
)
GRADES = Words(
    {
        "A": "A, measured",
        "B": "B, derived from good data",
        "C": "C, largely assumed",
        "X": "X, no evidence",
    }
)
LINK_STATUSES = Words(
    {
        "closed": "Closed",
        "warning": "Open with a warning",
        "unknown": "No recent information",
        "open": "Reported open",
    }
)
REGISTER_STATUSES = Words(
    {
        "closed": "Closed",
        "warning": "Open with a warning",
        "open": "Reported open",
        "no_recent_information": "No recent information",
    }
)
REPORT_FATES = Words(
    {
        "rules": "In force",
        "overruled": "Overruled by other reports",
        "expired": "Has run out",
        "not_yet": "Not yet in force",
        "no_road": "Touches no mapped road",
    }
)
DETOURS = Words(
    {
        "none": "No other way",
        "not_used": "Not asked: it carries nobody",
        "not_computed": "Not computed: out of the budget of steps",
        "not_passable": "None needed: not passable today",
    }
)
NODES = Words(
    {
        "junction": "Junction",
        "ferry_landing": "Ferry landing",
        "road_end": "End of a road",
    }
)
TRENDS = Words(
    {
        "rising": "Rising",
        "falling": "Falling",
        "none_seen": "No trend seen",
        "unknown": "Too little data to say",
    }
)
HOTSPOTS = Words(
    {
        "hot": "Hot spot: high rates lie together",
        "cold": "Cold spot: low rates lie together",
        "none": "Neither: can be chance among so many areas",
        "unknown": "Cannot be told",
    }
)
EMERGING = Words(
    {
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
)
FATES = Words(
    {
        "at_point": "Placed at their point",
        "blurred": "Blurred over nearby areas",
        "spread": "Spread over a division by people",
        "not_placed": "Not placed: position too vague",
        "outside": "Outside all areas",
    }
)
ORIGINS = Words(
    {
        "region_file": "stated in the region file",
        "newest_incident": "the newest incident",
        "none": "not stated",
    }
)
DIRECTIONS = Words(
    dict(
        enumerate(
            (
                *("{far} east", "{far} north-east", "{far} north", "{far} north-west"),
                *("{far} west", "{far} south-west", "{far} south", "{far} south-east"),
            )
        )
    )
)
"""Eighths of the circle, from east against the clock."""

SEASONS = Words({"dry": "Dry season", "wet": "Wet season"})
VEHICLES = Words({"truck": "truck", "4x4": "4x4", "motorbike": "motorbike", "foot": "on foot"})
SERVICES = Words(
    {
        "health": "Health",
        "hospital": "Hospital",
        "clinic": "Clinic",
        "pharmacy": "Pharmacy",
        "school": "School",
        "market": "Market",
        "water_point": "Water point",
        "fuel": "Fuel",
        "bank": "Bank",
        "police": "Police",
        "court": "Court",
        "town_hall": "Town hall",
        "post": "Post",
        "mission_base": "Mission base",
        "hub": "Hub",
    }
)
"""Service types that have words of their own; others are told by their codes."""

MONTHS = Words(
    dict(
        enumerate(
            (
                *("January {year}", "February {year}", "March {year}", "April {year}"),
                *("May {year}", "June {year}", "July {year}", "August {year}"),
                *("September {year}", "October {year}", "November {year}", "December {year}"),
            ),
            start=1,
        )
    )
)
ROAD_CLASSES = Words(
    {
        "motorway": "Motorway",
        "trunk": "Trunk road",
        "primary": "Primary road",
        "secondary": "Secondary road",
        "tertiary": "Tertiary road",
        "unclassified": "Minor road",
        "residential": "Residential street",
        "living_street": "Living street",
        "service": "Service road",
        "road": "Road of unknown class",
        "track": "Track",
        "path": "Path",
        "footway": "Footway",
        "ferry": "Ferry",
    }
)
"""Classes that have words of their own; others are told by their codes."""

SURFACES = Words({"paved": "Paved", "gravel": "Gravel", "earth": "Earth", "mud": "Mud"})
YES_NO = Words({True: "Yes", False: "No"})
DASH = "\N{EN DASH}"


def scenario(code: str) -> str:
    """Return words for a season and vehicle; the code itself where it is not one we know."""
    season, _, vehicle = code.partition("-")
    if season in SEASONS and vehicle in VEHICLES:
        return say("{season}, {vehicle}", season=SEASONS[season], vehicle=VEHICLES[vehicle])
    return code


def season(code: str) -> str:
    """Return words for the season of a scenario; the code itself where it is not one we know."""
    return SEASONS.get(code, code)


def vehicle(code: str) -> str:
    """Return words for the vehicle of a scenario; the code itself where it is not one we know."""
    own = code.partition("-")[2] or code
    return VEHICLES.get(own, own)


def road_class(code: str) -> str:
    """Return words for a class of roads; a link to one is told as it is."""
    return ROAD_CLASSES.get(code.removesuffix("_link")) or _plain(code)


def surface(code: str) -> str:
    """Return words for a group of surfaces."""
    return SURFACES.get(code) or _plain(code)


def service(code: str) -> str:
    """Return words for a service type: `grain_store` is Grain store."""
    return SERVICES.get(code) or _plain(code) or say("Unnamed service")


def _plain(code: str) -> str:
    """Return a code that has no words of its own, as it can be read."""
    plain = code.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def month(year: int, number: int) -> str:
    """Return words for a month of a year, the first month being 1."""
    return MONTHS[number].format(year=year)


def seasons(open_code: str, shut_code: str) -> str:
    """Return words for a way that one season opens and another shuts, from their scenarios."""
    opened, shut = (code.partition("-")[0] for code in (open_code, shut_code))
    said = {name: SEASONS.get(name, name).lower() for name in (opened, shut)}
    return say("Reached in the {opened}, not in the {shut}", opened=said[opened], shut=said[shut])


def away(east_m: float, north_m: float) -> str:
    """Return how far, and in which of eight directions, a place lies."""
    far_m = math.hypot(east_m, north_m)
    if far_m < 100:
        return say("less than 100 m away")
    eighth = round(math.atan2(north_m, east_m) / (math.pi / 4)) % len(DIRECTIONS)
    far = f"{number(far_m / 1000, 1 if far_m < 10_000 else 0)} km"
    return DIRECTIONS[eighth].format(far=far)


def effect(cut_off: float, slowed: float) -> str:
    """Return words for what a report does to people's ways to a hub."""
    cut, slow = people(cut_off), people(slowed)
    # What is withheld is some, and not none.
    cut_off, slowed = (1.0 if count != count else count for count in (cut_off, slowed))  # noqa: PLR0124
    if round(cut_off) and round(slowed):
        return say("Cuts off {cut} and slows {slow}", cut=cut, slow=slow)
    if round(cut_off):
        return say("Cuts off {cut}", cut=cut)
    if round(slowed):
        return say("Slows {slow}", slow=slow)
    return say("None on ways to a hub")


def few(names: str, most: int = 3) -> str:
    """Return the first of many names with commas, and how many more there are."""
    parts = names.split(", ")
    rest = len(parts) - most
    if rest < 2:
        return names
    return say("{names} and {rest} more", names=", ".join(parts[:most]), rest=rest)


def number(value: float | None, digits: int = 0) -> str:
    """Return a number for people: thousands set apart, an en dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124  NaN is the one value unlike itself
        return DASH
    return language.number(value, digits)


def people(count: float) -> str:
    """Return a number of people with its noun, an en dash for the number that is withheld."""
    whole = 2 if count != count else round(count)  # noqa: PLR0124  NaN is the one unlike itself
    return say_many("{people} person", "{people} people", whole, people=number(count))


def percent(share: float | None) -> str:
    """Return a share of 0 to 1 in whole percent, an en dash where there is none."""
    if share is None or share != share:  # noqa: PLR0124  NaN is the one value unlike itself
        return DASH
    return f"{share * 100:.0f} %"
