"""One measurement in a process of its own: `python -m tests.bench.worker JOB WHO GRAPH RESULT`.

The result is a JSON file: what was measured, or why it was not. GRAPH is a folder of a graph, in
which answers are kept too, so that later jobs can compare theirs at every node.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.bench.clock import Growth, best, timed
from tests.bench.cut_links import CUTS, listed, simple
from tests.bench.graphs import NEVER, grid, load, services
from tests.bench.k_labels import NONE, by_tail, k_nearest
from tests.bench.peers import PEERS, version

if TYPE_CHECKING:
    from collections.abc import Callable

ENGINE = "this engine"
K_HEAP = "k-label heap"


def main() -> None:
    """Run one job and write its result."""
    job, who, folder, result = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    try:
        found = JOBS[job](who, folder)
    except ImportError as error:
        found = {"why": f"not installed ({error})"}
    result.write_text(json.dumps(found), encoding="utf-8")


def _engine(job: str, _: str, folder: Path) -> dict[str, Any]:
    """Run one of the engine's own jobs, kernels compiled before memory is looked at."""
    from tests.bench import engine  # noqa: PLC0415

    engine.warm_up()
    roads = load(folder)
    found: dict[str, Any] = getattr(engine, job)(roads, folder)
    return found | {"graph_bytes": roads.from_node.nbytes * 2 + roads.cost.nbytes}


def _size(_: str, folder: Path) -> dict[str, Any]:
    """Count nodes, edges, and arcs that are open."""
    roads = load(folder)
    arcs = int((roads.cost < NEVER).sum())
    return {"nodes": roads.node_count, "edges": len(roads.from_node), "arcs": arcs}


def _nearest(who: str, folder: Path) -> dict[str, Any]:
    """Ask a peer for the nearest of a hundred services of every node."""
    peer = PEERS[who]
    release = version(peer)
    tiny = grid(8, np.random.default_rng(0))
    peer.nearest(peer.build(tiny), services(tiny.node_count)[0])  # loads what is loaded late
    roads = load(folder)
    memory = Growth()
    built, graph = timed(lambda: peer.build(roads))
    build_bytes = memory.bytes()
    starts = services(roads.node_count)[0]
    seconds, answer = best(lambda: peer.nearest(graph, starts))
    found = {"version": release, "build": built, "seconds": seconds}
    found |= {"build_bytes": build_bytes, "bytes": memory.bytes()}
    answer = peer.milliseconds(answer, roads.node_count)
    return found | {"differ": int((answer != np.load(folder / "nearest.npy")).sum())}


def _checks(_: str, folder: Path) -> dict[str, Any]:
    """Hold the engine's side-by-side and cold answers against scipy's; ten calls' seconds too."""
    peer, roads = PEERS["scipy"], load(folder)
    built, graph = timed(lambda: peer.build(roads))
    sides, cold = (np.load(folder / f"{n}.npy", mmap_mode="r") for n in ("side_by_side", "cold"))
    found: dict[str, Any] = {"build": built, "side_by_side": 0, "cold": 0}
    starts = services(roads.node_count, types=len(sides))
    peer.nearest(graph, starts[0])
    seconds = []
    for column, nodes in enumerate(starts):
        took, answer = timed(partial(peer.nearest, graph, nodes))
        seconds.append(took)
        answer = peer.milliseconds(answer, roads.node_count)
        found["side_by_side"] += int((answer != sides[column]).sum())
        if column < len(cold):
            found["cold"] += int((answer != cold[column]).sum())
    again = [timed(partial(peer.nearest, graph, nodes))[0] for nodes in starts]
    least = np.minimum(seconds, again)
    return found | {"ten_calls": float(least[: len(cold)].sum())}


def _k_nearest(_: str, folder: Path) -> dict[str, Any]:
    """Ask the plain k-label search; the engine's k and labelled answers are held against it."""
    roads = load(folder)
    starts = services(roads.node_count)[0]
    expected = np.load(folder / "k.npy", mmap_mode="r")
    k_nearest(*by_tail(grid(3, np.random.default_rng(0))), starts[:3] % 9, 2)
    graph = by_tail(roads)
    seconds, answer = best(lambda: k_nearest(*graph, starts, expected.shape[1]), repeats=2)
    labelled = np.load(folder / "labelled.npy", mmap_mode="r")
    return {
        "seconds": seconds,
        "differ": int((answer != expected).any(axis=1).sum()),
        "labelled_differ": int((np.minimum(labelled, NONE) != answer[:, 0]).sum()),
    }


def _cuts(who: str, folder: Path) -> dict[str, Any]:
    """Ask a peer for cut links, cut nodes and parts: all its calls together."""
    version(PEERS[who])
    CUTS[who].ask(CUTS[who].build(simple(grid(8, np.random.default_rng(0)))))
    roads = simple(load(folder))
    built, graph = timed(lambda: CUTS[who].build(roads))
    memory = Growth()
    seconds, found = best(lambda: CUTS[who].ask(graph))
    grown = memory.bytes()
    differ = _differing(listed(found, roads), folder)
    return {"build": built, "seconds": seconds, "bytes": grown, "differ": differ}


def _engine_cuts(_: str, folder: Path) -> dict[str, Any]:
    from tests.bench import engine_cuts  # noqa: PLC0415

    return engine_cuts.measure(simple(load(folder)), folder)


def _differing(found: Any, folder: Path) -> int:  # noqa: ANN401
    """Return how many entries are in one answer only."""
    return len(np.setxor1d(found, np.load(folder / "cuts.npy")))


JOBS: dict[str, Callable[[str, Path], dict[str, Any]]] = {
    "size": _size,
    "nearest": _nearest,
    "checks": _checks,
    "k_nearest": _k_nearest,
    "cuts": _cuts,
    "engine_cuts": _engine_cuts,
    **{
        job: partial(_engine, job)
        for job in ("topology", "passes", "sets", "cold_path", "scenarios")
    },
}

if __name__ == "__main__":
    main()
