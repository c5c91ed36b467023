"""Single roads as drawn layers: those that reports speak of, insecure ones, ones to reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, slim, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

BEST = 5
"""How many sets of roads to reopen are shown in each scenario."""
UNNAMED = "Unnamed road"
DASHED = {"closed": True, "warning": False, "unknown": False, "open": False}
STATUS_STYLES = [
    {"color": colours.LINKS[name], "weight": 4.5, "dashArray": "6 6" if DASHED[name] else None}
    for name in words.LINK_STATUSES
]
INSECURE_STYLE = {"color": colours.INSECURE, "weight": 5, "opacity": 0.85}
OPENING_STYLES = [
    {"color": colours.OPENING, "weight": 13, "opacity": 0.9, "lineCap": "round"},
    {"hidden": True},
]


def reported(
    network: gpd.GeoDataFrame,
    link_status: pd.DataFrame,
    closures: gpd.GeoDataFrame,
    closure_effects: pd.DataFrame,
    base_scenario: str,
) -> tuple[drawing.Layer, list[int]]:
    """Return the links that a report rules, the worst status on top, and one link a report.

    The latter stand in the order of what the reports do: people cut off, then slowed, then by id.
    """
    effects = closure_effects[["closure_id", "people_cut_off", "people_slowed"]]
    links = network[["link_id", "road_name", "geometry"]].merge(link_status, on="link_id")
    links = links.merge(closures[["closure_id", "source"]], on="closure_id", how="left")
    links = links.merge(effects, on="closure_id", how="left")
    links["rank"] = links["status"].map({name: -n for n, name in enumerate(words.LINK_STATUSES)})
    links = links.sort_values(["rank", "link_id"], ignore_index=True)
    numbers = links[["people_cut_off", "people_slowed"]].fillna(0.0).to_numpy()
    said = pd.Series([words.effect(*pair) for pair in numbers.tolist()], dtype="str")
    facts = (
        drawing.worded("Status", links["status"], words.LINK_STATUSES, is_in_tip=True),
        drawing.named("Report", links["closure_name"]),
        drawing.named(f"Effect ({words.scenario(base_scenario)})", said),
        drawing.named("Reported on", links["reported"].dt.date.astype("str")),
        drawing.named("Reported by", links["reported_by"]),
        drawing.worded("Report has run out", links["is_expired"], words.YES_NO),
        drawing.worded("Reports disagree", links["is_contested"], words.YES_NO),
        drawing.named("Source", links["source"]),
    )
    layer = drawing.Layer(
        "links",
        "line",
        slim.lines(links.geometry),
        drawing.codes(links["status"], words.LINK_STATUSES),
        STATUS_STYLES,
        titles=links["road_name"].fillna(UNNAMED).tolist(),
        facts=facts,
    )
    first = links.drop_duplicates("closure_id").sort_values(
        ["people_cut_off", "people_slowed", "closure_id"], ascending=[False, False, True]
    )
    return layer, first.index.tolist()


def insecure(network: gpd.GeoDataFrame, link_risk: pd.DataFrame) -> drawing.Layer:
    """Return the links whose risk exceeds the limit.

    How many incidents make the risk, and when, is not told: that would give their places away.
    """
    risky = link_risk.loc[link_risk["is_insecure"], ["link_id", "risk", "grade"]]
    links = network[["link_id", "road_name", "geometry"]].merge(risky, on="link_id")
    links = links.sort_values("link_id", ignore_index=True)
    facts = (
        drawing.measured("Risk from recent incidents", links["risk"], digits=1, is_in_tip=True),
        drawing.worded("Evidence", links["grade"], words.GRADES),
    )
    return drawing.Layer(
        "insecure",
        "line",
        slim.lines(links.geometry),
        drawing.columns([0] * len(links)),
        [INSECURE_STYLE],
        titles=links["road_name"].fillna(UNNAMED).tolist(),
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
        drawing.measured("People reconnected", column("people"), over=over, is_in_tip=True),
        drawing.measured("Length to open", sets["length_km"], "km", digits=2, is_in_tip=True),
        drawing.measured("People per km", column("people_per_km"), "people per km", over=over),
        _together(rank, column("joint_people").astype(float), over),
        drawing.measured("Communities", column("communities_count"), over=over),
        drawing.named("Closed by", sets["closure_names"].map(words.few, na_action="ignore")),
    )
    layer = drawing.Layer(
        "openings",
        "line",
        slim.lines(sets.geometry),
        drawing.columns(np.isnan(rank)),
        OPENING_STYLES,
        over,
        [words.few(name) for name in sets["road_names"].fillna(UNNAMED)],
        facts,
    )
    order = np.argsort(rank, axis=1)  # those that a scenario does not have come last
    counts = (~np.isnan(rank)).sum(axis=1)
    return layer, [row[:n].tolist() for row, n in zip(order, counts, strict=True)]


def _together(
    rank: drawing.NDArray[np.float64], joint: drawing.NDArray[np.float64], over: tuple[str, ...]
) -> drawing.Fact:
    """Return what each set does together with all better ones; nothing is said of the best."""
    is_told = (rank > 1) & ~np.isnan(joint)
    codes = np.where(is_told, joint.round(), np.nan)
    said = {n: f"{words.number(n)} together with those above" for n in np.unique(codes[is_told])}
    return drawing.worded("With the better ones", codes, said, over=over, is_brief=True)
