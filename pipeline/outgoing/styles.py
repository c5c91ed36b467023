"""How a GIS draws the layers: QGIS styles (QML) in the colours of the pages.

A style says one thing by colour. Classes bear the words of the pages' legends. What several
scenarios share one layer for is drawn for one scenario at a time, the base scenario first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from pipeline.page import colours, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MADE_FOR = "3.22.0"
"""The oldest version of QGIS that reads all that stands in a style."""
HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML file may hold."""
BY_PEOPLE_MM = 'coalesce(1 + 0.45 * log10(max(1, "{column}")), 1)'
"""Size of a circle by the people it stands for."""
PEOPLE_BREAKS = (0, 1_000, 10_000, 100_000)
PEOPLE_COLOURS = (colours.UNKNOWN, *reversed(colours.SHARES[:-1]))
"""Nobody is grey; darker is more."""
PEOPLE_WIDTHS_MM = (0.2, 0.6, 0.9, 1.3, 1.8)
PEOPLE_WORDS = ("nobody", "up to 1,000", "1,001 to 10,000", "10,001 to 100,000", "over 100,000")
MOST_PEOPLE = 1e12
STATUS_WIDTHS_MM = {"closed": 1.1, "warning": 1.0, "open": 0.8, "no_recent_information": 0.3}
LINK_COLOURS = {
    **{name: colours.LINKS[name] for name in ("closed", "warning", "open")},
    "no_recent_information": colours.LINKS["unknown"],
}
REPORT_COLOURS = {name: colours.LINKS[name] for name in ("closed", "warning", "open", "unknown")}


SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "star", "cross_fill")
TYPE_COLOURS = (
    *(colours.LINKS["open"], colours.QUADRANTS["stable_cut_off"], colours.OPENING),
    *(colours.QUADRANTS["reachable_unstable"], colours.INSECURE, colours.LIFELINE),
    *(colours.QUADRANTS["weak_cut_off"], colours.CLASSES["fair"]),
)
"""Of types of service, which have no colour on the pages."""


class Style(NamedTuple):
    """One way to draw a layer."""

    layer: str
    name: str
    doc: str
    renderer: ET.Element | None = None
    """None for a table that is not drawn."""


class Symbol(NamedTuple):
    """One symbol: its kind, its properties, and the expression that sizes it."""

    kind: str
    properties: Mapping[str, str]
    size: str = ""


def styles(
    base_scenario: str, scenarios: Sequence[str], service_types: Sequence[str]
) -> list[Style]:
    """Return the styles of all layers; the first of a layer is the one that it opens with.

    Parameters
    ----------
    base_scenario
        The scenario that communities are drawn for.
    scenarios
        All scenarios, in the order in which styles follow each other.
    service_types
        All types, in the order of their symbols.
    """
    status = f"hub_{base_scenario.replace('-', '_')}_status"
    first = sorted(scenarios, key=lambda scenario: scenario != base_scenario)
    quadrants = {name: _area(colour) for name, colour in colours.QUADRANTS.items()}
    classes = {name: _area(colour) for name, colour in colours.CLASSES.items()}
    classes["unknown"] = _area(colours.UNKNOWN)
    hot = {**colours.HOTSPOTS, "unknown": colours.UNKNOWN}
    held = {name: _circle(colour, "people") for name, colour in colours.STATUSES.items()}
    when = words.scenario(base_scenario).lower()
    return [
        Style("areas", "Quadrant", "Access against stability.",
              _categories("quadrant", quadrants, words.QUADRANTS)),
        Style("areas", "Index", "Class of the index of resilience.",
              _categories("class", classes, words.CLASSES)),
        Style("areas", "Hot spots", "Where rates of incidents lie together.",
              _categories("hotspot", _areas_of(hot), words.HOTSPOTS)),
        Style("cells", "Hot spots", "Where rates of incidents lie together.",
              _categories("hotspot", _areas_of(hot), words.HOTSPOTS)),
        Style("communities", "Way to a hub", f"Whether a hub is reached ({when}); by people.",
              _categories(status, held, words.STATUSES)),
        Style("services", "Type", "What services offer.", _services_by_type(service_types)),
        Style("services", "Status", "Whether services work.", _services_by_status()),
        Style("hubs", "Hubs", "What isolation is measured against.",
              _single(_marker("star", colours.INK, 4.5))),
        *[_isolated(scenario) for scenario in first],
        Style("season_flips", "Season", "Reached in one season and not in another.",
              _single(_circle(colours.STATUSES["conditional"], "people"))),
        Style("roads", "Roads", "All mapped roads.", _single(_line(colours.LIFELINE, 0.3))),
        Style("links", "Status", "As reported, on the day.", _links_by_status()),
        Style("links", "People cut off", "People cut off from all hubs if it closed.",
              _links_by_people()),
        Style("cut_nodes", "People cut off", "By people cut off from all hubs without it.",
              _single(_circle(colours.INSECURE, "people_cut_off"))),
        Style("reopenings", "Reopenings", "Closed roads that, opened, reconnect people.",
              _single(_line(colours.OPENING, 1.6))),
        *_reports(),
    ]  # fmt: skip


def qml(style: Style, titles: Mapping[str, str]) -> str:
    """Return a style as QGIS stores it.

    Parameters
    ----------
    titles
        What columns are called: QGIS 3.22 reads it here and not in the schema extension.
    """
    root = ET.Element("qgis", {"version": MADE_FOR, "styleCategories": "Symbology|Fields"})
    if style.renderer is not None:
        root.append(style.renderer)
    aliases = ET.SubElement(root, "aliases")
    for column, title in titles.items():
        ET.SubElement(aliases, "alias", {"field": column, "name": title})
    return HEAD + NOT_XML.sub("", ET.tostring(root, encoding="unicode"))


def _isolated(scenario: str) -> Style:
    """Return the style of one scenario's isolated communities; of others nothing is drawn."""
    told = scenario.replace("'", "''")
    shown = {
        name: _circle(colour, "people")
        for name, colour in colours.STATUSES.items()
        if name != "reachable"
    }
    attribute = f'CASE WHEN "scenario" = \'{told}\' THEN "status" END'
    drawn = _categories(attribute, shown, words.STATUSES)
    said = words.scenario(scenario)
    return Style("isolation", said, f"Communities that do not reach a hub: {said.lower()}.", drawn)


def _services_by_type(kinds: Sequence[str]) -> ET.Element:
    """Return a shape and a colour a type: more pairs than either has, and told apart in grey."""
    symbols = {
        kind: _marker(SHAPES[at % len(SHAPES)], TYPE_COLOURS[at % len(TYPE_COLOURS)], 2.6)
        for at, kind in enumerate(kinds)
    }
    return _categories("service_type", symbols, {kind: words.service(kind) for kind in kinds})


def _services_by_status() -> ET.Element:
    shades = {
        "open": colours.LINKS["open"],
        "closed": colours.LINKS["closed"],
        "unknown": colours.UNKNOWN,
    }
    said = {"open": "Open", "closed": "Closed", "unknown": "Unknown"}
    symbols = {name: _marker("square", colour, 2.2) for name, colour in shades.items()}
    return _categories("status", symbols, said)


def _links_by_status() -> ET.Element:
    symbols = {
        name: _line(colour, STATUS_WIDTHS_MM[name], is_dashed=name == "closed")
        for name, colour in LINK_COLOURS.items()
    }
    return _categories("status", symbols, words.REGISTER_STATUSES)


def _links_by_people() -> ET.Element:
    """Return links by people cut off, in steps of ten."""
    renderer = _renderer("graduatedSymbol", attr="people_cut_off", graduatedMethod="GraduatedColor")
    ranges = ET.SubElement(renderer, "ranges")
    tops = (*PEOPLE_BREAKS, MOST_PEOPLE)
    lows = (-1.0, *PEOPLE_BREAKS)
    for at, (low, top, said) in enumerate(zip(lows, tops, PEOPLE_WORDS, strict=True)):
        told = {"lower": f"{low:.1f}", "upper": f"{top:.1f}", "label": said}
        ET.SubElement(ranges, "range", {**told, "symbol": str(at), "render": "true"})
    shades = zip(PEOPLE_COLOURS, PEOPLE_WIDTHS_MM, strict=True)
    return _with_symbols(renderer, [_line(colour, width) for colour, width in shades])


def _reports() -> list[Style]:
    """Return the styles of reports, which are points, lines or surfaces."""
    drawn = {
        "points": {name: _marker("diamond", c, 3.5) for name, c in REPORT_COLOURS.items()},
        "lines": {name: _line(c, 1.1) for name, c in REPORT_COLOURS.items()},
        "surfaces": {name: _area(c, alpha=110) for name, c in REPORT_COLOURS.items()},
    }
    doc = "What reports say of ways."
    return [
        Style(f"closure_effects_{kind}", "Reports", doc,
              _categories("status", symbols, words.LINK_STATUSES))
        for kind, symbols in drawn.items()
    ]  # fmt: skip


def _areas_of(palette: Mapping[str, str]) -> dict[str, Symbol]:
    return {name: _area(colour) for name, colour in palette.items()}


def _area(colour: str, *, alpha: int = 255) -> Symbol:
    """Return a filled surface; what is unknown has a dashed edge, as on the pages."""
    is_unknown = colour == colours.UNKNOWN
    properties = {
        "color": _rgba(colour, alpha),
        "style": "solid",
        "outline_color": _rgba("#5f6a75" if is_unknown else "#ffffff"),
        "outline_style": "dash" if is_unknown else "solid",
        "outline_width": "0.26",
        "outline_width_unit": "MM",
    }
    return Symbol("fill", properties)


def _line(colour: str, width_mm: float, *, is_dashed: bool = False) -> Symbol:
    properties = {
        "line_color": _rgba(colour),
        "line_style": "dash" if is_dashed else "solid",
        "line_width": f"{width_mm:g}",
        "line_width_unit": "MM",
        "capstyle": "round",
        "joinstyle": "round",
    }
    return Symbol("line", properties)


def _marker(shape: str, colour: str, size_mm: float) -> Symbol:
    properties = {
        "name": shape,
        "color": _rgba(colour),
        "outline_color": _rgba(colours.INK),
        "outline_style": "solid",
        "outline_width": "0.2",
        "outline_width_unit": "MM",
        "size": f"{size_mm:g}",
        "size_unit": "MM",
    }
    return Symbol("marker", properties)


def _circle(colour: str, people: str) -> Symbol:
    """Return a circle by the people in a column."""
    return _marker("circle", colour, 2)._replace(size=BY_PEOPLE_MM.format(column=people))


def _rgba(colour: str, alpha: int = 255) -> str:
    """Return a colour of the pages as QGIS writes it."""
    if colour.startswith("#"):
        parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    else:
        parts = [int(part) for part in re.findall(r"\d+", colour)]
    return ",".join(map(str, [*parts, alpha]))


def _categories(
    attribute: str, symbols: Mapping[str, Symbol], said: Mapping[str, str]
) -> ET.Element:
    """Return one symbol a value; values are called what the pages call them."""
    renderer = _renderer("categorizedSymbol", attr=attribute)
    categories = ET.SubElement(renderer, "categories")
    for at, value in enumerate(symbols):
        told = {"value": value, "label": said[value], "symbol": str(at)}
        ET.SubElement(categories, "category", {**told, "render": "true", "type": "string"})
    return _with_symbols(renderer, list(symbols.values()))


def _single(symbol: Symbol) -> ET.Element:
    return _with_symbols(_renderer("singleSymbol"), [symbol])


def _renderer(kind: str, **others: str) -> ET.Element:
    plain = {"forceraster": "0", "symbollevels": "0", "enableorderby": "0"}
    return ET.Element("renderer-v2", {"type": kind, **plain, **others})


def _with_symbols(renderer: ET.Element, symbols: Sequence[Symbol]) -> ET.Element:
    holder = ET.SubElement(renderer, "symbols")
    for at, symbol in enumerate(symbols):
        _add_symbol(holder, str(at), symbol)
    return renderer


def _add_symbol(holder: ET.Element, name: str, symbol: Symbol) -> None:
    classes = {"fill": "SimpleFill", "line": "SimpleLine", "marker": "SimpleMarker"}
    plain = {"alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    element = ET.SubElement(holder, "symbol", {"name": name, "type": symbol.kind, **plain})
    told = {"class": classes[symbol.kind], "enabled": "1", "locked": "0", "pass": "0"}
    drawn = ET.SubElement(element, "layer", told)
    for key, value in symbol.properties.items():
        ET.SubElement(drawn, "prop", {"k": key, "v": value})
    if symbol.size:
        _add_size(drawn, symbol.size)


def _add_size(drawn: ET.Element, expression: str) -> None:
    """Let an expression say how large a symbol is."""
    holder = ET.SubElement(drawn, "data_defined_properties")
    root = _options(holder, "")
    _option(root, "name", "")
    size = _options(_options(root, "properties"), "size")
    _option(size, "active", "true", "bool")
    _option(size, "expression", expression)
    _option(size, "type", "3", "int")
    _option(root, "type", "collection")


def _options(holder: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(holder, "Option", {"type": "Map", **({"name": name} if name else {})})


def _option(holder: ET.Element, name: str, value: str, kind: str = "QString") -> None:
    ET.SubElement(holder, "Option", {"name": name, "value": value, "type": kind})
