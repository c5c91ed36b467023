"""Single roads as drawn layers: those that matter, that reports speak of, insecure, to reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.page import colours, drawing, legend, measures, slim, words
from pipeline.page.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

MOST_LIFELINES = 1_000
LIFELINE_BREAKS = (1_000, 10_000, 100_000)
LIFELINE_STYLES = [
    {"color": colours.LIFELINE, "weight": weight, "opacity": 0.8, "lineCap": "round"}
    for weight in (1.6, 3.2, 5.5, 8.5)
]
BEST = 5
"""How many sets of roads to reopen are shown in each scenario."""
DASHED = {"closed": True, "warning": False, "unknown": False, "open": False}
STATUS_STYLES = [
    {"color": colours.LINKS[name], "weight": 4.5, "dashArray": "6 6" if DASHED[name] else None}
    for name in words.LINK_STATUSES
]
INSECURE_STYLE = {"color": colours.INSECURE, "weight": 5, "opacity": 0.85}
OPENING_STYLES: list[dict[str, Any]] = [
    {"color": colours.OPENING, "weight": 13, "opacity": 0.9, "lineCap": "round"},
    {"hidden": True},
]


def lifelines(links: gpd.GeoDataFrame) -> drawing.Layer:
    """Return the links with most people cut off if they go, the wider the more, widest on top."""
    people = links["people_cut_off"]
    most = links[people > 0].sort_values(["people_cut_off", "link_id"], ascending=[False, True])
    most = most[:MOST_LIFELINES].iloc[::-1].reset_index(drop=True)
    facts = (
        drawing.measured(say("People cut off if it goes"), most["people_cut_off"], is_in_tip=True),
        drawing.measured(say("People on their way to a hub"), most["hub_people"]),
        drawing.measured(say("Length"), most["length_m"] / 1000, "km", digits=2),
        drawing.worded(say("Status"), most["status"], words.REGISTER_STATUSES),
    )
    return drawing.Layer(
        "lifelines",
        "line",
        slim.lines(most.geometry),
        drawing.columns(colours.classes(most["people_cut_off"], LIFELINE_BREAKS)),
        LIFELINE_STYLES,
        titles=most["road_name"].fillna(say("Unnamed road")).tolist(),
        facts=facts,
    )


def lifeline_entries() -> list[legend.Entry]:
    """Return the classes of people cut off as lines of the legend."""
    names = measures.steps(LIFELINE_BREAKS)
    return [
        legend.Entry(name, colours.LIFELINE, f"width{n}") for n, name in enumerate(names, start=1)
    ]


def reported(
    network: gpd.GeoDataFrame,
    link_status: pd.DataFrame,
    link_reports: pd.DataFrame,
    closures: gpd.GeoDataFrame,
) -> drawing.Layer:
    """Return the links that a report rules, the worst status on top.

    Of links on which reports disagree, every report is listed, the ruling one first.
    """
    links = network[["link_id", "road_name", "geometry"]].merge(link_status, on="link_id")
    links = links.merge(closures[["closure_id", "source"]], on="closure_id", how="left")
    links["rank"] = links["status"].map({name: -n for n, name in enumerate(words.LINK_STATUSES)})
    links = links.sort_values(["rank", "link_id"], ignore_index=True)
    facts = (
        drawing.worded(say("Status"), links["status"], words.LINK_STATUSES, is_in_tip=True),
        drawing.named(say("Report"), links["closure_name"], is_brief=True),
        drawing.named(say("Reported on"), links["reported"].dt.date.astype("str")),
        drawing.named(say("Reported by"), links["reported_by"]),
        drawing.worded(say("Report has run out"), links["is_expired"], words.YES_NO),
        drawing.named(say("Reports disagree"), _each_report(links, link_reports), is_brief=True),
        drawing.named(say("Source"), links["source"]),
    )
    return drawing.Layer(
        "links",
        "line",
        slim.lines(links.geometry),
        drawing.codes(links["status"], words.LINK_STATUSES),
        STATUS_STYLES,
        titles=links["road_name"].fillna(say("Unnamed road")).tolist(),
        facts=facts,
    )


def _each_report(links: pd.DataFrame, link_reports: pd.DataFrame) -> pd.Series:
    """Return what every report says of each contested link; null for the others."""
    contested = links.loc[links["is_contested"], "link_id"]
    told = link_reports[link_reports["link_id"].isin(contested)].sort_values(["link_id", "rank"])
    status = told["status"].map(words.LINK_STATUSES)
    days = told["reported"].dt.date.astype("str").fillna(say("no date"))
    said = status + " (" + told["reported_by"].fillna(say("no one named")) + ", " + days + ")"
    by_link = said.groupby(told["link_id"]).agg("; ".join)
    return links["link_id"].map(by_link).astype("str")


def insecure(network: gpd.GeoDataFrame, link_risk: pd.DataFrame) -> drawing.Layer:
    """Return the links whose risk exceeds the limit.

    How many incidents make the risk, and when, is not told: that would give their places away.
    """
    risky = link_risk.loc[link_risk["is_insecure"], ["link_id", "risk", "grade"]]
    links = network[["link_id", "road_name", "geometry"]].merge(risky, on="link_id")
    links = links.sort_values("link_id", ignore_index=True)
    facts = (
        drawing.measured(
            say("Risk from recent incidents"), links["risk"], digits=1, is_in_tip=True
        ),
        drawing.worded(say("Evidence"), links["grade"], words.GRADES),
    )
    return drawing.Layer(
        "insecure",
        "line",
        slim.lines(links.geometry),
        drawing.columns([0] * len(links)),
        [INSECURE_STYLE],
        titles=links["road_name"].fillna(say("Unnamed road")).tolist(),
        facts=facts,
    )


def openings(
    reopenings: gpd.GeoDataFrame, scenarios: Sequence[str], over: tuple[str, ...]
) -> tuple[drawing.Layer, list[list[int]]]:
    """Return the best sets of closed links to open, and each scenario's rows, best first."""
    best = reopenings[reopenings["rank"] <= BEST]
    sets = best.sort_values(["link_ids", "scenario"]).drop_duplicates("link_ids")
    ids = sets["link_ids"].tolist()
    column = drawing.by_switch(best, "link_ids", ids, {"scenario": list(scenarios)})
    rank = column("rank").astype(float)
    facts = (
        drawing.measured(say("People reconnected"), column("people"), over=over, is_in_tip=True),
        drawing.measured(say("Length to open"), sets["length_km"], "km", digits=2, is_in_tip=True),
        drawing.measured(
            say("People per km"), column("people_per_km"), say("people per km"), over=over
        ),
        _together(rank, column("joint_people").astype(float), over),
        drawing.measured(say("Communities"), column("communities_count"), over=over),
        drawing.named(say("Closed by"), sets["closure_names"].map(words.few, na_action="ignore")),
    )
    layer = drawing.Layer(
        "openings",
        "line",
        slim.lines(sets.geometry),
        drawing.columns(np.isnan(rank)),
        OPENING_STYLES,
        over,
        [words.few(name) for name in sets["road_names"].fillna(say("Unnamed road"))],
        facts,
    )
    order = np.argsort(rank, axis=1)  # those that a scenario does not have come last
    counts = (~np.isnan(rank)).sum(axis=1)
    return layer, [row[:n].tolist() for row, n in zip(order, counts, strict=True)]


def _together(
    rank: NDArray[np.float64], joint: NDArray[np.float64], over: tuple[str, ...]
) -> drawing.Fact:
    """Return what each set does together with all better ones; nothing is said of the best."""
    is_told = (rank > 1) & ~np.isnan(joint)
    codes = np.where(is_told, joint.round(), np.nan)
    said = {
        n: say("{n} together with those above", n=words.number(n))
        for n in np.unique(codes[is_told])
    }
    return drawing.worded(say("With the better ones"), codes, said, over=over, is_brief=True)
