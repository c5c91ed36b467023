"""Seconds and peak memory of every stage, for the sample and the regions at hand.

Each stage runs in a process of its own, so that its peak memory is its own; libraries and compiled
kernels that the process loads count too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.config import read_region
from pipeline.engine.dag import closure
from pipeline.stages import input_folder, steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from resource import struct_rusage

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "pipeline")


class Row(NamedTuple):
    """What one stage took."""

    stage: str
    seconds: float
    peak_mb: float
    rows: int | None
    processor_s: float
    """Processor time of the whole process, on all cores: other work on the machine hardly shows."""


def by_region(project: Path, inputs: Path) -> Iterator[tuple[str, list[Row]]]:
    """Measure the sample, and every other region whose inputs are there."""
    for name in _regions(project, inputs):
        given = None if name == "sample" else inputs.resolve()
        yield name, [measure(project, name, given, s) for s in order(project, name)]


def _regions(project: Path, inputs: Path) -> list[str]:
    """Lay out a project with the regions that can be built here; say which cannot."""
    found = []
    for path in sorted((ROOT / "data").glob("*/region.toml")):
        name = path.parent.name
        target = project / "data" / name
        target.mkdir(parents=True)
        (target / "region.toml").write_bytes(path.read_bytes())
        if name == "sample":
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


def order(project: Path, name: str, goals: tuple[str, ...] = ()) -> list[str]:
    """Return the region's stages, or those that goals need, in an order in which they can run."""
    every = steps(project, name)
    wanted = list(goals) or [step.name for step in every]
    return [step.name for step in closure(every, wanted)]


def measure(
    project: Path,
    region: str,
    inputs: Path | None,
    stage: str,
    environment: Mapping[str, str] | None = None,
) -> Row:
    """Build one stage in a process of its own."""
    command = [*COMMAND, "build", "--project", str(project)]
    command += ["--scheduler", "sync", *(["--inputs", str(inputs)] if inputs else [])]
    usage = spent([*command, region, stage], f"{region} {stage}", environment)
    record = json.loads((project / "layers" / region / ".record" / f"{stage}.json").read_text())
    busy = usage.ru_utime + usage.ru_stime
    return Row(stage, record["seconds"], usage.ru_maxrss / 1024, record.get("rows"), busy)


def spent(
    command: Sequence[str], name: str, environment: Mapping[str, str] | None = None
) -> struct_rusage:
    """Run a command to its end, and return what it took; where it fails, end and say why."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    errors = process.stderr.read().decode() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name}: {errors}")
    return usage
