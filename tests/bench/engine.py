"""What this engine makes of the same graph; each function is run in a process of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.geo.graph.arcs import LABEL_BITS, NEVER, graph
from pipeline.geo.graph.customize import Weights, customize
from pipeline.geo.graph.hierarchy import Hierarchy, hierarchy, pack, unpack
from pipeline.geo.graph.morton import morton_order
from pipeline.geo.graph.search import search
from pipeline.geo.graph.sweep import costs, costs_side_by_side, keys, nearest_keys
from tests.bench.clock import Growth, best, timed
from tests.bench.graphs import SEED, Costs, Int32s, Ints, Roads, grid, services
from tests.bench.peers import PEERS

if TYPE_CHECKING:
    from pathlib import Path

TYPES = 16
K = 5
SCENARIOS = 20
COLD_TYPES = 10
PACKED = "hierarchy.npy"


def warm_up() -> None:
    """Compile, or read from the cache, every kernel: on a graph that is hardly one."""
    roads = grid(8, np.random.default_rng(SEED))
    packed = pack(hierarchy(roads.from_node, roads.to_node, roads.node_count))
    packed.setflags(write=False)  # as one mapped from its file: other kernels are compiled for it
    of = unpack(packed)
    start = np.array([3], np.int32)
    for columns in ((), (TYPES,)):
        weights = customize(of, np.stack([roads.cost] * TYPES, 1) if columns else roads.cost)
        costs_side_by_side(of, weights, np.zeros((roads.node_count, TYPES), np.uint32))
    weights = customize(of, roads.cost)
    costs(of, weights, start, np.zeros(1, np.uint32))
    keys(of, weights, start, np.zeros(1, np.uint64))
    nearest_keys(of, weights, start, np.zeros(1, np.uint64), start * 0, K)
    cold(roads, services(roads.node_count, 5, 2))


def topology(roads: Roads, folder: Path) -> dict[str, Any]:
    """Build the hierarchy once, and keep it."""
    memory = Growth()
    seconds, of = timed(lambda: hierarchy(roads.from_node, roads.to_node, roads.node_count))
    grown = memory.bytes()
    packed = pack(of)
    np.save(folder / PACKED, packed)
    joins = len(of.head)
    return {"seconds": seconds, "bytes": grown, "stored_bytes": packed.nbytes, "joins": joins}


def _mapped(folder: Path) -> Hierarchy:
    return unpack(np.load(folder / PACKED, mmap_mode="r"))


def passes(roads: Roads, folder: Path) -> dict[str, Any]:
    """Lay costs on the kept hierarchy and ask for the nearest, in each way; peak memory by step."""
    memory = Growth()
    of = _mapped(folder)
    starts = services(roads.node_count, types=TYPES)
    found: dict[str, Any] = {}
    found["weights"], weights = best(lambda: customize(of, roads.cost))
    nodes = of.rank[starts[0]]
    none = np.zeros(len(nodes), np.uint32)
    found["nearest"], by_rank = best(lambda: costs(of, weights, nodes, none))
    found["in_nodes"], answer = best(lambda: costs(of, weights, nodes, none)[of.rank])
    found["bytes"] = memory.bytes()
    np.save(folder / "nearest.npy", answer)
    del by_rank, answer
    label = np.arange(len(nodes), dtype=np.uint64)
    found["labelled"], answer = best(lambda: keys(of, weights, nodes, label))
    found["labelled_bytes"] = memory.bytes()
    np.save(folder / "labelled.npy", answer[of.rank])
    del answer
    found |= _side_by_side(of, weights, starts, folder, memory)
    # Its peak is begun anew, over what is held all along: the hierarchy and its weights.
    held, memory = sum(part.nbytes for part in (*of, *weights)), Growth()
    group = np.arange(len(nodes), dtype=np.int32)
    found["k"], answer = best(lambda: nearest_keys(of, weights, nodes, label, group, K))
    found["k_bytes"] = held + memory.bytes()
    np.save(folder / "k.npy", answer[of.rank])
    return found


def _side_by_side(
    of: Hierarchy, weights: Weights, starts: Int32s, folder: Path, memory: Growth
) -> dict[str, Any]:
    """Ask for all types in one pass: seconds for one type, start costs laid included."""
    seconds, answer = best(lambda: costs_side_by_side(of, weights, _seeds(of, starts)))
    grown = memory.bytes()
    np.save(folder / "side_by_side.npy", answer[of.rank].T)
    return {"side_by_side": seconds / len(starts), "side_by_side_bytes": grown}


def _seeds(of: Hierarchy, starts: Int32s) -> Costs:
    """Return start costs, one column a type: nothing at its services."""
    seeds = np.full((len(of.rank), len(starts)), NEVER, np.uint32)
    for column, nodes in enumerate(starts):
        seeds[of.rank[nodes], column] = 0
    return seeds


def sets(roads: Roads, folder: Path) -> dict[str, Any]:
    """Lay sixteen sets of costs on the hierarchy together, and sweep them together."""
    of = _mapped(folder)
    rng = np.random.default_rng(SEED)
    factor = rng.integers(1, 5, TYPES).astype(np.uint32)
    many = np.minimum(roads.cost[:, None].astype(np.uint64) * factor, NEVER).astype(np.uint32)
    memory = Growth()
    starts = services(roads.node_count)
    seconds, weights = best(lambda: customize(of, many), repeats=3)
    grown = memory.bytes()
    seeds = np.repeat(starts, TYPES, axis=0)
    swept, answer = best(lambda: costs_side_by_side(of, weights, _seeds(of, seeds)), repeats=3)
    one = answer[of.rank, 0].astype(np.int64)
    expected = np.load(folder / "nearest.npy").astype(np.int64)
    expected = np.where(expected < NEVER, np.minimum(expected * int(factor[0]), NEVER), NEVER)
    return {
        "seconds": seconds / TYPES,
        "swept": swept / TYPES,
        "bytes": grown,
        "differ": int((one != expected).sum()),
    }


def cold(roads: Roads, starts: Int32s) -> list[Costs]:
    """Answer without anything prepared: order, renumber, and search once for each type."""
    order = morton_order(roads.xy)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    near = graph(place[roads.from_node], place[roads.to_node], len(order))
    none = np.zeros(starts.shape[1], np.uint64)
    found = (search(near, roads.cost, place[nodes], none) for nodes in starts)
    return [(least >> np.uint64(LABEL_BITS)).astype(np.uint32)[place] for least in found]


def cold_path(roads: Roads, folder: Path) -> dict[str, Any]:
    """Take one scenario and ten types of service, nothing cached."""
    starts = services(roads.node_count, types=COLD_TYPES)
    memory = Growth()
    seconds, answers = best(lambda: cold(roads, starts))
    grown = memory.bytes()
    np.save(folder / "cold.npy", np.array(answers))
    return {"seconds": seconds, "bytes": grown}


def scenarios(roads: Roads, folder: Path) -> dict[str, Any]:
    """Run twenty scenarios of ten types from a mapped topology, all told, on one and two threads.

    A scenario is a factor for each of eight kinds of edges, and one edge in a hundred closed.
    """
    rng = np.random.default_rng(SEED)
    kind = rng.integers(0, 8, len(roads.from_node))
    every = [_scenario(roads, kind, rng) for _ in range(SCENARIOS)]
    starts = services(roads.node_count, types=COLD_TYPES)
    memory = Growth()
    _read_once(folder / PACKED)
    found: dict[str, Any] = {}
    found["one"], answers = timed(lambda: _all_scenarios(every, starts, folder, threads=1))
    found["bytes"] = memory.bytes()
    expected = [_by_scipy(roads._replace(cost=every[s]), starts[t]) for s, t in _CHECKED]
    of = _mapped(folder)
    found["differ"] = sum(
        int((answers[s][of.rank, t] != e).sum())
        for (s, t), e in zip(_CHECKED, expected, strict=True)
    )
    del answers, expected
    found["two"], _ = timed(lambda: _all_scenarios(every, starts, folder, threads=2))
    return found


_CHECKED = ((0, 0), (SCENARIOS - 1, COLD_TYPES - 1))


def _scenario(roads: Roads, kind: Ints, rng: np.random.Generator) -> Costs:
    """Return slower arcs, some closed."""
    factor = rng.uniform(1, 4, 8)
    cost = np.ceil(roads.cost * np.repeat(factor[kind], 2))
    cost[np.repeat(rng.random(len(kind)) < 0.01, 2)] = NEVER
    return np.minimum(cost, NEVER).astype(np.uint32)


def _all_scenarios(every: list[Costs], starts: Int32s, folder: Path, threads: int) -> list[Costs]:
    """Return the answers; those of the scenarios that are not checked are let go."""
    of = _mapped(folder)
    kept = {s for s, _ in _CHECKED}

    def run(s: int) -> Costs:
        answer = costs_side_by_side(of, customize(of, every[s]), _seeds(of, starts))
        return answer if s in kept else answer[:0].copy()  # a view would keep all of it

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(len(every))))


def _by_scipy(roads: Roads, nodes: Int32s) -> Costs:
    scipy = PEERS["scipy"]
    return scipy.milliseconds(scipy.nearest(scipy.build(roads), nodes), roads.node_count)


def _read_once(path: Path) -> None:
    """Read a file once, so that a disk does not count; it is in the page cache after that."""
    with path.open("rb") as file:
        while file.read(2**24):
            pass
