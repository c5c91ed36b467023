"""The page of roads: the register of links, coloured by what a reader asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.page import colours, drawing, frame, legend, measures, notes, register, slim, words
from pipeline.page.language import say, say_many, short, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

LARGEST = 20


@spoken
@withholding
def links(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    link_risk: pd.DataFrame,
    cut_nodes: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    setting: Mapping[str, Any],
    base_scenario: str,
    risk_limit: float,
    risk_near_km: float,
    risk_months: float,
) -> str:
    """Page of road links by people cut off, use, detour, risk or status.

    Links with nothing to tell are thin and grey. Where there are too many to draw each for itself,
    those that nobody uses lie in the quiet network under the others. The ten with most people cut
    off are listed.
    """
    told = register.told(links, link_risk)
    asked = measures.of(told, base_scenario, risk_limit)
    roads, left_out = drawing.roads(network[~network["link_id"].isin(told["link_id"])])
    shown = [measure.name == asked[0].name for measure in asked]
    drawn = [
        drawing.ground(areas),
        roads,
        register.lines(told, asked),
        register.nodes(cut_nodes, shown),
        drawing.stars(hubs),
    ]
    page = frame.Page(
        name="links.html",
        day=frame.day(as_of),
        evidence=frame.graded(link_risk["grade"]),
        evidence_of=say("Risks by evidence"),
        lead=say(
            "Every road link: who depends on it, what breaks if it goes, how long the way round "
            "is, and what is known of its state and safety."
        ),
        switches=(
            legend.switch("measure", say("Colour roads by"), [measure.name for measure in asked]),
        ),
        blocks=_legend(asked),
        list_title=say("The {n} road links that stand out most by what colours them", n=LARGEST),
        list_note=say("A road is cut into links where others meet it; each counts for itself."),
        corner={
            say("Scenario"): words.scenario(base_scenario),
            say("Road links"): words.number(len(links)),
        },
        about=_about(len(links) - len(told), left_out, base_scenario, risk_near_km, risk_months),
    )
    data = {
        "switches": list(register.OVER),
        "layers": [layer.plain() for layer in drawn],
        "labels": drawing.labels(areas, communities, hubs, has_dots=True),
        "places": {"communities": drawing.places(communities, areas)},
        "list": {
            "layer": "links",
            "over": list(register.OVER),
            "values": register.foremost(told, LARGEST),
            "counts": register.COUNTS,
            "why": [register.ROAD_CLASS, register.LENGTH, register.DETOUR, register.NO_DETOUR],
            "none": say("No road link stands out by this."),
        },
    }
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _legend(asked: Sequence[measures.Measure]) -> list[str]:
    """Return the legend's blocks; that of the links follows the switch."""
    by_choice = legend.by_choice("measure", [(one.entries, one.note) for one in asked])
    junction = legend.Entry(say("Junction"), colours.INK, "icon square")
    return [
        legend.block("links", say("Road links"), body=by_choice),
        legend.block(
            "nodes",
            say("Junctions that cut people off"),
            [junction],
            note=say("Shown while roads are coloured by people cut off."),
        ),
        legend.block("hubs", say("Hubs"), [legend.Entry(say("Hub"), colours.INK, "icon star")]),
    ]


def _about(
    quiet_count: int, left_out: list[str], base: str, near_km: float, months: float
) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    quiet = say_many(
        "{n} road link that fewest people use is drawn as a thin road that says nothing; layers "
        "and exports hold its figures.",
        "{n} road links that fewest people use are drawn as thin roads that say nothing; layers "
        "and exports hold their figures.",
        quiet_count,
    )
    return {
        say("Method"): [
            say(
                "All figures are of one scenario, {scenario}, with the reports of the day.",
                scenario=words.scenario(base).lower(),
            ),
            say(
                "People cut off are those who reach a hub now and would reach none without the "
                "link. People whose only road is the link itself count too, so it need not be a "
                "cut link."
            ),
            say(
                "A cut link is one by which alone its ends hang together, over passable roads. "
                "Where nobody lives behind it, or a hub does too, it cuts off nobody."
            ),
            say(
                "Use counts the people whose fastest way to the nearest hub or service of each "
                "type runs on the link, or on part of it."
            ),
            say(
                "The detour is the next best way between the link's ends, less the link itself. "
                "Links that carry most people are asked first; a budget of steps may leave some "
                "out, and these say so."
            ),
            say_many(
                "Risk adds up incidents in {km} km of the link in the last {months} month, the "
                "newer the more.",
                "Risk adds up incidents in {km} km of the link in the last {months} months, the "
                "newer the more.",
                months,
                km=short(near_km),
                months=short(months),
            ),
        ],
        say("Assumptions"): [
            say("Everyone takes the fastest way to the nearest place of each type."),
            say(
                "Risk rests on known incidents and assumed distances. A road without any is not "
                "proved safe, and no recent information does not mean open."
            ),
            notes.grades(),
        ],
        say("Left out"): [
            say(
                "Only the {n} junctions with most people cut off are drawn.",
                n=register.MOST_NODES,
            ),
            say("Which incidents make a risk is not told: that would give their places away."),
            *([quiet] if quiet_count else []),
            *frame.left_out(left_out),
        ],
    }
