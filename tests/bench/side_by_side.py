"""Every measurement on the same graphs, one process each, and what came of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.bench.cut_links import CUTS
from tests.bench.peers import PEERS
from tests.bench.stages import ROOT
from tests.bench.worker import ENGINE, K_HEAP

if TYPE_CHECKING:
    from pathlib import Path

Found = dict[tuple[str, str, str], dict[str, Any]]
"""What was measured, by graph, job and who did it."""
TOO_LONG = "would take too long on a graph of this size"
SLOW_CUTS = ("networkx",)


def graphs(folder: Path, extract: Path) -> list[str]:
    """Write the graphs, from the extract or made up, and return their names by size."""
    given = str(extract) if extract.exists() else ""
    command = [sys.executable, "-m", "tests.bench.graphs", str(folder), given]
    subprocess.run(command, cwd=ROOT, check=True)
    return [("P" if given else "G") + size for size in ("1", "3", "15")]


def all_jobs(folder: Path, names: list[str]) -> Found:
    """Run everything on every graph; the heaviest question on the largest only."""
    found: Found = {}
    for name in names:
        for job, who in _jobs(is_largest=name == names[-1]):
            found[name, job, who] = _skipped(name, job, who) or run(job, who, folder / name)
            print(name, job, who, json.dumps(found[name, job, who]), flush=True)
        for answer in ("nearest", "labelled", "side_by_side", "k", "cold", "cuts"):
            (folder / name / f"{answer}.npy").unlink()  # on large graphs they fill a disk
    return found


def _jobs(*, is_largest: bool) -> list[tuple[str, str]]:
    """Return jobs and who does them; what is compared is measured one after the other."""
    every = [(job, ENGINE) for job in ("size", "topology", "passes")]
    every += [("nearest", peer) for peer in PEERS]
    every += [("sets", ENGINE), ("cold_path", ENGINE), ("checks", "scipy"), ("k_nearest", K_HEAP)]
    every += [("engine_cuts", ENGINE), *(("cuts", peer) for peer in CUTS)]
    return [*every, ("scenarios", ENGINE)] if is_largest else every


def _skipped(name: str, job: str, who: str) -> dict[str, Any] | None:
    """Return why something is not run; nothing if it is."""
    if job == "nearest" and name[1:] not in PEERS[who].graphs:
        return {"why": TOO_LONG}
    if job == "cuts" and who in SLOW_CUTS and name[1:] == "15":
        return {"why": TOO_LONG}
    return None


def run(job: str, who: str, graph: Path) -> dict[str, Any]:
    """Run one job in a process of its own; a peer that fails says so, this engine must not."""
    result = graph / "result.json"
    result.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.bench.worker", job, who, str(graph), str(result)]
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    if result.exists():
        measured: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return measured
    if who in PEERS and who != "scipy":
        return {"why": f"failed: {(ended.stderr.strip().splitlines() or ['killed'])[-1]}"}
    raise SystemExit(f"{job} {who} on {graph.name}: {ended.stderr}")


def differing(found: Found) -> list[str]:
    """Return which answers are not the same at every node."""
    counted = ("differ", "labelled_differ", "side_by_side", "cold")
    return [
        f"{graph}: {job} of {who}: {key} at {int(measured[key]):,}"
        for (graph, job, who), measured in found.items()
        for key in counted
        if (job != "passes") and measured.get(key)
    ]
