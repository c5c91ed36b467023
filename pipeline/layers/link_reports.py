"""Every report that speaks of a link on the day, with what it says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]

WORST_FIRST = ("closed", "warning", "unknown", "open")
TIE_M = 1.0
"""Links this much further than the nearest are as near: a point on a junction closes all of it."""
COLUMNS = (
    *("link_id", "closure_id", "status", "closure_name", "reported", "reported_by"),
    *("is_expired", "is_contested", "is_ruling", "rank"),
)


def link_reports(
    *,
    network: gpd.GeoDataFrame,
    closures: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    closure_tolerance_m: float,
) -> pd.DataFrame:
    """Every pair of a report and a link that it speaks of; other links have no row.

    A report speaks of: for a point, the nearest link within the tolerance and those less than a
    metre further; for a line, the links nearest to its middle, those of which at least half, or
    three times the tolerance, lies within the tolerance of it, and those that it meets more than
    the tolerance away from their ends, or at a junction to which it comes from off the road; for a
    polygon, the links within the tolerance of it, but bridges only where the report closes bridges
    too.

    A report after the day is left out. One that has run out (`expires` before the day) is
    `unknown` where it closed, and left out where it said that a way is open or dangerous: it never
    opens and never closes anything. Without a day every report holds. Of several reports on a link
    the newest rules (no date is oldest), then the worst: closed, warning, unknown, open; then the
    least id. If it were not there, the next in rank would rule. A link is contested where reports
    that still hold disagree.
    """
    told = _on_the_day(closures, as_of)
    report, link = _touched(network, told, max(closure_tolerance_m, TIE_M))
    pairs = told.drop(columns="geometry").iloc[report].reset_index(drop=True)
    pairs["link_id"] = network["link_id"].to_numpy()[link]
    holding = pairs[~pairs["is_expired"]].groupby("link_id")["status"].nunique()
    pairs["is_contested"] = pairs["link_id"].map(holding).fillna(0).to_numpy(float) > 1
    pairs["worst"] = pairs["status"].map({s: i for i, s in enumerate(WORST_FIRST)})
    ordered = pairs.sort_values(
        ["link_id", "date", "worst", "closure_id"],
        ascending=[True, False, True, True],
        na_position="last",
        ignore_index=True,
    ).rename(columns={"date": "reported"})
    ordered["rank"] = ordered.groupby("link_id").cumcount() + 1
    ordered["is_ruling"] = ordered["rank"] == 1
    table: pd.DataFrame = ordered[list(COLUMNS)]
    return table


def _on_the_day(closures: gpd.GeoDataFrame, as_of: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the reports that count on the day, with the status that they have then."""
    day = as_of["as_of"].iloc[0] if len(as_of) else pd.NaT
    has_run_out = (closures["expires"] < day).to_numpy(bool)
    says_go = closures["status"].isin(("open", "warning")).to_numpy(bool)
    counts = ~(closures["date"] > day).to_numpy(bool) & ~(has_run_out & says_go)
    status = closures["status"].mask(has_run_out, "unknown")
    told = closures.assign(status=status, is_expired=has_run_out)[counts]
    return told.reset_index(drop=True)


def _touched(
    network: gpd.GeoDataFrame, told: gpd.GeoDataFrame, tolerance_m: float
) -> tuple[Ints, Ints]:
    """Return pairs of report and link, each once."""
    lines = network.geometry.to_numpy()
    parts, report = shapely.get_parts(told.geometry.to_numpy(), return_index=True)
    # A collection may hold collections of one kind.
    parts, inner = shapely.get_parts(parts, return_index=True)
    report = report[inner]
    tree, dimension = shapely.STRtree(lines), shapely.get_dimensions(parts)
    points, ways, surfaces = (np.flatnonzero(dimension == d) for d in (0, 1, 2))
    point, at_point = _by_points(tree, lines, parts[points], tolerance_m)
    way, on_way = _by_lines(tree, lines, parts[ways], tolerance_m)
    surface, under = tree.query(parts[surfaces], predicate="dwithin", distance=tolerance_m)
    closes = told["closes_bridges"].to_numpy(bool)[report[surfaces[surface]]]
    is_hit = closes | ~network["is_bridge"].to_numpy(bool)[under]
    part = np.concatenate([points[point], ways[way], surfaces[surface[is_hit]]])
    link = np.concatenate([at_point, on_way, under[is_hit]])
    found = np.unique(np.column_stack([report[part], link]), axis=0)
    return found[:, 0], found[:, 1]


def _by_points(
    tree: shapely.STRtree, lines: Shapes, points: Shapes, tolerance_m: float
) -> tuple[Ints, Ints]:
    """Return pairs of point and link: the nearest within the tolerance, and equals."""
    point, link = tree.query(points, predicate="dwithin", distance=tolerance_m)
    far = shapely.distance(points[point], lines[link])
    least = np.full(len(points), np.inf)
    np.minimum.at(least, point, far)
    is_near = far <= least[point] + TIE_M
    return point[is_near], link[is_near]


def _by_lines(
    tree: shapely.STRtree, lines: Shapes, reports: Shapes, tolerance_m: float
) -> tuple[Ints, Ints]:
    """Return pairs of reported line and link: at its middle, across it, along it."""
    middle = shapely.line_interpolate_point(reports, 0.5, normalized=True)
    report, link = _by_points(tree, lines, middle, tolerance_m)
    near, beside = tree.query(reports, predicate="dwithin", distance=tolerance_m)
    along = lines[beside]
    length = shapely.length(along)
    inside = shapely.length(shapely.intersection(along, shapely.buffer(reports[near], tolerance_m)))
    runs = inside >= np.minimum(length / 2, 3 * tolerance_m)
    ends = shapely.buffer(shapely.boundary(along), tolerance_m)
    meeting = shapely.intersection(along, reports[near])
    crosses = ~shapely.is_empty(shapely.difference(meeting, ends))
    through = _through_junctions(along, reports, near, meeting, runs, tolerance_m)
    is_closed = runs | crosses | through
    return np.append(report, near[is_closed]), np.append(link, beside[is_closed])


def _through_junctions(
    along: Shapes, reports: Shapes, near: Ints, meeting: Shapes, runs: Bools, tolerance_m: float
) -> Bools:
    """Return whether a reported line meets a link at a junction to which it comes off the road.

    It does where it goes through the surroundings of the junction (twice the tolerance) at a place
    that is further than the tolerance from all links along which it runs. So a line along a road
    does not close the side roads that it passes, and one that comes across closes what it meets.
    """
    ends = np.stack([shapely.get_point(along, 0), shapely.get_point(along, -1)], axis=1)
    is_at = shapely.distance(ends, meeting[:, None]) <= tolerance_m
    pair, end = np.nonzero(is_at & ~runs[:, None])
    circles = shapely.boundary(shapely.buffer(ends[pair, end], 2 * tolerance_m))
    places = shapely.intersection(reports[near[pair]], circles)
    owner = np.repeat(pair, shapely.get_num_coordinates(places))
    far = shapely.distance(
        shapely.points(shapely.get_coordinates(places)),
        _along_which(along[runs], near[runs], len(reports))[near[owner]],
    )
    is_through = np.zeros(len(along), np.bool_)
    is_through[owner[~(far <= tolerance_m)]] = True  # null where it runs along nothing
    return is_through


def _along_which(links: Shapes, report: Ints, count: int) -> Shapes:
    """Return the links of each report as one shape, None where there are none."""
    shapes = np.full(count, None, dtype=object)
    named, number = np.unique(report, return_inverse=True)
    order = np.argsort(number, kind="stable")
    shapes[named] = shapely.multilinestrings(links[order], indices=number[order])
    return shapes
