"""The document `docs/benchmarks.md`: what was measured, and what had to be reached."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from typing import TYPE_CHECKING

from tests.bench.pbf_to_reach import COMMUNITIES, SCENARIOS, TYPES, Twice
from tests.bench.peers import PEERS
from tests.bench.tables import Tables, number, table, times

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.bench.pages import Page
    from tests.bench.stages import Row
    from tests.bench.whatif import Asked

HEAD = """\
# Benchmarks

Written by `make bench WRITE=1` on {machine}.
{versions}.
Everything here was measured in that one run. Trust ratios, not seconds: they hold for this machine
and these versions.
"""
LEAST_COMPILING_S = 0.5
SIDE_BY_SIDE = """\
## Side by side

{graphs_are}

{sizes}
Everyone is given the same arcs, whole milliseconds each, and the same 100 services, drawn with a
seed. Each runs in a process of its own; what counts is the quickest of up to five passes after one
to warm up (at least one, where passes take long), with everything built that does not depend on the
services. Turning an answer into an array is left out of the peers' time. Every answer is held
against the others at every node.

### What had to be reached

{targets}
### Nearest of 100 services for every node

{nearest}
{reasons}
Before the pass: seconds to build what it runs on (for this engine the topology, which is cached,
and one weight set); the most memory that building and the pass held, over the graph's arrays and
the libraries (of this engine's two, which run apart, the larger); and how the time a node grows
(1 is linear).

{preparing}
### One topology, many questions

{questions}
### Five nearest services of every node, with ids

The yardstick is a compiled Dijkstra with a binary heap whose nodes settle five times.

{k_nearest}
### Cold: nothing cached, one scenario, ten types of service

This engine, all told: order along a curve, renumbered graph, ten searches, answers in the graph's
own order. scipy on the graph as it comes; its matrix is built before and does not count. The
column of nodes that differ counts those of the 16 types side by side too.

{cold}
### Twenty scenarios of ten types

{scenarios}
### Cut links, cut nodes and connected parts

This engine's one call lays out the graph, and adds up the people behind each cut; peers' graphs are
built before.

{cut_links}
### Memory of this engine, bytes a node

Peak over what the process held before, libraries, compiled kernels and the graph's own arrays (ends
and costs of its edges); then with those arrays.

{memory}
"""


def document(parts: Iterable[str]) -> str:
    """Return the whole file."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    names = ("numpy", "numba", *(peer.library for peer in PEERS.values()))
    versions = ", ".join(f"{name} {_version(name)}" for name in names)
    head = HEAD.format(machine=machine, versions=versions)
    return "\n".join(part.rstrip("\n") + "\n" for part in (head, *parts))


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def side_by_side(tables: Tables, extract: Path) -> str:
    """Return the section on this engine and its peers."""
    is_real = tables.names[0].startswith("P")
    graphs_are = (
        f"P1 is `{extract.name}`: each OSM node that a way with `highway` uses, its edges between "
        "consecutive nodes; P3 and P15 are three and fifteen copies, joined by a few edges."
        if is_real
        else "There was no extract at hand: G1, G3 and G15 are a made-up grid with its edges cut "
        "in pieces, random ids and costs, once, three and fifteen times. On roads ratios differ."
    )
    parts = {
        name: getattr(tables, name)()
        for name in ("nearest", "reasons", "preparing", "questions", "k_nearest", "cold")
    }
    return SIDE_BY_SIDE.format(
        graphs_are=graphs_are,
        sizes=tables.graphs(),
        targets=targets(tables),
        scenarios=scenarios(tables),
        cut_links=tables.cut_links(),
        memory=tables.memory(),
        **parts,
    )


def targets(tables: Tables) -> str:
    """Return what had to be reached and what was, on the graph that each is said of."""
    first, million, last = tables.names
    ours = tables.of(million, "passes")
    rows = []
    for peer, least in (("scipy", 15), ("networkx", 400)):
        run = tables.of(million, "nearest", peer)
        reached = "not run"
        if "seconds" in run:
            reached = times(run["seconds"], ours["nearest"])
            reached += f" ({times(run['seconds'], ours['in_nodes'])} in the graph's own order)"
        rows.append([f"nearest service, {million}: {peer} takes at least {least} x", reached])
    for name in tables.names:
        ratio = times(
            tables.of(name, "checks", "scipy")["ten_calls"],
            tables.of(name, "cold_path")["seconds"],
        )
        rows.append([f"cold path, {name}: scipy takes at least 1 x", ratio])
    both = tables.of(last, "scenarios")
    reached = f"{number(both['one'])} s on one thread, {number(both['two'])} s on two"
    rows.append([f"20 scenarios x 10 types, {last}: under 60 s", reached])
    for name in (first, million, last):
        run = tables.of(name, "cuts", "rustworkx")
        if "seconds" in run:
            ratio = times(run["seconds"], tables.of(name, "engine_cuts")["seconds"])
            rows.append([f"cut links, {name}: rustworkx takes more than 1 x", ratio])
    rows.append(["memory: at most 200 bytes a node, the graph counted", _most_memory(tables)])
    return table(("to reach", "reached"), rows)


def _most_memory(tables: Tables) -> str:
    """Return the most that building and sweeping take a node, with the graph's own arrays."""
    build, one, many = (
        max(
            (tables.of(n, job)[key] + tables.of(n, job)["graph_bytes"]) / tables.nodes[n]
            for n in tables.names
        )
        for job, key in (
            ("topology", "bytes"),
            ("passes", "labelled_bytes"),
            ("passes", "side_by_side_bytes"),
        )
    )
    return f"building {build:,.0f}, sweeping {one:,.0f}, 16 types side by side {many:,.0f}"


def scenarios(tables: Tables) -> str:
    """Return the line on twenty scenarios."""
    last = tables.names[-1]
    both = tables.of(last, "scenarios")
    grown = both["bytes"] / tables.nodes[last]
    return (
        f"On {last}, from a topology mapped from its file, slower and closed edges in each "
        f"scenario: {number(both['one'])} s on one thread, {number(both['two'])} s on two, for 200 "
        f"answers at every node; {grown:,.0f} bytes a node on one thread. Two of the answers were "
        f"compared with scipy's: {both['differ']:,} nodes differ.\n"
    )


def pbf_to_reach(extract: Path, rows: list[Twice]) -> str:
    """Return the section on the way from an extract to `reach`."""
    lines = [
        [
            r.first.stage,
            "" if r.first.rows is None else f"{r.first.rows:,}",
            f"{r.first.seconds:.2f}",
            f"{r.second.seconds:.2f}",
            f"{_compiling(r):.2f}",
            f"{r.second.peak_mb:,.0f}",
        ]
        for r in rows
    ]
    first, second = (sum(getattr(r, n).seconds for r in rows) for n in ("first", "second"))
    most = max(r.second.peak_mb for r in rows)
    compiling = sum(_compiling(r) for r in rows)
    total = [f"{first:.2f}", f"{second:.2f}", f"{compiling:.2f}", f"{most:,.0f}"]
    lines.append(["**all**", "", *total])
    head = ("stage", "rows", "first run, s", "second run, s", "compiling, s", "peak MB")
    return (
        f"## From an extract to reach\n\n`{extract.name}`, all classes, {len(SCENARIOS)} "
        f"scenarios, {len(TYPES)} types of service, {COMMUNITIES:,} communities made up in its "
        "bounding box. The first run finds no compiled kernel on disk, the second those of the "
        "first. Compiling is the processor time that only the first takes, if it is half a "
        "second or more: less is chance. Each stage runs in a process of its own.\n\n"
        + table(head, lines)
    )


def _compiling(row: Twice) -> float:
    """Return the seconds of processor time that only the first run takes."""
    more = row.first.processor_s - row.second.processor_s
    return more if more >= LEAST_COMPILING_S else 0.0


def stages(region: str, rows: list[Row]) -> str:
    """Return the section of one region's stages."""
    lines = [
        [r.stage, "" if r.rows is None else f"{r.rows:,}", f"{r.seconds:.2f}", f"{r.peak_mb:,.0f}"]
        for r in rows
    ]
    total, most = sum(r.seconds for r in rows), max(r.peak_mb for r in rows)
    lines.append(["**all**", "", f"{total:.2f}", f"{most:,.0f}"])
    said = "Each stage in a process of its own: its peak memory includes the libraries it loads."
    return f"## Stages: {region}\n\n{said}\n\n" + table(
        ("stage", "rows", "seconds", "peak MB"), lines
    )


def whatif(asked: Asked) -> str:
    """Return the section of one question."""
    row = [f"{asked.seconds:.2f}", f"{asked.processor_s:.2f}", f"{asked.peak_mb:,.0f}"]
    return (
        f"## What if: {asked.region}\n\nOf the regions here the one with most links: "
        f"{asked.links:,}, and {asked.communities:,} communities. One command closes the link that "
        "most people's ways to a hub run on, and adds a straight road between the two communities "
        f"with most people ({asked.road_km:,.0f} km). The whole command, from its start to the "
        "page that it writes; all kernels are compiled.\n\n"
        + table(("seconds", "processor, s", "peak MB"), [row])
    )


def pages(rows: list[Page]) -> str:
    """Return the section of every page."""
    lines = [
        [
            r.region,
            r.name,
            f"{r.size / 1e6:.2f}",
            f"{r.most / 1e6:.0f}",
            f"{r.gzipped / 1e6:.2f}",
            "" if r.usable_s is None else f"{r.usable_s:.2f}",
        ]
        for r in rows
    ]
    return (
        "## Pages\n\nOf the regions that are built here and of two made-up ones, which fill "
        "every layer. A page may have so many MB and be usable within 2 s: from the request "
        "for the file to the first frame that shows all that is on, in a browser without a window, "
        "the median of three loads.\n\n"
        + table(("region", "page", "MB", "may have", "gzipped", "usable, s"), lines)
    )
