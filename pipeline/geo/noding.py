"""Lines into links between nodes: crossings become nodes, ends join what lies near them.

Arrays in, arrays out. Lengths are in the unit of the coordinates, metres by intent.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt
import shapely

from pipeline.geo.cutting import Cuts, Ends, Links, cut

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Lines = npt.NDArray[np.object_]


def links(
    lines: Lines, *, can_be_cut: Bools, is_settled: Bools, level: Ints, end_snap: Floats
) -> Links:
    """Links between nodes that lines make where they cross and where their ends meet.

    Two lines that can be cut and lie on one level meet wherever they touch or cross, except two
    settled ones, which have been cut against each other before. Other lines meet at ends only.
    Ends at one place meet. An end joins the nearest other end within its snap distance (ties:
    least x, then y) and the nearest other line that can be cut (ties: earlier line), which is cut
    at the point nearest to the end; the end moves there. No end looks further than half the
    length of the shortest line that ends with it, so that no line closes up on itself. A line is
    not cut where it crosses itself. Lines and links without length are left out.

    Parameters
    ----------
    lines
        LineStrings. Give them in an order of their own (by id): it decides ties.
    can_be_cut
        Whether lines may be joined between their ends.
    is_settled
        Whether lines have been cut already where they meet other settled lines.
    level
        Level above ground; lines on different levels cross without meeting.
    end_snap
        How far the ends of each line look for something to join.
    """
    kept = np.flatnonzero(shapely.length(lines) > 0)
    lines = shapely.force_2d(lines[kept])
    if not len(lines):
        none = np.zeros(0, np.int64)
        return Links(none, np.zeros(0), none, none, lines, np.zeros((0, 2)))
    can_be_cut, is_settled = can_be_cut[kept], is_settled[kept]
    crossing = _crossings(lines, can_be_cut, is_settled, level[kept])
    ends = _ends(lines, is_settled, end_snap[kept])
    found = _linked(lines, crossing, ends, can_be_cut, is_settled)
    return found._replace(line=kept[found.line])


def _crossings(
    lines: Lines, can_be_cut: Bools, is_settled: Bools, level: Ints
) -> tuple[Ints, Ints, Floats]:
    """Return pairs of lines and the points where they meet; a shared stretch has two."""
    seekers = np.flatnonzero(can_be_cut & ~is_settled)
    targets = np.flatnonzero(can_be_cut)
    query = shapely.STRtree(lines[targets]).query(lines[seekers], predicate="intersects")
    a, b = seekers[query[0]], targets[query[1]]
    wanted = (level[a] == level[b]) & (is_settled[b] | (a < b))
    a, b = a[wanted], b[wanted]
    parts, pair = shapely.get_parts(shapely.intersection(lines[a], lines[b]), return_index=True)
    is_point = shapely.get_type_id(parts) == shapely.GeometryType.POINT
    stretches, stretch_pair = parts[~is_point], pair[~is_point]
    points = np.concatenate(
        [parts[is_point], shapely.get_point(stretches, 0), shapely.get_point(stretches, -1)]
    )
    pair = np.concatenate([pair[is_point], stretch_pair, stretch_pair])
    return a[pair], b[pair], shapely.get_coordinates(points)


def _ends(lines: Lines, is_settled: Bools, end_snap: Floats) -> Ends:
    """Return the places at which lines end."""
    both = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    xy, place = np.unique(np.round(shapely.get_coordinates(both), 3), axis=0, return_inverse=True)
    place = place.reshape(-1)
    reach = np.zeros(len(xy))
    np.maximum.at(reach, place, np.tile(end_snap, 2))
    shortest = np.full(len(xy), np.inf)
    np.minimum.at(shortest, place, np.tile(shapely.length(lines), 2))
    settled = np.ones(len(xy), bool)
    np.logical_and.at(settled, place, np.tile(is_settled, 2))
    return Ends(xy, place, np.bincount(place), np.minimum(reach, shortest / 2), settled)


def _linked(
    lines: Lines,
    crossing: tuple[Ints, Ints, Floats],
    ends: Ends,
    can_be_cut: Bools,
    is_settled: Bools,
) -> Links:
    """Return the links: points are the places of ends, then crossings, then joints on lines."""
    a, b, crossing_xy = crossing
    neighbour = _nearest_place(ends)
    place, target = _nearest_line(lines, crossing, ends, neighbour, can_be_cut, is_settled)
    seekers = shapely.points(ends.xy[place])
    along = shapely.line_locate_point(lines[target], seekers)
    joint_xy = shapely.get_coordinates(shapely.line_interpolate_point(lines[target], along))
    xy = np.concatenate([ends.xy, crossing_xy, joint_xy])
    point = np.arange(len(ends.xy), len(xy))
    crossing_point, joint = point[: len(a)], point[len(a) :]
    at = shapely.points(crossing_xy)
    cuts = Cuts(
        np.concatenate([a, b, target]),
        np.concatenate(
            [
                shapely.line_locate_point(lines[a], at),
                shapely.line_locate_point(lines[b], at),
                along,
            ]
        ),
        np.concatenate([crossing_point, crossing_point, joint]),
    )
    has = neighbour >= 0
    same = [(np.flatnonzero(has), neighbour[has]), (place, joint)]
    return cut(lines, cuts, ends, xy, same)


def _nearest_place(ends: Ends) -> Ints:
    """Return the nearest other place within reach of each place, -1 where there is none."""
    points = cast("Lines", shapely.points(ends.xy))
    here, there = shapely.STRtree(points).query(points, predicate="dwithin", distance=ends.reach)
    wanted = (here != there) & ~(ends.is_settled[here] & ends.is_settled[there])
    here, there = here[wanted], there[wanted]
    far = shapely.distance(points[here], points[there])
    found = np.full(len(points), -1)
    here, there = _first_of_each(here, (far, there), there)
    found[here] = there
    return found


def _nearest_line(
    lines: Lines,
    crossing: tuple[Ints, Ints, Floats],
    ends: Ends,
    neighbour: Ints,
    can_be_cut: Bools,
    is_settled: Bools,
) -> tuple[Ints, Ints]:
    """Return places and, for each, the nearest line within reach that it does not touch yet."""
    points = cast("Lines", shapely.points(ends.xy))
    targets = np.flatnonzero(can_be_cut)
    query = shapely.STRtree(lines[targets]).query(points, predicate="dwithin", distance=ends.reach)
    place, line = query[0], targets[query[1]]
    known = _met(lines, crossing, ends, neighbour)
    wanted = ~np.isin(place * len(lines) + line, known)
    wanted &= ~(ends.is_settled[place] & is_settled[line])
    place, line = place[wanted], line[wanted]
    far = shapely.distance(points[place], lines[line])
    return _first_of_each(place, (far, line), line)


def _met(lines: Lines, crossing: tuple[Ints, Ints, Floats], ends: Ends, neighbour: Ints) -> Ints:
    """Return the pairs (place x lines + line) that meet already: at the place or within reach."""
    n = len(lines)
    own_line = np.tile(np.arange(n), 2)
    pairs = [ends.place * n + own_line]
    joined = neighbour[ends.place]
    pairs.append(joined[joined >= 0] * n + own_line[joined >= 0])
    order = np.argsort(ends.place, kind="stable")
    first = np.searchsorted(ends.place[order], np.arange(len(ends.xy) + 1))
    seeker = np.flatnonzero(neighbour >= 0)
    counts = np.diff(first)[neighbour[seeker]]
    position = np.repeat(first[neighbour[seeker]], counts) + _counting(counts)
    pairs.append(np.repeat(seeker, counts) * n + own_line[order[position]])
    a, b, xy = crossing
    for own, other in ((a, b), (b, a)):
        along = shapely.line_locate_point(lines[own], shapely.points(xy))
        rest = shapely.length(lines)[own] - along
        for place, distance in ((ends.place[own], along), (ends.place[n + own], rest)):
            near = distance <= ends.reach[place]
            pairs.append(place[near] * n + other[near])
    return np.concatenate(pairs)


def _counting(counts: Ints) -> Ints:
    """Return 0, 1, .. up to each count, one after the other."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _first_of_each(group: Ints, by: tuple[Any, ...], value: Ints) -> tuple[Ints, Ints]:
    """Return each group once, with the value that comes first by the keys (first key leads)."""
    order = np.lexsort((*by[::-1], group))
    groups, first = np.unique(group[order], return_index=True)
    return groups, value[order][first]
