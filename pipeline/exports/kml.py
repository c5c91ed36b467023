"""Communities, links, hubs and reports for map programs on phones and desks, coloured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import shapely

from pipeline import field
from pipeline.page import colours, words
from pipeline.page.language import say, speaking
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

NAMESPACE = "http://www.opengis.net/kml/2.2"
DIGITS = 6
"""About a decimetre."""


class Style(NamedTuple):
    """How marks of one kind look."""

    pin: str
    """Colour by which programs know pins that heed no other: `placemark-<pin>`."""
    colour: str
    width: float = 2


PLACES = {
    "unreachable": Style("red", colours.STATUSES["unreachable"]),
    "conditional": Style("orange", colours.STATUSES["conditional"]),
    "unknown": Style("gray", colours.STATUSES["unknown"]),
    "reachable": Style("lightblue", colours.STATUSES["reachable"]),
}
LINKS = {
    field.CLOSED: Style("brown", colours.LINKS["closed"], 4),
    field.WARNING: Style("lime", colours.LINKS["warning"], 4),
    field.CUT: Style("bluegray", colours.LIFELINE, 3),
}
HUBS = {field.HUB: Style("blue", colours.INK)}
REPORTS = {
    "closed": Style("deeporange", colours.LINKS["closed"]),
    "warning": Style("yellow", colours.LINKS["warning"]),
    "unknown": Style("purple", colours.LINKS["unknown"]),
    "open": Style("teal", colours.LINKS["open"]),
    field.IDLE: Style("deeppurple", colours.UNKNOWN, 1),
}


@withholding
def kml(
    *,
    draft: Path,
    areas: gpd.GeoDataFrame,  # noqa: ARG001  tells whose people are withheld
    communities: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    hubs: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    link_status: pd.DataFrame,
    closures: gpd.GeoDataFrame,
    closure_effects: pd.DataFrame,
    as_of: pd.DataFrame,
    title: str,
    base_scenario: str,
    language: str,
) -> None:
    """Write a KML 2.2 file: communities by status, links, hubs and reports, a folder each.

    At most 5,000 communities and 500 links, those that matter most, as in the GPX files. Nothing is
    asked of any host: pins are the program's own, in the colours of the pages.
    """
    with speaking(language):
        root = ET.Element("kml", xmlns=NAMESPACE)
        document = ET.SubElement(root, "Document")
        name, about = field.heading(title, as_of, base_scenario)
        _told(document, name, about)
        for styles in (PLACES, LINKS, HUBS, REPORTS):
            for style in styles.values():
                _style(document, style)
        people = field.places(communities, reach, hubs, base_scenario)
        _folders(document, say("Communities"), people, PLACES, words.STATUSES, field.MOST_PLACES)
        roads = field.links_that_matter(links, link_status, closure_effects)
        kinds = {**words.LINK_STATUSES, field.CUT: say("Many people hang on it")}
        _folders(document, say("Roads"), roads, LINKS, kinds, field.MOST_LINKS)
        _folder(document, say("Hubs"), field.hub_marks(hubs), HUBS)
        _folder(document, say("Reports"), field.report_marks(closures, closure_effects), REPORTS)
    ET.indent(root, " ")
    draft.write_bytes(ET.tostring(root, "utf-8", xml_declaration=True) + b"\n")


def _folders(
    document: ET.Element,
    name: str,
    marks: gpd.GeoDataFrame,
    styles: dict[str, Style],
    kinds: Mapping[str, str],
    most: int,
) -> None:
    """Add a folder with one for each kind in it, and say how many marks of how many it holds."""
    shown = marks.head(most)
    folder = ET.SubElement(document, "Folder")
    count = say("{shown} of {all}, those that matter most", shown=len(shown), all=len(marks))
    _told(folder, name, count)
    for kind in styles:
        _folder(folder, kinds[kind], shown[shown["kind"] == kind], styles)


def _folder(
    above: ET.Element, name: str, marks: gpd.GeoDataFrame, styles: dict[str, Style]
) -> None:
    """Add a folder of marks; none, no folder."""
    if marks.empty:
        return
    folder = ET.SubElement(above, "Folder")
    _told(folder, name, None)
    columns = (marks[column] for column in field.MARK)
    for own_name, about, kind, shape in zip(*columns, strict=True):
        mark = ET.SubElement(folder, "Placemark")
        _told(mark, own_name, about)
        ET.SubElement(mark, "styleUrl").text = f"#placemark-{styles[kind].pin}"
        _shape(mark, shape)


def _told(element: ET.Element, name: str, about: str | None) -> None:
    """Add name and description."""
    ET.SubElement(element, "name").text = name
    if about is not None:
        ET.SubElement(element, "description").text = about


def _style(document: ET.Element, style: Style) -> None:
    """Add a style for pins, lines and surfaces of one kind."""
    element = ET.SubElement(document, "Style", id=f"placemark-{style.pin}")
    for part, alpha in (("IconStyle", "ff"), ("LineStyle", "ff"), ("PolyStyle", "66")):
        own = ET.SubElement(element, part)
        ET.SubElement(own, "color").text = alpha + _reversed(style.colour)
        if part == "LineStyle":
            ET.SubElement(own, "width").text = f"{style.width:g}"


def _reversed(colour: str) -> str:
    """Return `#rrggbb` or `rgb(r,g,b)` as KML has it: blue, green, red."""
    if colour.startswith("#"):
        parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    else:
        parts = [int(part) for part in re.findall(r"\d+", colour)]
    return "".join(f"{part:02x}" for part in reversed(parts))


def _shape(above: ET.Element, shape: BaseGeometry) -> None:
    """Add a geometry; several parts as one of many."""
    if shape.geom_type.startswith("Multi") or shape.geom_type == "GeometryCollection":
        many = ET.SubElement(above, "MultiGeometry")
        for part in shapely.get_parts(shape):
            _shape(many, part)
        return
    element = ET.SubElement(above, shape.geom_type)
    if isinstance(shape, shapely.Polygon):
        rings = [
            ("outerBoundaryIs", shape.exterior),
            *(("innerBoundaryIs", r) for r in shape.interiors),
        ]
        for name, ring in rings:
            inner = ET.SubElement(ET.SubElement(element, name), "LinearRing")
            _coordinates(inner, ring)
    else:
        if shape.geom_type == "LineString":
            ET.SubElement(element, "tessellate").text = "1"
        _coordinates(element, shape)


def _coordinates(element: ET.Element, shape: BaseGeometry) -> None:
    places = shapely.get_coordinates(shape).tolist()
    text = " ".join(f"{x:.{DIGITS}f},{y:.{DIGITS}f}" for x, y in places)
    ET.SubElement(element, "coordinates").text = text
