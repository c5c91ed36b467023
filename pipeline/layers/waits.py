"""Places on links where those who pass wait: checkpoints, borders, landings of ferries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from pipeline.errors import few

if TYPE_CHECKING:
    import geopandas as gpd

FERRY, PATH = "ferry", "path"
GREATEST_FIRST = (
    *("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"),
    *("living_street", "service", "road", "track", "pedestrian", "path", "bridleway"),
    *("footway", "steps"),
)
"""Road classes; one with `_link` comes just after its class, one that is not here last."""
RANKS = {
    name + link: number
    for number, (name, link) in enumerate((n, i) for n in GREATEST_FIRST for i in ("", "_link"))
}
TIE_M = 0.001
"""Links this much further than the nearest are as near: the last bits of a distance are noise."""
NODE_M = 1.0
"""A place this near an end of a link is that end."""
PLACE = ["link_id", "at_share"]
COLUMNS = (*PLACE, "wait_min", "delay_id", "origin")


def waits(
    *,
    network: gpd.GeoDataFrame,
    delays: gpd.GeoDataFrame,
    ferry_wait_min: float,
    delay_tolerance_m: float,
) -> tuple[pd.DataFrame, None, list[str]]:
    """Minutes waited, one row a place on a link; who passes the place waits, nobody else does.

    A delay is on one of the links within the tolerance (inclusive), never on a stand-in for a
    way, and on a path only where nothing else is there: of those of the greatest road class
    (GREATEST_FIRST) on the nearest, at its place nearest to the delay. Ties go to the least
    `link_id`. A delay near no link is left out and told in a note.

    Is that link one-way, then its twin gets the same wait, since both carriageways are waited on:
    the nearest other one-way link of its class within the tolerance that runs the other way there,
    unless the twin's place is an end that it shares with the link.

    Is the place an end of the link (within 1 m), then every link that ends at this node gets half
    the wait at that end, paths only where no other way ends there: who passes the node waits the
    whole once, who sets out or arrives at it half. Delays at the very same place add up.

    Half the wait for a ferry is at each landing: an end of a ferry's link where another way meets
    it or nothing goes on. So a crossing that is drawn as several links is waited for once.

    Parameters
    ----------
    ferry_wait_min
        Wait for one crossing; 0 gives no rows.
    delay_tolerance_m
        How far from a link a delay may lie.
    """
    # By id, so that the first of several is that of the least id.
    links = network.sort_values("link_id", ignore_index=True)
    near = _near(links, delays, delay_tolerance_m)
    chosen = _nearest(_greatest(near))
    at = pd.concat([chosen, _twins(links, near, chosen)], ignore_index=True)
    rows = [_inside(links, delays, at), _at_nodes(links, delays, at)]
    table = _added_up(pd.concat([*rows, _ferries(links, ferry_wait_min)], ignore_index=True))
    is_lost = ~np.isin(np.arange(len(delays)), chosen["point"])
    lost = sorted(delays["delay_id"][is_lost])
    notes = []
    if lost:
        notes.append(
            f"{len(lost):,} of {len(delays):,} delays lie further than {delay_tolerance_m:g} m "
            f"(travel.delay_tolerance_m) from every road and are not waited: "
            f"{few(lost)}"
        )
    return table, None, notes


def _near(links: gpd.GeoDataFrame, delays: gpd.GeoDataFrame, tolerance_m: float) -> pd.DataFrame:
    """Return each delay with each link within the tolerance, and where on the link it is."""
    drawn = np.flatnonzero(~links["is_schematic"].to_numpy(bool))
    lines, points = links.geometry.to_numpy(), delays.geometry.to_numpy()
    tree = shapely.STRtree(lines[drawn])
    point, row = tree.query(points, predicate="dwithin", distance=tolerance_m)
    link = drawn[row]
    line = lines[link]
    along = shapely.line_locate_point(line, points[point])
    left = np.maximum(shapely.length(line) - along, 0)
    is_start, is_end = (along <= np.minimum(left, NODE_M)), left <= NODE_M
    ends = links[["from_node", "to_node"]].to_numpy(np.int64)[link]
    road_class = links["road_class"].array.take(link)
    heading = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.minimum(along + NODE_M, along + left))
    ) - shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - NODE_M, 0)))
    oneway = links["oneway"].to_numpy()[link]
    heading[oneway == "backward"] *= -1
    return pd.DataFrame(
        {
            "point": point,
            "link": link,
            "far_m": shapely.distance(line, points[point]),
            "at_share": along / np.maximum(along + left, TIE_M),
            "node": np.select([is_start, is_end], [ends[:, 0], ends[:, 1]], -1),
            "is_path": (links["passability"] == PATH).to_numpy(bool)[link],
            "is_oneway": oneway != "both",
            "road_class": road_class,
            "rank": pd.Series(road_class).map(RANKS).fillna(len(RANKS)).to_numpy(float),
            "x": heading[:, 0],
            "y": heading[:, 1],
        }
    )


def _greatest(near: pd.DataFrame) -> pd.DataFrame:
    """Return those of the greatest class of each delay, without paths where other ways are."""
    fit = near[near["is_path"] == near.groupby("point")["is_path"].transform("min")]
    return fit[fit["rank"] == fit.groupby("point")["rank"].transform("min")]


def _nearest(near: pd.DataFrame) -> pd.DataFrame:
    """Return the nearest link of each delay; ties to the first link."""
    least = near.groupby("point")["far_m"].transform("min")
    ranked = near[near["far_m"] <= least + TIE_M].sort_values(["point", "link"])
    return ranked.drop_duplicates("point")


def _twins(links: gpd.GeoDataFrame, near: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return the other carriageways of the one-way links among the chosen."""
    one_way = [table[table["is_oneway"]] for table in (near, chosen)]
    both = one_way[0].merge(one_way[1], on=["point", "road_class"], suffixes=("", "_of"))
    is_against = both["x"] * both["x_of"] + both["y"] * both["y_of"] < 0
    ends = links[["from_node", "to_node"]].to_numpy(np.int64)[both["link_of"]]
    is_shared = (ends == both["node"].to_numpy()[:, None]).any(axis=1)
    return _nearest(both[is_against & ~is_shared])[[*near.columns]]


def _inside(links: gpd.GeoDataFrame, delays: gpd.GeoDataFrame, at: pd.DataFrame) -> pd.DataFrame:
    """Return the waits at places between the ends of links."""
    inside = at[at["node"] < 0]
    return _rows(links, delays, inside, 1.0)


def _at_nodes(links: gpd.GeoDataFrame, delays: gpd.GeoDataFrame, at: pd.DataFrame) -> pd.DataFrame:
    """Return half of each wait at a node, at the end of every link that ends there."""
    is_path = (links["passability"] == PATH).to_numpy(bool)
    is_way = ~is_path & ~links["is_schematic"].to_numpy(bool)
    ends = pd.DataFrame(
        {
            "node": links[["from_node", "to_node"]].to_numpy(np.int64).ravel(),
            "link": np.repeat(np.arange(len(links)), 2),
            "at_share": np.tile([0.0, 1.0], len(links)),
            "is_path": np.repeat(is_path, 2),
            "is_way": np.repeat(is_way, 2),
        }
    )
    ends = ends[ends["node"].isin(at["node"])]
    has_way = ends.groupby("node")["is_way"].transform("max")
    ends = ends[~(ends["is_path"] & has_way)]
    return _rows(links, delays, at[["point", "node"]].merge(ends, on="node"), 0.5)


def _rows(
    links: gpd.GeoDataFrame, delays: gpd.GeoDataFrame, at: pd.DataFrame, part: float
) -> pd.DataFrame:
    """Return a part of the wait of each delay at its places."""
    point = at["point"].to_numpy(np.int64)
    return pd.DataFrame(
        {
            "link_id": links["link_id"].array.take(at["link"].to_numpy(np.int64)),
            "at_share": at["at_share"].to_numpy(float),
            "wait_min": delays["wait_min"].to_numpy(float)[point] * part,
            "delay_id": delays["delay_id"].array.take(point),
            "origin": pd.array(["delay"] * len(at), dtype="str"),
        }
    )[list(COLUMNS)]


def _ferries(links: gpd.GeoDataFrame, ferry_wait_min: float) -> pd.DataFrame:
    """Return half the wait at each end of a ferry's link that is a landing."""
    ends = links[["from_node", "to_node"]].to_numpy(np.int64)
    is_ferry = (links["road_class"] == FERRY).to_numpy(bool) & (ferry_wait_min > 0)
    nodes = int(ends.max(initial=-1)) + 1
    all_ends = np.bincount(ends.ravel(), minlength=nodes)
    ferry_ends = np.bincount(ends[is_ferry].ravel(), minlength=nodes)
    is_landing = (all_ends > ferry_ends) | (ferry_ends == 1)
    link, end = np.nonzero(is_landing[ends] & is_ferry[:, None])
    return pd.DataFrame(
        {
            "link_id": links["link_id"].array.take(link),
            "at_share": end.astype(np.float64),
            "wait_min": ferry_wait_min / 2,
            "delay_id": pd.array([None] * len(link), dtype="str"),
            "origin": pd.array(["ferry"] * len(link), dtype="str"),
        }
    )[list(COLUMNS)]


def _added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a place, with the delays there by id."""
    rows = rows.sort_values([*PLACE, "delay_id"])
    places = rows.groupby(PLACE)
    first_origin, last_origin = places["origin"].min(), places["origin"].max()
    named = rows.dropna(subset="delay_id").groupby(PLACE)["delay_id"]
    table = (
        places[["wait_min"]]
        .sum()
        .assign(
            delay_ids=named.agg(",".join).astype("str"),
            origin=first_origin.mask(first_origin != last_origin, "both"),
        )
    )
    return table.reset_index()
