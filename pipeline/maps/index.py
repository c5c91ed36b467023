"""The overview page: headline numbers, the quadrants at a glance, and the way to the maps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from pipeline.page import colours, drawing, frame, legend, slim, words
from pipeline.page.escape import text
from pipeline.page.language import spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

SIZE_PX = 640
CARDS = {
    "resilience.html": "Areas by access and stability: who is strong, who is cut off.",
    "access.html": "People near each service, by season and vehicle.",
    "stability.html": "Incidents per person, where they rise and where they fall.",
    "compare.html": "Two scenarios, or two years, on one map with a line to move.",
    "isolation.html": "Communities that reach no hub, why, and which roads to reopen first.",
    "links.html": "Every road: who depends on it, what breaks if it goes, and the way round.",
}
BAR = "#3c74a8"


@spoken
@withholding
def index(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    access: pd.DataFrame,
    isolation: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    reopenings: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    stability_region: pd.DataFrame,
    as_of: pd.DataFrame,
    setting: Mapping[str, Any],
    base_scenario: str,
    headline_service: str,
    access_within_min: int,
) -> str:
    """Page of headline numbers and links, without a map script, as HTML text.

    Sums run over all areas; the share near the headline service is of all people. Isolated
    people are those cut off in the base scenario; unknown ones are listed, not counted in.
    """
    reasons = _isolated(isolation, base_scenario)
    fates = stability_region.set_index("fate")["incidents_count"]
    figures = {
        "People": (words.number(communities["people"].sum()), f"{len(communities):,} communities"),
        "Areas": (words.number(len(areas)), _level(areas)),
        f"{words.service(headline_service)} within {access_within_min} min": (
            words.percent(_near_share(access, headline_service, base_scenario, access_within_min)),
            words.scenario(base_scenario),
        ),
        "Cut off from every hub": (
            words.number(sum(reasons.values())),
            words.scenario(base_scenario),
        ),
        "Lose their hub if the worst road goes": _worst(links),
        "Regain a hub if the best road reopens": _best(reopenings, base_scenario),
        "Reach a hub in one season only": _flipping(season_flips, base_scenario),
        "Incidents": (
            words.number(fates.sum()),
            f"{fates.get('not_placed', 0) + fates.get('outside', 0):,} not placed in an area",
        ),
    }
    why = {words.HUB_REASONS[key]: people for key, people in reasons.items()}
    became = {words.FATES[key]: float(fates[key]) for key in words.FATES if key in fates.index}
    body = (
        _figures(figures)
        + _cards()
        + '<div class="two"><div>'
        + _sheet("Areas by quadrant", _overview(areas, resilience) + legend.quadrants())
        + "</div><div>"
        + _sheet("People cut off, by reason", _bars(why, "No one is cut off from every hub."))
        + _sheet("What became of the incidents", _bars(became, "No incidents are given."))
        + _sheet("Evidence", _notes(_evidence(network, services, incidents, resilience, as_of)))
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


def _worst(links: gpd.GeoDataFrame) -> tuple[str, str]:
    """Return the people cut off by the link with most of them, and its name."""
    cut = links[links["people_cut_off"].ne(0)]
    worst = cut.sort_values(["people_cut_off", "link_id"], ascending=[False, True])[:1]
    if worst.empty:
        return "0", "no road cuts anyone off"
    name = worst["road_name"].fillna("an unnamed road").iloc[0]
    return words.number(worst["people_cut_off"].iloc[0]), str(name)


def _best(reopenings: gpd.GeoDataFrame, scenario: str) -> tuple[str, str]:
    """Return the people reconnected by the best roads to reopen, and their names."""
    best = reopenings[reopenings["scenario"].eq(scenario) & reopenings["rank"].eq(1)]
    if best.empty:
        return "0", "no closed road cuts anyone off"
    name = words.few(best["road_names"].fillna("an unnamed road").iloc[0])
    return words.number(best["people"].iloc[0]), name


def _flipping(season_flips: gpd.GeoDataFrame, scenario: str) -> tuple[str, str]:
    """Return the people of communities for whom the season decides, with the base vehicle."""
    concerned = (season_flips[["open_scenario", "shut_scenario"]] == scenario).any(axis=1)
    to_hub = season_flips[concerned & season_flips["service_type"].eq("hub")]
    once = to_hub.drop_duplicates("community_id")
    vehicle = words.scenario(scenario).partition(", ")[2] or scenario
    return words.number(once["people"].sum()), f"Dry or wet, {vehicle}"


def _level(areas: gpd.GeoDataFrame) -> str:
    levels = sorted({int(level) for level in areas["level"]})
    return f"administrative level {', '.join(map(str, levels))}" if levels else ""


def _near_share(access: pd.DataFrame, service: str, scenario: str, within_min: int) -> float:
    """Return the share of the region's people near the service; NaN without any.

    Areas of which a share is withheld are left out of both sums.
    """
    is_asked = (access["service_type"] == service) & (access["scenario"] == scenario)
    bands = drawing.near_bands(within_min)
    asked = access[is_asked].dropna(subset=bands)
    near = asked[bands].sum(axis=1)
    total = float(asked["people"].sum())
    return float((near * asked["people"]).sum()) / total if total else float("nan")


def _isolated(isolation: gpd.GeoDataFrame, scenario: str) -> dict[str, float]:
    """Return people cut off in a scenario by reason, the most first."""
    is_cut = isolation["status"].isin(["unreachable", "conditional"])
    cut = isolation[is_cut & (isolation["scenario"] == scenario)]
    people = cut.groupby("reason")["people"].sum()
    return {
        reason: float(people[reason])
        for reason in sorted(people.index, key=lambda r: (-people[r], r))
    }


def _figures(figures: Mapping[str, tuple[str, str]]) -> str:
    return (
        '<dl class="figures">'
        + "".join(
            f"<div><dt>{text(label)}</dt><dd>{text(value)}</dd>"
            f'<dd class="note">{text(note)}</dd></div>'
            for label, (value, note) in figures.items()
        )
        + "</dl>"
    )


def _sheet(heading: str, body: str) -> str:
    return f'<section class="sheet"><h2>{text(heading)}</h2>{body}</section>'


def _cards() -> str:
    cards = "".join(
        f'<a href="{name}"><strong>{text(words.PAGES[name])}</strong><span>{text(line)}</span></a>'
        for name, line in CARDS.items()
    )
    return f'<div class="cards">{cards}</div>'


def _bars(values: Mapping[str, float], none: str) -> str:
    """Return one bar a value, as long as its part of the largest."""
    most = max(values.values(), default=0)
    if not most:
        return f"<p>{text(none)}</p>"
    rows = "".join(
        f'<span>{text(label)}</span><i style="--c:{BAR};--w:{math.ceil(100 * value / most)}%"></i>'
        f"<b>{text(words.number(value))}</b>"
        for label, value in values.items()
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
    assumed = int(services["is_status_assumed"].sum())
    origin = words.ORIGINS[as_of["origin"].iloc[0]] if len(as_of) else words.ORIGINS["none"]
    lines = [
        f"Areas by evidence grade: {counted}. {words.GRADE_NOTE}",
        (
            f"{words.number(length_m.sum() / 1000)} km of roads; the surface of "
            f"{words.percent(guessed)} of the length is guessed from the road class."
        ),
        (
            f"{len(services):,} services; {assumed:,} are taken as open because their source says "
            "nothing of their status."
        ),
        f"The data speak of {frame.day(as_of)} ({origin}).",
    ]
    if len(incidents):
        span = incidents["date"].min().date(), incidents["date"].max().date()
        lines.insert(3, f"{len(incidents):,} incidents from {span[0]} to {span[1]}.")
    return lines


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
        f'aria-label="Areas by quadrant">{paths}</svg>'
    )


def _path(shape: BaseGeometry, west: float, north: float, scale: float) -> str:
    """Return a polygon as an SVG path in whole and tenth pixels."""
    parts = []
    for ring in shapely.get_rings(shape):
        xy = shapely.get_coordinates(ring)
        pixels = np.column_stack([(xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale])
        parts.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in pixels.tolist()) + "Z")
    return "".join(parts)
