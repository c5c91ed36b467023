"""An OpenStreetMap file (.osm.pbf, .osm) to its tagged ways, with the place of every node.

osmium reads, filters and places the ways, and writes them as lines of its text form (OPL), which
is many times faster than handing them over one by one.
"""

from __future__ import annotations

import re
import sys
import tempfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import osmium
import pandas as pd
import pyarrow as pa
from osmium.filter import KeyFilter
from pyarrow import csv

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

NODES_AND_WAYS = osmium.osm.NODE | osmium.osm.WAY
LINE_FORM = "opl,add_metadata=version,history=true,locations_on_ways=true"
ESCAPED = re.compile("%([0-9a-f]+)%")
ROWS_OF_NUMBERS = bytes.maketrans(b",xy", b"\n,,")
VERTEX = {"node": pa.int64(), "x": pa.float64(), "y": pa.float64()}
BLOCK_BYTES = 2**22
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
    node_tags: pd.DataFrame
    """One row a tagged node of the file, indexed by node id, one text column a tag."""


def read_ways(
    path: Path,
    keys: Collection[str],
    tags: Collection[str],
    node_keys: Collection[str],
    node_tags: Collection[str],
) -> Ways:
    """Return the ways and nodes that bear one of some keys, in the order of the file.

    Parameters
    ----------
    path
        .osm.pbf or .osm file. Node positions and the ways that are kept are held in memory.
    keys, node_keys
        A way, a node is read if it has any of these keys.
    tags, node_tags
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
    with tempfile.TemporaryDirectory(prefix="osm-") as folder:
        lines = Path(folder) / "ways.opl"
        try:
            _write_lines(path, lines, keys, node_keys)
        except RuntimeError as error:
            raise SourceError(
                f"not a whole OpenStreetMap file ({error}). A download that broke off? Fetch it "
                "anew and compare its size; `osmium fileinfo -e` tells whether it can be read",
                file=path,
            ) from None
        ways, is_current = _parsed(lines, tags, node_tags)
    if not is_current or ways.tags.index.has_duplicates or ways.node_tags.index.has_duplicates:
        _refuse_history(path)
    _check_nodes(ways, path)
    return ways


def _write_lines(
    path: Path, lines: Path, keys: Collection[str], node_keys: Collection[str]
) -> None:
    """Write the ways and nodes with a key as lines, ways with the places of their nodes."""
    reader = osmium.io.Reader(str(path), NODES_AND_WAYS)
    if reader.header().has_multiple_object_versions:
        _refuse_history(path)
    wanted_nodes, wanted_ways = KeyFilter(*node_keys), KeyFilter(*keys)
    wanted_nodes.enable_for(osmium.osm.NODE)
    wanted_ways.enable_for(osmium.osm.WAY)
    places = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    places.ignore_errors()
    with osmium.SimpleWriter(osmium.io.File(str(lines), LINE_FORM)) as writer:
        osmium.apply(reader, places, wanted_nodes, wanted_ways, writer)


def _parsed(lines: Path, tags: Collection[str], node_tags: Collection[str]) -> tuple[Ways, bool]:
    """Return what the lines say, and whether all of them are of objects that still exist.

    A way is `w7 v1 dV Thighway=track Nn1x30.1y0.5,n2xy`, a node `n1 v1 dV Tford=yes x30.1 y0.5`;
    the flag is `dD` where it was deleted, and a node that the file lacks has no coordinates.
    """
    of_ways, of_nodes, counts = _Tags(tags), _Tags(node_tags), array("q")
    vertices, is_current = [_vertices([])], True
    with lines.open("rb") as file:
        while block := file.readlines(BLOCK_BYTES):
            members = []
            for line in block:
                name, _, flag, told, rest = line.rstrip(b"\n").split(b" ", 4)
                is_current = is_current and flag == b"dV"
                if name.startswith(b"n"):
                    of_nodes.add(name, told)
                    continue
                of_ways.add(name, told)
                counts.append(rest.count(b"n"))
                members.append(rest[1:])
            vertices.append(_vertices(members))
    vertex = pa.concat_tables(vertices)
    xy = np.column_stack([vertex["x"].to_numpy(), vertex["y"].to_numpy()])
    xy[(np.abs(xy) > (180, 90)).any(axis=1)] = np.nan
    way = np.repeat(np.arange(len(counts)), np.array(counts, dtype=np.int64))
    node = vertex["node"].to_numpy()
    return Ways(of_ways.table("row"), way, node, xy, of_nodes.table("node")), is_current


class _Tags:
    """Wanted tags of objects, gathered one by one."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = frozenset(wanted)
        self._ids = array("q")
        self._values: dict[str, list[str]] = {key: [] for key in sorted(wanted)}
        self._rows: dict[str, list[int]] = {key: [] for key in sorted(wanted)}

    def add(self, name: bytes, told: bytes) -> None:
        """Take in `w7` or `n7` with its `Thighway=track,name=Quai%20%Nord`."""
        row = len(self._ids)
        self._ids.append(int(name[1:]))
        for tag in told[1:].decode().split(","):
            key, _, value = tag.partition("=")
            if key in self._wanted:
                self._rows[key].append(row)
                self._values[key].append(sys.intern(_unescaped(value) if "%" in value else value))

    def table(self, index_name: str) -> pd.DataFrame:
        """Return one row an object, indexed by id, null where it has no such tag."""
        index = pd.Index(np.array(self._ids, dtype=np.int64), name=index_name)
        columns = {}
        for key, values in self._values.items():
            column = np.full(len(index), None, dtype=object)
            column[self._rows[key]] = values
            columns[key] = pd.Series(column, index=index, dtype="str")
        return pd.DataFrame(columns, index=index)


def _unescaped(text: str) -> str:
    """Return text in which `%20%` is a blank again, and so on."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _vertices(members: Sequence[bytes]) -> Any:  # noqa: ANN401  pyarrow has no types
    """Return node, x and y of vertices such as `n1x30.1y0.5,n2xy`, without place null."""
    told = b",".join(filter(None, members)).translate(ROWS_OF_NUMBERS, b"n")
    if not told:
        return pa.schema(VERTEX).empty_table()
    return csv.read_csv(
        pa.BufferReader(told),
        csv.ReadOptions(column_names=list(VERTEX)),
        convert_options=csv.ConvertOptions(column_types=VERTEX),
    )


def _refuse_history(path: Path) -> None:
    raise SourceError(
        "holds deleted objects or several versions of them: a history or change file. Use a "
        "plain extract, or make one with `osmium time-filter`",
        file=path,
    )


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
