"""The frame that every page has: header, navigation, panel, corner box; nothing from outside.

Folium and branca make the map and the document. What comes from input files is put in after
they are done, so that no template ever reads it; the page forbids itself every request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from pipeline.page import assets, language, legend, words
from pipeline.page.escape import script_json, text
from pipeline.page.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

ID = re.compile(r"\b([a-z_]+_)([0-9a-f]{32})\b")
ROOM_BELOW_PX = 64
"""Kept free at first for the scale bar and the corner box."""

OPACITY_OVER_TILES = 0.7
SLOT = re.compile(r"<!--slot:(\w+)-->")


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


class _Draw(MacroElement):
    """Calls the page's script on the map that it is put into."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "drawPage({{ this._parent.get_name() }}, "
        'JSON.parse(document.getElementById("page-data").textContent));'
        "{% endmacro %}"
    )


def day(as_of: pd.DataFrame) -> str:
    """Return the day of an `as_of` table in words."""
    stated = as_of["as_of"].dropna()
    return stated.iloc[0].date().isoformat() if len(stated) else say("no date")


def left_out(road_classes: Sequence[str]) -> list[str]:
    """Return the lines of an About panel that name road classes too many to draw."""
    if not road_classes:
        return []
    names = ", ".join(road_classes)
    return [f"Roads of class {names} are too many to draw; all computations use them."]


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


def plain_page(page: Page, setting: Mapping[str, Any], body: str) -> str:
    """Return a page without a map: the same frame round HTML of ours."""
    own = Setting(**setting)
    figure = Figure(title=None)
    figure.html.add_child(Element("<!--slot:body-->"))
    main = f'{_header(page, own)}<main class="plain">{body}</main>'
    return _document(figure, page, own, body=main, data=None)


def _document(
    figure: Figure,
    page: Page,
    setting: Setting,
    *,
    body: str,
    data: Mapping[str, Any] | None,
) -> str:
    """Return the rendered figure with numbered ids and its slots filled."""
    for part in ("head", "assets"):
        figure.header.add_child(Element(f"<!--slot:{part}-->"), name=part, index=0)
    head = [f"<style>{assets.own('page.css')}</style>"]
    if data is not None:
        head = [
            f"<style>{assets.leaflet_css()}</style>",
            *head,
            f"<script>{assets.leaflet_js()}</script>",
            f"<script>{assets.own('unpack.js')}{assets.own('page.js')}</script>",
        ]
        body += f'<script type="application/json" id="page-data">{script_json(data)}</script>'
    filling = {"head": _meta(page, setting), "assets": "\n".join(head), "body": body}
    tongue = language.code()
    opening = f'<html lang="{tongue}" dir="{language.marks(tongue).direction}">'
    html = _numbered(figure.render()).replace("<html>", opening, 1)
    return SLOT.sub(lambda found: filling[found[1]], html)


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
    links = "".join(
        f'<a href="{name}"{" aria-current=page" if name == page.name else ""}>{text(label)}</a>'
        for name, label in words.PAGES.items()
        if not page.heading
    )
    return (
        f'<header class="top"><div class="names"><h1>{text(setting.title)}</h1>'
        f"<p>{text(page.heading or words.PAGES[page.name])}</p></div>"
        f'<nav aria-label="Pages">{links}</nav>'
        f'<p class="day"><span>Data as of</span> {text(page.day)}</p></header>'
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
    rows = {"Data as of": page.day, **page.corner}
    corner = "".join(
        f"<div><dt>{text(key)}</dt><dd>{text(value)}</dd></div>" for key, value in rows.items()
    )
    return (
        f'{_header(page, setting)}<aside class="panel" id="panel">'
        '<button class="handle" type="button" aria-expanded="false" aria-controls="panel-body">'
        'Legend, layers and details</button><div class="panel-body" id="panel-body">'
        f'<p class="lead">{text(page.lead)}</p>{"".join(page.switches)}'
        f'<div class="legend" aria-label="Legend">{"".join(page.blocks)}</div>'
        f"{listed}{also}{legend.about(page.about)}</div></aside>"
        f'<details class="corner" id="corner" open><summary>This run</summary><dl>{corner}</dl>'
        "</details>"
    )
