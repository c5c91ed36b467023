"""The sheet of roads: how many people are cut off from every hub if a road goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from pipeline.page import colours, notes, words
from pipeline.page.language import say
from pipeline.page.measures import BLUES, PEOPLE_BREAKS
from pipeline.print import told
from pipeline.print.contents import Lines, List, Listed, Stroke, Theme
from pipeline.print.names import calm

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.print.source import Source

WIDTHS = (5.6, 3.8, 2.4, 1.4)
"""In points, from most people to fewest."""


def links(source: Source) -> Theme:
    """Return road links by people cut off, the wider and darker the more."""
    table = source.table("links").sort_values("link_id").reset_index(drop=True)
    count = len(source.areas)
    communities = source.table("communities").groupby("area_id")["people"].sum()
    return Theme(
        heading=say("Roads: people cut off if one goes"),
        lead=say(
            "People who reach a hub now and would reach none if the road link went. Wider and "
            "darker means more people."
        ),
        fills=(told.ground(),),
        fill_title="",
        fill_of=np.zeros(count, np.int64),
        people=np.asarray(communities.reindex(source.areas["area_id"]).fillna(0), float),
        is_unsure=np.zeros(count, bool),
        lines=_classes(table),
        line_title=say("People cut off if the road goes"),
        places=(told.hubs(source),),
        list=_most(source, table),
        facts=((say("Scenario"), words.scenario(source.base)),),
        grades=told.hub_grades(source),
        notes=(
            say(
                "A road is cut into links where others meet it; each counts for itself, with the "
                "reports of the day."
            ),
            notes.hubs(),
        ),
        is_of_places=True,
    )


def _classes(table: gpd.GeoDataFrame) -> tuple[Lines, ...]:
    """Return the links by class, fewest people first, so that the widest lie on top."""
    names = (
        say("over 100,000"),
        say("10,001 to 100,000"),
        say("1,001 to 10,000"),
        say("up to 1,000"),
    )
    found = len(PEOPLE_BREAKS) - colours.classes(table["people_cut_off"], PEOPLE_BREAKS)
    shapes = np.asarray(table.geometry)
    classes = [
        Lines(Stroke(name, colour, width, casing=1.0), shapes[found == n])
        for n, (name, colour, width) in enumerate(zip(names, BLUES, WIDTHS, strict=True))
    ]
    return tuple(reversed(classes))


def _most(source: Source, table: gpd.GeoDataFrame) -> List:
    """Return the roads with most people cut off, each with its worst link.

    Each name once, and those without a name once an area.
    """
    own = table[table["people_cut_off"].round() > 0]
    own = own.sort_values(["people_cut_off", "link_id"], ascending=[False, True])
    middles = shapely.line_interpolate_point(np.asarray(own.geometry), 0.5, normalized=True)
    at = np.full(len(own), -1)
    point, area = source.areas.sindex.query(middles, predicate="intersects")
    at[point] = area
    own = own.assign(at=at, once=own["road_name"].fillna(pd.Series(at, own.index).astype("str")))
    own = own.drop_duplicates("once")
    names = own["road_name"].fillna(say("Unnamed road")).astype(str)
    areas = source.areas["area_name"].astype(str).map(calm).to_numpy()
    where = (f" ({areas[row]})" if row >= 0 else "" for row in own["at"])
    said = (f"{name}{place}" for name, place in zip(names, where, strict=True))
    people = map(told.people, own["people_cut_off"])
    return List(
        say("Roads with most people cut off"),
        tuple(map(Listed, said, people, own["at"].tolist())),
        say("No road link cuts anyone off from all hubs."),
    )
