"""What the words of a command ask for: regions, outputs by path, stages by name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline import stages
from pipeline.engine.run import closure
from pipeline.errors import ConfigError, PipelineError, StageError
from pipeline.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.engine.run import Step


class Wanted(NamedTuple):
    """What words ask for."""

    steps: list[Step]
    faults: list[str]
    """What is wrong with regions that cannot be read."""
    whole: dict[str, list[Step]]
    """Every step of each region of which all is asked for."""


def wanted(project: Path, words: Sequence[str], inputs: Path | None) -> Wanted:
    """Return what words ask for.

    A word with `/` is an output's path, which says its region too; a stage's name (where no
    region bears it) is a goal in every region asked for; any other word is a region. Without
    regions, all under data/.
    """
    paths: dict[str, list[str]] = {}
    for word in (word for word in words if "/" in word):
        paths.setdefault(_region_of(project, word), []).append(word)
    names = {stage.name for stage in stages.STAGES}
    plain = [word for word in words if "/" not in word]
    goals = [w for w in plain if w in names and not (project / "data" / w).is_dir()]
    regions = [word for word in plain if word not in goals]
    if not regions and (goals or not paths):
        regions = _all_regions(project)
    steps: list[Step] = []
    faults: list[str] = []
    whole: dict[str, list[Step]] = {}
    for region in dict.fromkeys([*regions, *paths]):
        try:
            own = stages.steps(project, region, inputs=inputs)
            targets = [_made_by(own, project, path) for path in paths.get(region, [])]
            if region in regions:
                targets += goals or [step.name for step in own]
            steps += closure(own, targets)
            if region in regions and not goals:
                whole[region] = list(own)
        except PipelineError as error:
            faults.append(one_line(str(error)))
    return Wanted(steps, faults, whole)


def _region_of(project: Path, goal: str) -> str:
    """Return the region whose folder, in `layers` or `maps`, an output lies in."""
    parts = Path(os.path.relpath(project / goal, project)).parts
    return parts[1] if len(parts) > 2 else Path(goal).parent.name


def _all_regions(project: Path) -> list[str]:
    found = sorted(path.parent.name for path in (project / "data").glob("*/region.toml"))
    if not found:
        raise ConfigError(
            f"{project / 'data'}: no region files; `resilience sample` writes a made-up region, "
            "`resilience new REGION FILES...` starts one of yours, --project names another folder"
        )
    return found


def _made_by(steps: Sequence[Step], project: Path, goal: str) -> str:
    """Return the stage that makes an output, named by its path from the project's folder."""
    wanted = os.path.normpath(project / goal)
    for step in steps:
        if str(step.output) == wanted:
            return step.name
    raise StageError(
        f"no stage makes {goal}; of this region there are "
        + ", ".join(os.path.relpath(step.output, project) for step in steps)
    )
