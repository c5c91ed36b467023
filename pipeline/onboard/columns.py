"""What a file's columns look like, as lines of an entry in the region file; every one a guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from pipeline.formats.points import LATITUDES, LONGITUDES
from pipeline.formats.tables import find_column, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SETTLEMENTS = ("city", "town", "village", "hamlet")
SERVICE_VALUES = {
    **dict.fromkeys(("hospital", "clinic", "doctors", "health_post", "health_centre"), "health"),
    **dict.fromkeys(("drinking_water", "water_point", "water_well", "water_tap"), "water"),
    "school": "school",
    "marketplace": "market",
    "police": "police",
    "townhall": "townhall",
}
SERVICE_WORDS = {
    "health|hospital|clinic|facilit|hsf": "health",
    "school|ecole|education": "school",
    "market|marche": "market",
    "water|well|borehole": "water",
    "police": "police",
    "pko|peace": "peacekeeping_base",
}
ROAD_WORDS = {
    "partial": "unclassified",
    "track|earth|trail|marked|danger": "track",
    "trunk|highway|national": "trunk",
    "major|primary|paved|surfaced|tarmac": "primary",
    "secondary|regional": "secondary",
    "improved|tertiary|gravel|local": "tertiary",
}
INCIDENT_SIGNS = ("date_prec", "date_start", "type_of_violence", "event_date", "where_coordinates")
IDS = ("osm_id", "uuid", "global_id", "id", "pcode", "fid", "gid")
NAMES = ("name", "name_en", "facility name", "facility_n", "nom1", "nom", "location", "label")
PEOPLE = ("total", "t_tl", "population", "people", "pop", "poptotal", "pop_total", "total_pop")
VALUES = ("value", "mean", "share", "price", "usdprice")
INDICATORS = ("indicator", "question", "commodity", "item")
ORGANISATIONS = ("organisation", "organization", "org", "partner", "org_name", "organisation name")
LIGHTS = r"night|light|viirs|dmsp|ntl"
SHORT_LIST = 40
CODE = re.compile(r"^(?:adm(?:in)?_?([0-6])_?p_?cod[e]?|gid_([0-6]))$", re.IGNORECASE)

Line = tuple[str, Any, str]
"""Key, value, and what to check about it."""


def shape(frame: Any) -> str | None:  # noqa: ANN401  plain or with geometry
    """Return Point, LineString or Polygon, by most of the rows; None for a plain table."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.isna().all():
        return None
    return str(frame.geom_type.mode()[0]).removeprefix("Multi")


def is_ground(frame: Any) -> bool:  # noqa: ANN401  plain or with geometry
    """Return whether a file holds polygons that are no reports of closed ways."""
    return shape(frame) == "Polygon" and not _is_report(frame)


def _is_report(frame: pd.DataFrame) -> bool:
    columns = {str(name).lower() for name in frame.columns}
    return "status" in columns and bool(columns & {"expires", "closes_bridges"})


def areas_lines(frame: pd.DataFrame) -> tuple[list[Line], list[str]]:
    """Return the lines of boundaries, and the columns of their code (none if none is known)."""
    by_level = {
        int(match[1] or match[2]): str(name)
        for name in frame.columns
        if (match := CODE.match(str(name))) and frame[name].notna().any()
    }
    name = _best_name(frame)
    if by_level:
        level = max(by_level)
        columns = [by_level[level]]
    else:
        level, columns = 2, _codes(frame, name)
    if not columns:
        return [("id", [], "guess: no column looks like a code"), ("level", 2, "guess")], []
    is_unique = not frame.duplicated(columns).any()
    told = "the area's own code" if is_unique else "values repeat; a better key?"
    lines: list[Line] = [("id", columns, f"guess: {told}")]
    if name:
        lines.append(("name", name, "guess: the area's name"))
    lines.append(("level", level, "guess: 0 is the country, 1 the first division below"))
    lines += [
        (f"adm{n}_id", by_level[n], f"guess: code of the division of level {n}")
        for n in (1, 2)
        if n in by_level and n < level
    ]
    return lines, columns


def _best_name(frame: pd.DataFrame) -> str | None:
    """Return the text column that is a name by its title, that with most values if several."""
    named = [
        str(name)
        for name in frame.columns
        if re.search(r"name|^nom|_en$|_fr$", str(name), re.IGNORECASE) and frame[name].notna().any()
    ]
    return max(named, key=lambda name: frame[name].nunique(), default=None)


def _codes(frame: pd.DataFrame, name: str | None) -> list[str]:
    """Return the column that is a code by its title, with the name where its values repeat."""
    named = [
        str(column)
        for column in frame.columns
        if re.search(r"code|pcod|shapeid|^id$|_id$", str(column), re.IGNORECASE)
        and frame[column].notna().any()
    ]
    best = max(named, key=lambda column: frame[column].nunique(), default=None)
    if best is None:
        return [name] if name else []
    return [best, name] if name and frame.duplicated([best]).any() else [best]


def kinds(stem: str, frame: Any, codes: set[str]) -> Iterator[tuple[str, list[Line]]]:  # noqa: ANN401
    """Yield what a file can be read as, with the lines of its entry; nothing if nothing is known.

    Parameters
    ----------
    stem
        The file's name without its ending; words in it are the last hint.
    frame
        Its rows, with or without geometry.
    codes
        The areas' codes: a table that holds them is by area.
    """
    kind = shape(frame)
    point = _point(frame, kind)
    columns = {str(name).lower() for name in frame.columns}
    if _is_report(frame):
        yield "closures", point or []
    elif kind == "LineString":
        yield "roads", _roads(frame)
    elif point is None:
        yield from _tables(stem, frame, codes)
    elif columns & set(INCIDENT_SIGNS) or re.search("incident|event", stem, re.IGNORECASE):
        yield "incidents", [*point, *_incidents(frame)]
    else:
        yield from _points(stem, frame, point)


def _point(frame: Any, kind: str | None) -> list[Line] | None:  # noqa: ANN401  plain or with geometry
    """Return the lines that say where points are; None where nothing says it."""
    if kind is not None:
        return []
    longitude, latitude = (find_column(frame, names) for names in (LONGITUDES, LATITUDES))
    if longitude is None or latitude is None:
        return None
    return [("longitude", longitude, "guess: degrees east"), ("latitude", latitude, "guess")]


def _roads(frame: pd.DataFrame) -> list[Line]:
    """Return the lines of a line file."""
    lines: list[Line] = []
    own_id = find_column(frame, IDS[:1])
    if own_id:
        lines.append(("id", own_id, "guess"))
    length = find_column(frame, ("length_km", "len_km", "km"))
    if length:
        lines.append(("length_km_column", length, "guess: true length, of lines drawn straight"))
        lines.append(("crossings", "ignore", "guess: lines drawn straight cross nothing"))
        lines.append(("end_snap_m", 500, "guess: how far off the lines are drawn"))
    if find_column(frame, ("fclass", "highway")):
        return lines
    kinds = [name for name in frame.columns if re.search("type|class", str(name), re.IGNORECASE)]
    kinds = [name for name in kinds if 0 < frame[name].nunique() <= SHORT_LIST]
    if not kinds:
        return [*lines, ("default_class", "tertiary", "guess: OSM class of every road")]
    values = sorted(set(texts(frame[kinds[0]]).dropna()))
    classes = {value: _by_words(value, ROAD_WORDS, "unclassified") for value in values}
    lines.append(("class_column", str(kinds[0]), "guess"))
    lines.append(("classes", classes, "guess: what each class is in OSM's words"))
    return [*lines, ("default_class", "unclassified", "guess: class of rows without one")]


def _by_words(text: str, words: dict[str, str], otherwise: str) -> str:
    """Return what the first word found in a text stands for."""
    found = (kind for word, kind in words.items() if re.search(word, text, re.IGNORECASE))
    return next(found, otherwise)


def _incidents(frame: pd.DataFrame) -> list[Line]:
    """Return the lines of events; the columns of UCDP and ACLED are known without."""
    if find_column(frame, INCIDENT_SIGNS):
        return []
    day = find_column(frame, ("date", "day", "event_day", "when"))
    year = find_column(frame, ("year",))
    lines: list[Line] = [("date", day, "guess: day of the event")] if day else []
    if year and not day:
        lines.append(("year", year, "guess"))
    deaths = find_column(frame, ("deaths", "fatalities", "killed", "best"))
    return [*lines, ("deaths", deaths, "guess")] if deaths else lines


def _points(stem: str, frame: pd.DataFrame, point: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Yield settlements and services that a file of points holds."""
    named: list[Line] = []
    for key, candidates in (("id", IDS), ("name", NAMES)):
        column = find_column(frame, candidates)
        if column and frame[column].notna().any():
            named.append((key, column, "guess"))
    kind, values = _column_of(frame, SETTLEMENTS)
    people = find_column(frame, PEOPLE)
    if kind and len(values) > 1:
        more: list[Line] = [("class_column", kind, "guess")]
        more.append(("where", {kind: values}, "guess: only settlements"))
        more += [("people", people, "guess")] if people else []
        yield "places", [*point, *named, *more]
    elif re.search("place|localit|settlement|village", stem, re.IGNORECASE):
        yield "places", [*point, *named]
        return
    column, found = _column_of(frame, SERVICE_VALUES)
    if column and len(found) > 1:
        types = {value: SERVICE_VALUES[value] for value in found}
        yield (
            "services",
            [*point, *named, ("type_column", column, "guess"), ("types", types, "guess")],
        )
    elif not kind:
        plain = re.sub(r"[^a-z]+", "_", stem.lower()).strip("_") or "service"
        service = _by_words(plain, SERVICE_WORDS, plain)
        yield "services", [*point, *named, ("type", service, "guess: by the file's name")]


def _column_of(frame: pd.DataFrame, values: Any) -> tuple[str | None, list[str]]:  # noqa: ANN401
    """Return the column in which most rows hold one of some values, and the values there."""
    hits: dict[str, pd.Series] = {}
    for name in frame.columns:
        if name != "geometry":
            column = texts(frame[name])
            hits[str(name)] = column[column.isin(list(values))]
    best = max(hits, key=lambda name: (len(hits[name]), name), default=None)
    if best is None or hits[best].empty:
        return None, []
    return best, [value for value in values if (hits[best] == value).any()]


def _tables(stem: str, frame: pd.DataFrame, codes: set[str]) -> Iterator[tuple[str, list[Line]]]:
    """Yield people by area, survey answers or other evidence; a table says so by its columns."""
    match = {str(name): texts(frame[name]).isin(codes).sum() for name in frame.columns}
    area = max(match, key=lambda name: (match[name], name), default=None)
    if area is None or match[area] == 0:
        return
    code: Line = ("area_id", area, f"guess: {match[area]} of {len(frame)} rows name an area")
    value, n = find_column(frame, VALUES), find_column(frame, ("n", "count"))
    indicator = find_column(frame, INDICATORS)
    people, organisation = find_column(frame, PEOPLE), find_column(frame, ORGANISATIONS)
    day = find_column(frame, ("date",))
    dated: list[Line] = [("date", day, "guess")] if day else []
    what: Line = ("indicator", indicator, "guess") if indicator else _named_after(stem)
    if value and n and indicator:
        yield "surveys", [code, ("value", value, "guess"), ("n", n, "guess"), what, *dated]
    elif people and numbers(frame[people]).notna().any():
        told = "guess: all people, not one group"
        yield "people", [("kind", "table", ""), code, ("people", people, told)]
    elif organisation:
        counted: Line = ("count_distinct", organisation, "guess: how many work in an area")
        yield "evidence", [code, _named_after(stem), counted]
    elif value:
        several: Line = ("repeats", "mean", "guess: of several rows of an area and day")
        yield "evidence", [code, ("value", value, "guess"), what, *dated, several]


def raster_lines(stem: str) -> tuple[str, list[Line]]:
    """Return what a raster holds by its name, with the lines of its entry."""
    if re.search(LIGHTS, stem, re.IGNORECASE):
        named: Line = ("indicator_name", "night_lights", "guess: by the file's name")
        return "evidence", [("kind", "raster", ""), named]
    return "people", [("kind", "raster", "guess: cells hold people, not people per km2")]


def _named_after(stem: str) -> Line:
    """Return the line that names an indicator after its file."""
    plain = re.sub(r"[^a-z]+", "_", stem.lower()).strip("_") or "evidence"
    return "indicator_name", plain, "guess: by the file's name"
