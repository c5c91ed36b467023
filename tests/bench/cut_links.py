"""Cut links, cut nodes and connected parts: of the same graph, by each that knows them.

The graph is a simple one, for peers differ on parallel edges and loops. Answers are turned into
one array: the number of parts, the cut nodes, and the ends of cut links, in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.bench.graphs import SEED, Int32s, Roads

if TYPE_CHECKING:
    from collections.abc import Callable

Ints = npt.NDArray[np.int64]


class Cuts(NamedTuple):
    """How a peer is asked for cuts."""

    build: Callable[[Roads], Any]
    ask: Callable[[Any], tuple[Any, Any, Any]]
    """Parts, cut nodes, and ends of cut links."""


def simple(roads: Roads) -> Roads:
    """Return the graph without loops, parallel edges, directions and costs."""
    low, high = np.sort([roads.from_node, roads.to_node], axis=0).astype(np.int64)
    pairs = np.unique((low * roads.node_count + high)[low != high])
    ends = np.divmod(pairs, roads.node_count)
    start, end = (nodes.astype(np.int32) for nodes in ends)
    return Roads(start, end, np.ones(2 * len(pairs), np.uint32), roads.xy)


def people(roads: Roads) -> npt.NDArray[np.float64]:
    """Return people by node, made up: whole numbers, so that sums are exact."""
    return np.random.default_rng(SEED).integers(0, 50, roads.node_count).astype(np.float64)


def as_array(parts: int, nodes: Any, links: Any, count: int) -> Ints:  # noqa: ANN401  # any list
    """Return one array of an answer."""
    ends = np.sort(np.asarray(links, np.int64).reshape(-1, 2), axis=1)
    keys = np.sort(ends[:, 0] * count + ends[:, 1])
    return np.concatenate([[parts], np.sort(np.asarray(nodes, np.int64)), keys])


def _pairs(roads: Roads) -> list[tuple[int, int]]:
    return list(zip(roads.from_node.tolist(), roads.to_node.tolist(), strict=True))


def _rustworkx(roads: Roads) -> Any:  # noqa: ANN401
    import rustworkx  # noqa: PLC0415

    found = rustworkx.PyGraph(multigraph=False)
    found.add_nodes_from(range(roads.node_count))
    found.add_edges_from_no_data(_pairs(roads))
    return found


def _ask_rustworkx(found: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401
    import rustworkx  # noqa: PLC0415

    parts = rustworkx.connected_components(found)
    return len(parts), rustworkx.articulation_points(found), rustworkx.bridges(found)


def _igraph(roads: Roads) -> Any:  # noqa: ANN401
    import igraph  # noqa: PLC0415

    return igraph.Graph(n=roads.node_count, edges=_pairs(roads))


def _ask_igraph(found: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401
    parts = found.connected_components().membership
    return max(parts, default=-1) + 1, found.articulation_points(), found.bridges()


def _networkx(roads: Roads) -> Any:  # noqa: ANN401
    import networkx as nx  # noqa: PLC0415

    found = nx.Graph()
    found.add_nodes_from(range(roads.node_count))
    found.add_edges_from(_pairs(roads))
    return found


def _ask_networkx(found: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401
    import networkx as nx  # noqa: PLC0415

    parts = sum(1 for _ in nx.connected_components(found))
    return parts, list(nx.articulation_points(found)), list(nx.bridges(found))


def listed(found: tuple[Any, Any, Any], roads: Roads) -> Ints:
    """Return a peer's answer as one array; igraph names links, the others their ends."""
    parts, nodes, links = found
    nodes, links = list(nodes), list(links)
    if links and not isinstance(links[0], tuple):
        links = np.column_stack([roads.from_node, roads.to_node])[links]
    return as_array(parts, nodes, links, roads.node_count)


CUTS = {
    "rustworkx": Cuts(_rustworkx, _ask_rustworkx),
    "igraph": Cuts(_igraph, _ask_igraph),
    "networkx": Cuts(_networkx, _ask_networkx),
}


def ends(is_cut: npt.NDArray[np.bool_], roads: Roads) -> Int32s:
    """Return the ends of links that are marked."""
    return np.column_stack([roads.from_node, roads.to_node])[is_cut]
