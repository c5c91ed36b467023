"""The isolation page: communities that do not reach a hub, why, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.page import (
    colours,
    drawing,
    frame,
    isolated,
    legend,
    linked,
    notes,
    reports,
    seasons,
    slim,
    tiles,
    words,
)
from pipeline.page.language import Words, say, say_many, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

OVER = isolated.OVER
LARGEST = 10
LABELS = Words(
    {
        "unreachable": "No way to a hub",
        "conditional": "Only in another season, vehicle or with a road opened",
        "unknown": "Unknown: map too thin",
        isolated.REACHED: "Reaches a hub",
    }
)
SINGLE_TITLES = Words(
    {
        "reports": "Where reports were made",
        "openings": "Best roads to reopen",
        "insecure": "Insecure roads",
    }
)
SINGLE = {
    "reports": (colours.LINKS["closed"], "ring"),
    "openings": (colours.OPENING, "wide"),
    "insecure": (colours.INSECURE, "line"),
}
"""Layers of one swatch, left out of the legend where they are empty."""


@spoken
@withholding
def isolation(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    link_status: pd.DataFrame,
    link_reports: pd.DataFrame,
    link_risk: pd.DataFrame,
    links: gpd.GeoDataFrame,
    closures: gpd.GeoDataFrame,
    closure_effects: pd.DataFrame,
    reopenings: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    robustness: pd.DataFrame,
    hubs: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    setting: Mapping[str, Any],
    scenarios: Sequence[str],
) -> str:
    """Page of communities by whether they reach a hub, switched by scenario.

    Those that do are small dots; the others are circles as large as their people are many, with
    the reason and the way out in words. Roads are as wide as people are cut off without them;
    those that reports speak of, insecure ones, and the best to reopen lie on and under these.
    Where communities are too many, the page holds those that it lists, and reads all of them from
    the file that `communities_pmtiles` makes.
    """
    scenarios = seasons.ordered(scenarios)
    roads, left_out = drawing.roads(network)
    communities = own = drawing.neighbours_first(communities)
    has_tiles = tiles.has_too_many_cut_off(communities, isolation, scenarios)
    if has_tiles:
        own = isolated.listed(communities, isolation, season_flips, scenarios, LARGEST)
    look = isolated.look(communities, isolation, scenarios)
    circles = isolated.circles(
        areas, own, isolation, reopenings, season_flips, robustness, scenarios, look
    )
    cut_off, flips = isolated.largest(own, isolation, season_flips, scenarios, LARGEST)
    openings, best = linked.openings(reopenings, scenarios, OVER)
    rings, told = reports.reports(closures, closure_effects, scenarios[0])
    drawn = [
        openings,
        linked.lifelines(links),
        linked.insecure(network, link_risk),
        linked.reported(network, link_status, link_reports, closures),
        circles,
        rings,
        drawing.stars(hubs),
    ]
    page = frame.Page(
        name="isolation.html",
        day=frame.day(as_of),
        evidence=frame.graded(communities["people_grade"]),
        evidence_of=say("Communities by evidence"),
        lead=say(
            "Communities that cannot reach any hub by the roads that the chosen season and "
            "vehicle leave open, why, and which roads matter most."
        ),
        switches=seasons.switches(scenarios),
        blocks=_legend(look.size, link_status, drawn, scenarios[0], has_tiles=has_tiles),
        list_title=say("The {n} largest cut-off communities", n=LARGEST),
        also_listed=_lists(),
        corner={
            say("Hubs"): words.number(len(hubs)),
            say("Communities"): words.number(len(communities)),
        },
        about=_about(
            closure_effects,
            [*frame.left_out(left_out), *(_not_in_file() if has_tiles else [])],
            scenarios[0],
        ),
    )
    over = list(OVER)
    data: dict[str, Any] = {
        "switches": over,
        "layers": [layer.plain() for layer in (drawing.ground(areas), roads, *drawn)],
        "labels": drawing.labels(areas, communities, hubs, has_dots=False),
        "list": {
            "layer": "communities",
            "over": over,
            "values": cut_off,
            "count": isolated.COUNT,
            "why": [isolated.REASON, isolated.OPENED],
            "none": say("No community is cut off in this scenario."),
        },
        "also": [
            {
                "layer": "openings",
                "over": over,
                "values": best,
                "count": 0,
                "why": [1, 2, 3],
                "none": say("No closed road stands between a community and a hub."),
            },
            {
                "layer": "communities",
                "over": over,
                "values": flips,
                "count": isolated.COUNT,
                "why": [isolated.SEASONS],
                "none": say("No community loses its way to a hub with the season."),
            },
            {
                "layer": "reports",
                "values": told,
                "why": reports.WHY,
                "none": say("No road reports are given for this region."),
            },
        ],
    }
    if has_tiles:
        data["tiles"] = _tiles(look, scenarios, tiles.stamp(communities, reach, as_of))
        data["places"] = {"communities": drawing.places(communities, areas)}
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _tiles(look: isolated.Look, scenarios: Sequence[str], stamp: str) -> dict[str, Any]:
    """Return what the page is told of the file with its communities."""
    return tiles.told(
        stamp,
        over=OVER,
        keys=[tiles.key(isolated.HUB, scenario) for scenario in scenarios],
        styles=look.styles,
        own={status: place for place, status in enumerate(isolated.CLASSES)},
        tip=("people", "status", "reason"),
        reasons=words.HUB_REASONS,
        size=look.size,
    )


def _without_file() -> str:
    return say("Without it only those in the lists are drawn, not all that are cut off.")


def _not_in_file() -> list[str]:
    """Return what a page whose communities are in a file does not tell, a sentence each."""
    return [
        tiles.told_apart(),
        say(
            "What would bring a community back, and where the nearest road is, is told only of "
            "those that are listed; layers and exports hold it of all."
        ),
    ]


def _lists() -> dict[str, str]:
    """Return the headings of the further lists, each with its note."""
    return {
        say("Best roads to reopen"): say(
            "Best first: people who would reach a hub again for each km that is opened."
        ),
        say("Reached in one season only"): say(
            "The {n} largest communities that reach a hub in one season and not in another, by "
            "the same vehicle.",
            n=LARGEST,
        ),
        say("Road reports"): say(
            "What each says, what became of it, and what it does to ways to a hub; those that "
            "most people feel come first."
        ),
    }


def _legend(
    size: Mapping[str, float],
    link_status: pd.DataFrame,
    drawn: Sequence[drawing.Layer],
    base: str,
    *,
    has_tiles: bool,
) -> list[str]:
    """Return the legend's blocks, with those link statuses that are seen."""
    circles = [
        legend.Entry(
            LABELS[name],
            colours.STATUSES[name],
            "dot" if name == isolated.REACHED else "circle",
        )
        for name in isolated.CLASSES
    ]
    title, note = say("Communities"), say("Circles grow with the people they stand for.")
    entries = [*circles, legend.Entry(say("Hub"), colours.INK, "icon star")]
    sizes = legend.sizes(size)
    has_rows = {layer.name for layer in drawn if layer.titles}
    single = {name: (SINGLE_TITLES[name], *SINGLE[name]) for name in SINGLE if name in has_rows}
    return [
        tiles.block(title, sizes + legend.noted(entries, note), without=_without_file())
        if has_tiles
        else legend.block("communities", title, entries, body=sizes, note=note),
        legend.block(
            "lifelines",
            say("People cut off if the road goes"),
            linked.lifeline_entries(),
            note=say("{scenario}. More on the page of roads.", scenario=words.scenario(base)),
        ),
        _reported(link_status),
        *(
            legend.block(name, title, [legend.Entry(title, colour, shape)])
            for name, (title, colour, shape) in single.items()
        ),
        legend.block("roads", say("Roads"), [legend.Entry(say("Road"), "#7c8792", "thin")]),
    ]


def _reported(link_status: pd.DataFrame) -> str:
    """Return the legend of reported roads; the only status is named in the heading."""
    seen = set(link_status["status"])
    links = [
        legend.Entry(words.LINK_STATUSES[name], colours.LINKS[name], "dash" if dashed else "line")
        for name, dashed in linked.DASHED.items()
        if name in seen
    ]
    heading = say("Reported roads")
    if len(links) == 1:
        heading = say("Reported roads: {status}", status=links[0].label.lower())
    return legend.block("links", heading, links, note="" if links else say("None reported."))


def _about(closure_effects: pd.DataFrame, left_out: list[str], base: str) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    unmatched = int((closure_effects["fate"] == "no_road").sum())
    lost = say_many(
        "{n} road report touches no mapped road, and closes none.",
        "{n} road reports touch no mapped road, and close none.",
        unmatched,
    )
    return {
        say("Method"): [
            *notes.cut_off(),
            say(
                "One reason binds, the first that applies: map gap, no road, closed link, "
                "disconnected, season, vehicle, insecure, too far."
            ),
            say(
                "Click a cut-off community: the dashed line leads to the nearest road that is "
                "reached from a hub. It is a straight line, not a way."
            ),
            say(
                "A road to reopen is the set of closed links of least length that gives a "
                "community a way to a hub. Its people are all who gain one; sets may share people, "
                "so that they do not add up, and what several do together is said of its own."
            ),
            say(
                "People cut off if a road goes are those who reach a hub now and would not without "
                "it; they and the effects of reports are counted for {scenario}.",
                scenario=words.scenario(base).lower(),
            ),
            notes.run_out(),
        ],
        say("Assumptions"): [
            notes.hubs(),
            say(
                "Roads fail by chance with assumed probabilities by kind of road, season and "
                "nearby incidents, each on its own; floods that take many at once are not drawn. "
                "Compare communities by it; do not read it as a forecast."
            ),
            say(
                "Risk comes from known incidents near a road. A road without any is not proved "
                "safe."
            ),
            notes.grades(),
        ],
        say("Left out"): [
            say(
                "Only the {n} road links with most people cut off are drawn wide.",
                n=words.number(linked.MOST_LIFELINES),
            ),
            say(
                "Whether a way that is reopened is secure, or within the time limit, is not asked."
            ),
            *([lost] if unmatched else []),
            *left_out,
        ],
    }
