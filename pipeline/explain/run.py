"""Answer the question how a number came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import stages
from pipeline.built import Layers, outdated
from pipeline.config import read_region
from pipeline.explain.chain import chain
from pipeline.explain.summary import summary
from pipeline.explain.which import area_of, subject_of

if TYPE_CHECKING:
    from pathlib import Path

GOALS = ("resilience",)


def explain(project: Path, region: str, area: str, word: str | None, *, inputs: Path | None) -> str:
    """Return the chain behind one number of an area, or the summary of its index, as text.

    All that is told stands in tables, records, the region file and the layers' own words.

    Raises
    ------
    StageError
        Where the region was not built, or nothing bears the name.
    """
    layers = Layers(stages.steps(project, region, inputs=inputs))
    for name in GOALS:
        layers.path(name)
    row = area_of(layers, area)
    title = read_region(project / "data" / region / "region.toml").title
    day = layers.table("as_of")["as_of"].iloc[0]
    on = "on a day that is not stated" if day != day else f"on {day:%Y-%m-%d}"  # noqa: PLR0124  NaT
    heading = f"{row['area_name']} ({row['area_id']}), {title}, {on}"
    if word is None:
        text = summary(layers, row["area_id"], heading)
    else:
        text = chain(layers, row["area_id"], subject_of(layers, word), heading)
    warning = outdated(layers, GOALS)
    return f"{warning}\n\n{text}" if warning else text
