"""Links on which everyone waits: at checkpoints and borders, and for ferries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]

FERRY = "ferry"
TIE_M = 0.001
"""Links this much further than the nearest are as near: the last bits of a distance are noise."""
NAMED = 5
COLUMNS = ("link_id", "wait_min", "at_share", "delay_ids", "origin")


def waits(
    *,
    network: gpd.GeoDataFrame,
    delays: gpd.GeoDataFrame,
    ferry_wait_min: float,
    delay_tolerance_m: float,
) -> tuple[pd.DataFrame, None, list[str]]:
    """Minutes waited on links; links without a wait have no row.

    A delay is waited on one link, the nearest within the tolerance (it is in) that is no stand-in
    for a way; ties go to the least `link_id`, so that one at a junction is waited on one of the
    ways there. Several on one link add up, where the longest is (ties: the least `delay_id`). A
    delay near no link is left out and told in a note.

    Half the wait for a ferry is at each landing: an end of a ferry's link where another way meets
    it or nothing goes on. So a crossing that is drawn as several links is waited for once.

    Parameters
    ----------
    ferry_wait_min
        Wait for one crossing; 0 gives no rows.
    delay_tolerance_m
        How far from a link a delay may lie.
    """
    at = _placed(network, delays, delay_tolerance_m)
    on_links = _added_up(at)
    lost = sorted(set(delays["delay_id"]) - set(at["delay_id"]))
    table = pd.concat([on_links, _ferries(network, ferry_wait_min)], ignore_index=True)
    notes = []
    if lost:
        more = ", ..." if len(lost) > NAMED else ""
        notes.append(
            f"{len(lost):,} of {len(delays):,} delays lie further than {delay_tolerance_m:g} m "
            f"(travel.delay_tolerance_m) from every road and are not waited: "
            f"{', '.join(lost[:NAMED])}{more}"
        )
    return table, None, notes


def _placed(
    network: gpd.GeoDataFrame, delays: gpd.GeoDataFrame, tolerance_m: float
) -> pd.DataFrame:
    """Return the delays that are near a link, with the link and where on it they are."""
    ways = network[~network["is_schematic"].to_numpy(bool)]
    lines, points = ways.geometry.to_numpy(), delays.geometry.to_numpy()
    tree = shapely.STRtree(lines)
    point, link = tree.query(points, predicate="dwithin", distance=tolerance_m)
    far = shapely.distance(points[point], lines[link])
    pairs = pd.DataFrame(
        {
            "point": point,
            "link": link,
            "far_m": far,
            "link_id": ways["link_id"].array.take(link),
            "delay_id": delays["delay_id"].array.take(point),
            "wait_min": delays["wait_min"].to_numpy(float)[point],
        }
    )
    least = pairs.groupby("point")["far_m"].transform("min")
    near = pairs[pairs["far_m"] <= least + TIE_M].sort_values(["point", "link_id"])
    chosen = near.drop_duplicates("point")
    share = shapely.line_locate_point(
        lines[chosen["link"]], points[chosen["point"]], normalized=True
    )
    return chosen.assign(at_share=np.clip(share, 0, 1))


def _added_up(at: pd.DataFrame) -> pd.DataFrame:
    """Return one row a link with the delays on it."""
    by_link = at.sort_values("delay_id").groupby("link_id")
    longest = at.sort_values(["wait_min", "delay_id"], ascending=[False, True])
    table = longest.drop_duplicates("link_id").drop(columns="wait_min").set_index("link_id")
    table = table.assign(
        wait_min=by_link["wait_min"].sum(),
        delay_ids=by_link["delay_id"].agg(",".join).astype("str"),
        origin=pd.Series("delay", index=table.index, dtype="str"),
    )
    return table.reset_index()[list(COLUMNS)]


def _ferries(network: gpd.GeoDataFrame, ferry_wait_min: float) -> pd.DataFrame:
    """Return one row a ferry's link that has a landing."""
    ends = network[["from_node", "to_node"]].to_numpy(np.int64)
    is_ferry = (network["road_class"] == FERRY).to_numpy(bool)
    nodes = int(ends.max(initial=-1)) + 1
    all_ends = np.bincount(ends.ravel(), minlength=nodes)
    ferry_ends = np.bincount(ends[is_ferry].ravel(), minlength=nodes)
    is_landing = (all_ends > ferry_ends) | (ferry_ends == 1)
    wait_min = is_landing[ends[is_ferry]].sum(axis=1) * (ferry_wait_min / 2)
    found = pd.DataFrame(
        {"link_id": network["link_id"].array[is_ferry], "wait_min": wait_min, "at_share": 0.0}
    )
    kept = found[found["wait_min"] > 0].reset_index(drop=True)
    return kept.assign(
        delay_ids=pd.Series(np.nan, index=kept.index, dtype="str"),
        origin=pd.Series("ferry", index=kept.index, dtype="str"),
    )[list(COLUMNS)]
