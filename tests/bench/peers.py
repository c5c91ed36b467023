"""What each peer makes of the same graph: the nearest service of every node, and cut links.

A peer builds its graph from the arcs that are open, answers in what it answers in, and only then
is the answer turned into milliseconds by node: building and turning do not count as the pass.
Where a peer knows no search from many starts, a node of its own leads to them all at no cost.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tests.bench.graphs import NEVER, Costs, Int32s, Roads

if TYPE_CHECKING:
    from collections.abc import Callable


class Peer(NamedTuple):
    """How a peer is asked."""

    library: str
    build: Callable[[Roads], Any]
    nearest: Callable[[Any, Int32s], Any]
    """Ask for the cost from the nearest start to every node."""
    milliseconds: Callable[[Any, int], Costs]
    """Answer as an array by node."""
    module: str
    graphs: tuple[str, ...] = ("1", "3", "15")
    """Sizes on which it is run: others would take too long."""


def version(peer: Peer) -> str:
    """Return the peer's version; an import error where it is not installed."""
    importlib.import_module(peer.module)
    return importlib.metadata.version(peer.library)


def _whole(found: Any, none: float = np.inf) -> Costs:  # noqa: ANN401  # any array
    """Return milliseconds with `NEVER` where there is no way."""
    found = np.asarray(found, np.float64)
    return np.where(found < none, found, NEVER).round().astype(np.uint32)


def _filled(found: dict[int, float], count: int) -> Costs:
    """Return milliseconds by node of an answer that names the nodes it reached."""
    every = np.full(count, NEVER, np.uint32)
    every[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(
        found.values(), np.float64, len(found)
    )
    return every


def _scipy(roads: Roads) -> Any:  # noqa: ANN401
    """Return a matrix that keeps parallel arcs apart: scipy adds them up otherwise."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    tail, head, cost = roads.arcs()
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(roads.node_count + 1)).astype(np.int32)
    shape = (roads.node_count, roads.node_count)
    return csr_array((cost[order].astype(np.float64), head[order], first), shape=shape)


def _ask_scipy(matrix: Any, starts: Int32s) -> Any:  # noqa: ANN401
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    return dijkstra(matrix, indices=np.unique(starts), min_only=True)


def _rustworkx(roads: Roads) -> Any:  # noqa: ANN401
    import rustworkx  # noqa: PLC0415

    tail, head, cost = roads.arcs()
    found = rustworkx.PyDiGraph(multigraph=True)
    found.add_nodes_from(range(roads.node_count + 1))
    triples = zip(tail.tolist(), head.tolist(), cost.astype(float).tolist(), strict=True)
    found.add_edges_from(list(triples))
    return found


def _ask_rustworkx(found: Any, starts: Int32s) -> Any:  # noqa: ANN401
    import rustworkx  # noqa: PLC0415

    hub = found.num_nodes() - 1
    if not found.out_degree(hub):
        found.add_edges_from([(hub, node, 0.0) for node in np.unique(starts).tolist()])
    return rustworkx.digraph_dijkstra_shortest_path_lengths(found, hub, float)


def _igraph(roads: Roads) -> Any:  # noqa: ANN401
    import igraph  # noqa: PLC0415

    tail, head, cost = roads.arcs()
    pairs = list(zip(tail.tolist(), head.tolist(), strict=True))
    found = igraph.Graph(n=roads.node_count + 1, edges=pairs, directed=True)
    found.es["ms"] = cost.tolist()
    return found


def _ask_igraph(found: Any, starts: Int32s) -> Any:  # noqa: ANN401
    hub = found.vcount() - 1
    if not found.degree(hub, mode="out"):
        nodes = np.unique(starts).tolist()
        found.add_edges([(hub, node) for node in nodes], {"ms": [0] * len(nodes)})
    return found.distances(hub, weights="ms", algorithm="dijkstra")


def _networkx(roads: Roads) -> Any:  # noqa: ANN401
    import networkx as nx  # noqa: PLC0415

    tail, head, cost = roads.arcs()
    dearest_first = np.argsort(cost)[::-1]  # of parallel arcs the cheapest stays
    triples = (array[dearest_first].tolist() for array in (tail, head, cost))
    found = nx.DiGraph()
    found.add_nodes_from(range(roads.node_count))
    found.add_weighted_edges_from(zip(*triples, strict=True), weight="ms")
    return found


def _ask_networkx(found: Any, starts: Int32s) -> Any:  # noqa: ANN401
    import networkx as nx  # noqa: PLC0415

    return nx.multi_source_dijkstra_path_length(found, set(starts.tolist()), weight="ms")


def _pandana(roads: Roads) -> Any:  # noqa: ANN401
    """Return a network of the arcs turned round, for pandana leads from nodes to services.

    Costs are in seconds and a little more, for pandana cuts them off at thousandths. Each node lies
    at its own number, so that a service put there snaps to it and to no other.
    """
    import pandana  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    tail, head, cost = roads.arcs()
    at = pd.Series(np.arange(roads.node_count, dtype=float))
    weights = pd.DataFrame({"s": (cost + 0.25) / 1000})
    return pandana.Network(at, at * 0, pd.Series(head), pd.Series(tail), weights, twoway=False)


def _ask_pandana(network: Any, starts: Int32s) -> Any:  # noqa: ANN401
    import pandas as pd  # noqa: PLC0415

    at = pd.Series(np.unique(starts).astype(float))
    network.set_pois("service", _PANDANA_NEVER, 1, at, at * 0)
    return network.nearest_pois(_PANDANA_NEVER, "service", num_pois=1)


_PANDANA_NEVER = 2_000_000.0


def _routingkit(roads: Roads) -> Any:  # noqa: ANN401
    import routingkit_cch as rk  # noqa: PLC0415

    tail, head, cost = (array.tolist() for array in roads.arcs())
    count = roads.node_count
    north, east = (roads.xy[:, 1] / 111_000).tolist(), (roads.xy[:, 0] / 111_000).tolist()
    order = rk.compute_order_inertial(count, tail, head, north, east)
    hierarchy = rk.CCH(order, tail, head, filter_always_inf_arcs=False)
    metric = rk.CCHMetric(hierarchy, cost)
    return rk.CCHOneToMany(metric, list(range(count)))


def _ask_routingkit(pinned: Any, starts: Int32s) -> Any:  # noqa: ANN401
    return pinned.distances_from_multi([(node, 0) for node in np.unique(starts).tolist()])


PEERS = {
    "scipy": Peer("scipy", _scipy, _ask_scipy, lambda found, _: _whole(found), "scipy"),
    "routingkit-cch": Peer(
        "routingkit-cch",
        _routingkit,
        _ask_routingkit,
        lambda found, _: np.array([NEVER if ms is None else ms for ms in found], np.uint32),
        "routingkit_cch",
    ),
    "rustworkx": Peer(
        "rustworkx",
        _rustworkx,
        _ask_rustworkx,
        lambda found, count: _filled({k: v for k, v in found.items() if k < count}, count),
        "rustworkx",
    ),
    "igraph": Peer(
        "igraph",
        _igraph,
        _ask_igraph,
        lambda found, count: _whole(found[0][:count]),
        "igraph",
    ),
    "networkx": Peer("networkx", _networkx, _ask_networkx, _filled, "networkx", ("1", "3")),
    "pandana": Peer(
        "pandana",
        _pandana,
        _ask_pandana,
        lambda found, _: _whole(found[1].to_numpy() * 1000, _PANDANA_NEVER * 1000),
        "pandana",
        ("1", "3"),
    ),
}
