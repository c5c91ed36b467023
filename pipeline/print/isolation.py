"""The isolation sheet: communities that do not reach a hub, and the roads that reports close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.page import colours, notes, words
from pipeline.page.isolated import CUT_OFF, REACHED
from pipeline.page.language import Words, say
from pipeline.print import told
from pipeline.print.contents import Lines, List, Listed, Places, Sign, Stroke, Theme
from pipeline.print.names import calm

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.print.source import Source

SIGNS = {
    REACHED: ("o", colours.STATUSES["reachable"], "none"),
    "unknown": ("s", colours.UNKNOWN, "black"),
    "conditional": ("D", colours.STATUSES["conditional"], "black"),
    "unreachable": ("o", colours.STATUSES["unreachable"], "white"),
}
"""Shape, colour and edge by status, in the order in which they are drawn."""
DOT_MM = 0.9
LABELS = Words(
    {
        REACHED: "Reaches a hub",
        "unknown": "Unknown: map too thin, in other areas",
        "conditional": "Only in another season, vehicle or with a road opened",
        "unreachable": "No way to a hub",
    }
)
STROKES = {
    "open": (colours.LINKS["open"], 1.6, (), ""),
    "unknown": ("0.3", 1.8, (1.0, 1.2), ""),
    "warning": (colours.LINKS["warning"], 2.6, (4.0, 1.0), ""),
    "closed": ("black", 2.2, (2.2, 1.0), "x"),
}
"""Colour, width, dashes and sign of roads that reports speak of, the worst on top."""


def isolation(source: Source) -> Theme:
    """Return communities by whether they reach a hub in the base scenario, sized by people.

    Those that do are small dots of one size. Areas are unknown where nothing is known of more than
    half of the people; communities of which nothing is known bear a sign in other areas only.
    """
    base = source.base
    table = source.table("isolation")
    communities = source.table("communities")
    status_of = table[table["scenario"] == base].set_index("community_id")["status"]
    status = communities["community_id"].map(status_of).astype("str").fillna(REACHED)
    told_of = communities.assign(status=status)
    people = _people(source, communities)
    is_unknown = _people(source, told_of[told_of["status"] == "unknown"]) > people / 2
    is_hidden = (told_of["status"] == "unknown") & np.append(is_unknown, False)[
        source.area_rows(told_of["area_id"])
    ]
    drawn = told_of[~is_hidden.to_numpy(bool)]
    return Theme(
        heading=say("Isolation: communities cut off"),
        lead=say(
            "Communities that cannot reach any hub by the roads that season and vehicle leave "
            "open. Signs grow with the people they stand for."
        ),
        fills=(told.ground(), told.unknown(say("Unknown for most people"))),
        fill_title=say("Areas"),
        fill_of=is_unknown.astype(np.int64),
        people=people,
        is_unsure=np.zeros(len(people), bool),
        lines=_reported(source),
        line_title=say("Reported roads"),
        no_line=say("None reported."),
        places=(*(_places(source, drawn, name) for name in SIGNS), told.hubs(source)),
        place_title=say("Communities"),
        list=_largest(source, told_of),
        facts=((say("Scenario"), words.scenario(base)),),
        grades=told.hub_grades(source),
        notes=(
            *notes.cut_off(),
            notes.run_out(),
        ),
        is_of_places=True,
    )


def _people(source: Source, communities: gpd.GeoDataFrame) -> np.ndarray:
    """Return the people of each area."""
    found = communities.groupby("area_id")["people"].sum()
    return np.asarray(found.reindex(source.areas["area_id"]).fillna(0), float)


def _places(source: Source, communities: gpd.GeoDataFrame, status: str) -> Places:
    """Return the communities of a status, most people first."""
    own = communities[communities["status"] == status]
    own = own.sort_values(["people", "community_id"], ascending=[False, True])
    shape, colour, edge = SIGNS[status]
    return Places(
        Sign(LABELS[status], shape, colour, DOT_MM, edge),
        np.column_stack([own.geometry.x, own.geometry.y]),
        source.area_rows(own["area_id"]),
        None if status == REACHED else own["people"].to_numpy(float),
        names=tuple(own["community_name"].astype(str)) if status in CUT_OFF else (),
    )


def _reported(source: Source) -> tuple[Lines, ...]:
    """Return the roads that reports speak of, by status."""
    network = source.table("network").sort_values("link_id")
    status = source.table("link_status").set_index("link_id")["status"]
    found = network["link_id"].map(status)
    return tuple(
        Lines(
            Stroke(words.LINK_STATUSES[name], colour, width, dashes, casing=1.6, cross=cross),
            np.asarray(network.geometry[(found == name).to_numpy(bool)]),
        )
        for name, (colour, width, dashes, cross) in STROKES.items()
    )


def _largest(source: Source, communities: gpd.GeoDataFrame) -> List:
    """Return the communities that are cut off, most people first."""
    own = communities[communities["status"].isin(CUT_OFF)]
    own = own.sort_values(["people", "community_id"], ascending=[False, True])
    at = source.area_rows(own["area_id"])
    names, people = map(calm, own["community_name"].astype(str)), map(told.people, own["people"])
    return List(
        say("The largest cut-off communities"),
        tuple(map(Listed, names, people, at.tolist())),
        say("No community is cut off."),
    )
