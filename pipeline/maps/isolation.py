"""The isolation page: communities that do not reach a hub, why, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.page import colours, drawing, frame, isolated, legend, linked, reports, slim, words
from pipeline.page.language import say, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

OVER = isolated.OVER
LARGEST = 10
AREA_STYLE = {"color": "#aab4bd", "weight": 1, "fillColor": "#f8f9fa"}
LABELS = {
    "unreachable": "No way to a hub",
    "conditional": "Only in another season, vehicle or with a road opened",
    "unknown": "Unknown: map too thin",
    isolated.REACHED: "Reaches a hub",
}
LIFELINE_ROOM = "1,000 road links with most"
OPENINGS, FLIPS, REPORTS = (
    "Best roads to reopen",
    "Reached in one season only",
    "Road reports",
)
SINGLE = {
    "reports": ("Where reports were made", colours.LINKS["closed"], "ring"),
    "openings": (OPENINGS, colours.OPENING, "wide"),
    "insecure": ("Insecure roads", colours.INSECURE, "line"),
}
"""Layers of one swatch, left out of the legend where they are empty."""

LISTS = {
    OPENINGS: "Best first: people who would reach a hub again for each km that is opened.",
    FLIPS: f"The {LARGEST} largest communities that reach a hub in one season and not in another, "
    "by the same vehicle.",
    REPORTS: "What each says, what became of it, and what it does to ways to a hub; those that "
    "most people feel come first.",
}


@spoken
@withholding
def isolation(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
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
    """
    roads, left_out = drawing.roads(network)
    communities = drawing.neighbours_first(communities)
    circles = isolated.circles(
        areas, communities, isolation, reopenings, season_flips, robustness, scenarios
    )
    cut_off, flips = isolated.largest(communities, isolation, season_flips, scenarios, LARGEST)
    openings, best = linked.openings(reopenings, scenarios, OVER)
    rings, told = reports.reports(closures, closure_effects, scenarios[0])
    drawn = [
        openings,
        linked.lifelines(links),
        linked.insecure(network, link_risk),
        linked.reported(network, link_status, link_reports, closures),
        circles,
        rings,
        _stars(hubs),
    ]
    page = frame.Page(
        name="isolation.html",
        day=frame.day(as_of),
        evidence=frame.graded(communities["people_grade"]),
        evidence_of=say("Communities by evidence"),
        lead="Communities that cannot reach any hub by the roads that the chosen season and "
        "vehicle leave open, why, and which roads matter most.",
        switches=(
            legend.switch("scenario", "Scenario", [words.scenario(name) for name in scenarios]),
        ),
        blocks=_legend(circles.size or {}, link_status, drawn, scenarios[0]),
        list_title=f"The {LARGEST} largest cut-off communities",
        also_listed=LISTS,
        corner={"Hubs": f"{len(hubs):,}", "Communities": f"{len(communities):,}"},
        about=_about(closure_effects, left_out, scenarios[0]),
    )
    over = list(OVER)
    data = {
        "switches": over,
        "layers": [layer.plain() for layer in (_areas(areas), roads, *drawn)],
        "labels": drawing.labels(areas, communities, hubs, has_dots=False),
        "list": {
            "layer": "communities",
            "over": over,
            "values": cut_off,
            "count": isolated.COUNT,
            "why": [isolated.REASON, isolated.OPENED],
            "none": "No community is cut off in this scenario.",
        },
        "also": [
            {
                "layer": "openings",
                "over": over,
                "values": best,
                "count": 0,
                "why": [1, 2, 3],
                "none": "No closed road stands between a community and a hub.",
            },
            {
                "layer": "communities",
                "over": over,
                "values": flips,
                "count": isolated.COUNT,
                "why": [isolated.SEASONS],
                "none": "No community loses its way to a hub with the season.",
            },
            {
                "layer": "reports",
                "values": told,
                "why": reports.WHY,
                "none": "No road reports are given for this region.",
            },
        ],
    }
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _areas(areas: gpd.GeoDataFrame) -> drawing.Layer:
    """Return the areas as quiet ground."""
    shapes = slim.areas(areas.geometry)
    return drawing.Layer("areas", "area", shapes, drawing.columns([0] * len(areas)), [AREA_STYLE])


def _stars(hubs: gpd.GeoDataFrame) -> drawing.Layer:
    """Return a star at each hub; its name is among the labels."""
    shapes = slim.points(hubs.geometry)
    return drawing.Layer(
        "hubs", "icon", shapes, drawing.columns([0] * len(hubs)), [{"icon": "star"}]
    )


def _legend(
    size: Mapping[str, float],
    link_status: pd.DataFrame,
    drawn: Sequence[drawing.Layer],
    base: str,
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
    seen = set(link_status["status"])
    links = [
        legend.Entry(words.LINK_STATUSES[name], colours.LINKS[name], "dash" if dashed else "line")
        for name, dashed in linked.DASHED.items()
        if name in seen
    ]
    heading = "Reported roads" + (f": {links[0].label.lower()}" if len(links) == 1 else "")
    has_rows = {layer.name for layer in drawn if layer.titles}
    return [
        legend.block(
            "communities",
            "Communities",
            [*circles, legend.Entry("Hub", colours.INK, "icon star")],
            body=legend.sizes(size),
            note="Circles grow with the people they stand for.",
        ),
        legend.block(
            "lifelines",
            "People cut off if the road goes",
            linked.lifeline_entries(),
            note=f"{words.scenario(base)}. More on the page of roads.",
        ),
        legend.block("links", heading, links, note="" if links else "None reported."),
        *(
            legend.block(name, title, [legend.Entry(title, colour, shape)])
            for name, (title, colour, shape) in SINGLE.items()
            if name in has_rows
        ),
        legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
    ]


def _about(closure_effects: pd.DataFrame, left_out: list[str], base: str) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    unmatched = int((closure_effects["fate"] == "no_road").sum())
    lost = [f"Road reports that touch no mapped road, and close none: {unmatched}."]
    base_words = words.scenario(base)
    return {
        "Method": [
            (
                "A community is cut off where no way leads to a hub in the chosen season, with the "
                "chosen vehicle, past all reported closures."
            ),
            "It is unknown, and not counted as cut off, where too few roads are mapped to say.",
            (
                "One reason binds, the first that applies: map gap, no road, closed link, "
                "disconnected, season, vehicle, insecure, too far."
            ),
            (
                "Click a cut-off community: the dashed line leads to the nearest road that is "
                "reached from a hub. It is a straight line, not a way."
            ),
            (
                "A road to reopen is the set of closed links of least length that gives a "
                "community a way to a hub. Its people are all who gain one; sets may share people, "
                "so that they do not add up, and what several do together is said of its own."
            ),
            (
                "People cut off if a road goes are those who reach a hub now and would not without "
                f"it; they and the effects of reports are counted for {base_words.lower()}."
            ),
            (
                "A report that has run out says nothing any more, but a road that it closed stays "
                "shut until someone reports it open: it is drawn as no recent information."
            ),
        ],
        "Assumptions": [
            "Hubs are those of the region file, or else the community with most people.",
            (
                "Roads fail by chance with assumed probabilities by kind of road, season and "
                "nearby incidents, each on its own; floods that take many at once are not drawn. "
                "Compare communities by it; do not read it as a forecast."
            ),
            ("Risk comes from known incidents near a road. A road without any is not proved safe."),
            words.GRADE_NOTE,
        ],
        "Left out": [
            f"Only the {LIFELINE_ROOM} people cut off are drawn wide.",
            "Whether a way that is reopened is secure, or within the time limit, is not asked.",
            *(lost if unmatched else []),
            *frame.left_out(left_out),
        ],
    }
