"""The frame that every page has: header, navigation, panel, corner box; nothing from outside.

Folium and branca make the map and the document. What comes from input files is put in after
they are done, so that no template ever reads it; the page forbids itself every request.
"""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from pipeline.page import assets, drawing, language, legend, withheld, words
from pipeline.page.escape import script_json, text
from pipeline.page.language import Words, say, say_many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from pipeline.withheld import Withheld

ID = re.compile(r"\b([a-z_]+_)([0-9a-f]{32})\b")
ROOM_BELOW_PX = 64
"""Kept free at first for the scale bar and the corner box."""
MAP_BOX = re.compile(r'<div class="folium-map" id="map_1"\s*></div>')

OPACITY_OVER_TILES = 0.7
SLOT = re.compile(r"<!--slot:(\w+)-->")
SCRIPT = Words(
    {
        "unfold": "How each number comes about",
        "none": "None.",
        "map": "Map. Arrow keys move it, plus and minus zoom.",
        "zoomIn": "Zoom in",
        "zoomOut": "Zoom out",
        "close": "Close",
        "areas": "Area",
        "communities": "Community",
        "hubs": "Hub",
        "links": "Road",
        "within": "{kind} in {area}",
        "found": "{n} found",
        "best": "{n} found; the first {shown} are listed",
        "notFound": "Nothing here is called that",
        "chosen": "{name}: {choice}",
    }
)
"""What the pages' scripts say, by the names that they know it by."""

MOST_PLAIN = 1_000_000
"""Characters of data that a page shows as they are; more are deflated."""


@dataclass(frozen=True)
class Page:
    """What differs from page to page; every text is plain and is escaped here."""

    name: str
    """File name, such as `access.html`."""
    day: str
    """Day that the data speak of, in words."""
    lead: str
    """One or two sentences at the top of the panel."""
    switches: Sequence[str] = ()
    """HTML from `legend.switch`."""
    blocks: Sequence[str] = ()
    """HTML from `legend.block`."""
    list_title: str = ""
    """Heading of the list that the script fills; no list without it."""
    list_note: str = ""
    """What the list's second lines hold."""
    also_listed: Mapping[str, str] = field(default_factory=dict)
    """Headings of further lists, below the first and folded, each with its note."""
    corner: Mapping[str, str] = field(default_factory=dict)
    """Run parameters for the corner box."""
    about: Mapping[str, Sequence[str]] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)
    """How many rows have each evidence grade, from `graded`."""
    evidence_of: str = ""
    """What these rows are; areas if it is empty."""
    withheld: Sequence[str] = ()
    """What is known and is not shown, so that no one comes to harm, a sentence each."""
    simplified: Sequence[str] = ()
    """What drawing shapes more simply has cost, a sentence each."""
    left_out: Sequence[str] = ()
    """What there was no room for, whatever the page, a sentence each."""
    heading: str = ""
    """What it is called, of a page that stands alone; the others are known by their names."""


@dataclass(frozen=True)
class Setting:
    """What all pages of a region share, from its region file."""

    title: str
    """The region's title."""
    languages: Sequence[str] = (language.OWN,)
    """Those that pages are made in; pages of the first lie above the folders of the others."""
    tiles: str | None = None
    attribution: str | None = None
    sources: Sequence[Mapping[str, str | None]] = ()
    """`file`, `where_from` and `licence` of each input file."""
    withheld: Sequence[Withheld] | None = None
    """What was kept back of what the page shows; None where the region is not published."""


class _Draw(MacroElement):
    """Calls the page's script on the map that it is put into."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "withData((data) => drawPage({{ this._parent.get_name() }}, data));"
        "{% endmacro %}"
    )


def day(as_of: pd.DataFrame) -> str:
    """Return the day of an `as_of` table in words."""
    stated = as_of["as_of"].dropna()
    return stated.iloc[0].date().isoformat() if len(stated) else say("no date")


def graded(grades: pd.Series) -> dict[str, int]:
    """Return how many rows have each evidence grade; nothing without rows."""
    counts = grades.value_counts()
    return {grade: int(counts.get(grade, 0)) for grade in words.GRADES if len(grades)}


def left_out(road_classes: Sequence[str]) -> list[str]:
    """Return the lines of an About panel that name road classes too many to draw."""
    if not road_classes:
        return []
    names = ", ".join(road_classes)
    said = say(
        "Roads of class {names} are too many to draw; all computations use them.", names=names
    )
    return [said]


def _simplified(layers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what drawing shapes more simply has cost, a sentence each; none if it was nothing."""
    drawn = [(layer["kind"], layer["shapes"]) for layer in layers]
    areas = [shapes for kind, shapes in drawn if kind == "area" and shapes.moved_m > 0]
    moved_m = max([shapes.moved_m for kind, shapes in drawn if kind == "line"], default=0.0)
    lines = [
        say(
            "Borders of areas are drawn simpler, by up to {distance} m; {share} % of the ground "
            "is drawn in another area or in none.",
            distance=words.number(shapes.moved_m),
            share=words.number(100 * shapes.lost_share, 2),
        )
        for shapes in areas
    ]
    if any(shapes.is_apart for shapes in areas):
        lines.append(
            say(
                "Areas overlap or leave gaps in the source, so each is simplified on its own; "
                "borders of neighbours can part."
            )
        )
    if moved_m:
        said = say(
            "Roads are drawn simpler, by up to {distance} m.", distance=words.number(moved_m)
        )
        lines.append(said)
    if lines:
        lines.append(say("Positions are rounded to about 1 m."))
    if any(fact.get("steps") for layer in layers for fact in layer["facts"]):
        lines.append(
            say(
                "Times of communities are too many for one page: they are rounded to 15 minutes up "
                "to an hour, to 30 up to two, to 60 up to four and to 120 beyond; {most} minutes "
                "stand for all that is longer. Layers and exports hold them to the minute.",
                most=words.number(drawing.MOST_MINUTES),
            )
        )
    return lines


def _not_found(data: Mapping[str, Any]) -> list[str]:
    """Return what the search box does not find for want of room; nothing if it finds all."""
    left = data.get("places", {}).get("communities", {}).get("left", 0)
    said = say_many(
        "The search box does not find the {n} community with fewest people: there are too many "
        "for it.",
        "The search box does not find the {n} communities with fewest people: there are too many "
        "for it.",
        left,
    )
    return [said] if left else []


def map_page(
    page: Page,
    data: Mapping[str, Any],
    setting: Mapping[str, Any],
    *,
    bounds: Sequence[Sequence[float]],
) -> str:
    """Return a map page as HTML text that asks no host, unless the setting names tiles.

    Parameters
    ----------
    page
        What stands around the map.
    data
        What the script draws: `layers`, `labels` and, where there is one, `list`.
    setting
        The fields of `Setting`.
    bounds
        [[south, west], [north, east]] in degrees, shown at first.
    """
    own = Setting(**setting)
    page = replace(
        page,
        simplified=(*page.simplified, *_simplified(data["layers"])),
        left_out=_not_found(data),
    )
    figure = Figure(title=None)
    figure.html.add_child(Element("<!--slot:body-->"))
    chart = folium.Map(
        tiles=None,
        prefer_canvas=True,
        attribution_control=bool(own.tiles),
        zoom_snap=0.25,
        font_size="13px",
    )
    chart.default_js, chart.default_css = [], []
    if own.tiles:
        folium.TileLayer(own.tiles, attr=text(own.attribution or own.tiles)).add_to(chart)
    shown = {**data, "bounds": bounds, "opacity": OPACITY_OVER_TILES if own.tiles else 1}
    chart.fit_bounds(
        [list(corner) for corner in bounds],
        padding_top_left=(12, 12),
        padding_bottom_right=(12, ROOM_BELOW_PX),
    )
    chart.add_child(_Draw())  # type: ignore[no-untyped-call]
    figure.add_child(chart)
    return _document(figure, page, own, body=_around(page, own), data=shown)


def plain_page(
    page: Page, setting: Mapping[str, Any], body: str, data: Mapping[str, Any] | None = None
) -> str:
    """Return a page without a map: the same frame round HTML of ours.

    Parameters
    ----------
    data
        `places` that the search box finds, each with the `page` that it is shown on.
    """
    own = Setting(**setting)
    figure = Figure(title=None)
    figure.html.add_child(Element("<!--slot:body-->"))
    about = legend.about(_about(replace(page, left_out=_not_found(data or {})), own))
    main = (
        f'{_header(page, own)}<main class="plain" id="main" tabindex="-1">{body}'
        f'<div class="sheet">{about}</div></main>'
        f'<footer class="imprint">{_imprint(own)}</footer>'
    )
    return _document(figure, page, own, body=main, data=data or {})


def _document(
    figure: Figure, page: Page, setting: Setting, *, body: str, data: Mapping[str, Any]
) -> str:
    """Return the rendered figure with numbered ids and its slots filled."""
    for part in ("head", "assets"):
        figure.header.add_child(Element(f"<!--slot:{part}-->"), name=part, index=0)
    tongue = language.marks(language.code())
    told = {**data, "words": dict(SCRIPT), "marks": {",": tongue.group, ".": tongue.decimal}}
    body += _data_block(told)
    styles, scripts = [assets.all_of(".css")], [assets.all_of(".js")]
    if "layers" in data:
        styles.insert(0, assets.leaflet_css())
        scripts.insert(0, assets.leaflet_js())
    else:
        body += "<script>withData(openPlain);</script>"
    if "tiles" in data:
        scripts += [assets.own(name) for name in assets.APART]
    head = [*(f"<style>{style}</style>" for style in styles)]
    head += [f"<script>{script}</script>" for script in scripts]
    filling = {"head": _meta(page, setting), "assets": "\n".join(head), "body": body}
    opening = f'<html lang="{language.code()}" dir="{tongue.direction}">'
    html = _numbered(figure.render()).replace("<html>", opening, 1)
    html = MAP_BOX.sub(lambda found: f'<main class="ground" id="main">{found[0]}</main>', html)
    return SLOT.sub(lambda found: filling[found[1]], html)


def _data_block(told: Mapping[str, Any]) -> str:
    """Return the element that the script reads: JSON, or if that is long, deflated and base64."""
    plain = script_json(told)
    if len(plain) <= MOST_PLAIN:
        return f'<script type="application/json" id="page-data">{plain}</script>'
    small = base64.b64encode(zlib.compress(plain.encode(), 9)).decode("ascii")
    old = say("This browser is too old for so large a map. Open it in one of 2023 or newer.")
    return f'<script type="text/plain" id="page-data" data-old="{text(old)}">{small}</script>'


def _numbered(html: str) -> str:
    """Return the text with folium's random ids numbered in order of appearance."""
    numbers: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return found[1] + numbers.setdefault(found[2], f"{len(numbers) + 1}")

    return ID.sub(number, html)


def _meta(page: Page, setting: Setting) -> str:
    """Return the title and the rule that lets nothing be fetched but tiles that were asked for."""
    images = "data: https: http:" if setting.tiles else "data:"
    return (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"img-src {images}; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>{text(page.heading or words.PAGES[page.name])} \N{MIDDLE DOT} "
        f"{text(setting.title)}</title>"
    )


def _header(page: Page, setting: Setting) -> str:
    """Return what is the same at the top of every page."""
    links = "".join(
        f'<a href="{name}"{" aria-current=page" if name == page.name else ""}>{text(label)}</a>'
        for name, label in words.PAGES.items()
        if not page.heading
    )
    skip = say("Skip to the content")
    pages = f'<nav class="pages" aria-label="{text(say("Pages"))}">{links}</nav>' if links else ""
    return (
        f'<a class="skip" href="#main">{text(skip)}</a>'
        f'<header class="top"><div class="names"><h1 dir="auto">{text(setting.title)}</h1>'
        f"<p>{text(page.heading or words.PAGES[page.name])}</p></div>"
        f'<div class="facts">{_day(page)}{_evidence(page)}</div>'
        f"{_languages(page, setting)}"
        f'<button class="print" type="button">{text(say("Print"))}</button>'
        f'{pages}{_search()}<p class="chosen"></p></header>'
    )


def _day(page: Page) -> str:
    return f'<p class="day"><span>{text(say("Data as of"))}</span> {text(page.day)}</p>'


def _evidence(page: Page) -> str:
    """Return how many rows have each evidence grade, as a small group."""
    if not page.evidence:
        return ""
    grades = "".join(
        f'<i class="grade" title="{text(words.GRADES[grade])}"><b>{text(grade)}</b> '
        f"{text(language.number(count))}</i>"
        for grade, count in page.evidence.items()
    )
    label = page.evidence_of or say("Areas by evidence")
    return f'<p class="evidence" title="{text(label)}"><span>{text(label)}</span> {grades}</p>'


def _languages(page: Page, setting: Setting) -> str:
    """Return links to the same page in the region's other languages, each in its own words."""
    own, first = language.code(), setting.languages[0]
    if page.heading or len(setting.languages) < 2:
        return ""
    up = "" if own == first else "../"
    links = "".join(
        f'<a href="{up}{"" if code == first else f"{code}/"}{page.name}" lang="{code}" '
        f'hreflang="{code}"{" aria-current=true" if code == own else ""}>'
        f"{text(language.marks(code).name)}</a>"
        for code in setting.languages
    )
    return f'<nav class="languages" aria-label="{text(say("Languages"))}">{links}</nav>'


def _search() -> str:
    """Return the box that finds a place by its name; the script fills the list."""
    label = text(say("Find an area, community or hub"))
    return (
        f'<div class="search" role="search"><label class="unseen" for="search">{label}</label>'
        '<input id="search" type="search" role="combobox" aria-expanded="false" '
        'aria-controls="found" aria-autocomplete="list" autocomplete="off" spellcheck="false" '
        f'maxlength="100" placeholder="{text(say("Find a place"))}">'
        f'<ul id="found" role="listbox" aria-label="{text(say("Places found"))}" hidden></ul>'
        '<p id="found-count" role="status"></p></div>'
    )


def _around(page: Page, setting: Setting) -> str:
    """Return header, panel and corner box of a map page."""
    listed = (
        f'<section class="listed"><h2>{text(page.list_title)}</h2>'
        + (f'<p class="list-note">{text(page.list_note)}</p>' if page.list_note else "")
        + '<ol id="list"></ol></section>'
        if page.list_title
        else ""
    )
    also = "".join(
        f'<details class="listed"><summary>{text(heading)} <span class="total"></span></summary>'
        f'<p class="list-note">{text(note)}</p><ol></ol></details>'
        for heading, note in page.also_listed.items()
    )
    corner = "".join(
        f"<div><dt>{text(key)}</dt><dd>{text(value)}</dd></div>"
        for key, value in _parameters(page).items()
    )
    return (
        f'{_header(page, setting)}<aside class="panel" id="panel" '
        f'aria-label="{text(say("Legend, layers and details"))}">'
        '<button class="handle" type="button" aria-expanded="false" aria-controls="panel-body">'
        f"{text(say('Legend, layers and details'))}</button>"
        '<div class="panel-body" id="panel-body">'
        f'<p class="lead">{text(page.lead)}</p>{"".join(page.switches)}'
        f'<div class="legend" role="group" aria-label="{text(say("Legend"))}">'
        f"{''.join(page.blocks)}</div>"
        f"{listed}{also}{legend.about(_about(page, setting))}</div></aside>"
        f'<details class="corner" id="corner" open><summary>{text(say("This run"))}</summary>'
        f'<dl>{corner}</dl></details><footer class="imprint">{_imprint(setting)}</footer>'
    )


def _parameters(page: Page) -> dict[str, str]:
    return {say("Data as of"): page.day, **page.corner}


def _about(page: Page, setting: Setting) -> dict[str, Sequence[str]]:
    """Return what the page tells of itself, then what every page tells."""
    given = {
        say("Parameters"): [_pair(*one) for one in _parameters(page).items()],
        say("Sources"): [*_sources(setting)],
        say("Withheld"): [*page.withheld, *withheld.lines(setting.withheld)],
        say("Simplified"): page.simplified,
        say("Left out"): page.left_out,
    }
    told = dict(page.about)
    for heading, lines in given.items():
        told[heading] = [*told.get(heading, ()), *lines]
    return told


def _pair(name: str, value: str) -> str:
    return say("{name}: {value}", name=name, value=value)


def _sources(setting: Setting) -> list[str]:
    """Return the input files: those of one source and licence in a line, then those of no licence.

    A file is named in the line of its source, if that is stated, and in the last if no licence is.
    """
    together: dict[tuple[str | None, str | None], list[str]] = {}
    for source in setting.sources:
        key = source.get("where_from"), source.get("licence")
        together.setdefault(key, []).append(str(source.get("file")))
    lines = []
    for (origin, licence), files in together.items():
        line = _pair(_named(files), origin) if origin else _named(files)
        if licence:
            lines.append(f"{line}. {say('Licence: {licence}', licence=licence)}.")
        elif origin:
            lines.append(f"{line}.")
    unstated = [file for (_, licence), files in together.items() if not licence for file in files]
    if unstated:
        lines.append(say("Licence not stated: {files}.", files=_named(unstated)))
    return lines


def _named(files: Sequence[str]) -> str:
    """Return names of files with commas, each once."""
    return ", ".join(dict.fromkeys(files))


def _imprint(setting: Setting) -> str:
    """Return the line of sources below a printed map."""
    named = (
        f"{source.get('where_from') or source.get('file')}"
        + (f" ({source['licence']})" if source.get("licence") else "")
        for source in setting.sources
    )
    told = "; ".join(dict.fromkeys(named))
    return text(_pair(say("Sources"), told)) if told else ""
