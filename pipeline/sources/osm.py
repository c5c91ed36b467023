"""Roads of OpenStreetMap extracts: ways that people move on, cut where they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from pipeline.crs import WGS84
from pipeline.formats.osm_file import Ways, read_ways
from pipeline.formats.osm_tags import (
    BARRIERS,
    KINDS,
    LIMITS,
    LOCKED,
    NODE_TAGS,
    NOT_DRIVEN,
    ON_FOOT,
    WAY_TAGS,
    WAYS,
    barred,
    barriers,
    flags,
    is_passed_over,
    node_columns,
    plain_columns,
)
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.shapes import drop_far
from pipeline.geo.stubs import Vertices, parts, with_stubs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

KEYS = ("highway", "route")
NODE_KEYS = ("barrier", "ford")
FERRY = "ferry"
STUB_M = 5.0
"""How far a barrier or a ford at a node reaches along a way, at most."""


def osm(
    *,
    files: Sequence[Path],
    areas: gpd.GeoDataFrame,
    specs: Sequence[Mapping[str, Any]],
    margin_km: float,
) -> Read:
    """Return the ways that people move on, cut at every node that two of them share.

    Kept are roads of all classes, tracks, paths, ways on foot and ferries (class `ferry`). Planned
    and abandoned ways, squares (`area=yes`) and ways closed to everyone are left out and counted
    in a note. A way barred to vehicles but not to people on foot becomes a `footway`. A way that
    is in two files is taken from the first. A way beyond the margin of all areas is `outside`.

    A barrier or ford at a node is on a link of its own, 5 m to either side of it (to the middle
    between nodes less than 10 m apart), so that the rest of the way stays open up to it; a ford
    that is a way's is on all of it. Nodes at one place give the most hindering barrier
    (`BARRIERS` is the order). A barrier where several ways meet belongs to those of the least
    important class there, and to none if that is a way left out: a gate at the mouth of a track
    does not close the road. Ways made for no vehicles and ferries have it only where no others
    meet. A barrier that vehicles may pass by its own tags is none; one closed to them by its own
    tags, and a ferry that takes none, is `locked_gate`. The limits that stand at a barrier or a
    ford (`maxheight` of a height restrictor), and the kinds of vehicles that it bars (`hgv=no`), go
    with it, even where it stops nobody else.

    What is said of single kinds of vehicles becomes columns; a way barred to vehicles in general
    is barred to each kind, whatever is said of that. Access under a condition counts where it is
    a size or wet and dry; what hangs on dates and hours is passed over, and counted in a note.

    Parameters
    ----------
    files
        .osm.pbf or .osm files.
    areas
        Their reference system is the table's.
    specs
        Region file entries: `classes` renames or drops classes, `surface` fills gaps.
    margin_km
        How far outside all areas a way may lie.
    """
    sieves: list[Sieve] = []
    nothing = np.array([], dtype=np.int64)
    no_tags = pd.DataFrame(
        columns=[*WAY_TAGS, "road_class", "barrier"],
        index=pd.Index(nothing, name="row"),
        dtype="str",
    )
    frames = [_columns(no_tags, {})]
    no_marks = {"line": nothing, "node": nothing, "barrier": "", "is_ford": False}
    no_marks |= dict.fromkeys(LIMITS, np.nan) | dict.fromkeys(KINDS, "")
    marks = [pd.DataFrame(no_marks)]
    vertices = [Vertices(nothing, nothing, np.empty((0, 2)))]
    for path, spec in zip(files, specs, strict=True):
        sieve, found, marked = _near_ways(path, spec, areas, margin_km)
        is_repeated = sieve.frame.index.isin(pd.concat(frames).index)
        sieve.drop(is_repeated, "in an earlier file too", "merged")
        sieves.append(sieve)
        frames.append(sieve.frame.drop(columns="geometry"))
        is_kept = np.isin(found.line, sieve.frame.index.to_numpy())
        vertices.append(Vertices(found.line[is_kept], found.node[is_kept], found.xy[is_kept]))
        marks.append(marked[marked["line"].isin(sieve.frame.index)])
    joined = Vertices(*(np.concatenate(parts) for parts in zip(*vertices, strict=True)))
    table = _cut(pd.concat(frames), joined, pd.concat(marks), areas.crs)
    cuts = "shared nodes, barriers and fords"
    notes = [f"{len(joined.node):,} nodes, {len(table):,} links between {cuts}"]
    return gather(sieves, table, notes if files else [])


def _near_ways(
    path: Path, spec: Mapping[str, Any], areas: gpd.GeoDataFrame, margin_km: float
) -> tuple[Sieve, Vertices, pd.DataFrame]:
    """Return one file's usable ways with their columns and lines, their vertices and marks."""
    ways = read_ways(path, KEYS, WAY_TAGS, NODE_KEYS, NODE_TAGS)
    own = ways.tags["highway"].fillna(ways.tags["route"].where(ways.tags["route"] == FERRY))
    classes = own.replace(dict(spec.get("classes") or {}))
    tags, notes = _wanted(ways.tags, own, classes, path)
    marks, more = _marks(ways, ~classes.isin(NOT_DRIVEN), tags["road_class"], path)
    notes += more
    sieve = Sieve(_columns(tags, spec).assign(source=path.name), path)
    # Tags fill most of the memory, and nothing below looks at them.
    ways = ways._replace(tags=ways.tags[[]])
    del tags, own, classes
    missing = int(np.isnan(ways.xy[:, 0]).sum())
    if missing:
        notes.append(f"{path.name}: {missing:,} nodes of ways are not in the file and passed over")
    sieve.notes += notes
    vertices = _placed(ways, sieve.frame.index, areas.crs)
    counts = pd.Series(vertices.line).value_counts().reindex(sieve.frame.index, fill_value=0)
    sieve.drop(counts < 2, "fewer than two of its nodes are in the file")
    order = sieve.frame.index.get_indexer(pd.Index(vertices.line))
    lines = shapely.linestrings(vertices.xy[order >= 0], indices=order[order >= 0])
    sieve.frame = gpd.GeoDataFrame(sieve.frame, geometry=lines, crs=areas.crs)
    sieve.drop(sieve.frame.length == 0, "has no length")
    drop_far(sieve, areas, margin_km)
    sieve.check_share(path)
    return sieve, vertices, marks


def _wanted(
    tags: pd.DataFrame, own: pd.Series, road_class: pd.Series, path: Path
) -> tuple[pd.DataFrame, list[str]]:
    """Return the ways that people move on, with `road_class`, and what was left out by `own`."""
    is_barred, is_shut = barred(tags)
    is_class, is_square = road_class.isin(WAYS), tags["area"] == "yes"
    is_kept = is_class & ~is_square & ~is_shut
    is_ferry = road_class == FERRY
    becomes_footway = is_kept & is_barred & ~is_ferry & ~road_class.isin(ON_FOOT[1:])
    road_class = road_class.mask(becomes_footway, "footway")
    other = own[~is_class].value_counts()
    named = ", ".join(f"{name} {n:,}" for name, n in sorted(other.items(), key=_by_count)[:5])
    told = {
        f"ways of other classes left out ({named})": (~is_class).sum(),
        "squares (area=yes) left out": (is_class & is_square).sum(),
        "ways closed to everyone (access=no, private) left out": (
            is_class & ~is_square & is_shut
        ).sum(),
        "ways barred to vehicles taken as footways": becomes_footway.sum(),
        "ways with access for certain times (`:conditional`), which is passed over": (
            is_kept & is_passed_over(tags)
        ).sum(),
    }
    notes = [f"{path.name}: {n:,} {what}" for what, n in told.items() if n]
    takes_none = pd.Series(LOCKED, index=tags.index).where(is_ferry & is_barred)
    return tags.assign(road_class=road_class, barrier=takes_none)[is_kept], notes


def _marks(
    ways: Ways, is_driven: pd.Series, road_class: pd.Series, path: Path
) -> tuple[pd.DataFrame, list[str]]:
    """Return the barriers and fords of kept ways by way and node, and what is worth knowing.

    Parameters
    ----------
    ways
        All ways of a file.
    is_driven
        Whether ways of its kind are made for vehicles, by way id.
    road_class
        Of the ways that are kept, by way id.
    path
        The file.
    """
    pairs = _met(ways)
    greatness = road_class.map({name: n for n, name in enumerate(WAYS)})
    # Ways for vehicles go before others, and among them the least important class.
    rank = pairs["line"].map(greatness).fillna(len(WAYS))
    rank += pairs["line"].map(is_driven).astype("int64") * (len(WAYS) + 1)
    is_least = rank == rank.groupby(pairs["node"]).transform("max")
    hindrances = ["barrier", *LIMITS, *KINDS]
    own = pairs.assign(**{name: pairs[name].where(is_least) for name in hindrances})
    is_marked = own[hindrances].notna().any(axis=1) | own["is_ford"]
    own = own[own["line"].isin(road_class.index) & is_marked]
    at_barrier = pairs.dropna(subset="barrier")
    kinds = at_barrier.drop_duplicates("node")["barrier"].value_counts()
    named = ", ".join(f"{name} {n:,}" for name, n in sorted(kinds.items(), key=_by_count)[:5])
    placed = own.loc[own["barrier"].notna(), "node"].nunique()
    told = {
        f"barriers on ways ({named})": kinds.sum(),
        "barriers where several ways meet, given to the least important class": (
            at_barrier["node"].value_counts().gt(1).sum()
        ),
        "barriers of ways that are left out, which close no other": kinds.sum() - placed,
    }
    return own, [f"{path.name}: {n:,} {what}" for what, n in told.items() if n]


def _met(ways: Ways) -> pd.DataFrame:
    """Return each pair of a way and a node with a barrier or a ford that it holds, once."""
    barrier, is_ford = barriers(ways.node_tags), flags(ways.node_tags["ford"])
    marked = node_columns(ways.node_tags).assign(barrier=barrier, is_ford=is_ford)
    is_way = ways.tags["highway"].notna() | (ways.tags["route"] == FERRY)
    is_line = (is_way & (ways.tags["area"] != "yes")).to_numpy(bool)
    vertex = np.flatnonzero(np.isin(ways.node, marked.index.to_numpy()))
    vertex = vertex[is_line[ways.way[vertex]]]
    line, node = ways.tags.index.to_numpy()[ways.way[vertex]], ways.node[vertex]
    return pd.DataFrame({"line": line, "node": node}).drop_duplicates().join(marked, on="node")


def _by_count(item: tuple[Any, int]) -> tuple[int, str]:
    return (-item[1], str(item[0]))


def _columns(tags: pd.DataFrame, spec: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table's columns, one row a way, but for those that come from cutting."""
    plain = plain_columns(tags)
    return pd.DataFrame(
        {
            "road_name": tags["name"].fillna(tags["ref"]),
            "road_class": tags["road_class"],
            **plain,
            "surface": plain["surface"].fillna(spec.get("surface") or np.nan),
            "barrier": tags["barrier"],
            "crossings": "shared_nodes",
            "end_snap_m": float(spec.get("end_snap_m") or 0),
            "source": "",
        },
        index=tags.index,
    )


def _placed(ways: Ways, wanted: pd.Index, crs: Any) -> Vertices:  # noqa: ANN401  pyproj's CRS
    """Return the vertices of wanted ways in metres; missing and doubled nodes are left out."""
    line = ways.tags.index.to_numpy()[ways.way]
    is_kept = np.isin(line, wanted.to_numpy()) & ~np.isnan(ways.xy[:, 0])
    line, node, degrees = line[is_kept], ways.node[is_kept], ways.xy[is_kept]
    is_new = np.ones(len(line), dtype=bool)
    is_new[1:] = (node[1:] != node[:-1]) | (line[1:] != line[:-1])
    to_metres = Transformer.from_crs(WGS84, crs, always_xy=True)
    xy = np.column_stack(to_metres.transform(*degrees[is_new].T))
    return Vertices(line[is_new], node[is_new], xy)


def _cut(
    ways: pd.DataFrame,
    vertices: Vertices,
    marks: pd.DataFrame,
    crs: Any,  # noqa: ANN401  pyproj's CRS
) -> gpd.GeoDataFrame:
    """Return links between nodes that are used twice; ids are the way's with a part number."""
    near = np.flatnonzero(np.isin(vertices.node, marks["node"].to_numpy()))
    pairs = pd.MultiIndex.from_arrays([vertices.line[near], vertices.node[near]])
    is_marked = np.zeros(len(vertices.node), dtype=bool)
    is_marked[near] = pairs.isin(pd.MultiIndex.from_frame(marks[["line", "node"]]))
    vertices, is_cut = with_stubs(vertices, is_marked, STUB_M)
    row, part = parts(vertices, is_cut)
    lines = shapely.linestrings(vertices.xy[row], indices=part)
    first = np.flatnonzero(np.diff(part, prepend=-1))
    line = vertices.line[row[first]]
    number = pd.Series(line).groupby(line).cumcount() + 1
    ids = "w" + pd.Series(line).astype("str") + "-" + number.astype("str")
    table = gpd.GeoDataFrame(
        ways.loc[line].reset_index(drop=True), geometry=gpd.GeoSeries(lines, crs=crs)
    ).assign(road_id=ids, length_m=shapely.length(lines))
    table = _marked(table, marks, vertices, row, part)
    # Two nodes at one place are one place in a graph of places: no link between them is lost.
    return table[table["length_m"] > 0].reset_index(drop=True)


def _marked(
    table: gpd.GeoDataFrame,
    marks: pd.DataFrame,
    vertices: Vertices,
    row: NDArray[np.int64],
    part: NDArray[np.int64],
) -> gpd.GeoDataFrame:
    """Return links, cut to stubs, with what stands at the nodes that they hold."""
    is_near = np.isin(vertices.node[row], marks["node"].to_numpy())
    near = row[is_near]
    held = {"line": vertices.line[near], "node": vertices.node[near], "part": part[is_near]}
    pair = ["line", "node"]
    found = pd.DataFrame(held).merge(marks, on=pair)
    order = {name: n for n, name in enumerate(BARRIERS)}
    found = found.assign(hinders=found["barrier"].map(order).fillna(len(order)))
    worst = found.dropna(subset="barrier").sort_values(["part", "hinders", "barrier"])
    barrier = worst.drop_duplicates("part").set_index("part")["barrier"].reindex(table.index)
    least = found.groupby("part")[list(LIMITS)].min().reindex(table.index)
    barred = found.groupby("part")[list(KINDS)].first().reindex(table.index).astype("str")
    return table.assign(
        barrier=table["barrier"].fillna(barrier.astype("str")),
        is_ford=table["is_ford"] | table.index.isin(found.loc[found["is_ford"], "part"]),
        **{limit: np.fmin(table[limit], least[limit]) for limit in LIMITS},
        **{kind: barred[kind].fillna(table[kind]) for kind in KINDS},
    )
