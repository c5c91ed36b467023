"""The isolation page: communities that do not reach a hub, and why."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, frame, legend, slim, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

OVER = ("scenario",)
LARGEST = 10
REACHED = "reachable"
CLASSES = ("unreachable", "conditional", "unknown", REACHED)
AREA_STYLE = {"color": "#aab4bd", "weight": 1, "fillColor": "#f8f9fa"}
LARGEST_RADIUS = 20.0
LEAST_SHARE, MOST_LEAST_PX = 0.35, 2.8
DOT_SHARE, LARGEST_DOT_PX = 0.25, 2.0
ROOMY = 200
"""So many circles may be as large as the largest."""

SEPARATOR = re.compile(r"[,;\s]+")
LABELS = {
    "unreachable": "No way to a hub",
    "conditional": "Only in another season, vehicle or with a road opened",
    "unknown": "Unknown: map too thin",
    REACHED: "Reaches a hub",
}
DASHED = {"closed": True, "warning": False, "unknown": False, "open": False}
LINK_STYLES = [
    {"color": colours.LINKS[name], "weight": 4.5, "dashArray": "6 6" if DASHED[name] else None}
    for name in words.LINK_STATUSES
]


def isolation(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    link_status: pd.DataFrame,
    closures: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    title: str,
    tiles: str | None,
    attribution: str | None,
    scenarios: Sequence[str],
) -> str:
    """Page of communities by whether they reach a hub, switched by scenario.

    Those that do are small dots; the others are circles as large as their people are many, with
    the reason in words. The ten largest are listed; ties go to the least id. Links that a report
    speaks of are drawn by its status.
    """
    roads, left_out = drawing.roads(network)
    communities = drawing.neighbours_first(communities)
    circles = _communities(areas, communities, isolation, scenarios)
    layers = [_areas(areas), roads, _links(network, link_status, closures), circles, _stars(hubs)]
    unmatched = int((~closures["closure_id"].isin(link_status["closure_id"])).sum())
    page = frame.Page(
        name="isolation.html",
        title=title,
        day=frame.day(as_of),
        lead="Communities that cannot reach any hub by the roads that the chosen season and "
        "vehicle leave open, and the one reason that binds.",
        switches=(
            legend.switch("scenario", "Scenario", [words.scenario(name) for name in scenarios]),
        ),
        blocks=_legend(circles.size or {}, set(link_status["status"])),
        list_title=f"The {LARGEST} largest cut-off communities",
        corner={"Hubs": f"{len(hubs):,}", "Communities": f"{len(communities):,}"},
        about=_about(unmatched, left_out),
    )
    data = {
        "switches": list(OVER),
        "layers": [layer.plain() for layer in layers],
        "labels": drawing.labels(areas, communities, hubs, has_dots=False),
        "list": {
            "layer": "communities",
            "over": list(OVER),
            "values": _largest(communities, isolation, scenarios),
            "count": 0,
            "why": [2],
        },
    }
    return frame.map_page(
        page, data, bounds=slim.bounds(areas), tiles=tiles, attribution=attribution
    )


def _areas(areas: gpd.GeoDataFrame) -> drawing.Layer:
    """Return the areas as quiet ground."""
    shapes = slim.areas(areas.geometry)
    return drawing.Layer("areas", "area", shapes, drawing.columns([0] * len(areas)), [AREA_STYLE])


def _communities(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    scenarios: Sequence[str],
) -> drawing.Layer:
    """Return all communities, by status in each scenario."""
    ids = communities["community_id"].tolist()
    column = drawing.by_switch(isolation, "community_id", ids, {"scenario": list(scenarios)})
    reason = column("reason")
    reason = np.where(pd.isna(reason), "ok", reason)
    status = column("status")
    status = np.where(pd.isna(status), REACHED, status)
    nearest_m = column("nearest_road_m").astype(float)  # the same in every scenario
    area_names = dict(zip(areas["area_id"], areas["area_name"], strict=True))
    facts = (
        drawing.measured("People", communities["people"], is_in_tip=True),
        drawing.worded("Status", status, words.STATUSES, over=OVER, is_in_tip=True),
        drawing.worded("Reason", reason, words.HUB_REASONS, over=OVER, is_in_tip=True),
        _open_in(column("open_scenarios")),
        drawing.measured("Nearest road", np.fmax.reduce(nearest_m, axis=0), "m"),
        drawing.named("Area", communities["area_id"].map(area_names)),
        drawing.worded("Evidence for people", communities["people_grade"], words.GRADES),
    )
    styles = [colours.circle_style(colours.STATUSES[name]) for name in CLASSES[:-1]]
    radius = drawing.dot_radius(len(communities), DOT_SHARE, LARGEST_DOT_PX)
    dot = {
        "radius": radius,
        "near": 3,
        "weight": 0,
        "fillColor": colours.STATUSES[REACHED],
        "fillOpacity": 0.9,
    }
    return drawing.Layer(
        "communities",
        "circle",
        slim.points(communities.geometry),
        drawing.codes(status, dict.fromkeys(CLASSES, "")),
        [*styles, dot],
        OVER,
        communities["community_name"].tolist(),
        facts,
        _size(communities["people"].to_numpy(), status != REACHED),
    )


def _size(people: np.ndarray, is_shown: np.ndarray) -> dict[str, float]:
    """Return how large circles are: smaller where many are shown in one scenario."""
    shown = max(1, int(is_shown.sum(axis=1).max(initial=0)))
    most = max(1.0, float(people[is_shown.any(axis=0)].max(initial=0)))
    largest = LARGEST_RADIUS * min(1.0, max(0.4, math.sqrt(ROOMY / shown)))
    return {
        "fact": 0,
        "factor": round(largest / math.sqrt(most), 5),
        "least": drawing.dot_radius(len(people), LEAST_SHARE, MOST_LEAST_PX),
        "near": 5,
        "most": round(largest, 1),
    }


def _open_in(codes: np.ndarray) -> drawing.Fact:
    """Return the scenarios in which a hub is reached, in words."""
    said = {
        text: "; ".join(words.scenario(code) for code in SEPARATOR.split(text))
        for text in sorted(set(codes[~pd.isna(codes)]))
    }
    return drawing.worded("Reached in", codes, said, over=OVER)


def _largest(
    communities: gpd.GeoDataFrame, isolation: gpd.GeoDataFrame, scenarios: Sequence[str]
) -> list[list[int]]:
    """Return, a scenario, the rows of the cut-off communities with most people."""
    cut = isolation[isolation["status"].isin(["unreachable", "conditional"])]
    cut = cut.sort_values(["people", "community_id"], ascending=[False, True])
    row_of = pd.Index(communities["community_id"])
    return [
        row_of.get_indexer(cut.loc[cut["scenario"] == name, "community_id"][:LARGEST]).tolist()
        for name in scenarios
    ]


def _links(
    network: gpd.GeoDataFrame, link_status: pd.DataFrame, closures: gpd.GeoDataFrame
) -> drawing.Layer:
    """Return the links that a report speaks of, the worst status on top."""
    links = network[["link_id", "road_name", "geometry"]].merge(link_status, on="link_id")
    links = links.merge(closures[["closure_id", "source"]], on="closure_id", how="left")
    links["rank"] = links["status"].map({name: -n for n, name in enumerate(words.LINK_STATUSES)})
    links = links.sort_values(["rank", "link_id"], ignore_index=True)
    facts = (
        drawing.worded("Status", links["status"], words.LINK_STATUSES, is_in_tip=True),
        drawing.named("Report", links["closure_name"]),
        drawing.named("Reported on", links["reported"].dt.date.astype("str")),
        drawing.named("Reported by", links["reported_by"]),
        drawing.worded("Report has run out", links["is_expired"], words.YES_NO),
        drawing.worded("Reports disagree", links["is_contested"], words.YES_NO),
        drawing.named("Source", links["source"]),
    )
    return drawing.Layer(
        "links",
        "line",
        slim.lines(links.geometry),
        drawing.codes(links["status"], words.LINK_STATUSES),
        LINK_STYLES,
        titles=links["road_name"].fillna("Unnamed road").tolist(),
        facts=facts,
    )


def _stars(hubs: gpd.GeoDataFrame) -> drawing.Layer:
    """Return a star at each hub; its name is among the labels."""
    shapes = slim.points(hubs.geometry)
    return drawing.Layer(
        "hubs", "icon", shapes, drawing.columns([0] * len(hubs)), [{"icon": "star"}]
    )


def _legend(size: Mapping[str, float], seen: set[str]) -> list[str]:
    """Return the legend's blocks, with those link statuses that are seen."""
    circles = [
        legend.Entry(LABELS[name], colours.STATUSES[name], "dot" if name == REACHED else "circle")
        for name in CLASSES
    ]
    links = [
        legend.Entry(words.LINK_STATUSES[name], colours.LINKS[name], "dash" if dashed else "line")
        for name, dashed in DASHED.items()
        if name in seen
    ]
    heading = "Reported roads" + (f": {links[0].label.lower()}" if len(links) == 1 else "")
    return [
        legend.block(
            "communities",
            "Communities",
            [*circles, legend.Entry("Hub", colours.INK, "icon star")],
            body=legend.sizes(size),
            note="Circles grow with the people they stand for.",
        ),
        legend.block("links", heading, links, note="" if links else "None reported."),
        legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
    ]


def _about(unmatched: int, left_out: list[str]) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    lost = [f"Road reports that touch no mapped road, and are not drawn: {unmatched}."]
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
            "Reports that have run out count as no recent information.",
        ],
        "Assumptions": [
            "Hubs are those of the region file, or else the community with most people.",
            words.GRADE_NOTE,
        ],
        "Left out": [*(lost if unmatched else []), *frame.left_out(left_out)],
    }
