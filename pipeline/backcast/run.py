"""Recompute past years in memory, and write what came of it: tables and a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from pipeline import stages
from pipeline.backcast.chart import draw
from pipeline.backcast.differences import differences
from pipeline.backcast.years import days, first_day, known_by
from pipeline.built import Changed, Layers, outdated
from pipeline.config import read_region
from pipeline.folder import refuse_others, written
from pipeline.formats.reading import without_formulas
from pipeline.stored import write_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

VERB = "backcast"
GOALS = ("stability", "indicators", "resilience", "resilience_levels")
KEPT = ("link_reports", "link_risk")
"""What is known of roads stays that of today, and so does all that rests on it."""
INDEX = {
    "index": "index",
    "score_p05": "index_p05",
    "score_p95": "index_p95",
    "smallest_change": "smallest_change",
    "security_index": "security_index",
    "rate_per_100k": "rate_per_100k",
    "quadrant": "quadrant",
    "quadrant_share": "quadrant_share",
}
"""Columns of both resilience tables, and their names in ours."""


class Answer(NamedTuple):
    """What came of it."""

    title: str
    areas: pd.DataFrame
    """One row an area and year."""
    levels: pd.DataFrame
    """One row a division (or the region) and year."""
    told: list[str]
    """What a reader must know."""
    folder: Path


def backcast(
    project: Path,
    region: str,
    years: int,
    *,
    to: Path | None,
    inputs: Path | None,
    tell: Callable[[str], None],
) -> Answer:
    """Write past years to `backcast/<region>` if no folder is named, and return them.

    The region's own layers are read and never written.

    Raises
    ------
    ConfigError
        Where years are asked for of which nothing is known.
    StageError
        Where the region's layers were not built, or the folder is not ours.
    """
    goal = to or project / VERB / region
    refuse_others(goal, VERB)
    title = read_region(project / "data" / region / "region.toml").title
    layers = Layers(stages.steps(project, region, inputs=inputs))
    for name in GOALS:
        layers.path(name)
    asked = days(layers, region, years)
    if warning := outdated(layers, GOALS):
        tell(warning)
    areas, levels = (
        pd.concat(parts, ignore_index=True) for parts in zip(*_each(layers, asked), strict=True)
    )
    answer = Answer(title, areas, levels, _told(layers, areas), goal)
    with written(goal, VERB, {"region": region, "years": years}) as draft:
        for name, table in (("backcast", areas), ("backcast_levels", levels)):
            write_stored(table, draft / f"{name}.parquet")
            plain = without_formulas(table)
            plain.to_csv(draft / f"{name}.csv", index=False, lineterminator="\n")
        for form in ("png", "svg"):
            draw(title, areas, levels, draft / f"{VERB}.{form}")
    return answer


def _each(layers: Layers, asked: list[pd.Timestamp]) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Give the rows of each year, of areas and of divisions."""
    now = _tables(layers, asked[-1])
    for day in asked:
        own = now if day == asked[-1] else _tables(layers, day)
        changed = differences(
            own, now, layers.table("indicator_rules"), layers.steps["pillars"].parameters
        )
        yield _areas(own, changed, day, layers), _levels(own, day)


def _tables(layers: Layers, day: pd.Timestamp) -> dict[str, Any]:
    """Return the tables of a day, made by the functions and parameters of the stages."""
    then = Changed(layers, known_by(layers, day), kept=KEPT)
    return {name: then.table(name) for name in GOALS}


def _areas(
    own: Mapping[str, Any], changed: pd.DataFrame, day: pd.Timestamp, layers: Layers
) -> pd.DataFrame:
    """Return one year's rows of areas."""
    table = own["resilience"].merge(changed, on="area_id", validate="one_to_one")
    seen = own["stability"][["area_id", "window_incidents_weight", "window_years"]]
    table = table.merge(seen, on="area_id", validate="one_to_one")
    rate_years = layers.steps["stability"].parameters["rate_years"]
    names = {
        **INDEX,
        "stability_class": "stability_class",
        "class": "class",
        "gaps": "gaps",
        "index_grade": "grade",
    }
    columns = {
        "area_id": table["area_id"],
        "area_name": table["area_name"],
        "year": day.year,
        "day": day,
        **{name: table[old] for old, name in names.items()},
        "incidents_weight": table["window_incidents_weight"],
        "window_years": table["window_years"],
        "is_short_window": table["window_years"] < rate_years - 1e-9,
        **{name: table[name] for name in ("change", "compared", "lacking")},
        "method_version": table["method_version"],
    }
    return pd.DataFrame(columns).sort_values("area_id", ignore_index=True)


def _levels(own: Mapping[str, Any], day: pd.Timestamp) -> pd.DataFrame:
    """Return one year's rows of divisions."""
    table = own["resilience_levels"]
    named = table[["level", "division_id", "division_name"]].assign(year=day.year, day=day)
    told = [*INDEX, "class", "grade", "method_version"]
    whole: pd.DataFrame = pd.concat([named, table[told]], axis=1).rename(columns=INDEX)
    return whole.sort_values(["level", "division_id"], ignore_index=True)


def _told(layers: Layers, areas: pd.DataFrame) -> list[str]:
    """Return what a reader must know of the numbers."""
    first = first_day(layers)
    told = [
        (
            "Roads, services, access and people are those of today: no history of them is known. "
            "What differs between years is violence, and answers and other evidence by their date."
        ),
        (
            f"Incidents begin on {first:%Y-%m-%d}; those after a year's last day are not counted "
            "in any column of that year."
        ),
    ]
    short = sorted(set(areas["year"][areas["is_short_window"]]))
    if short:
        rate_years = layers.steps["stability"].parameters["rate_years"]
        told.append(
            f"{_span(short)}: the rate's {rate_years:g} years begin before the data do, so that it "
            "rests on fewer years."
        )
    lacking = sorted({name for names in areas["lacking"].dropna() for name in names.split(", ")})
    if lacking:
        told.append(
            f"Not there in every year: {', '.join(lacking)}. Changes are taken without them where "
            "they are lacking; the index of the year itself is not."
        )
    return told


def _span(years: list[int]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
