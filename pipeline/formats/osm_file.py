"""An OpenStreetMap file (.osm.pbf, .osm) to its tagged ways, with the place of every node."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import osmium
import pandas as pd
from osmium.filter import EntityFilter, KeyFilter
from osmium.geom import WKBFactory, use_nodes

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

WKB_HEADER_BYTES = 9
MAX_MISSING_SHARE = 0.2


class Ways(NamedTuple):
    """Ways with their tags, and their vertices one after the other."""

    tags: pd.DataFrame
    """One row a way, indexed by way id under the name `row`, one text column a tag, null where
    the way has none."""
    way: NDArray[np.int64]
    """Position in `tags` of each vertex's way, rising."""
    node: NDArray[np.int64]
    """Node id of each vertex."""
    xy: NDArray[np.float64]
    """WGS 84 longitude and latitude of each vertex; NaN where the file lacks the node."""


def read_ways(path: Path, keys: Collection[str], tags: Collection[str]) -> Ways:
    """Return the ways that bear one of some keys, in the order of the file.

    Parameters
    ----------
    path
        .osm.pbf or .osm file, held in memory as node positions and the ways that are kept.
    keys
        A way is read if it has any of these keys.
    tags
        Tags that become columns.

    Raises
    ------
    SourceError
        Where the file is missing, cut off, not OpenStreetMap's, holds deleted or several versions
        of objects, or lacks more than a fifth of its ways' nodes (unsorted, or a bad extract).
    """
    if path.is_dir():
        raise SourceError("is a folder, not a file; name the file in it", file=path)
    if not path.is_file():
        raise SourceError("no such file; put it there, or change `file`", file=path)
    try:
        ways = _gathered(path, keys, tags)
    except RuntimeError as error:
        raise SourceError(
            f"not a whole OpenStreetMap file ({error}). A download that broke off? Fetch it anew "
            "and compare its size; `osmium fileinfo -e` tells whether it can be read",
            file=path,
        ) from None
    _check_once(ways, path)
    _check_nodes(ways, path)
    return ways


def _gathered(path: Path, keys: Collection[str], tags: Collection[str]) -> Ways:
    """Return the ways as the file gives them."""
    ids, counts, nodes, places = array("q"), array("q"), array("q"), bytearray()
    rows: list[dict[str, str]] = []
    wanted = frozenset(tags)
    make = WKBFactory().create_linestring
    for way in _ways(path, keys):
        members = [node.ref for node in way.nodes]
        ids.append(way.id)
        counts.append(len(members))
        nodes.extend(members)
        places += _places(way, make)
        rows.append({tag.k: tag.v for tag in way.tags if tag.k in wanted})
    table = pd.DataFrame(rows, columns=sorted(wanted), dtype="str")
    return Ways(
        table.set_axis(pd.Index(np.array(ids, dtype=np.int64), name="row")),
        np.repeat(np.arange(len(ids)), np.array(counts, dtype=np.int64)),
        np.array(nodes, dtype=np.int64),
        np.frombuffer(bytes(places), dtype="<f8").reshape(-1, 2).astype(np.float64),
    )


def _ways(path: Path, keys: Collection[str]) -> Iterator[Any]:
    """Yield the ways with a key, each knowing where its nodes are."""
    reader: Any = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
    if reader.header.has_multiple_object_versions:
        _refuse_history(path)
    ways = EntityFilter(osmium.osm.WAY)
    for way in reader.with_locations().with_filter(ways).with_filter(KeyFilter(*keys)):
        if way.deleted:
            _refuse_history(path)
        yield way


def _places(way: Any, make: Any) -> bytes:  # noqa: ANN401  osmium's own
    """Return a way's coordinates as little-endian doubles; NaN for nodes the file lacks.

    The library's own WKB is several times faster than a look at each node, but knows neither
    single points nor missing nodes.
    """
    try:
        return bytes.fromhex(make(way, use_nodes.ALL))[WKB_HEADER_BYTES:]
    except (RuntimeError, osmium.InvalidLocationError):
        points = [
            (node.lon, node.lat) if node.location.valid() else (np.nan, np.nan)
            for node in way.nodes
        ]
        return np.array(points, dtype="<f8").tobytes()


def _refuse_history(path: Path) -> None:
    raise SourceError(
        "holds deleted objects or several versions of them: a history or change file. Use a "
        "plain extract, or make one with `osmium time-filter`",
        file=path,
    )


def _check_once(ways: Ways, path: Path) -> None:
    """Refuse a file that gives a way twice."""
    if ways.tags.index.has_duplicates:
        _refuse_history(path)


def _check_nodes(ways: Ways, path: Path) -> None:
    """Refuse a file most of whose ways cannot be placed."""
    missing = int(np.isnan(ways.xy[:, 0]).sum())
    if missing > MAX_MISSING_SHARE * len(ways.node):
        raise SourceError(
            f"{missing:,} of {len(ways.node):,} nodes of its ways do not come before the ways "
            "that use them: unsorted, or cut out without its nodes. Mend it with `osmium sort`, "
            "or cut it anew with `osmium extract --strategy complete_ways`",
            file=path,
        )
