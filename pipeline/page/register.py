"""The register of links as a drawn layer, and the junctions that cut people off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.page import drawing, slim, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from pipeline.page.measures import Measure

OVER = ("measure",)
UNNAMED = "Unnamed road"
MOST_LINKS = 20_000
"""So many are drawn each for itself; of more, those that nobody uses go first."""

MOST_NODES = 120
VERTICES = 60_000
CUT_OFF, LENGTH, DETOUR, NO_DETOUR, ROAD_CLASS = 0, 3, 5, 6, 17
"""Places of facts that the list shows."""


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
        links["road_name"].fillna(UNNAMED).tolist(),
        _facts(links),
    )


def most_cut_off(links: gpd.GeoDataFrame, most: int) -> list[int]:
    """Return the rows of the links with most people cut off; ties by least id."""
    cut = links[links["people_cut_off"] > 0]
    order = cut.sort_values(["people_cut_off", "link_id"], ascending=[False, True])
    return [int(row) for row in order.index[:most]]


def nodes(cut_nodes: gpd.GeoDataFrame, shown: Sequence[bool]) -> drawing.Layer:
    """Return the junctions with most people cut off, while a measure shows them."""
    cut = cut_nodes[cut_nodes["people_cut_off"] > 0]
    most = cut.sort_values(["people_cut_off", "node"], ascending=[False, True])[:MOST_NODES]
    facts = (
        drawing.measured("People cut off if it goes", most["people_cut_off"], is_in_tip=True),
        drawing.worded("Cut node", most["is_cut_node"], words.YES_NO),
        drawing.measured("Passable road links that meet there", most["links_count"]),
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
        drawing.measured("People cut off if it goes", links["people_cut_off"], is_in_tip=True),
        drawing.measured("People on their way to a hub", links["hub_people"]),
        drawing.measured("People over all trips", links["trips_people"], is_in_tip=True),
        drawing.measured("Length", links["length_m"] / 1000, "km", digits=2),
        drawing.worded("Cut link", links["is_cut_link"], words.YES_NO),
        drawing.measured("Detour", links["detour_min"], "min longer", digits=1, is_brief=True,
                         is_in_tip=True),
        drawing.worded("Detour", links["detour"], words.DETOURS, is_brief=True, is_in_tip=True),
        drawing.named("Ways to", services, is_brief=True),
        drawing.measured("Services and hubs it leads to", links["services_count"]),
        drawing.worded("Status", links["status"], words.REGISTER_STATUSES),
        drawing.named("Reported on", reported, is_brief=True),
        drawing.named("Reported by", links["reported_by"], is_brief=True),
        drawing.worded("Reports disagree", contested, {True: "Yes"}, is_brief=True),
        drawing.worded("Passable today", links["is_passable"], words.YES_NO),
        drawing.measured("Risk from recent incidents", links["risk"], digits=2),
        drawing.worded("Evidence for risk", links["grade"], words.GRADES, is_brief=True),
        drawing.worded("Insecure", links["is_insecure"], words.YES_NO),
        drawing.named("Class", links["road_class"].map(words.service)),
        drawing.named("Surface", links["surface_group"].map(words.service)),
        drawing.named("Link", links["link_id"]),
    )  # fmt: skip


def _services(codes: str) -> str:
    return ", ".join(words.service(code) for code in codes.split(","))
