"""Markdown tables of what was measured side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.bench.cut_links import CUTS
from tests.bench.peers import PEERS
from tests.bench.worker import ENGINE, K_HEAP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.bench.side_by_side import Found


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; all columns but the first are numbers."""
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def number(value: float) -> str:
    """Return a number with three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:#.3g}".rstrip(".")


def times(seconds: float, base: float) -> str:
    """Return how many times as long."""
    return f"{number(seconds / base)} x"


class Tables:
    """The tables of one run."""

    def __init__(self, found: Found, names: list[str]) -> None:
        self.found = found
        self.names = names
        self.nodes = {name: self.of(name, "size")["nodes"] for name in names}

    def of(self, name: str, job: str, who: str = ENGINE) -> dict[str, Any]:
        """Return one measurement."""
        return self.found[name, job, who]

    def graphs(self) -> str:
        """How large the graphs are."""
        rows = [
            (name, *(f"{size[key]:,}" for key in ("nodes", "edges", "arcs")))
            for name in self.names
            if (size := self.of(name, "size"))
        ]
        return table(("graph", "nodes", "edges", "arcs that are open"), rows)

    def nearest(self) -> str:
        """Seconds for every node's nearest service, as many times this engine's."""
        head = [
            "",
            *(f"{n}{c}" for n in self.names for c in (" s", ", times")),
            "nodes that differ",
        ]
        passes = [self.of(n, "passes") for n in self.names]
        rows = [[ENGINE, *(x for p in passes for x in (number(p["nearest"]), "1 x")), ""]]
        again = (
            x for p in passes for x in (number(p["in_nodes"]), times(p["in_nodes"], p["nearest"]))
        )
        rows.append([f"{ENGINE}, put back in the graph's own order", *again, ""])
        return table(head, [*rows, *(self._peer(peer) for peer in PEERS)])

    def _peer(self, peer: str) -> list[str]:
        row, differ, ran = [peer], 0, False
        for name in self.names:
            measured = self.of(name, "nearest", peer)
            if "why" in measured:
                row += ["not run", ""]
                continue
            base = self.of(name, "passes")["nearest"]
            row += [number(measured["seconds"]), times(measured["seconds"], base)]
            differ, ran = differ + measured["differ"], True
        return [*row, f"{differ:,}" if ran else ""]

    def preparing(self) -> str:
        """Seconds to build what the pass runs on, memory by node, and growth of the pass."""
        last, first = self.names[-1], self.names[0]
        rows = []
        for who in (ENGINE, *PEERS):
            job = "passes" if who == ENGINE else "nearest"
            runs = {n: self.of(n, job, who) for n in self.names}
            row, per_node = [who], {}
            for name, run in runs.items():
                if "why" in run:
                    row += ["", ""]
                    continue
                topology = self.of(name, "topology")
                engine = {"s": topology["seconds"] + run.get("weights", 0), "b": topology["bytes"]}
                is_engine = who == ENGINE
                row.append(number(engine["s"] if is_engine else run["build"]))
                most = max(engine["b"], run["bytes"]) if is_engine else run["bytes"]
                row.append(f"{most / self.nodes[name]:,.0f}")
                per_node[name] = run["nearest" if is_engine else "seconds"] / self.nodes[name]
            grown = first in per_node and last in per_node
            row += [f"{per_node[last] / per_node[first]:.2f}" if grown else ""]
            rows.append(row)
        head = ["", *(f"{n}{c}" for n in self.names for c in (" s", " bytes a node"))]
        return table([*head, f"time a node, {last} to {first}"], rows)

    def reasons(self) -> str:
        """Why something was not run."""
        why = {
            f"- {who}, {job} on {name}: {measured['why']}"
            for (name, job, who), measured in self.found.items()
            if "why" in measured
        }
        return "\n".join(sorted(why)) + "\n" if why else ""

    def questions(self) -> str:
        """What one topology answers: seconds by graph, and growth of the time a node."""
        rows = []
        for title, job, key in QUESTIONS:
            seconds = {n: self.of(n, job)[key] for n in self.names}
            each = [seconds[n] / self.nodes[n] for n in self.names]
            cells = [number(s * 1000) for s in seconds.values()]
            rows.append([title, *cells, number(each[-1] * 1e9), f"{each[-1] / each[0]:.2f}"])
        last, first = self.names[-1], self.names[0]
        head = ["", *(f"{n} ms" for n in self.names), f"ns a node, {last}"]
        return table([*head, f"time a node, {last} to {first}"], rows)

    def k_nearest(self) -> str:
        """k nearest with ids, against a k-label search."""
        rows = []
        for name in self.names:
            ours, heap = self.of(name, "passes")["k"], self.of(name, "k_nearest", K_HEAP)
            ratio = times(heap["seconds"], ours)
            differ = heap["differ"] + heap["labelled_differ"]
            rows.append([name, number(ours), number(heap["seconds"]), ratio, f"{differ:,}"])
        return table(("graph", f"{ENGINE} s", f"{K_HEAP} s", "times", "nodes that differ"), rows)

    def cold(self) -> str:
        """The cold path against ten calls of scipy."""
        rows = []
        for name in self.names:
            ours, scipy = self.of(name, "cold_path"), self.of(name, "checks", "scipy")
            cells = [ours["seconds"], scipy["ten_calls"], scipy["build"]]
            ratio = times(scipy["ten_calls"], ours["seconds"])
            differ = f"{scipy['cold'] + scipy['side_by_side']:,}"
            rows.append([name, *(number(c) for c in cells), ratio, differ])
        head = (
            "graph",
            f"{ENGINE}, all told, s",
            "scipy, ten calls, s",
            "scipy's matrix before, s",
        )
        return table((*head, "times", "nodes that differ"), rows)

    def cut_links(self) -> str:
        """Cut links, cut nodes and parts."""
        head = ["", *(f"{n}{c}" for n in self.names for c in (" s", ", times"))]
        ours = {n: self.of(n, "engine_cuts") for n in self.names}
        rows = [
            [
                f"{ENGINE}, and people behind",
                *(x for o in ours.values() for x in (number(o["seconds"]), "1 x")),
                "",
            ]
        ]
        for who in CUTS:
            row, differ = [f"{who}, three calls, no people"], 0
            for name in self.names:
                run = self.of(name, "cuts", who)
                if "why" in run:
                    row += ["not run", ""]
                    continue
                row += [number(run["seconds"]), times(run["seconds"], ours[name]["seconds"])]
                differ += run["differ"]
            rows.append([*row, f"{differ:,}"])
        return table([*head, "entries that differ"], rows)

    def memory(self) -> str:
        """Bytes a node of each step of this engine, over those of the graph's own arrays."""
        rows = []
        for title, job, key in MEMORY:
            cells = [self.of(n, job)[key] / self.nodes[n] for n in self.names]
            own = [self.of(n, job)["graph_bytes"] / self.nodes[n] for n in self.names]
            told = [f"{c + o:,.0f}" for c, o in zip(cells, own, strict=True)]
            rows.append([title, *(f"{c:,.0f}" for c in cells), *told])
        head = ["", *self.names, *(f"{n} with the graph" for n in self.names)]
        return table(head, rows)


QUESTIONS = (
    ("once per topology: the hierarchy", "topology", "seconds"),
    ("each weight set", "passes", "weights"),
    ("each weight set, 16 together", "sets", "seconds"),
    ("nearest of 100 services, one pass", "passes", "nearest"),
    ("the same, put back in the graph's own order", "passes", "in_nodes"),
    ("the same with the service's label", "passes", "labelled"),
    ("16 types of service side by side, each type", "passes", "side_by_side"),
    ("one type under 16 weight sets together, each set", "sets", "swept"),
    ("k = 5 nearest with labels", "passes", "k"),
)
MEMORY = (
    ("building the hierarchy", "topology", "bytes"),
    ("the hierarchy as stored", "topology", "stored_bytes"),
    ("hierarchy mapped, one weight set, one pass, its answer in both orders", "passes", "bytes"),
    ("the same with labels", "passes", "labelled_bytes"),
    ("the same, 16 types side by side (their answers are 64)", "passes", "side_by_side_bytes"),
    ("k = 5 nearest (their answers are 40)", "passes", "k_bytes"),
    ("16 weight sets together", "sets", "bytes"),
    ("cold path: order, renumbered graph, search, ten answers of 4", "cold_path", "bytes"),
)
