"""The overview page: headline numbers, the quadrants at a glance, and the way to the maps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from pipeline.page import changed, colours, drawing, frame, legend, notes, slim, words
from pipeline.page.escape import text
from pipeline.page.language import Words, say, say_many, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

SIZE_PX = 640
CARDS = Words(
    {
        "resilience.html": "Areas by access and stability: who is strong, who is cut off.",
        "access.html": "People near each service, by season and vehicle.",
        "stability.html": "Incidents per person, where they rise and where they fall.",
        "compare.html": "Two scenarios, or two years, on one map with a line to move.",
        "isolation.html": "Communities that reach no hub, why, and which roads to reopen first.",
        "links.html": "Every road: who depends on it, what breaks if it goes, and the way round.",
    }
)
FIGURES = Words(
    {
        "people": "People",
        "areas": "Areas",
        "near_share": "{service} within {n} min",
        "people_cut_off": "Cut off from every hub",
        "worst_road_people": "Lose their hub if the worst road goes",
        "best_opening_people": "Regain a hub if the best road reopens",
        "season_people": "Reach a hub in one season only",
        "incidents": "Incidents",
    }
)
BAR = "#3c74a8"


class Sum(NamedTuple):
    """A sum of numbers, some of which may not be told."""

    number: float
    is_least: bool = False
    """Whether it is more than that."""

    @classmethod
    def of(cls, numbers: pd.Series) -> Sum:
        """Return the sum of the numbers that are told."""
        return cls(float(numbers.sum()), bool(numbers.isna().any()))

    def said(self) -> str:
        """Return it in words."""
        if not self.is_least:
            return words.number(self.number)
        if not self.number:
            return say("not told")
        return say("at least {n}", n=words.number(self.number))


@spoken
@withholding
def index(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    stability_region: pd.DataFrame,
    standing: pd.DataFrame,
    changes: pd.DataFrame,
    as_of: pd.DataFrame,
    setting: Mapping[str, Any],
    base_scenario: str,
    headline_service: str,
    access_within_min: int,
) -> str:
    """Page of headline numbers, what changed, and links, without a map script, as HTML text.

    Isolated people are those cut off in the base scenario; unknown ones are listed, not counted in.
    """
    fates = stability_region.set_index("fate")["incidents_count"]
    reasons = _isolated(isolation, base_scenario)
    told = {
        "people_cut_off": Sum(
            sum(one.number for one in reasons.values()),
            any(one.is_least for one in reasons.values()),
        ),
        "season_people": _flipping(season_flips, base_scenario),
    }
    why = {words.HUB_REASONS[key]: people for key, people in reasons.items()}
    counted = {key: Sum(float(number)) for key, number in fates.items()}
    became = {words.FATES[key]: counted[key] for key in words.FATES if key in counted}
    labels = _labels(headline_service, access_within_min)
    body = (
        _figures(standing, told, labels, _level(areas), base_scenario)
        + _changed(changes, labels)
        + _cards()
        + '<div class="two"><div>'
        + _sheet(say("Areas by quadrant"), _overview(areas, resilience) + legend.quadrants())
        + "</div><div>"
        + _sheet(
            say("People cut off, by reason"),
            _bars(why, say("No one is cut off from every hub.")),
        )
        + _sheet(say("What became of the incidents"), _bars(became, say("No incidents are given.")))
        + _sheet(
            say("Evidence"), _notes(_evidence(network, services, incidents, resilience, as_of))
        )
        + "</div></div>"
    )
    page = frame.Page(
        name="index.html",
        day=frame.day(as_of),
        lead="",
        evidence=frame.graded(resilience["grade"]),
    )
    return frame.plain_page(page, setting, body, {"places": _places(areas, communities)})


def _places(areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return what the search box finds, each kind with the page that shows it."""
    at = slim.points(areas.geometry.representative_point())
    named = {"names": areas["area_name"].astype("str").tolist(), "at": at}
    return {
        "areas": {**named, "page": "resilience.html"},
        "communities": {**drawing.places(communities, areas), "page": "isolation.html"},
    }


def _labels(service: str, within_min: int) -> dict[str, str]:
    """Return what the headline numbers are called, in their order."""
    near = {"service": words.service(service), "n": words.number(within_min)}
    return {name: FIGURES[name].format(**near) for name in FIGURES}


def _figures(
    standing: pd.DataFrame,
    told: Mapping[str, Sum],
    labels: Mapping[str, str],
    level: str,
    scenario: str,
) -> str:
    """Return the headline numbers, each with a note.

    Those of `told` are sums of the numbers that are told of communities: of those that are kept
    back they say nothing.
    """
    now = standing[standing["moment"].eq("now") & standing["kind"].eq("figure")]
    rows: Any = now.set_index("id")
    number = {**rows["number"], **{name: one.number for name, one in told.items()}}
    shown = {name: changed.figure(name, number[name]) for name in labels}
    shown |= {name: one.said() for name, one in told.items()}
    communities, lost = (int(number[name]) for name in ("communities", "incidents_not_placed"))
    no_road, no_opening = say("no road cuts anyone off"), say("no closed road cuts anyone off")
    notes = {
        "people": say_many("{n} community", "{n} communities", communities),
        "areas": level,
        "near_share": words.scenario(scenario),
        "people_cut_off": words.scenario(scenario),
        "worst_road_people": _named(rows.loc["worst_road_people"], no_road),
        "best_opening_people": _named(rows.loc["best_opening_people"], no_opening),
        "season_people": say("Dry or wet, {vehicle}", vehicle=words.vehicle(scenario)),
        "incidents": say_many("{n} not placed in an area", "{n} not placed in an area", lost),
    }
    return (
        '<dl class="figures">'
        + "".join(
            f"<div><dt>{text(label)}</dt><dd>{text(shown[name])}</dd>"
            f'<dd class="note">{text(notes[name])}</dd></div>'
            for name, label in labels.items()
        )
        + "</dl>"
    )


def _named(figure: pd.Series, none: str) -> str:
    """Return the name of the road that a figure is of."""
    if not figure["number"]:
        return none
    return say("an unnamed road") if pd.isna(figure["name"]) else words.few(str(figure["name"]))


def _flipping(season_flips: gpd.GeoDataFrame, scenario: str) -> Sum:
    """Return the people of communities for whom the season decides, with the base vehicle."""
    concerned = (season_flips[["open_scenario", "shut_scenario"]] == scenario).any(axis=1)
    to_hub = season_flips[concerned & season_flips["service_type"].eq("hub")]
    return Sum.of(to_hub.drop_duplicates("community_id")["people"])


def _changed(changes: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return what is not as it was at the build before."""
    parts = changed.news(changes, labels)
    is_first = (changes["change"] == "first").any()
    told = "".join(
        f"<div><h3>{text(part.heading)}</h3>{_notes(part.lines)}</div>" for part in parts
    )
    nothing = (
        "" if parts or is_first else f"<p>{text(say('Nothing that is told here changed.'))}</p>"
    )
    body = f"<p>{text(changed.built(changes))}</p>{nothing}"
    return _sheet(
        say("What changed since the build before"),
        body + (f'<div class="news">{told}</div>' if told else ""),
    )


def _level(areas: gpd.GeoDataFrame) -> str:
    levels = sorted({int(level) for level in areas["level"]})
    return say("administrative level {n}", n=", ".join(map(str, levels))) if levels else ""


def _isolated(isolation: gpd.GeoDataFrame, scenario: str) -> dict[str, Sum]:
    """Return people cut off in a scenario by reason, the most first."""
    is_cut = isolation["status"].isin(["unreachable", "conditional"])
    cut = isolation[is_cut & (isolation["scenario"] == scenario)]
    people = {str(reason): Sum.of(own["people"]) for reason, own in cut.groupby("reason")}
    return dict(sorted(people.items(), key=lambda item: (-item[1].number, item[0])))


def _sheet(heading: str, body: str) -> str:
    return f'<section class="sheet"><h2>{text(heading)}</h2>{body}</section>'


def _cards() -> str:
    cards = "".join(
        f'<a href="{name}"><strong>{text(words.PAGES[name])}</strong><span>{text(line)}</span></a>'
        for name, line in CARDS.items()
    )
    return f'<div class="cards">{cards}</div>'


def _bars(values: Mapping[str, Sum], none: str) -> str:
    """Return one bar a value, as long as its part of the largest."""
    most = max((one.number for one in values.values()), default=0)
    if not most and not any(one.is_least for one in values.values()):
        return f"<p>{text(none)}</p>"
    rows = "".join(
        f'<span>{text(label)}</span><i style="--c:{BAR};'
        f'--w:{math.ceil(100 * one.number / (most or 1))}%"></i><b>{text(one.said())}</b>'
        for label, one in values.items()
    )
    return f'<div class="bars">{rows}</div>'


def _notes(lines: list[str]) -> str:
    return f'<ul class="notes">{"".join(f"<li>{text(line)}</li>" for line in lines)}</ul>'


def _evidence(
    network: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
) -> list[str]:
    """Return what the numbers rest on, a sentence each."""
    grades = resilience["grade"].value_counts()
    counted = ", ".join(f"{grade} {grades.get(grade, 0)}" for grade in words.GRADES)
    length_m = network["length_m"]
    guessed = length_m[network["is_surface_guessed"]].sum() / max(1.0, length_m.sum())
    lines = [
        say("Areas by evidence grade: {counted}.", counted=counted) + " " + notes.grades(),
        say(
            "{km} km of roads; the surface of {share} of the length is guessed from the road "
            "class.",
            km=words.number(length_m.sum() / 1000),
            share=words.percent(guessed),
        ),
        say(
            "{n} services; {assumed} are taken as open because their source says nothing of their "
            "status.",
            n=words.number(len(services)),
            assumed=words.number(services["is_status_assumed"].sum()),
        ),
    ]
    if len(incidents):
        first, last = (incidents["date"].agg(end).date() for end in ("min", "max"))
        count = words.number(len(incidents))
        lines.append(say("{n} incidents from {first} to {last}.", n=count, first=first, last=last))
    origin = words.ORIGINS[as_of["origin"].iloc[0]] if len(as_of) else words.ORIGINS["none"]
    day = frame.day(as_of)
    return [*lines, say("The data speak of {day} ({origin}).", day=day, origin=origin)]


def _overview(areas: gpd.GeoDataFrame, resilience: gpd.GeoDataFrame) -> str:
    """Return the areas as a small picture coloured by quadrant."""
    if areas.empty:
        return ""
    west, south, east, north = areas.total_bounds
    scale = SIZE_PX / max(east - west, north - south)
    shapes = shapely.simplify(np.asarray(areas.geometry), 0.6 / scale)
    quadrants = resilience.set_index("area_id")["quadrant"].reindex(areas["area_id"])
    paths = "".join(
        f'<path class="{quadrant}" fill="{colours.QUADRANTS[quadrant]}" '
        f'd="{_path(shape, west, north, scale)}">'
        f"<title>{text(name)}: {text(words.QUADRANTS[quadrant])}</title></path>"
        for shape, quadrant, name in zip(
            shapes, quadrants.fillna("unknown"), areas["area_name"], strict=True
        )
    )
    width, height = (east - west) * scale, (north - south) * scale
    return (
        f'<svg class="overview" viewBox="-2 -2 {width + 4:.0f} {height + 4:.0f}" role="img" '
        f'aria-label="{text(say("Areas by quadrant"))}">{paths}</svg>'
    )


def _path(shape: BaseGeometry, west: float, north: float, scale: float) -> str:
    """Return a polygon as an SVG path in whole and tenth pixels."""
    parts = []
    for ring in shapely.get_rings(shape):
        xy = shapely.get_coordinates(ring)
        pixels = np.column_stack([(xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale])
        parts.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in pixels.tolist()) + "Z")
    return "".join(parts)
