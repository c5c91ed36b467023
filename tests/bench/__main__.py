"""Print seconds and peak memory of every stage, for the sample and the regions at hand.

Each stage runs in a process of its own, so that its peak memory is its own; libraries and compiled
kernels that the process loads count too. `--write FILE` writes the same tables as Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from pipeline.config import read_region
from pipeline.engine.dag import closure
from pipeline.stages import input_folder, steps

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "pipeline")


class Row(NamedTuple):
    """What one stage took."""

    stage: str
    seconds: float
    peak_mb: float
    rows: int | None


def main() -> None:
    """Measure the sample, and every other region whose inputs are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    pages = []
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in regions(project, arguments.inputs):
            inputs = None if name == "sample" else arguments.inputs.resolve()
            pages.append(
                page(name, [measure(project, name, inputs, s) for s in order(project, name)])
            )
            print(pages[-1], flush=True)
    if arguments.write:
        arguments.write.write_text(document(pages), encoding="utf-8")


def regions(project: Path, inputs: Path) -> list[str]:
    """Lay out a project with the regions that can be built here; say which cannot."""
    found = []
    for path in sorted((ROOT / "data").glob("*/region.toml")):
        name = path.parent.name
        target = project / "data" / name
        target.mkdir(parents=True)
        (target / "region.toml").write_bytes(path.read_bytes())
        if name == "sample":
            # In a process of its own too: a child's peak memory is never under its parent's.
            subprocess.run([*COMMAND, "sample", "--project", str(project)], cwd=ROOT, check=True)
        elif (
            not inputs.is_dir()
            or not (
                input_folder(path, read_region(path), inputs) / read_region(path).areas.file
            ).exists()
        ):
            print(f"{name}: inputs not at hand, left out", flush=True)
            continue
        found.append(name)
    return found


def order(project: Path, name: str) -> list[str]:
    """Return the region's stages in an order in which they can run."""
    every = steps(project, name)
    return [step.name for step in closure(every, [step.name for step in every])]


def measure(project: Path, region: str, inputs: Path | None, stage: str) -> Row:
    """Build one stage in a process of its own."""
    command = [*COMMAND, "build", "--project", str(project)]
    command += ["--scheduler", "sync", *(["--inputs", str(inputs)] if inputs else [])]
    process = subprocess.Popen(
        [*command, region, stage], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        errors = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{region} {stage}: {errors}")
    record = json.loads((project / "layers" / region / ".record" / f"{stage}.json").read_text())
    return Row(stage, record["seconds"], usage.ru_maxrss / 1024, record.get("rows"))


def page(region: str, rows: list[Row]) -> str:
    """Return one region's table."""
    lines = [
        f"## {region}",
        "",
        "| stage | rows | seconds | peak MB |",
        "| --- | ---: | ---: | ---: |",
    ]
    for row in rows:
        count = "" if row.rows is None else f"{row.rows:,}"
        lines.append(f"| {row.stage} | {count} | {row.seconds:.2f} | {row.peak_mb:,.0f} |")
    total = sum(r.seconds for r in rows)
    lines.append(f"| **all** | | {total:.2f} | {max(r.peak_mb for r in rows):,.0f} |")
    return "\n".join(lines) + "\n"


def document(pages: list[str]) -> str:
    """Return the Markdown file."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    head = [
        "# Benchmarks",
        "",
        f"Written by `make bench WRITE=1` on {machine}.",
        "Each stage ran in a process of its own: its peak memory includes the libraries it loads.",
        "Trust ratios, not seconds.",
        "",
    ]
    return "\n".join([*head, *pages])


if __name__ == "__main__":
    main()
