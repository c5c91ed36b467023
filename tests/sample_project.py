"""The made-up region, written and built in a project of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pipeline import stages
from pipeline.engine.dag import closure
from pipeline.engine.run import build
from pipeline.sample.write import write_sample
from pipeline.stored import read_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.sample.truth import Truth

REGION_FILE = Path(__file__).resolve().parents[1] / "data" / "sample" / "region.toml"


class Built(NamedTuple):
    """A region that has been built."""

    project: Path
    truth: Truth

    def table(self, name: str) -> pd.DataFrame:
        """Return one of its tables."""
        table: pd.DataFrame = read_stored(self.project / "layers" / "sample" / f"{name}.parquet")
        return table

    def lent(self, project: Path, added: str = "") -> Path:
        """Lay out a project with these inputs and layers, and a region file of its own.

        Tests of all processes share the region as it was built: none may change a file of it.
        """
        own = project / "data" / "sample"
        own.mkdir(parents=True)
        for path in (self.project / "data" / "sample").iterdir():
            (own / path.name).symlink_to(path)
        text = (own / "region.toml").read_text(encoding="utf-8")
        (own / "region.toml").unlink()
        (own / "region.toml").write_text(text + added, encoding="utf-8")
        (project / "layers").symlink_to(self.project / "layers")
        return project

    def fallen(self) -> pd.DataFrame:
        """Return the rows of all its files that are in no table."""
        folder = self.project / "layers" / "sample" / "rejected"
        return pd.concat([pd.read_csv(path) for path in sorted(folder.glob("*.csv"))])

    def without_hub(self, scenario: str) -> dict[str, set[str]]:
        """Return the communities that reach no hub, by reason."""
        table = self.table("isolation")
        found = table[table["scenario"] == scenario].groupby("reason")["community_id"]
        return {str(reason): set(ids) for reason, ids in found}


def built_in(project: Path) -> Built:
    """Return the sample in a project, built there if nobody has yet."""
    done = project / "built"
    if done.exists():
        truth = (project / "data" / "sample" / "truth.json").read_text(encoding="utf-8")
        return Built(project, json.loads(truth))
    made = built(project)
    done.touch()
    return made


def built(
    project: Path,
    goals: Iterable[str] | None = None,
    change: Callable[[str], str] = lambda text: text,
) -> Built:
    """Write the sample into a project, change its region file, and build goals, or everything."""
    folder = project / "data" / "sample"
    truth = write_sample(folder)
    text = change(REGION_FILE.read_text(encoding="utf-8"))
    (folder / "region.toml").write_text(text, encoding="utf-8")
    every = stages.steps(project, "sample")
    wanted = [step.name for step in every] if goals is None else goals
    ended = build(closure(every, wanted), scheduler="threads")
    assert {event.status for event in ended} == {"built"}, [e for e in ended if e.status != "built"]
    return Built(project, truth)
