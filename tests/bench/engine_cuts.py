"""Cut links with the people behind them, as this engine finds them: one call for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.geo.graph.cuts import Cuts, cuts
from tests.bench.clock import Growth, best
from tests.bench.cut_links import as_array, ends, people
from tests.bench.graphs import SEED, Roads, grid

if TYPE_CHECKING:
    from pathlib import Path

TRIED = 5
"""Cut links that are taken out, to see who is behind them."""


def measure(roads: Roads, folder: Path) -> dict[str, Any]:
    """Ask once for everything; the graph is laid out within the call, unlike the peers'."""
    tiny = grid(4, np.random.default_rng(SEED))
    cuts(tiny.from_node, tiny.to_node, people(tiny))
    weight = people(roads)
    memory = Growth()
    seconds, found = best(lambda: cuts(roads.from_node, roads.to_node, weight))
    grown = memory.bytes()
    parts = int(found.component.max(initial=-1)) + 1
    nodes, links = np.flatnonzero(found.is_cut_node), ends(found.is_cut_edge, roads)
    np.save(folder / "cuts.npy", as_array(parts, nodes, links, roads.node_count))
    counts = {"links": len(links), "nodes": len(nodes), "parts": parts}
    return counts | {"seconds": seconds, "bytes": grown, "differ": _misjudged(roads, weight, found)}


def _misjudged(roads: Roads, weight: npt.NDArray[np.float64], found: Cuts) -> int:
    """Return of how many cut links, drawn at random, the people behind are not what scipy says."""
    drawn = np.random.default_rng(SEED).choice(np.flatnonzero(found.is_cut_edge), TRIED)
    wrong = 0
    for edge in drawn:
        stays = np.arange(len(roads.from_node)) != edge
        pairs = (roads.from_node[stays], roads.to_node[stays])
        shape = (roads.node_count, roads.node_count)
        matrix = coo_array((np.ones(len(pairs[0]), np.int8), pairs), shape=shape)
        part = connected_components(matrix, directed=False)[1]
        people_in = np.bincount(part, weight)
        sides = people_in[part[[roads.from_node[edge], roads.to_node[edge]]]]
        wrong += int(found.behind[edge] != sides.min())
    return wrong
