"""The register of links as a drawn layer, and the junctions that cut people off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.page import drawing, slim, words
from pipeline.page.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from pipeline.page.measures import Measure

OVER = ("measure",)
MOST_LINKS = 20_000
"""So many are drawn each for itself; of more, those that nobody uses go first."""

MOST_NODES = 120
VERTICES = 60_000
CUT_OFF, USE, LENGTH, DETOUR, NO_DETOUR, STATUS, RISK, ROAD_CLASS = 0, 2, 3, 5, 6, 9, 14, 17
"""Places of facts that the list shows."""
COUNTS = [CUT_OFF, USE, USE, RISK, STATUS]
"""What the list says of a link beside its name, by measure."""


def told(links: gpd.GeoDataFrame, link_risk: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the links that are drawn each for itself, by id, with the `grade` of their risk.

    All if there is room, else those that reports speak of and insecure ones first, then those with
    most people cut off, most use and most risk; ties by least id.
    """
    is_told = links["status"].ne("no_recent_information") | links["is_insecure"]
    order = links.assign(is_told=is_told).sort_values(
        ["is_told", "people_cut_off", "trips_people", "risk", "link_id"],
        ascending=[False, False, False, False, True],
    )
    grades = link_risk.set_index("link_id")["grade"]
    drawn = order[:MOST_LINKS].sort_values("link_id", ignore_index=True)
    return drawn.assign(grade=drawn["link_id"].map(grades))


def lines(links: gpd.GeoDataFrame, measures: Sequence[Measure]) -> drawing.Layer:
    """Return the links, coloured by the chosen measure, with every figure of the register."""
    styles: list[Any] = []
    classes = []
    for measure in measures:
        classes.append(np.asarray(measure.classes) + len(styles))
        styles += measure.styles
    return drawing.Layer(
        "links",
        "line",
        slim.lines(links.geometry, VERTICES),
        drawing.columns(np.stack(classes)),
        styles,
        OVER,
        links["road_name"].fillna(say("Unnamed road")).tolist(),
        _facts(links),
    )


def foremost(links: gpd.GeoDataFrame, most: int) -> list[list[int]]:
    """Return by measure the rows of the links that stand out most by it; ties by least id.

    By detour these are the longest, those with no other way first; by status those closed, then
    those with a warning. A link with nothing to tell by a measure is in no list of it.
    """
    detour = links["detour_min"].where(links["detour"].eq("known"))
    no_way_round = links["detour"].eq("none") & links["trips_people"].gt(0)
    severity = links["status"].map({"closed": 2, "warning": 1}).fillna(0)
    ranked = [
        links["people_cut_off"],
        links["trips_people"],
        detour.mask(no_way_round, np.inf).fillna(0),
        links["risk"],
        severity,
    ]
    return [_highest(links, rank, most) for rank in ranked]


def _highest(links: gpd.GeoDataFrame, rank: pd.Series, most: int) -> list[int]:
    """Return the rows of highest rank; then those with most people on them, then by id."""
    told = links.assign(rank=rank)[rank > 0]
    order = ["rank", "people_cut_off", "trips_people", "link_id"]
    first = told.sort_values(order, ascending=[False, False, False, True])[:most]
    return [int(row) for row in first.index]


def nodes(cut_nodes: gpd.GeoDataFrame, shown: Sequence[bool]) -> drawing.Layer:
    """Return the junctions with most people cut off, while a measure shows them."""
    cut = cut_nodes[cut_nodes["people_cut_off"] > 0]
    most = cut.sort_values(["people_cut_off", "node"], ascending=[False, True])[:MOST_NODES]
    facts = (
        drawing.measured(say("People cut off if it goes"), most["people_cut_off"], is_in_tip=True),
        drawing.worded(say("Cut node"), most["is_cut_node"], words.YES_NO),
        drawing.measured(say("Passable road links that meet there"), most["links_count"]),
    )
    return drawing.Layer(
        "nodes",
        "icon",
        slim.points(most.geometry),
        drawing.columns([[0 if is_shown else 1] * len(most) for is_shown in shown]),
        [{"icon": "square"}, {"hidden": True}],
        OVER,
        most["kind"].map(words.NODES).tolist(),
        facts,
    )


def _facts(links: gpd.GeoDataFrame) -> tuple[drawing.Fact, ...]:
    """Return every figure of the register in plain words."""
    services = links["service_types"].map(_services, na_action="ignore")
    reported = links["reported"].dt.date.astype("str").where(links["reported"].notna(), None)
    contested = links["is_contested"].where(links["is_contested"], None)
    return (
        drawing.measured(say("People cut off if it goes"), links["people_cut_off"], is_in_tip=True),
        drawing.measured(say("People on their way to a hub"), links["hub_people"]),
        drawing.measured(say("People over all trips"), links["trips_people"], is_in_tip=True),
        drawing.measured(say("Length"), links["length_m"] / 1000, "km", digits=2),
        drawing.worded(say("Cut link"), links["is_cut_link"], words.YES_NO),
        drawing.measured(
            say("Detour"),
            links["detour_min"],
            say("min longer"),
            digits=1,
            is_brief=True,
            is_in_tip=True,
        ),
        drawing.worded(
            say("Detour"), links["detour"], words.DETOURS, is_brief=True, is_in_tip=True
        ),
        drawing.named(say("Ways to"), services, is_brief=True),
        drawing.measured(say("Services and hubs it leads to"), links["services_count"]),
        drawing.worded(say("Status"), links["status"], words.REGISTER_STATUSES),
        drawing.named(say("Reported on"), reported, is_brief=True),
        drawing.named(say("Reported by"), links["reported_by"], is_brief=True),
        drawing.worded(
            say("Reports disagree"), contested, {True: words.YES_NO[True]}, is_brief=True
        ),
        drawing.worded(say("Passable today"), links["is_passable"], words.YES_NO),
        drawing.measured(say("Risk from recent incidents"), links["risk"], digits=2),
        drawing.worded(say("Evidence for risk"), links["grade"], words.GRADES, is_brief=True),
        drawing.worded(say("Insecure"), links["is_insecure"], words.YES_NO),
        drawing.named(say("Class"), links["road_class"].map(words.road_class)),
        drawing.named(say("Surface"), links["surface_group"].map(words.surface)),
        drawing.named(say("Link"), links["link_id"]),
    )


def _services(codes: str) -> str:
    return ", ".join(words.service(code) for code in codes.split(","))
