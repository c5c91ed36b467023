"""The engine on real road networks, against scipy at every node and against networkx."""

from __future__ import annotations

import heapq
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from pipeline.formats.osm_file import read_ways
from pipeline.geo.graph.arcs import NEVER, graph
from pipeline.geo.graph.customize import Weights, customize
from pipeline.geo.graph.cuts import cuts
from pipeline.geo.graph.hierarchy import Hierarchy, hierarchy, pack, unpack
from pipeline.geo.graph.morton import morton_order
from pipeline.geo.graph.search import search
from pipeline.geo.graph.sweep import costs, nearest_keys

if TYPE_CHECKING:
    from collections.abc import Callable

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
M_A_DEGREE = 111_195
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="the shared real data is not here"),
]
Ints = npt.NDArray[np.int64]


class Network(NamedTuple):
    """Edges between nodes, and the cost of each arc: different ways, some closed."""

    start: Ints
    end: Ints
    cost: npt.NDArray[np.uint32]
    xy: npt.NDArray[np.float64]

    @property
    def node_count(self) -> int:
        return len(self.xy)


def network_of(
    ids: tuple[Ints, Ints], xy: npt.NDArray[np.float64], length_m: npt.NDArray[np.float64]
) -> Network:
    """Edges at 10 to 80 km/h, some of them one-way and some closed, all drawn."""
    random = np.random.default_rng(1)
    ms = np.ceil(length_m * 3600 / random.choice([10, 20, 40, 80], len(length_m)))
    cost = np.repeat(ms, 2).astype(np.uint32)
    is_closed = random.random(len(cost)) < 0.03
    cost[is_closed] = NEVER
    return Network(*ids, cost, xy)


@cache
def porto() -> Network:
    """Every node of every way with `highway`."""
    ways = read_ways(REAL / "porto" / "porto.osm.pbf", ("highway",), (), ("barrier",), ())
    ids, node = np.unique(ways.node, return_inverse=True)
    xy = np.empty((len(ids), 2))
    xy[node] = ways.xy * M_A_DEGREE * [np.cos(np.radians(41.15)), 1]
    is_step = ways.way[1:] == ways.way[:-1]
    ends = node[:-1][is_step], node[1:][is_step]
    return network_of(ends, xy, np.hypot(*(xy[ends[0]] - xy[ends[1]]).T))


@cache
def aleppo() -> Network:
    streets = gpd.read_parquet(REAL / "aleppo" / "streets.parquet")
    ids, node = np.unique(streets[["u", "v"]].to_numpy(), return_inverse=True)
    node = node.reshape(-1, 2)
    xy = np.zeros((len(ids), 2))
    xy[node[:, 0]] = streets.geometry.get_coordinates().groupby(level=0).first().to_numpy()
    return network_of((node[:, 0], node[:, 1]), xy, streets.length.to_numpy())


def matrix(of: Network) -> csr_array:
    """The open arcs as scipy takes them: of parallel ones the least."""
    tail = np.column_stack([of.start, of.end]).ravel()
    head = np.column_stack([of.end, of.start]).ravel()
    is_open = np.flatnonzero((of.cost < NEVER) & (tail != head))
    order = is_open[np.argsort(of.cost[is_open], kind="stable")]
    _, first = np.unique(tail[order] * of.node_count + head[order], return_index=True)
    kept = order[first]
    shape = (of.node_count, of.node_count)
    return csr_array((of.cost[kept].astype(float), (tail[kept], head[kept])), shape=shape)


def by_scipy(of: Network, seeds: Ints, *, is_back: bool = False) -> Ints:
    found = matrix(of)
    told = dijkstra(csr_array(found.T) if is_back else found, indices=seeds, min_only=True)
    return np.where(told < NEVER, told, NEVER).astype(np.int64)


def laid(of: Network) -> tuple[Hierarchy, Weights]:
    made = hierarchy(of.start, of.end, of.node_count)
    return made, customize(made, of.cost)


@pytest.mark.parametrize("network", [porto, aleppo])
def test_a_sweep_is_scipys_search_at_every_node(network: Callable[[], Network]) -> None:
    of = network()
    made, weights = laid(of)
    seeds = np.random.default_rng(2).integers(0, of.node_count, 100)
    none = np.zeros(100, np.uint32)
    ahead = costs(made, weights, made.rank[seeds], none)[made.rank]
    np.testing.assert_array_equal(ahead, by_scipy(of, seeds))
    back = costs(made, weights.reversed, made.rank[seeds], none)[made.rank]
    np.testing.assert_array_equal(back, by_scipy(of, seeds, is_back=True))
    assert 0 < (ahead == NEVER).sum() < of.node_count / 2


@pytest.mark.parametrize("network", [porto, aleppo])
def test_a_search_is_scipys_at_every_node(network: Callable[[], Network]) -> None:
    of = network()
    order = morton_order(of.xy)
    place = np.empty(of.node_count, np.int64)
    place[order] = np.arange(of.node_count)
    seeds = np.random.default_rng(3).integers(0, of.node_count, 50)
    made = graph(place[of.start], place[of.end], of.node_count)
    found = search(made, of.cost, place[seeds], np.arange(50, dtype=np.uint64))
    least = np.minimum(found >> np.uint64(32), NEVER).astype(np.int64)
    np.testing.assert_array_equal(least[place], by_scipy(of, seeds))


def test_closing_links_changes_weights_and_no_topology() -> None:
    of = aleppo()
    made, _ = laid(of)
    shut = of.cost.copy()
    shut[np.random.default_rng(4).random(len(shut)) < 0.2] = NEVER
    seeds = np.arange(0, of.node_count, 997)
    found = costs(made, customize(made, shut), made.rank[seeds], np.zeros(len(seeds), np.uint32))
    expected = by_scipy(of._replace(cost=shut), seeds)
    np.testing.assert_array_equal(found[made.rank], expected)


def test_the_five_nearest_are_a_heap_of_labels() -> None:
    of = aleppo()
    made, weights = laid(of)
    seeds = np.random.default_rng(5).integers(0, of.node_count, 40)
    found = nearest_keys(
        made,
        weights,
        made.rank[seeds],
        np.arange(40, dtype=np.uint64),
        np.arange(40, dtype=np.int32),
        5,
    )[made.rank]
    ways = matrix(of)
    rows: list[list[int]] = [[] for _ in range(of.node_count)]
    heap = [(label, int(node)) for label, node in enumerate(seeds)]
    heapq.heapify(heap)
    while heap:
        key, node = heapq.heappop(heap)
        label = key & (2**32 - 1)
        if len(rows[node]) == 5 or any(known & (2**32 - 1) == label for known in rows[node]):
            continue
        rows[node].append(key)
        for at in range(ways.indptr[node], ways.indptr[node + 1]):
            heapq.heappush(heap, (key + (int(ways.data[at]) << 32), int(ways.indices[at])))
    told = [[int(key) for key in row if key < NEVER << 32] for row in found]
    assert told == rows


@pytest.mark.parametrize("network", [porto, aleppo])
def test_cut_edges_and_nodes_are_networkxs(network: Callable[[], Network]) -> None:
    of = network()
    found = cuts(of.start, of.end, np.ones(of.node_count))
    joined = nx.Graph()
    joined.add_nodes_from(range(of.node_count))
    pairs = np.sort(np.column_stack([of.start, of.end]), axis=1)
    pair, count = np.unique(pairs, axis=0, return_counts=True)
    joined.add_edges_from(pair.tolist())
    single = {(u, v) for (u, v), n in zip(pair.tolist(), count, strict=True) if n == 1}
    bridges = {(min(e), max(e)) for e in nx.bridges(joined)} & single
    assert {(u, v) for u, v in pairs[found.is_cut_edge].tolist()} == bridges
    assert set(np.flatnonzero(found.is_cut_node)) == set(nx.articulation_points(joined))
    parts = list(nx.connected_components(joined))
    assert found.component.max() + 1 == len(parts)
    assert all(len(set(found.component[list(part)])) == 1 for part in parts)


def test_a_hierarchy_takes_no_more_room_than_is_promised() -> None:
    of = porto()
    made, weights = laid(of)
    kept = pack(made).nbytes + weights.up.nbytes + weights.down.nbytes + of.cost.nbytes
    swept = 2 * 8 * of.node_count
    assert (kept + swept) / of.node_count < 200
    assert unpack(pack(made)).rank.tolist() == made.rank.tolist()
