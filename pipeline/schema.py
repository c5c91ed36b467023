"""Every table: its key, geometry and columns, with unit, range and one line of prose.

The store holds each table to this page when it writes it; `docs/data-dictionary.md` is made
from it. A measured column bears its unit in its name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

Dtype = Literal["text", "int", "float", "bool", "date"]
Geometry = Literal["Point", "LineString", "Polygon", "any"]

PANDAS_DTYPES = {
    "text": "str",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "date": "datetime64[us]",
}
GEOMETRY_TYPES = {
    "Point": {"Point"},
    "LineString": {"LineString"},
    "Polygon": {"Polygon", "MultiPolygon"},
}

STATUSES = ("reachable", "conditional", "unreachable", "unknown")
REASONS = (
    "no_service",
    "map_gap",
    "no_road",
    "closed_link",
    "disconnected",
    "season",
    "vehicle",
    "insecure",
    "too_far",
    "ok",
)
GRADES = ("A", "B", "C", "X")
BANDS_MIN = (30, 60, 120, 240)
KINDS = ("share", "mean")
POINT_KINDS = ("community", "service", "hub")
LINK_STATUSES = ("open", "warning", "closed", "unknown")
SURFACE_GROUPS = ("paved", "gravel", "earth", "mud")
BOUND_BY = (
    *("weight", "axleload", "height", "width", "passability", "barrier", "access", "class"),
    *("maxspeed", "surface", "tracktype", "smoothness", "other", "surface_group", "ford"),
    *("seasonal", "season", "walking"),
)
"""What binds a speed; what closes a link is told by the first of these."""
UNITS = ("month", "year")
MOMENTS = ("now", "before")
STANDING_KINDS = ("day", "figure", "quadrant", "index", "community", "link", "incident")
CHANGE_KINDS = (
    *("build", "method", "figure", "quadrant", "index", "community", "road", "incident"),
)
CHANGES = (
    *("first", "compared", "not_compared", "more", "less", "moved", "no_clear_change"),
    *("stronger", "weaker", "new", "gone", "cut_off", "reconnected", "unknown", "known"),
    *("closed", "opened", "run_out", "confirmed", "unmapped"),
)
"""What can have become of things since the build before."""
EMERGING = (
    *("new", "consecutive", "intensifying", "persistent", "diminishing"),
    *("sporadic", "oscillating", "historical", "none", "unknown"),
)
PILLARS = (
    *("access", "security", "governance", "cohesion", "economy", "participation", "presence"),
)
CLASSES = ("very_weak", "weak", "fair", "strong", "unknown")
DRAWN_GROUPS = ("speeds", "weights", "normalisation", "goalposts", "surveys", "incidents")
QUADRANTS = (
    "strong_reachable",
    "stable_cut_off",
    "reachable_unstable",
    "weak_cut_off",
    "unknown",
)


@dataclass(frozen=True)
class Counted:
    """How a column counts people, so that what is published can keep small numbers back."""

    whole: str = ""
    """Column that it is a part of, with the others that are: what the parts leave is told too."""
    share_of: str = ""
    """Column of people that it is a share of, and a part of where no whole is named; empty where
    it is people itself."""
    told_by: str = ""
    """Column that gives it away, or that it gives away: both are kept back, or none."""
    of: str = ""
    """Column with the community, area or cell whose people these are, all of them."""


OF_AREA, REGION = "people of the area", "people of the region"
"""In the place of a column: people that the table does not hold; of a region its parts add up."""


@dataclass(frozen=True)
class Column:
    """One column's promise."""

    dtype: Dtype
    doc: str
    nullable: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    counted: Counted | None = field(default=None, repr=False)
    """What it says of how many people; no part of the promise that the store holds a table to."""


@dataclass(frozen=True)
class Table:
    """One table's promise: rows are unique by `key` and sorted by it."""

    doc: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    geometry: Geometry | None = None
    is_geometry_nullable: bool = False


def text(doc: str, *choices: str, nullable: bool = False) -> Column:
    """Text, from a closed list where one is given."""
    return Column("text", doc, nullable=nullable, choices=choices)


def number(
    doc: str, low: float | None = 0, high: float | None = None, *, nullable: bool = False
) -> Column:
    """Float in a closed range; not negative unless told."""
    return Column("float", doc, nullable=nullable, low=low, high=high)


def count(doc: str) -> Column:
    """Whole number, not negative."""
    return Column("int", doc, low=0)


def share(doc: str, *, nullable: bool = False) -> Column:
    """Float from 0 to 1."""
    return Column("float", doc, nullable=nullable, low=0, high=1)


def flag(doc: str) -> Column:
    """Yes or no."""
    return Column("bool", doc)


def date(doc: str, *, nullable: bool = False) -> Column:
    """Calendar date."""
    return Column("date", doc, nullable=nullable)


def people(doc: str, *, of: str = "", whole: str = "", nullable: bool = False) -> Column:
    """Whole or broken number of people; not negative."""
    return replace(number(doc, nullable=nullable), counted=Counted(whole=whole, of=of))


def part(doc: str, share_of: str, *, whole: str = "") -> Column:
    """Float from 0 to 1 of people; the parts of one whole stand together."""
    return replace(share(doc, nullable=True), counted=Counted(whole=whole, share_of=share_of))


def telling(column: Column, told_by: str) -> Column:
    """Return a column from which, with the rest of its row, another one can be worked out."""
    return replace(column, counted=Counted(told_by=told_by))


def within(minutes: int) -> Column:
    """Share of people within some minutes, as `access` has it: all bands to there together."""
    bands = "|".join(f"band_{top}_min_share" for top in BANDS_MIN if top <= minutes)
    doc = f"People within {minutes} minutes: the bands to there together."
    return telling(share(doc, nullable=True), bands)


AREA_ID = text("Area, as in `areas`.")
COMMUNITY_ID = text("Community, as in `communities`.")
LINK_ID = text("Road link, as in `network`.")
SCENARIO = text("Season and vehicle, such as `dry-4x4`.")
PEOPLE = people("People.")
AREA_PEOPLE = people("People.", of="area_id")
COMMUNITY_PEOPLE = people("People.", of="community_id")
METHOD_VERSION = text(
    "Version and hash of the method; scores can be compared where it is the same."
)
TAG_DOC = "Column of `network`; `ford` stands for `is_ford` with the values yes and no, and so on."

QUADRANT_COLUMNS = {
    "access_share": part("People within the stated minutes of the stated service.", "people"),
    "unknown_share": part("People of whom nothing can be said.", "people"),
    "rate_per_100k": number("Shrunk incidents per 100,000 a year.", nullable=True),
    "access_class": text("Against the cut point.", "good", "poor", "unknown"),
    "stability_class": text("Against the cut point.", "stable", "unstable", "unknown"),
    "quadrant": text("Both together.", *QUADRANTS),
    "quadrant_share": share(
        "Draws of speeds and incidents in which the quadrant is the same.", nullable=True
    ),
}
INDEX_COLUMNS = {
    "index": number("Index of resilience, 10 is strong.", 0, 10, nullable=True),
    "score_p05": number("5 % of its draws are at or below this.", 0, 10, nullable=True),
    "score_p95": number("95 % of its draws are.", 0, 10, nullable=True),
    "smallest_change": number(
        "Smallest meaningful change: width from 5 to 95 % of what measuring alone leaves open.",
        *(0, 10),
        nullable=True,
    ),
    "class": text("Class of the index, by the stated cut points.", *CLASSES),
    "class_share": share("Draws in which the class is the same.", nullable=True),
    "rank": number("Rank, 1 is the strongest; equals share the best.", 1, nullable=True),
    "rank_p05": number("5 % of the ranks drawn are at or below this.", 1, nullable=True),
    "rank_p95": number("95 % of them are.", 1, nullable=True),
    **{
        f"{name}_index": number(f"Pillar {name}, 10 is strong.", 0, 10, nullable=True)
        for name in PILLARS
    },
}

WAY_COLUMNS = {
    "maxspeed_kmh": number("Posted limit.", nullable=True),
    "maxweight_t": number("Greatest vehicle weight allowed.", nullable=True),
    "maxaxleload_t": number("Greatest load on an axle allowed.", nullable=True),
    "maxheight_m": number("Greatest vehicle height allowed.", nullable=True),
    "maxwidth_m": number("Greatest vehicle width allowed.", nullable=True),
    "width_m": number("The way's own width.", nullable=True),
    "oneway": text("Directions that vehicles may drive.", "both", "forward", "backward"),
    "is_bridge": flag("On a bridge."),
    "is_tunnel": flag("In a tunnel."),
    "is_ford": flag("Through water."),
    "barrier": text(
        "The most hindering barrier on it, in OSM's words; `locked_gate` is any closed to "
        "vehicles by its own tags.",
        nullable=True,
    ),
    "seasonal": text("When it can be used, in OSM's words.", nullable=True),
    "hgv": text("Whether trucks may drive, in OSM's words.", nullable=True),
    "motorcar": text("Whether cars may drive, in OSM's words.", nullable=True),
    "motorcycle": text("Whether motorcycles may drive, in OSM's words.", nullable=True),
    "layer": Column("int", "Level above (below) ground for crossings."),
}
"""What a road and its links say alike."""

TABLES: dict[str, Table] = {
    "areas": Table(
        "Administrative areas, one row each, at the level of the region file.",
        ("area_id",),
        {
            "area_id": text("The area's own code (P-code), made unique by the region file's rule."),
            "area_name": text("The area's name; its code where it has none."),
            "level": count("Administrative level, 0 is the country."),
            "adm1_id": text("Code of the first-order division that holds it.", nullable=True),
            "adm1_name": text("Name of the first-order division.", nullable=True),
            "adm2_id": text("Code of the second-order division that holds it.", nullable=True),
            "adm2_name": text("Name of the second-order division.", nullable=True),
            "area_km2": number("Ground area."),
            "is_mended": flag("Whether its ring was invalid and has been mended."),
        },
        "Polygon",
    ),
    "places": Table(
        "Named settlements.",
        ("place_id",),
        {
            "place_id": text("The source's id, else a hash of name and position."),
            "place_name": text("Name; empty where the source has none.", nullable=True),
            "place_class": text("city, town, village, hamlet, or what the region file maps to."),
            "people": people("People that the source gives for the place.", nullable=True),
            "area_id": AREA_ID,
            "source": text("File it came from."),
        },
        "Point",
    ),
    "people": Table(
        "Where people are: raster cells cut by area, points, or areas as a whole.",
        ("area_id", "cell_id"),
        {
            "area_id": AREA_ID,
            "cell_id": text("Raster cell, point, or `area` where only the area is known."),
            "people": PEOPLE,
            "method": text("What the number is.", "raster", "points", "area"),
            "source": text("File it came from."),
        },
        "Point",
        is_geometry_nullable=True,
    ),
    "services": Table(
        "Places that offer something: health, school, market, water, administration.",
        ("service_id",),
        {
            "service_id": text("The source's id, else a hash of type, name and position."),
            "service_name": text("Name; empty where the source has none.", nullable=True),
            "service_type": text("Type, as the region file names it."),
            "capacity": number("Capacity in the source's unit (beds, staff).", nullable=True),
            "status": text("Whether it works.", "open", "closed", "unknown"),
            "is_status_assumed": flag("Open because the source says nothing of its status."),
            "area_id": text("Area it lies in; empty outside all areas.", nullable=True),
            "source": text("File it came from."),
        },
        "Point",
    ),
    "incidents": Table(
        "Violent events.",
        ("incident_id",),
        {
            "incident_id": text("The source's id, else a hash of the row."),
            "date": date("Day of the event; the middle of the span where only a span is known."),
            "date_start": date("First day on which it can have happened."),
            "date_end": date("Last day on which it can have happened."),
            "date_precision": text("How exact the date is.", "day", "month", "year"),
            "event_type": text("Type, in the source's words.", nullable=True),
            "deaths_best": number("Best estimate of deaths.", nullable=True),
            "deaths_low": number("Low estimate of deaths.", nullable=True),
            "deaths_high": number("High estimate of deaths.", nullable=True),
            "deaths_civilians": number("Deaths of civilians.", nullable=True),
            "where_precision": Column(
                "int", "UCDP place precision, 1 exact to 7 international.", low=1, high=7
            ),
            "is_precision_assumed": flag("Taken as exact because the source says nothing."),
            "place_name": text("Where, in the source's words.", nullable=True),
            "area_id": text("Area it lies in; empty outside all areas.", nullable=True),
            "source": text("File it came from."),
        },
        "Point",
    ),
    "closures": Table(
        "Reports that ways are closed, dangerous or open again.",
        ("closure_id",),
        {
            "closure_id": text("The source's id, else a hash of the row."),
            "closure_name": text("What it is called.", nullable=True),
            "status": text("What the report says.", *LINK_STATUSES),
            "date": date("Day of the report.", nullable=True),
            "expires": date("Last day on which the report holds.", nullable=True),
            "reported_by": text("Who says so.", nullable=True),
            "closes_bridges": flag("Whether a polygon also closes the bridges over it."),
            "source": text("File it came from."),
        },
        "any",
    ),
    "surveys": Table(
        "Survey answers by area.",
        ("area_id", "indicator", "date"),
        {
            "area_id": AREA_ID,
            "indicator": text("What was asked, such as `trust_in_police`."),
            "value": telling(number("Mean answer, in the source's unit.", low=None), "n"),
            "n": replace(count("People who answered."), counted=Counted()),
            "kind": text("The share of those who said yes, or the mean of a scale.", *KINDS),
            "sd": telling(
                number("Standard deviation of the answers behind a mean.", nullable=True), "n"
            ),
            "date": date("Day of the survey; 1900-01-01 where the source has none."),
            "source": text("File it came from."),
        },
    ),
    "evidence": Table(
        "Whatever else tells how an area fares: prices, night lights, organisations present.",
        ("area_id", "indicator", "date"),
        {
            "area_id": AREA_ID,
            "indicator": text("What is measured, such as `night_lights`."),
            "value": number("The number, in the source's unit.", low=None),
            "n": number("Observations behind it, where the source tells.", nullable=True),
            "error": number(
                "Its standard error; where rows were averaged, that of their mean.", nullable=True
            ),
            "date": date("Day it speaks of; 1900-01-01 where the source has none."),
            "origin": text("What it was read from.", "table", "raster"),
            "source": text("File it came from."),
        },
    ),
    "class_speeds": Table(
        "Dry speed of a light vehicle by road class.",
        ("road_class",),
        {
            "road_class": text("OSM highway class."),
            "speed_kmh": number("Speed."),
            "table_name": text("`rural`, `osrm`, or the file it came from."),
        },
    ),
    "caps": Table(
        "Greatest speed by tag.",
        ("tag", "value"),
        {
            "tag": text(TAG_DOC),
            "value": text("Its value, in lower case."),
            "speed_kmh": number("Greatest speed; 0 closes."),
            "table_name": text("`osrm`, or the file it came from."),
        },
    ),
    "factors": Table(
        "What season and tags leave of a speed. Of all rows that hold, the least factor counts.",
        ("season", "vehicle", "tag", "value"),
        {
            "season": text("Season; `*` stands for every one."),
            "vehicle": text("Vehicle; `*` stands for every one."),
            "tag": text(TAG_DOC),
            "value": text("Its value, in lower case."),
            "factor": share("Share of the speed that is left; 0 closes."),
            "table_name": text("`default`, or the file it came from."),
        },
    ),
    "vehicles": Table(
        "What moves, on wheels or on foot.",
        ("vehicle",),
        {
            "vehicle": text("Vehicle."),
            "is_on_foot": flag("Whether it walks: every way, at walking speed."),
            "walking_kmh": number("Speed on the flat, of those on foot.", nullable=True),
            "weight_t": number("Weight; barred by a posted limit below it.", nullable=True),
            "axleload_t": number(
                "Load on its heaviest axle; barred by a posted limit below it.", nullable=True
            ),
            "height_m": number("Height; barred by a posted limit below it.", nullable=True),
            "width_m": number(
                "Width; barred by a posted limit below it, or by a way less wide.", nullable=True
            ),
            "table_name": text("`default`, or the file it came from."),
        },
    ),
    "delays": Table(
        "Where those who pass wait: checkpoints, borders, weighbridges.",
        ("delay_id",),
        {
            "delay_id": text("The source's id, else a hash of the row."),
            "delay_name": text("What it is called.", nullable=True),
            "kind": text("What it is, such as `checkpoint`, `border`.", nullable=True),
            "wait_min": number("Wait.", 0, 10_080),
            "source": text("File it came from."),
        },
        "Point",
    ),
    "failures": Table(
        "How likely links fail within a season, by tag. Of all rows that hold, the greatest of "
        "each chance counts (assumptions).",
        ("season", "tag", "value"),
        {
            "season": text("Season; `*` stands for every one."),
            "tag": text(TAG_DOC),
            "value": text("Its value, in lower case."),
            "per_km_share": share("Chance that one kilometre fails."),
            "per_link_share": share("Chance that a link fails, however short: a bridge, a ford."),
            "table_name": text("`default`, or the file it came from."),
        },
    ),
    "indicator_rules": Table(
        "What the index is made of.",
        ("indicator",),
        {
            "indicator": text("Indicator."),
            "pillar": text("Pillar that it counts in.", *PILLARS),
            "title": text("Its name for people."),
            "origin": text("Table that it comes from."),
            "item": text(
                "Service type, question or indicator; of several with `|` between them the first "
                "that the region has.",
                nullable=True,
            ),
            "column": text("Column of that table; `within_60_min_share` adds up the bands to 60."),
            "unit": text("Unit of the value."),
            "direction": text("Which end is good.", "higher_is_better", "lower_is_better"),
            "low": number("Lower goalpost, in the unit.", None),
            "high": number("Upper goalpost.", None),
            "weight": number("Weight in its pillar."),
            "version": text("Version of the table."),
            "definition": text("What it is, in one sentence."),
            "table_name": text("`default`, or the file it came from."),
            "method_version": text("Version and hash of all that moves a score."),
        },
    ),
    "as_of": Table(
        "The day that the layers speak of: one row.",
        ("as_of",),
        {
            "as_of": date(
                "The day; empty where neither region file nor incidents state one.", nullable=True
            ),
            "origin": text("Where it comes from.", "region_file", "newest_incident", "none"),
        },
    ),
    "communities": Table(
        "Where people live, and must be reached.",
        ("community_id",),
        {
            "community_id": text("The place's id, or area and cell where no place is near."),
            "community_name": text("The place's name, else its area's."),
            "area_id": AREA_ID,
            "place_class": text("The place's class; `cell` or `area` where no place is near."),
            "is_urban": flag("Whether its class is one of the region file's urban classes."),
            "people": COMMUNITY_PEOPLE,
            "people_grade": text(
                "A counted at points, B from a raster, "
                "C spread from the area's total, X no people known.",
                *GRADES,
            ),
        },
        "Point",
    ),
    "osm": Table(
        "Roads from OpenStreetMap, cut at shared nodes; columns as in `roads`.",
        ("road_id",),
        {},
        "LineString",
    ),
    "roads": Table(
        "Roads as the line files give them.",
        ("road_id",),
        {
            "road_id": text("The source's id with a part number, else a hash of the line."),
            "road_name": text("Name or number.", nullable=True),
            "road_class": text("OSM highway class, or what the region file maps to."),
            "surface": text("OSM surface.", nullable=True),
            "tracktype": text("OSM tracktype.", nullable=True),
            "smoothness": text("OSM smoothness.", nullable=True),
            **WAY_COLUMNS,
            "length_m": number("Way length: the source's own where it has one, else the line's."),
            "crossings": text(
                "How it meets lines that it crosses: `node` joins, `shared_nodes` is cut "
                "already, `ignore` joins at ends only.",
                "node",
                "shared_nodes",
                "ignore",
            ),
            "end_snap_m": number("How near its ends must lie to another line to be joined."),
            "source": text("File it came from."),
        },
        "LineString",
    ),
    "network": Table(
        "Road links between junctions; the graph that everything travels on.",
        ("link_id",),
        {
            "link_id": text("The road's id with a part number."),
            "road_id": text("Road it is part of."),
            "road_name": text("Name or number.", nullable=True),
            "from_node": count("Node at its start, counted from 0 along a Z-curve (Morton order)."),
            "to_node": count("Node at its end."),
            "component": count("Connected part of the network as built, the longest is 0."),
            "road_class": text("OSM highway class."),
            "surface_group": text("What the ground does to speed.", *SURFACE_GROUPS),
            "is_surface_guessed": flag("Whether the group is taken from the class alone."),
            "passability": text(
                "Group for connectors.", "paved", "gravel", "earth", "track", "path"
            ),
            "tracktype": text("OSM tracktype.", nullable=True),
            "smoothness": text("OSM smoothness.", nullable=True),
            "surface": text("OSM surface.", nullable=True),
            **WAY_COLUMNS,
            "is_schematic": flag(
                "A stand-in for a way (simplified link, ferry): travelled, and entered at its "
                "ends only, but no mapped road."
            ),
            "length_m": number("Way length."),
            "source": text("File it came from."),
        },
        "LineString",
    ),
    "hubs": Table(
        "Places that isolation is measured against.",
        ("hub_id",),
        {
            "hub_id": text("Hub."),
            "hub_name": text("Name."),
            "origin": text("How it was chosen.", "region_file", "community_name", "most_people"),
        },
        "Point",
    ),
    "connectors": Table(
        "Where points come onto the network, as it is with all links open; several a point.",
        ("point_kind", "point_id", "link_id", "at_share"),
        {
            "point_kind": text("What the point is.", *POINT_KINDS),
            "point_id": text("Community, service or hub, as in its own table."),
            "link_id": LINK_ID,
            "at_share": share("Where on the link: 0 is its start, 1 its end."),
            "distance_m": number("Straight line from the point to that place."),
        },
        "Point",
    ),
    "snapping": Table(
        "How far the points of each source lie from their nearest place on the network.",
        ("point_kind", "source"),
        {
            "point_kind": text("What the points are.", *POINT_KINDS),
            "source": text("File that services came from; else `communities`, `hubs`."),
            "points_count": count("Points."),
            "snapped_count": count("Points with a connector."),
            "beyond_count": count("Points without, too far from every road."),
            "median_m": number("Median distance of those with one.", nullable=True),
            "p95_m": number("95 % of them lie within.", nullable=True),
            "max_m": number("Greatest distance of them.", nullable=True),
            "nearest_beyond_m": number(
                "Least distance to a road of those without a connector.", nullable=True
            ),
            "why": text("Why some have no connector, in words.", nullable=True),
        },
    ),
    "components": Table(
        "Connected parts of the network as built. Points count at their nearest connector.",
        ("component",),
        {
            "component": count("Component, as in `network`; the longest is 0."),
            "links_count": count("Links."),
            "nodes_count": count("Nodes."),
            "length_km": number("Way length."),
            "communities_count": count("Communities."),
            "people": people("People of these communities."),
            "services_count": count("Open services."),
            "hubs_count": count("Hubs."),
        },
    ),
    "link_risk": Table(
        "Links near recent incidents, with the risk there. Every other link has none.",
        ("link_id",),
        {
            "link_id": LINK_ID,
            "risk": number(
                "Recent incidents near it, each halved with every half-life of age and counted by "
                "the share of the places where it can have been that lie near the link."
            ),
            "incidents_count": count("Recent incidents that can have been near it."),
            "exact_count": count("Those of them whose place the source calls exact."),
            "nearest_exact_m": number("Distance of the nearest of those.", nullable=True),
            "newest": date("Day of the newest that can have been near it."),
            "is_insecure": flag("Whether the risk exceeds `link_risk.limit`."),
            "grade": text(
                "A where most of the risk is of exact places, B where it is blurred.", *GRADES
            ),
        },
    ),
    "link_reports": Table(
        "Every report that speaks of a link on the day, with what it says of it.",
        ("link_id", "closure_id"),
        {
            "link_id": LINK_ID,
            "closure_id": text("Report, as in `closures`."),
            "status": text("What it says on the day.", *LINK_STATUSES),
            "closure_name": text("What the report is called.", nullable=True),
            "reported": date("Day of the report.", nullable=True),
            "reported_by": text("Who says so.", nullable=True),
            "is_expired": flag("Whether it has run out, so that nothing is known."),
            "is_contested": flag("Whether reports on this link that still hold disagree."),
            "is_ruling": flag("Whether the link's status rests on it."),
            "rank": Column(
                "int", "Which report on the link it is: 1 rules, 2 would without it.", low=1
            ),
        },
    ),
    "link_status": Table(
        "Road links that a report speaks of, with the status that holds on the day.",
        ("link_id",),
        {
            "link_id": LINK_ID,
            "status": text("Status that holds.", *LINK_STATUSES),
            "closure_id": text("Report it rests on."),
            "closure_name": text("What the report is called.", nullable=True),
            "reported": date("Day of the report.", nullable=True),
            "reported_by": text("Who says so.", nullable=True),
            "is_expired": flag("Whether the report has run out, so that nothing is known."),
            "is_contested": flag("Whether reports on this link disagree."),
        },
    ),
    "closure_effects": Table(
        "What each report does: the links that it rules, and the people who feel it in the base "
        "scenario. Reports that do nothing are listed too, with the reason.",
        ("closure_id",),
        {
            "closure_id": text("Report, as in `closures`."),
            "closure_name": text("What it is called.", nullable=True),
            "status": text("What the report says.", *LINK_STATUSES),
            "reported": date("Day of the report.", nullable=True),
            "expires": date("Last day on which it holds.", nullable=True),
            "reported_by": text("Who says so.", nullable=True),
            "fate": text(
                "`rules` at least one link; `overruled` by other reports on all its links; has "
                "`expired` (links that it closed are unknown, links that it opened are left out); "
                "is `not_yet` made; touches `no_road`.",
                *("rules", "overruled", "expired", "not_yet", "no_road"),
            ),
            "links_count": count("Links that it speaks of."),
            "ruled_links_count": count("Links whose status rests on it."),
            "contested_links_count": count("Links on which other reports disagree with it."),
            "shut_km": number("Length of the links that it alone keeps from being travelled."),
            "people_cut_off": people("People who would reach a hub if it did not hold."),
            "people_slowed": people(
                "People who reach a hub, but would at least a minute sooner if it did not hold."
            ),
        },
    ),
    "scenarios": Table(
        "Every season of `factors` with every vehicle of `vehicles`.",
        ("scenario",),
        {
            "scenario": SCENARIO,
            "season": text("Season."),
            "vehicle": text("Vehicle."),
            "is_on_foot": flag("Whether the vehicle walks."),
        },
    ),
    "speeds": Table(
        "Speed on each link in each scenario, and what binds it.",
        ("link_id", "scenario"),
        {
            "link_id": LINK_ID,
            "scenario": SCENARIO,
            "speed_kmh": number(
                "Speed; empty where the scenario's vehicle cannot pass.", nullable=True
            ),
            "bound_by": text(
                "The rule that sets it, or the first that closes it: a limit (`weight`, `height`, "
                "`width`), a cap of 0, a tag, or the ground in this `season` alone.",
                *BOUND_BY,
            ),
        },
    ),
    "waits": Table(
        "Places on links where those who pass wait, in every scenario; several a link are paid "
        "by who passes each of them.",
        ("link_id", "at_share"),
        {
            "link_id": LINK_ID,
            "at_share": share("Where on the link: 0 is its start, 1 its end."),
            "wait_min": number("Wait there; at a node half of it, at the end of each link."),
            "delay_ids": text(
                "Delay that is waited for; several at the very same place with commas.",
                nullable=True,
            ),
            "origin": text("What is waited for.", "delay", "ferry", "both"),
        },
    ),
    "mapped_roads": Table(
        "How much road the map knows in each area.",
        ("area_id",),
        {
            "area_id": AREA_ID,
            "road_km": number("Mapped road length inside the area."),
            "road_km_per_km2": number("Mapped road length per ground area."),
            "road_m_per_person": telling(
                number("Mapped road length per person.", nullable=True), OF_AREA
            ),
            "guessed_surface_share": share(
                "Share of the length whose surface is guessed from the class.", nullable=True
            ),
            "is_map_gap": flag("Whether the map is too thin to call anyone unreachable."),
        },
    ),
    "reach": Table(
        "Minutes from every community to its nearest service of every type, in every scenario; "
        "the type `hub` stands for the region's hubs.",
        ("community_id", "service_type", "scenario"),
        {
            "community_id": COMMUNITY_ID,
            "service_type": text("Type, or `hub`."),
            "scenario": SCENARIO,
            "minutes": number(
                "Fastest way, walked legs included, insecure or not; empty where there is none.",
                nullable=True,
            ),
            "walked_min": number("Part of it that is walked to and from the road.", nullable=True),
            "driven_min": number(
                "Part of it on the network, by the scenario's vehicle (or on foot), waits at "
                "ferries and checkpoints included.",
                nullable=True,
            ),
            "service_id": text("Service reached; ties go to the least id.", nullable=True),
            "status": text("Whether it is reached.", *STATUSES),
            "reason": text("The one binding reason.", *REASONS),
            "open_scenarios": text(
                "Of conditional ways: the scenarios in which there is one (and a secure one, where "
                "the reason is `insecure`), with commas, sorted.",
                nullable=True,
            ),
        },
    ),
    "nearest_services": Table(
        "The few nearest services of every type that a community reaches, best first; a community "
        "that reaches none has no row here, and its reason in `reach`.",
        ("community_id", "service_type", "scenario", "rank"),
        {
            "community_id": COMMUNITY_ID,
            "service_type": text("Type, or `hub`."),
            "scenario": SCENARIO,
            "rank": Column("int", "1 is the nearest; ties go to the least `service_id`.", low=1),
            "service_id": text("Service."),
            "minutes": number("Fastest way, walked legs included."),
            "walked_min": number("Part of it that is walked to and from the road."),
            "driven_min": number("Part of it on the network, waits included."),
        },
    ),
    "reach_spread": Table(
        "Minutes to the nearest service under drawn speeds; empty where there is no way.",
        ("community_id", "service_type", "scenario"),
        {
            "community_id": COMMUNITY_ID,
            "service_type": text("Type, or `hub`."),
            "scenario": SCENARIO,
            "draws_count": count("Sets of speeds drawn."),
            "p05_min": number("5 % of draws are faster.", nullable=True),
            "p50_min": number("Median over the draws.", nullable=True),
            "p95_min": number("5 % of draws are slower.", nullable=True),
        },
    ),
    "season_flips": Table(
        "Communities that reach a hub or a service in one season and not in another, by the same "
        "vehicle.",
        ("community_id", "service_type", "open_scenario", "shut_scenario"),
        {
            "community_id": COMMUNITY_ID,
            "community_name": text("Name."),
            "area_id": AREA_ID,
            "people": COMMUNITY_PEOPLE,
            "service_type": text("Type, or `hub`."),
            "open_scenario": text("Scenario in which it is reached, such as `dry-4x4`."),
            "shut_scenario": text("Scenario in which it is not, such as `wet-4x4`."),
            "open_min": number("Minutes in the one."),
            "status": text("What holds in the other.", *STATUSES[1:]),
            "reason": text("Why.", *REASONS),
        },
        "Point",
    ),
    "robustness": Table(
        "In what share of draws each community reaches a hub, when links fail with their own "
        "probability.",
        ("community_id", "scenario"),
        {
            "community_id": COMMUNITY_ID,
            "scenario": SCENARIO,
            "draws_count": count("Sets of failed links drawn."),
            "reachable_share": share("Share of them in which a way to a hub is left."),
        },
    ),
    "link_use": Table(
        "Whose ways run on each link: people by the service that is nearest to them, in the base "
        "scenario. Links that nobody's nearest way uses have no row.",
        ("link_id", "service_type", "service_id"),
        {
            "link_id": LINK_ID,
            "service_type": text("Type, or `hub`."),
            "service_id": text("Service (or hub) that the ways lead to."),
            "people": people("People whose fastest way to it runs on the link, or on part of it."),
            "communities_count": count("Their communities."),
        },
    ),
    "links": Table(
        "The register of road links: state, use, and what breaks if one goes, in the base "
        "scenario.",
        ("link_id",),
        {
            "link_id": LINK_ID,
            "road_name": text("Name or number.", nullable=True),
            "road_class": text("OSM highway class."),
            "surface_group": text("What the ground does to speed.", *SURFACE_GROUPS),
            "length_m": number("Way length."),
            "status": text(
                "What the reports say; a link of which none speaks, or only one that has run out, "
                "is `no_recent_information`.",
                *("open", "warning", "closed", "no_recent_information"),
            ),
            "reported": date("Day of the ruling report.", nullable=True),
            "reported_by": text("Who says so.", nullable=True),
            "is_contested": flag("Whether reports on this link disagree."),
            "is_passable": flag("Whether the base scenario's vehicle can pass it today."),
            "risk": number("Risk from recent incidents, as in `link_risk`; 0 without any."),
            "is_insecure": flag("Whether the risk exceeds the limit."),
            "is_cut_link": flag(
                "Whether its ends hang together by it alone, over passable links (a bridge of the "
                "graph)."
            ),
            "people_cut_off": people("People who reach a hub, and would not if it closed."),
            "hub_people": people("People whose fastest way to a hub runs on it."),
            "trips_people": people("The same over hubs and all service types, added up."),
            "service_types": text(
                "Types whose nearest way uses it, with commas, sorted.", nullable=True
            ),
            "services_count": count("Services (and hubs) whose nearest way uses it."),
            "detour_min": number(
                "Minutes that the next best way between its ends takes longer.", nullable=True
            ),
            "detour": text(
                "`known`; `none`: no other way; `not_used`: carries nobody, and is not asked; "
                "`not_computed`: out of the budget of steps; `not_passable`.",
                *("known", "none", "not_used", "not_computed", "not_passable"),
            ),
        },
        "LineString",
    ),
    "cut_nodes": Table(
        "Junctions and landings that cut people off from all hubs if they go, in the base "
        "scenario.",
        ("node",),
        {
            "node": count("Node, as in `network`."),
            "kind": text("What it is.", "junction", "ferry_landing", "road_end"),
            "links_count": count("Passable links that meet there."),
            "is_cut_node": flag("Whether its neighbours hang together by it alone."),
            "people_cut_off": people("People who reach a hub, and would not without it."),
        },
        "Point",
    ),
    "access": Table(
        "What share of each area's people is how far from each service.",
        ("area_id", "service_type", "scenario"),
        {
            "area_id": AREA_ID,
            "service_type": text("Type, or `hub`."),
            "scenario": SCENARIO,
            "people": AREA_PEOPLE,
            "people_reached": people("People who reach it: status `reachable`.", whole="people"),
            "median_min": number("People-weighted median over those who do.", nullable=True),
            "mean_min": number("People-weighted mean over those who do.", nullable=True),
            "p90_min": number("People-weighted 90th percentile.", nullable=True),
            "band_30_min_share": part(
                "People within 30 minutes.", "people", whole="people_reached"
            ),
            "band_60_min_share": part(
                "People from over 30 to 60 minutes.", "people", whole="people_reached"
            ),
            "band_120_min_share": part(
                "People from over 60 to 120 minutes.", "people", whole="people_reached"
            ),
            "band_240_min_share": part(
                "People from over 120 to 240 minutes.", "people", whole="people_reached"
            ),
            "beyond_share": part(
                "People who reach it in over 240 minutes.", "people", whole="people_reached"
            ),
            **{f"within_{top}_min_share": within(top) for top in BANDS_MIN},
            "unreachable_share": telling(
                share(
                    "People who do not, or not safely: status `unreachable` or `conditional`.",
                    nullable=True,
                ),
                "people_unreachable",
            ),
            "unknown_share": telling(
                share("People of whom nothing can be said.", nullable=True), "people_unknown"
            ),
            "insecure_share": part(
                "Part of the unreachable who have a way, but only past insecure links.",
                "people",
                whole="people_unreachable",
            ),
            "map_gap_share": part(
                "Part of the unknown: those of whom the road map says too little.",
                "people",
                whole="people_unknown",
            ),
            "people_unreachable": people(
                "People who do not reach it, or not safely.", whole="people"
            ),
            "people_unknown": people("People of whom nothing can be said.", whole="people"),
            "grade": text("Evidence: the worst grade that carries 10 % of the people.", *GRADES),
        },
    ),
    "catchments": Table(
        "How much supply falls to each area's people once all who reach it share it, in the base "
        "scenario.",
        ("area_id", "service_type"),
        {
            "area_id": AREA_ID,
            "service_type": text("Type."),
            "people": AREA_PEOPLE,
            "supply_unit": text(
                "What is shared out: capacity in the source's unit (beds, staff), or services, "
                "each counting 1.",
                *("capacity", "services"),
            ),
            "two_step_per_1k": number(
                "Supply per 1,000 people by two-step floating catchments (2SFCA).", nullable=True
            ),
            "enhanced_per_1k": number(
                "The same with weights that fall with time (E2SFCA).", nullable=True
            ),
            "three_step_per_1k": number(
                "The same where people choose among the services in reach (3SFCA).", nullable=True
            ),
            "gravity_supply": number(
                "Supply in reach of a person, halved with every half-time, not shared.",
                nullable=True,
            ),
            "people_without": people(
                "People with no service within `catchments.within_min`.", whole="people"
            ),
            "people_unknown": people(
                "People of whom nothing can be said; in no mean.", whole="people"
            ),
            "grade": text("Evidence: the worse of that of people and of supply.", *GRADES),
        },
    ),
    "equity": Table(
        "How unevenly the minutes to each service fall on the region's people.",
        ("service_type", "scenario"),
        {
            "service_type": text("Type, or `hub`."),
            "scenario": SCENARIO,
            "gini": share("Gini coefficient of minutes: 0 is even.", nullable=True),
            "mean_min": number("People-weighted mean of those with minutes.", nullable=True),
            "best_fifth_min": number("Mean of the fifth that is nearest.", nullable=True),
            "worst_fifth_min": number("Mean of the fifth that is furthest.", nullable=True),
            "gap_min": number("The difference of the two.", nullable=True),
            "people_counted": people("People with minutes: status `reachable`.", whole=REGION),
            "people_without": people(
                "People who do not reach it, or not safely: they have no minutes.", whole=REGION
            ),
            "people_unknown": people("People of whom nothing can be said.", whole=REGION),
            "without_share": telling(
                share(
                    "Those without minutes, of all of whom something can be said.", nullable=True
                ),
                "people_without",
            ),
            "grade": text("Evidence: the worst grade that carries 10 % of them.", *GRADES),
        },
    ),
    "raster_grid": Table(
        "The grid that `travel_times` is worked out on: one row.",
        ("cell_m",),
        {
            "cell_m": number("Side of a cell."),
            "west_m": number("Easting of the west edge, a multiple of the side.", None),
            "north_m": number("Northing of the north edge, a multiple of the side.", None),
            "columns_count": count("Cells from west to east."),
            "rows_count": count("Cells from north to south."),
        },
    ),
    "rural_access": Table(
        "Rural Access Index (SDG 9.1.1): rural people within `rural_access.near_km` of a road.",
        ("area_id",),
        {
            "area_id": AREA_ID,
            "rural_people": people("People outside urban classes.", whole=OF_AREA),
            "paved_share": part("Near a paved road.", "rural_people"),
            "all_season_share": part("Near an all-season road.", "rural_people"),
            "any_road_share": part("Near any mapped road.", "rural_people"),
        },
    ),
    "placing": Table(
        "Where each incident counts; those that are not placed have no row. Of all years.",
        ("incident_id", "area_id"),
        {
            "incident_id": text("Incident, as in `incidents`."),
            "area_id": AREA_ID,
            "weight": share("Part of it that counts there; the parts of one incident sum to 1."),
            "how": text(
                "Where it lies; by people within `blur_km`; by people over its division.",
                *("at_point", "blurred", "spread"),
            ),
        },
    ),
    "neighbours": Table(
        "Pairs of areas that share a border or lie near each other, each both ways.",
        ("area_id", "neighbour_id"),
        {
            "area_id": AREA_ID,
            "neighbour_id": text("The other area."),
            "distance_m": number("Between the mean places of their people."),
            "shares_border": flag("Whether they touch, within the stated tolerance."),
        },
    ),
    "stability": Table(
        "Violence in each area: how much, how near, and which way it goes.",
        ("area_id",),
        {
            "area_id": AREA_ID,
            "people": AREA_PEOPLE,
            "incidents_weight": number(
                "Incidents placed in the area over all years; spread ones count in parts."
            ),
            "deaths_low": number("Low estimate of deaths; the best where a source has no low one."),
            "deaths_best": number("Best estimate of deaths placed in the area."),
            "deaths_high": number("High estimate; the best where a source has no high one."),
            "window_incidents_weight": number("Incidents placed in the rate's window."),
            "window_years": number("Years in the rate's window.", low=0),
            "rate_raw_per_100k": telling(
                number("Incidents per 100,000 people per year in the window.", nullable=True),
                "people",
            ),
            "rate_per_100k": number(
                "The same, shrunk towards the region's rate (empirical Bayes).", nullable=True
            ),
            "intensity": number("Incidents, each halved with every half-life of age."),
            "spillover": number(
                "Intensity of the areas around, each counted the less, the further its people "
                "live; its own left out."
            ),
            "exposed_people": people(
                "People within the exposure distance of a recent incident.", whole="people"
            ),
            "exposed_share": telling(
                share("The same as a share.", nullable=True), "exposed_people"
            ),
            "trend_z": number("Mann-Kendall z; above 0 is rising.", low=None, nullable=True),
            "trend_p": share("Two-sided p of the trend.", nullable=True),
            "trend_per_year": number(
                "Sen slope: change of the yearly number of incidents, per year.",
                low=None,
                nullable=True,
            ),
            "trend": text(
                "Which way, at the 5 % level.", "rising", "falling", "none_seen", "unknown"
            ),
            "has_neighbours": flag("Whether it has neighbours to be a hot spot with."),
            "is_few_areas": flag("Whether hot spots are told from fewer than 30 areas."),
            "gi_z": number(
                "Getis-Ord Gi* of the shrunk rate's square root, with its neighbours; above 0 is "
                "high.",
                low=None,
                nullable=True,
            ),
            "gi_p": share("Two-sided p of Gi*, for skewed rates.", nullable=True),
            "hotspot": text(
                "Discoveries among all areas, with false ones held to the stated level.",
                *("hot", "cold", "none", "unknown"),
            ),
            "emerging": text("How the hot spot behaves in time.", *EMERGING),
            "emerging_months": number(
                "Months in each of the periods that this is told from.", nullable=True
            ),
            "quiet_months": number(
                "Whole months since the last incident; empty if never.", nullable=True
            ),
            "is_onset": flag("First incident after 12 quiet months, within the last 12."),
            "is_escalating": flag("Twice as many in the last 12 months as in the 12 before."),
            "grade": text("Evidence, from place precision and people.", *GRADES),
        },
    ),
    "cells": Table(
        "Cells of the H3 grid that share ground with the region; none unless asked for.",
        ("cell_id",),
        {
            "cell_id": text("H3 index of the cell."),
            "area_id": text("Area that holds its middle; empty outside all.", nullable=True),
            "people": people("People.", of="cell_id"),
        },
        "Polygon",
    ),
    "stability_cells": Table(
        "Violence in each cell; columns as in `stability`.",
        ("cell_id",),
        {"cell_id": text("Cell, as in `cells`.")},
    ),
    "stability_series": Table(
        "Incidents of each area by period. First and last period always have a row; a period "
        "between them without one had none.",
        ("area_id", "period_start"),
        {
            "area_id": AREA_ID,
            "period_start": date("First day of the period."),
            "period": text("What periods are; years where most incidents know no more.", *UNITS),
            "is_finished": flag("Whether it ends by `as_of`; only the last may not."),
            "incidents_weight": number("Incidents placed in the area; spread ones in parts."),
            "deaths_best": number("Best estimate of deaths placed in the area."),
        },
    ),
    "stability_years": Table(
        "Incidents of each area by calendar year, with the rate and what chance leaves open of it.",
        ("area_id", "year_start"),
        {
            "area_id": AREA_ID,
            "year_start": date("First day of the year."),
            "is_finished": flag("Whether it ends by `as_of`; only the last may not."),
            "incidents_weight": number("Incidents placed in the area; spread ones in parts."),
            "deaths_best": number("Best estimate of deaths placed in the area."),
            "rate_per_100k": telling(
                number(
                    "Incidents per 100,000 people of today a year; of the days up to `as_of` where "
                    "the year is not finished.",
                    nullable=True,
                ),
                OF_AREA,
            ),
            "rate_low_per_100k": telling(
                number("Lower end of its 90 % interval.", nullable=True), OF_AREA
            ),
            "rate_high_per_100k": telling(number("Upper end of it.", nullable=True), OF_AREA),
        },
    ),
    "near_repeat": Table(
        "Pairs of incidents close in place and time, against chance (Knox), for the region.",
        ("to_km", "to_days"),
        {
            "from_km": number("Distance over which the band begins; the first holds 0 too."),
            "to_km": number("Distance up to which it goes."),
            "from_days": number("Days over which the band begins; the first holds 0 too."),
            "to_days": number("Days up to which it goes."),
            "pairs_count": number("Pairs in the band.", nullable=True),
            "expected_count": number("Pairs if days were drawn among places.", nullable=True),
            "ratio": number("Pairs over expected ones; above 1 is more.", nullable=True),
            "p": share(
                "Share of draws with as many pairs, of this band by itself.",
                nullable=True,
            ),
            "incidents_count": count("Incidents that took part."),
            "reason": text(
                "Why numbers are empty: fewer than 30 incidents take part, or none knows place "
                "and day.",
                *("ok", "few_incidents", "no_exact_incidents"),
            ),
        },
    ),
    "presence": Table(
        "How far the nearest peacekeeping base is, by road, in the base scenario.",
        ("area_id",),
        {
            "area_id": AREA_ID,
            "base_min": number(
                "People-weighted median minutes from the nearest base, over those with a way.",
                nullable=True,
            ),
            "people_near_share": part("People within `presence.near_min` of one.", OF_AREA),
            "events_near_share": share(
                "Incidents of the last 12 months within that of one.", nullable=True
            ),
            "grade": text("Evidence: that of people, B at best; X without a base.", *GRADES),
        },
    ),
    "stability_region": Table(
        "What the region's incidents add up to, by what became of them.",
        ("fate",),
        {
            "fate": text(
                "What became of them.",
                "at_point",
                "blurred",
                "spread",
                "not_placed",
                "outside",
            ),
            "incidents_count": count("Incidents."),
            "deaths_best": number("Best estimate of deaths."),
        },
    ),
    "isolation": Table(
        "Communities that do not reach a hub, in each scenario, with people and reason.",
        ("community_id", "scenario"),
        {
            "community_id": COMMUNITY_ID,
            "community_name": text("Name."),
            "area_id": AREA_ID,
            "scenario": SCENARIO,
            "people": COMMUNITY_PEOPLE,
            "status": text("Whether a hub is reached.", *STATUSES[1:]),
            "reason": text("The one binding reason.", *REASONS),
            "open_scenarios": text(
                "Scenarios in which a hub is reached; where the status is conditional, as `reach` "
                "has them: of all seasons and vehicles.",
                nullable=True,
            ),
            "nearest_road_m": number("Straight line to the nearest road.", nullable=True),
            "nearest_reached_m": number(
                "Straight line to the nearest road that is reached from a hub.", nullable=True
            ),
            "nearest_reached_link_id": text("That road link.", nullable=True),
            "nearest_reached_x_m": number("Easting of the place on it.", None, nullable=True),
            "nearest_reached_y_m": number("Northing of the place on it.", None, nullable=True),
            "reopening_link_ids": text(
                "Closed links that, opened, give it a way to a hub: those of least total length, "
                "with commas, sorted; empty where no closed link stands in the way.",
                nullable=True,
            ),
            "reopening_km": number("Their total length.", nullable=True),
        },
        "Point",
    ),
    "reopenings": Table(
        "Sets of closed links that, opened, give people a way to a hub again; best first.",
        ("scenario", "link_ids"),
        {
            "scenario": SCENARIO,
            "link_ids": text("The links, with commas, sorted; as in `isolation`."),
            "rank": Column("int", "By people per km; ties: more people, then `link_ids`.", low=1),
            "links_count": count("How many they are."),
            "length_km": number("Their total length."),
            "road_names": text("Names of their roads, with commas.", nullable=True),
            "closure_names": text("Reports that close them, with commas.", nullable=True),
            "communities_count": count("Communities that reach a hub again."),
            "people": people("Their people."),
            "people_per_km": telling(number("The same for each km that is opened."), "people"),
            "joint_people": people(
                "People who reach a hub again when this and all better ones are opened together; "
                "for the best five.",
                nullable=True,
            ),
        },
        "any",
    ),
    "access_draws": Table(
        "Share of each area's people near a service under drawn speeds, in the base scenario.",
        ("area_id", "service_type", "within_min", "draw"),
        {
            "area_id": AREA_ID,
            "service_type": text("Type, or `hub`."),
            "within_min": count("Minutes that are near."),
            "draw": count("Draw; speeds as in `reach_spread`."),
            "near_share": part("People near; none of those of whom nothing is known.", OF_AREA),
        },
    ),
    "rate_draws": Table(
        "Incidents per 100,000 a year in each draw: those of vague place put in one area each, and "
        "the rate drawn from what they leave open.",
        ("area_id", "draw"),
        {
            "area_id": AREA_ID,
            "draw": count("Draw."),
            "rate_per_100k": number("Rate.", nullable=True),
        },
    ),
    "indicators": Table(
        "What the index is made of, in each area; what is not there has its row and its reason.",
        ("area_id", "indicator"),
        {
            "area_id": AREA_ID,
            "indicator": text("Indicator, as in `indicator_rules`."),
            "pillar": text("Pillar that it counts in.", *PILLARS),
            "value": number("Its number, in the unit of the table.", None, nullable=True),
            "error": number("Standard error, where it is known.", nullable=True),
            "n": people("Answers that it rests on, before any are borrowed.", nullable=True),
            "date": date("Day that it speaks of, where it is known.", nullable=True),
            "coverage_share": part("Part of the people that it speaks of.", OF_AREA),
            "sources": text("Files that it comes from, with commas.", nullable=True),
            "sources_count": count("How many they are."),
            "score": number("10 is good: place between the goalposts.", 0, 10, nullable=True),
            "pull": number(
                "What it adds to the index, against the region's mean score in its place.",
                *(-10, 10),
                nullable=True,
            ),
            "reason": text(
                "Why there is none: the region has no source; the area has no value; of too many "
                "people nothing is known.",
                *("ok", "no_source", "no_value", "mostly_unknown"),
            ),
            "grade": text("Evidence, from method, age, coverage, sources and sample.", *GRADES),
            "method_version": METHOD_VERSION,
        },
    ),
    "pillars": Table(
        "The pillars of resilience in each area; one that is absent has its row and its reason.",
        ("area_id", "pillar"),
        {
            "area_id": AREA_ID,
            "pillar": text("Pillar.", *PILLARS),
            "score": number("10 is good: mean of its indicators.", 0, 10, nullable=True),
            "weight_share": share("Part of its weight whose indicators are there."),
            "indicators_count": count("Indicators that are there."),
            "reason": text(
                "Why there is none: the table has no indicator of it; the area has no number; less "
                "than `index.least_share` of the weight is there.",
                *("ok", "not_in_table", "no_data", "too_little"),
            ),
            "grade": text("Evidence: the worst that carries a third of the weight.", *GRADES),
            "method_version": METHOD_VERSION,
        },
    ),
    "resilience": Table(
        "Access against stability, and the index of resilience with how sure it is.",
        ("area_id",),
        {
            "area_id": AREA_ID,
            "area_name": text("Name."),
            "people": AREA_PEOPLE,
            **QUADRANT_COLUMNS,
            "people_isolated": people(
                "People who do not reach a hub in the base scenario.", whole="people"
            ),
            "grade": text("Evidence: the worse of access and stability.", *GRADES),
            **INDEX_COLUMNS,
            "pulls_down": text(
                "Up to three indicators that pull the index down most, most first, with commas; "
                "ties by name.",
                nullable=True,
            ),
            "pulls_up": text("The same of those that pull it up.", nullable=True),
            "gaps": text("Pillars that are absent, with commas.", nullable=True),
            "index_grade": text("Evidence of the index.", *GRADES),
            "method_version": METHOD_VERSION,
        },
        "Polygon",
    ),
    "standing": Table(
        "How things stand, and how they stood at the build before that differed in any of them.",
        ("moment", "kind", "id"),
        {
            "moment": text("When: this build, or the one before it that differed.", *MOMENTS),
            "kind": text("What the row speaks of.", *STANDING_KINDS),
            "id": text("Id of the area, community, link or incident, or name of the figure."),
            "name": text("What people call it.", nullable=True),
            "status": text("Quadrant, class, way to a hub, word of a report, day.", nullable=True),
            "part_of": text(
                "Area of a community or incident, closure of a link; null where the place of an "
                "incident is not known well.",
                nullable=True,
            ),
            "number": number(
                "The figure, the index, km of a link, deaths of an incident.", nullable=True
            ),
            "least_change": number("Least difference that is one; null: any is.", nullable=True),
            "sure_share": share("Draws that agree with the status.", nullable=True),
            "people": people(
                "People who live there, or whom the report cuts off from all hubs.", nullable=True
            ),
            "measured_by": text("What says what it is; only rows of the same compare."),
        },
    ),
    "changes": Table(
        "What is not as it was at the build before. It says nothing of causes.",
        ("kind", "id", "change"),
        {
            "kind": text("What the row speaks of.", *CHANGE_KINDS),
            "id": text("Id, as in `standing`; report and road of a road, area of incidents."),
            "change": text("What happened to it.", *CHANGES),
            "name": text("What people call it.", nullable=True),
            "status_before": text("Status before.", nullable=True),
            "status_now": text("Status now.", nullable=True),
            "number_before": number("Figure, index, km shut or deaths before.", nullable=True),
            "number_now": number("Figure, index, km shut or deaths now.", nullable=True),
            "count": count("Things that the row counts: 1, links of a road, incidents."),
            "people": people("People who feel it; null where nobody counted them.", nullable=True),
        },
    ),
    "resilience_levels": Table(
        "The same for the divisions above the areas and for the region: means by people.",
        ("level", "division_id"),
        {
            "level": text("Level.", "adm2", "adm1", "region"),
            "division_id": text("Code, or name; `unknown` for areas of which it is not known."),
            "division_name": text("Name."),
            "areas_count": count("Areas."),
            "people": PEOPLE,
            "people_scored": people("People of areas that have an index.", whole="people"),
            **QUADRANT_COLUMNS,
            "people_isolated": people(
                "People who do not reach a hub in the base scenario.", whole="people"
            ),
            **INDEX_COLUMNS,
            "grade": text("Evidence of the index.", *GRADES),
            "method_version": METHOD_VERSION,
        },
    ),
    "sensitivity": Table(
        "Sobol indices of the region's mean index; empty unless `index.sobol` asks for them.",
        ("group",),
        {
            "group": text("What is drawn.", *DRAWN_GROUPS),
            "first_order": number("Share of the variance that it makes alone.", None),
            "first_order_error": number("Half width of the 90 % interval of that."),
            "total_order": number("The same with all that it makes together with others.", None),
            "total_order_error": number("Half width of the 90 % interval of that."),
            "runs_count": count("How often the index was found."),
        },
    ),
}
TABLES["osm"].columns.update(TABLES["roads"].columns)
TABLES["stability_cells"].columns.update(
    {name: c for name, c in TABLES["stability"].columns.items() if name != "area_id"}
)
TABLES["stability_cells"].columns["people"] = TABLES["cells"].columns["people"]

UNITS_BY_ENDING = {
    "_per_100k": "per 100,000",
    "_per_1k": "per 1,000",
    "_km_per_km2": "km per km²",
    "_km2": "km²",
    "_km": "km",
    "_m": "m",
    "_min": "min",
    "_kmh": "km/h",
    "_t": "t",
    "_share": "share",
    "_months": "months",
    "_years": "years",
    "_count": "count",
    "minutes": "min",
}
"""By the ending of a column's name."""


def unit(column: str) -> str:
    """Return the unit that a column's name bears; empty where it bears none."""
    return next((word for ending, word in UNITS_BY_ENDING.items() if column.endswith(ending)), "")


def meaning(column: Column) -> str:
    """Return a column's prose, with the values that it can have."""
    choices = f" One of {', '.join(f'`{c}`' for c in column.choices)}." if column.choices else ""
    return column.doc + choices


@cache
def promise_text(name: str) -> str:
    """Return what a table is held to, as text without the prose: another text, another table."""
    table = TABLES[name]
    columns = [
        (column_name, PANDAS_DTYPES[column.dtype], replace(column, doc=""))
        for column_name, column in table.columns.items()
    ]
    kinds = sorted(GEOMETRY_TYPES.get(table.geometry or "", ()))
    return repr((name, table.key, table.geometry, kinds, table.is_geometry_nullable, columns))


def conform(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its columns in order, its dtypes as promised and its rows by key.

    Raises
    ------
    SchemaError
        With every fault at once: columns missing or unknown, values that cannot be cast, nulls,
        ranges, choices, repeated keys, wrong or empty geometry.
    """
    promise = TABLES[name]
    names = [*promise.columns, *(["geometry"] if promise.geometry else [])]
    faults = [f"column {c} is missing" for c in names if c not in table.columns]
    faults += [f"column {c} is not in the schema" for c in table.columns if c not in names]
    if faults:
        raise SchemaError(name, faults)
    cast = table[names].copy()
    for column_name, column in promise.columns.items():
        faults += _cast_faults(cast, column_name, column)
    if not faults:
        faults += _key_faults(cast, promise)
        faults += _geometry_faults(cast, promise)
    if faults:
        raise SchemaError(name, faults)
    return cast.sort_values(list(promise.key), kind="stable", ignore_index=True)


def _cast_faults(table: pd.DataFrame, name: str, column: Column) -> Iterator[str]:
    """Cast one column in place and yield what is wrong with it."""
    nulls = int(table[name].isna().sum())
    if nulls and not column.nullable:
        yield f"{name} is empty in {nulls} rows"
        return
    try:
        table[name] = table[name].astype(PANDAS_DTYPES[column.dtype])  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        yield f"{name} is not {column.dtype}: {error}"
        return
    values: Any = table[name].dropna()
    if column.choices:
        strangers = sorted(set(values) - set(column.choices))
        if strangers:
            yield f"{name} holds {strangers[:3]}, not one of {list(column.choices)}"
    if column.dtype == "float" and (values.abs() == float("inf")).any():
        yield f"{name} holds infinite values"
    if column.low is not None and (values < column.low).any():
        yield f"{name} has {values.min()}, below {column.low}"
    if column.high is not None and (values > column.high).any():
        yield f"{name} has {values.max()}, above {column.high}"


def _key_faults(table: pd.DataFrame, promise: Table) -> Iterator[str]:
    """Yield a fault where rows share a key."""
    repeated = table.duplicated(list(promise.key))
    if repeated.any():
        first = table.loc[repeated, list(promise.key)].iloc[0].tolist()
        yield f"{int(repeated.sum())} rows repeat a key {promise.key}, first {first}"


def _geometry_faults(table: Any, promise: Table) -> Iterator[str]:  # noqa: ANN401
    """Yield faults of the geometry column: no CRS, degrees, empties, wrong types."""
    if promise.geometry is None:
        return
    if table.crs is None:
        yield "geometry has no CRS"
    elif table.crs.is_geographic:
        yield "geometry is in degrees; tables are kept in metres"
    missing = table.geometry.isna() | table.geometry.is_empty
    if missing.any() and not promise.is_geometry_nullable:
        yield f"geometry is empty in {int(missing.sum())} rows"
    if promise.geometry in GEOMETRY_TYPES:
        strangers = set(table.geometry[~missing].geom_type) - GEOMETRY_TYPES[promise.geometry]
        if strangers:
            yield f"geometry holds {sorted(strangers)}, not {promise.geometry}"
