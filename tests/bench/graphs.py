"""The graphs that are measured: a real extract, the same tiled, or a made-up grid.

P1: every OSM node that a way with `highway` uses is a node, consecutive nodes are edges; costs are
milliseconds from length and class. P3 and P15: P1 three and fifteen times, neighbours joined by a
few edges. G1, G3 and G15 stand in where there is no extract: a grid with edges cut in pieces, of
random costs and random ids, a third of a million nodes and three and fifteen times as many.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import osmium

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Costs = npt.NDArray[np.uint32]

NEVER = 2**31 - 1
SEED = 1
SIDE = 160
PIECES = 8
"""Crossings along a side of the made-up grid, and pieces that its edges are cut in."""
JOINTS = 20
"""Edges between neighbouring tiles."""
TILES = {"1": 1, "3": 3, "15": 15}
SPEEDS_KMH = {
    "motorway": 90, "trunk": 70, "primary": 60, "secondary": 50, "tertiary": 40,
    "unclassified": 30, "residential": 25, "service": 15, "track": 15,
}  # fmt: skip
OTHER_KMH = 5
RADIUS_M = 6_371_008.8


class Roads(NamedTuple):
    """Edges between nodes, the cost of both arcs of each, and where the nodes are."""

    from_node: Int32s
    to_node: Int32s
    cost: Costs
    """Arc 2e runs from start to end, arc 2e + 1 back; `NEVER` closes."""
    xy: Floats
    """Metres, local."""

    @property
    def node_count(self) -> int:
        """How many nodes there are."""
        return len(self.xy)

    def arcs(self) -> tuple[Int32s, Int32s, Costs]:
        """Return tail, head and cost of the arcs that are open: what peers are given."""
        tail = np.column_stack([self.from_node, self.to_node]).ravel()
        head = np.column_stack([self.to_node, self.from_node]).ravel()
        is_open = self.cost < NEVER
        return tail[is_open], head[is_open], self.cost[is_open]


def services(node_count: int, count: int = 100, types: int = 1) -> Int32s:
    """Return nodes of services, one row for each type; the same for every engine."""
    rng = np.random.default_rng(SEED)
    return rng.integers(0, node_count, (types, count)).astype(np.int32)


def main() -> None:
    """Write graphs to folders: `python -m tests.bench.graphs FOLDER EXTRACT-OR-NOTHING`."""
    folder, extract = Path(sys.argv[1]), sys.argv[2]
    one = read(Path(extract)) if extract else grid(SIDE, np.random.default_rng(SEED))
    for name, tiles in TILES.items():
        save(tiled(one, tiles) if tiles > 1 else one, folder / f"{'P' if extract else 'G'}{name}")


def save(roads: Roads, folder: Path) -> None:
    """Write each array to a file of its own, so that it can be mapped."""
    folder.mkdir(parents=True)
    for name, array in roads._asdict().items():
        np.save(folder / f"{name}.npy", array)


def load(folder: Path) -> Roads:
    """Return the graph of a folder."""
    return Roads(*(np.load(folder / f"{name}.npy") for name in Roads._fields))


def read(path: Path) -> Roads:
    """Return the graph of an extract; nodes in the order of their OSM ids."""
    ids: list[int] = []
    places: list[tuple[float, float]] = []
    lengths, speeds, ways = [], [], []
    found = osmium.FileProcessor(str(path)).with_locations()
    for way in found.with_filter(osmium.filter.KeyFilter("highway")):
        if not isinstance(way, osmium.osm.Way):
            continue
        nodes = [n for n in way.nodes if n.location.valid()]
        ids += [n.ref for n in nodes]
        places += [(n.lon, n.lat) for n in nodes]
        lengths.append(len(nodes))
        speeds.append(SPEEDS_KMH.get(way.tags["highway"].removesuffix("_link"), OTHER_KMH))
        ways.append(_ways(dict(way.tags)))
    return _roads(np.array(ids), np.array(places), *(np.array(x) for x in (lengths, speeds, ways)))


def _ways(tags: dict[str, str]) -> tuple[bool, bool]:
    """Return whether a way can be travelled along its line, and against it."""
    oneway = tags.get("oneway", "")
    if oneway in ("-1", "reverse"):
        return False, True
    is_implied = tags.get("junction") == "roundabout" or tags["highway"].startswith("motorway")
    return True, not (oneway in ("yes", "true", "1") or (is_implied and oneway != "no"))


def _roads(ids: Ints, places: Floats, lengths: Ints, speeds: Ints, ways: Ints) -> Roads:
    """Join consecutive nodes of each way."""
    known, first, node = np.unique(ids, return_index=True, return_inverse=True)
    way = np.repeat(np.arange(len(lengths)), lengths)
    at = np.flatnonzero(way[1:] == way[:-1])
    middle = np.radians(places[:, 1].mean())
    xy = np.radians(places[first]) * RADIUS_M * [np.cos(middle), 1.0]
    start, end = node[at].astype(np.int32), node[at + 1].astype(np.int32)
    metres = np.hypot(*(xy[start] - xy[end]).T)
    cost = np.maximum(1, np.ceil(metres * 3.6 / speeds[way[at]] * 1000)).astype(np.uint32)
    cost = np.where(ways[way[at]], cost[:, None], np.uint32(NEVER)).ravel()
    return Roads(start, end, cost.astype(np.uint32), xy[: len(known)])


def tiled(roads: Roads, tiles: int) -> Roads:
    """Return copies side by side, each joined to the next by edges between random nodes."""
    rng = np.random.default_rng(SEED)
    count = roads.node_count
    shift = np.repeat(np.arange(tiles) * count, len(roads.from_node))
    joint = np.repeat(np.arange(tiles - 1), JOINTS) * count
    start = joint + rng.integers(0, count, len(joint))
    end = joint + count + rng.integers(0, count, len(joint))
    width = np.ptp(roads.xy, axis=0) * 1.05
    places = np.array([(i % 4, i // 4) for i in range(tiles)]) * width
    return Roads(
        np.concatenate([np.tile(roads.from_node, tiles) + shift, start]).astype(np.int32),
        np.concatenate([np.tile(roads.to_node, tiles) + shift, end]).astype(np.int32),
        np.concatenate(
            [np.tile(roads.cost, tiles), np.repeat(rng.integers(10_000, 600_000, len(joint)), 2)]
        ).astype(np.uint32),
        (roads.xy + places[:, None]).reshape(-1, 2),
    )


def grid(side: int, rng: np.random.Generator) -> Roads:
    """Return a grid with a tenth of its edges left out, each cut in pieces; costs and ids random.

    Pieces are what roads have too: most of their nodes lie between two crossings.
    """
    crossing = np.arange(side * side).reshape(side, side)
    start = np.concatenate([crossing[:, :-1].ravel(), crossing[:-1].ravel()])
    end = np.concatenate([crossing[:, 1:].ravel(), crossing[1:].ravel()])
    stays = rng.random(len(start)) < 0.9
    start, end = start[stays], end[stays]
    between = np.arange(len(start) * (PIECES - 1)).reshape(len(start), -1) + crossing.size
    chain = np.column_stack([start, between, end])
    at = np.indices((side, side)).reshape(2, -1).T * 100.0
    share = np.linspace(0, 1, PIECES + 1)[1:-1, None]
    on_the_way = at[start][:, None] * (1 - share) + at[end][:, None] * share
    node = rng.permutation(crossing.size + between.size)
    xy = np.empty((len(node), 2))
    xy[node] = np.concatenate([at, on_the_way.reshape(-1, 2)])
    cost = np.repeat(rng.integers(1, 20_000, len(start) * PIECES), 2).astype(np.uint32)
    from_node, to_node = node[chain[:, :-1]].ravel(), node[chain[:, 1:]].ravel()
    return Roads(from_node.astype(np.int32), to_node.astype(np.int32), cost, xy)


if __name__ == "__main__":
    main()
