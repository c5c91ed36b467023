"""Lines into links between nodes: crossings become nodes, ends join what lies near them.

Arrays in, arrays out. Lengths are in the unit of the coordinates, metres by intent.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import shapely

from pipeline.geo.cutting import SAME_M, Cuts, Ends, Links, cut

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Lines = npt.NDArray[np.object_]


class Mended(NamedTuple):
    """What was done so that lines meet: for each act, the first unsettled line that has part."""

    crossing: Ints
    """Places, one each, where lines were cut because they cross or touch."""
    joined: Ints
    """Ends that moved onto another line."""
    joined_m: Floats
    """How far each of them moved."""
    met: Ints
    """Pairs of ends that were apart and became one."""
    met_m: Floats
    """How far apart each pair was."""
    empty: Ints
    """Lines and links without length, left out."""


def links(
    lines: Lines, *, can_be_cut: Bools, is_settled: Bools, level: Ints, end_snap: Floats
) -> tuple[Links, Mended]:
    """Links between nodes that lines make where they cross and where their ends meet.

    Two lines that can be cut and lie on one level meet wherever they touch or cross, except two
    settled ones, which have been cut against each other before. Other lines meet at ends only.
    Ends at one place meet. An end joins the nearest other end within its snap distance (ties:
    least x, then y) and the nearest other line that can be cut (ties: earlier line), which is cut
    at the point nearest to the end; the end moves there. An end does so only if a line of the
    other's level ends with it or it lies on the other line already; an end of a single line that
    cannot be cut, such as a bridge, counts as on level 0 too. No end looks further than half the
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
    has_length = shapely.length(lines) > 0
    kept, empty = np.flatnonzero(has_length), np.flatnonzero(~has_length)
    lines = shapely.force_2d(lines[kept])
    if not len(lines):
        none, nowhere = np.zeros(0, np.int64), np.zeros(0)
        found = Links(none, nowhere, none, none, lines, np.zeros((0, 2)))
        return found, Mended(none, none, nowhere, none, nowhere, empty)
    can_be_cut, is_settled, level = can_be_cut[kept], is_settled[kept], level[kept]
    crossing = _crossings(lines, can_be_cut, is_settled, level)
    ends = _ends(lines, can_be_cut, is_settled, level, end_snap[kept])
    found, mended = _linked(lines, crossing, ends, can_be_cut, is_settled, level)
    told = Mended(
        kept[mended.crossing],
        kept[mended.joined],
        mended.joined_m,
        kept[mended.met],
        mended.met_m,
        np.concatenate([empty, kept[mended.empty]]),
    )
    return found._replace(line=kept[found.line]), told


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
    stretches, stretch_pair = _merged(parts[~is_point], pair[~is_point])
    points = np.concatenate(
        [parts[is_point], shapely.get_point(stretches, 0), shapely.get_point(stretches, -1)]
    )
    pair = np.concatenate([pair[is_point], stretch_pair, stretch_pair])
    return a[pair], b[pair], shapely.get_coordinates(points)


def _merged(parts: Lines, pair: Ints) -> tuple[Lines, Ints]:
    """Return the parts of each pair joined to stretches as long as can be."""
    pairs, number = np.unique(pair, return_inverse=True)
    whole = shapely.line_merge(shapely.multilinestrings(parts, indices=number))
    stretches, number = shapely.get_parts(whole, return_index=True)
    return stretches, pairs[number]


def _ends(
    lines: Lines, can_be_cut: Bools, is_settled: Bools, level: Ints, end_snap: Floats
) -> Ends:
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
    count = np.bincount(place)
    low, high = np.full(len(xy), level.max()), np.full(len(xy), level.min())
    np.minimum.at(low, place, np.tile(level, 2))
    np.maximum.at(high, place, np.tile(level, 2))
    # A bridge or tunnel that ends by itself comes to the ground there.
    grounded = place[np.tile(~can_be_cut, 2) & (count[place] == 1)]
    low[grounded], high[grounded] = np.minimum(low[grounded], 0), np.maximum(high[grounded], 0)
    return Ends(xy, place, count, np.minimum(reach, shortest / 2), settled, low, high)


def _linked(
    lines: Lines,
    crossing: tuple[Ints, Ints, Floats],
    ends: Ends,
    can_be_cut: Bools,
    is_settled: Bools,
    level: Ints,
) -> tuple[Links, Mended]:
    """Return the links: points are the places of ends, then crossings, then joints on lines."""
    a, b, crossing_xy = crossing
    neighbour = _nearest_place(ends)
    place, target = _nearest_line(lines, crossing, ends, neighbour, can_be_cut, is_settled, level)
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
    found, empty = cut(lines, cuts, ends, xy, same)
    mended = _mended(lines, cuts, crossing, ends, (neighbour, place, target), is_settled)
    return found, mended._replace(empty=empty)


def _mended(
    lines: Lines,
    cuts: Cuts,
    crossing: tuple[Ints, Ints, Floats],
    ends: Ends,
    joins: tuple[Ints, Ints, Ints],
    is_settled: Bools,
) -> Mended:
    """Return what was done, by line; moves of no more than `SAME_M` are none."""
    a, _, crossing_xy = crossing
    neighbour, place, target = joins
    rest = shapely.length(lines)[cuts.line] - cuts.distance
    inside = ((cuts.distance > SAME_M) & (rest > SAME_M))[: 2 * len(a)].reshape(2, -1).any(axis=0)
    spots = np.round(crossing_xy[inside], 2)
    order = np.lexsort((a[inside], spots[:, 1], spots[:, 0]))
    _, first = np.unique(spots[order], axis=0, return_index=True)
    n = len(lines)
    teller = np.where(is_settled, n, np.arange(n))
    at_place = np.full(len(ends.xy), n)
    np.minimum.at(at_place, ends.place, np.tile(teller, 2))
    points = cast("Lines", shapely.points(ends.xy))
    joined_m = shapely.distance(points[place], lines[target])
    joined = np.where(at_place[place] < n, at_place[place], target)
    here = np.flatnonzero(neighbour >= 0)
    there = neighbour[here]
    is_first = (neighbour[there] != here) | (here < there)
    here, there = here[is_first], there[is_first]
    met_m = shapely.distance(points[here], points[there])
    met = np.minimum(at_place[here], at_place[there])
    far, apart = joined_m > SAME_M, met_m > SAME_M
    return Mended(
        a[inside][order[first]], joined[far], joined_m[far], met[apart], met_m[apart], first[:0]
    )


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
    level: Ints,
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
    near = (ends.low[place] <= level[line]) & (level[line] <= ends.high[place])
    near |= far <= SAME_M
    place, line, far = place[near], line[near], far[near]
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
